# SPDX-License-Identifier: Apache-2.0
"""What happens to each simulated dossier, drawn before the first day: when it comes, by whom, and what its citizen is like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from motcua_cli.demo.chance import Chance

SLOTS = (time(7, 35), time(9, 20), time(11, 10), time(14, 0), time(15, 20), time(16, 40))
"""When people act on a working day; on a day off citizens act at the second and the fourth."""
BETWEEN = (time(8, 30), time(10, 15), time(13, 35), time(14, 40), time(16, 0))
"""When officers who look into their inbox often do so once more."""
MOMENTS = tuple(sorted((*SLOTS, *BETWEEN)))
"""At the hours of every unit of the demo province less than a working hour apart, over noon and night too: the shortest steps are
given one, and whoever is diligent must be able to be in time."""
_RUSH = (3, 5, 3, 4, 3, 2)
_DAYS = (1.4, 1.1, 1.0, 1.0, 1.2, 0.3, 0.2)
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Lò", "Vàng")
_MIDDLE = ("Thị", "Văn", "Minh", "Thu", "Đức", "Ngọc")
_GIVEN = ("Hoa", "Bình", "Sơn", "Hạnh", "Tùng", "Lan", "Dũng", "Mai", "Khôi", "Thảo", "Quân", "Yến")


@dataclass(frozen=True)
class Story:
    """One dossier. Days are counted from the event that they wait for; `answers_after` None: never.

    `user`: the citizen who files it online; "" for one that is brought to the window by `name`.
    """

    number: int
    procedure: str
    unit: str
    user: str
    name: str
    id_number: str
    day: date
    slot: int
    lacks_paper: bool
    turned_away: bool
    answers_after: int | None
    withdraws_after: int | None
    pays_after: int
    fetches_after: int
    rates: bool

    @property
    def at(self) -> tuple[date, int]:
        return (self.day, self.slot)


@dataclass(frozen=True)
class Place:
    """A procedure that can be filed at a unit; `weight`: how much of it there is; `online`, `window`: how it may come."""

    procedure: str
    unit: str
    weight: float
    online: bool = True
    window: bool = True


def stories(
    chance: Chance,
    count: int,
    days: Sequence[date],
    places: Sequence[Place],
    users: Sequence[str],
    off: set[date],
) -> list[Story]:
    """In the order in which they come. `days` are consecutive; on those of `off` only online dossiers come."""
    moments = sorted(_moments(chance, count, days, off))
    return [
        _story(chance, number, day, slot, places, users, day in off)
        for number, (day, slot) in enumerate(moments, 1)
    ]


def _moments(chance: Chance, count: int, days: Sequence[date], off: set[date]) -> Iterator[tuple[date, int]]:
    weights = [_DAYS[day.weekday()] * (0.2 if day in off else 1.0) for day in days]
    for number in range(count):
        draw = chance.about("arrival", number)
        day = draw.choices(days, weights)[0]
        yield day, draw.choice((1, 3)) if day in off else draw.choices(range(len(SLOTS)), _RUSH)[0]


def _story(
    chance: Chance,
    number: int,
    day: date,
    slot: int,
    places: Sequence[Place],
    users: Sequence[str],
    off: bool,
) -> Story:
    draw = chance.about("story", number)
    open_then = [one for one in places if one.online or (one.window and not off)]
    place = draw.choices(open_then, [one.weight for one in open_then])[0]
    online = place.online and (off or not place.window or draw.random() < 0.6)
    return Story(
        number=number, procedure=place.procedure, unit=place.unit,
        user=draw.choice(users) if online else "",
        name=" ".join((draw.choice(_SURNAMES), draw.choice(_MIDDLE), draw.choice(_GIVEN))),
        id_number=f"0991{draw.randrange(70, 99)}{draw.randrange(10**6):06d}",
        day=day, slot=slot, lacks_paper=draw.random() < 0.15, turned_away=draw.random() < 0.03,
        answers_after=draw.choices((1, 2, 4, None), (5, 4, 2, 1))[0],
        withdraws_after=draw.randrange(1, 6) if draw.random() < 0.05 else None,
        pays_after=draw.randrange(0, 4), fetches_after=draw.randrange(0, 4), rates=draw.random() < 0.4,
    )  # fmt: skip


def consecutive(first: date, count: int) -> list[date]:
    """`count` days from `first`."""
    return [first + timedelta(days=number) for number in range(count)]
