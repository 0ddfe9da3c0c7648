# SPDX-License-Identifier: Apache-2.0
"""On what ground somebody receives for another: words that name a paper, which the return slip prints and the history keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

LEAST_GROUND: Final = 10
"""Letters and digits, the day apart: “giấy ủy quyền” has them, “x” and “theo giấy” have not."""
_DAY: Final = re.compile(
    r"(?<!\d)(?:(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})|(\d{4})-(\d{2})-(\d{2}))(?!\d)"
)
_LETTERS: Final = 6


def names_paper(ground: str, today: date) -> bool:
    """Whether it says which paper and of which day; a day to come is none."""
    rest = _DAY.sub(" ", ground)
    telling = sum(char.isalnum() for char in rest) >= LEAST_GROUND
    letters = {char.casefold() for char in rest if char.isalpha()}
    return telling and len(letters) >= _LETTERS and any(day <= today for day in _days(ground))


def _days(ground: str) -> Iterator[date]:
    for found in _DAY.finditer(ground):
        day, month, year, *iso = found.groups()
        try:
            yield date(int(year), int(month), int(day)) if year else date(*map(int, iso))
        except ValueError:
            continue
