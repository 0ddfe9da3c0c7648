# SPDX-License-Identifier: Apache-2.0
"""How a designer names a published procedure: `KEY`, the newest version, or `KEY@VERSION`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REFERENCE = re.compile(r"([a-z0-9-]+/[a-z0-9-]+)(?:@([1-9][0-9]{0,8}))?")


@dataclass(frozen=True, slots=True)
class Reference:
    """`version` is 0 for the newest."""

    key: str
    version: int

    def __str__(self) -> str:
        return f"{self.key}@{self.version}" if self.version else self.key


def parse(text: str) -> Reference | None:
    """None for what is no reference."""
    found = _REFERENCE.fullmatch(text.strip())
    return Reference(found.group(1), int(found.group(2) or 0)) if found else None
