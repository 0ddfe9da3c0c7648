# SPDX-License-Identifier: Apache-2.0
"""What agencies behind the window may see of a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sees:
    """What the officers of one kind of agency may see of a dossier; what is not named is not shown.

    `fields` of the start form, codes of `papers`, `parts` with their decisions and signed results, and `lookups`.
    """

    agency: str
    fields: frozenset[str]
    papers: frozenset[str]
    parts: frozenset[str]
    lookups: frozenset[str]


def sees(agency: str, entry: Mapping[str, Any]) -> Sees:
    """From a checked `sees` entry."""
    named = (frozenset(entry.get(one, ())) for one in ("fields", "papers", "parts", "lookups"))
    return Sees(agency, *named)
