# SPDX-License-Identifier: Apache-2.0
"""Registers outside (cơ sở dữ liệu) as this service knows them: one is asked, and answers or does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

ISSUED: Final = "issued"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Reply:
    """`outcome` is issued (`values` hold what was given) or unknown; `reference` is the register's own."""

    outcome: str
    values: Mapping[str, str]
    reference: str


class RegisterDown(Exception):
    """The register does not answer now; the same question may be asked again at any time."""


class Register(Protocol):
    """The way to one register. The same question has the same answer, however often it is asked."""

    def ask(self, asks: Mapping[str, str]) -> Reply:
        """Ask it, outside of any transaction; ends within `domain.register.LONGEST` seconds.

        Raises:
            RegisterDown: no answer now.
        """


LONGEST: Final = 10.0
"""Seconds that one question may take; a worker holds it a little longer (see app/inquiring.py)."""
