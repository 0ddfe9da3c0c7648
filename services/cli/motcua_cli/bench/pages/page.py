# SPDX-License-Identifier: Apache-2.0
"""A page that is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BARE: Final = "bare"
"""Key of the page that asks nobody, which the others are compared with."""


@dataclass(frozen=True)
class Page:
    """A page as `user` ("": nobody signed in) asks it, at each of its addresses in turn."""

    key: str
    title: str
    user: str
    addresses: tuple[str, ...]
    status: int = 200
