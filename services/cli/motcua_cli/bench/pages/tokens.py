# SPDX-License-Identifier: Apache-2.0
"""What tells one dossier from another in a row as text: ids, codes, people, days. A copy has others in all the same places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from motcua_text import fold

ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
DAY = r"20\d\d-[01]\d-[0-3]\d"
_IS_ID = re.compile(ID)
_IS_DAY = re.compile(DAY)
_CODE = re.compile(r"(.*)-(\d+)")
_APART = 0x9E3779B97F4B
"""Odd, so that no two copies of an id are the same in 48 bits."""
_LOW = (1 << 48) - 1
FIRST_SERIAL = 1000
"""Of the codes of copies; the seed's own are far below."""
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Lò", "Vàng", "Giàng", "Hà", "Lý")
MIDDLE = ("Thị", "Văn", "Minh", "Thu", "Đức", "Ngọc", "Quốc", "Hồng", "Xuân", "Thanh", "Anh")
GIVEN = (
    "Hoa", "Bình", "Sơn", "Hạnh", "Tùng", "Lan", "Dũng", "Mai", "Khôi", "Thảo", "Quân", "Yến", "Phúc", "Giang", "Tâm",
    "Long", "Nga",
)  # fmt: skip


@dataclass(frozen=True)
class Copy:
    """Copy `number` (1, 2, …) of the dossier `seed`, begun `weeks` earlier; `kept`: its applicant is the seed's."""

    number: int
    seed: str
    weeks: int
    kept: bool


@dataclass(frozen=True)
class Names:
    """What else than ids and days is exchanged: codes, applicants' names and numbers, users and account ids of citizens."""

    codes: frozenset[str]
    people: frozenset[str]
    numbers: frozenset[str]
    users: frozenset[str]
    accounts: frozenset[str]

    def pattern(self) -> re.Pattern[str]:
        """Finds every token in a row as COPY writes it."""
        said = {way for name in self.people for way in ways(name)}
        fixed = {*self.codes, *map(str.lower, self.codes), *said, *self.numbers, *self.users}
        literal = [re.escape(one) for one in sorted(fixed, key=len, reverse=True) if one]
        return re.compile("|".join([ID, *literal, DAY]))


def ways(name: str) -> Iterable[str]:
    """A name as it stands in text, in JSON with escapes (COPY doubles the backslash), and folded for search."""
    return name, json.dumps(name)[1:-1].replace("\\", "\\\\"), fold(name)


def person(number: int) -> str:
    """The applicant of a copy; the same for the same number."""
    surname, rest = SURNAMES[number % len(SURNAMES)], number // len(SURNAMES)
    middle, rest = MIDDLE[rest % len(MIDDLE)], rest // len(MIDDLE)
    return f"{surname} {middle} {GIVEN[(rest + number) % len(GIVEN)]}"


class Exchange:
    """Gives the tokens of copies."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._people = {way: at for name in names.people for at, way in enumerate(ways(name))}
        self._people |= dict.fromkeys(names.people, 0)
        self._codes = names.codes | {one.lower() for one in names.codes}

    def of(self, token: str, copy: Copy) -> str:
        """The token in place of `token` of the seed."""
        if _IS_ID.fullmatch(token):
            return token if token in self._names.accounts and copy.kept else moved(token, copy.number)
        if _IS_DAY.fullmatch(token):
            return earlier(token, copy.weeks)
        if token in self._codes:
            found = _CODE.fullmatch(token)
            return f"{found[1]}-{FIRST_SERIAL + copy.number}" if found else token
        if copy.kept:
            return token
        if token in self._names.numbers:
            return f"0992{copy.number:08d}"
        if token in self._names.users:
            return f"{token}.{copy.number}"
        return tuple(ways(person(copy.number)))[self._people[token]]


def moved(id: str, number: int) -> str:
    """Another id that sorts as the old one does among other times: only its random end changes."""
    return f"{id[:24]}{(int(id[24:], 16) + number * _APART) & _LOW:012x}"


def earlier(day: str, weeks: int) -> str:
    """The day whole weeks before, so that working days stay working days; what is no day stays."""
    try:
        return (date.fromisoformat(day) - timedelta(weeks=weeks)).isoformat() if weeks else day
    except ValueError:
        return day
