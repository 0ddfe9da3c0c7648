# SPDX-License-Identifier: Apache-2.0
"""Outside databases (cơ sở dữ liệu) as this service knows them: one is asked, and answers or does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

ISSUED: Final = "issued"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Reply:
    """`outcome` is issued (`values` hold what was given) or unknown; `reference` is the database's own."""

    outcome: str
    values: Mapping[str, str]
    reference: str


class LookupDown(Exception):
    """The database does not answer now; the same question may be asked again at any time."""


class Lookup(Protocol):
    """The way to one outside database. The same question has the same answer, however often it is asked."""

    def ask(self, asks: Mapping[str, str]) -> Reply:
        """Ask it, outside of any transaction; ends within `domain.lookup.LONGEST` seconds.

        Raises:
            LookupDown: no answer now.
        """


LONGEST: Final = 10.0
"""Seconds that one question may take; meanwhile its worker holds it (see app/inquiring.py)."""
