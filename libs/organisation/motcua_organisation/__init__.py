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
from motcua_organisation.standing_in import Signatures, in_place_of, signatures, signs_for, stands_in

__all__ = [
    "Citizen",
    "CompetenceError",
    "Organisation",
    "Person",
    "Role",
    "Signatures",
    "Unit",
    "find_name",
    "in_place_of",
    "load_organisation",
    "parse_organisation",
    "place_of",
    "signatures",
    "signers",
    "signs_for",
    "stands_in",
]
