# SPDX-License-Identifier: Apache-2.0
"""Units, roles, people and competence of one province, read from a YAML file.

Owns no rights and no deadlines: identity and calendar take what they need from here.
"""

from __future__ import annotations

from motcua_organisation.loader import load_organisation, parse_organisation
from motcua_organisation.model import (
    Citizen,
    CompetenceError,
    Organisation,
    Person,
    Role,
    Unit,
)
from motcua_organisation.place import place_of
from motcua_organisation.signing import find_name, signers

__all__ = [
    "Citizen",
    "CompetenceError",
    "Organisation",
    "Person",
    "Role",
    "Unit",
    "find_name",
    "load_organisation",
    "parse_organisation",
    "place_of",
    "signers",
]
