# SPDX-License-Identifier: Apache-2.0
"""The stories of the demo follow from the seed alone, and its forms are filled in as their rules want it."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from motcua_calendar.calendar import calendar_of
from motcua_calendar.clock import LEGAL_ZONE
from motcua_calendar.working import working_time
from motcua_cli.demo.chance import Chance
from motcua_cli.demo.filling import Filler
from motcua_cli.demo.officers import manner
from motcua_cli.demo.stories import MOMENTS, SLOTS, Place, consecutive, stories
from motcua_organisation import Unit, load_organisation
from motcua_procedure import Form
from motcua_procedure.form_model import Option
from motcua_text import Text

ROOT = Path(__file__).parents[3]
DAYS = consecutive(date(2026, 11, 23), 20)
OFF = {day for day in DAYS if day.weekday() > 4}
PLACES = [Place("a/b", "one", 1.0), Place("c/d", "two", 1.0, online=False)]
SHIPPED = sorted((ROOT / "workflows").glob("*/*/forms/*.form"))


def test_a_seed_is_a_story() -> None:
    told = [stories(Chance(seed), 200, DAYS, PLACES, ["x", "y"], OFF) for seed in (1, 1, 2)]
    assert told[0] == told[1] != told[2]
    assert [one.number for one in told[0]] == list(range(1, 201))
    assert [one.at for one in told[0]] == sorted(one.at for one in told[0])


def test_who_comes_when_and_how() -> None:
    told = stories(Chance(3), 2000, DAYS, PLACES, ["x", "y"], OFF)
    assert all(one.user for one in told if one.day in OFF), "no window is open on a day off"
    assert not any(one.user for one in told if one.procedure == "c/d"), "that one is not filed online"
    assert all(one.slot < len(SLOTS) for one in told)
    for share, low, high in (
        (sum(one.lacks_paper for one in told), 0.10, 0.20),
        (sum(one.turned_away for one in told), 0.01, 0.06),
        (sum(one.withdraws_after is not None for one in told), 0.02, 0.09),
    ):
        assert low < share / len(told) < high


HOUR = timedelta(hours=1)
UNITS = load_organisation(ROOT / "infra/demo/organisation.yaml").units
SPARE = timedelta(minutes=5)
"""What the machine may take for all that happens at one moment: business time runs on meanwhile."""


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_a_step_of_one_working_hour_is_in_time_for_who_does_it_at_the_next_moment(unit: Unit) -> None:
    """Whenever it opens, over noon and over night too, at the hours of every unit."""
    days = [day for day in DAYS if day not in OFF][:3]
    moments = [datetime.combine(day, at, LEGAL_ZONE) for day in days for at in MOMENTS]
    for opened, done in pairwise(moments):
        assert working_time(calendar_of(unit.hours), opened, done) <= HOUR - SPARE, (opened, done)


def test_who_is_quick_does_a_step_at_the_next_moment_and_the_slow_ones_later() -> None:
    manners = [manner(Chance(seed), "x", DAYS) for seed in range(200)]
    assert {one.speed for one in manners} == {2, 4, 8}
    shortest = min(datetime.combine(DAYS[0], b) - datetime.combine(DAYS[0], a) for a, b in pairwise(MOMENTS))
    for one in manners:
        lies = [one.lies(Chance(7), "x", number, "sign") for number in range(100)]
        assert lies == [one.lies(Chance(7), "x", number, "sign") for number in range(100)]
        assert one.often is (one.speed > 2)
        quick = sum(lay <= shortest - SPARE for lay in lies)
        assert {8: quick == 100, 4: 20 < quick < 80, 2: quick == 0}[one.speed], (one, quick)


def test_the_moments_of_citizens_are_some_of_all() -> None:
    assert list(MOMENTS) == sorted(MOMENTS) and set(SLOTS) < set(MOMENTS)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_shipped_forms_are_filled_in_without_a_mistake(path: Path) -> None:
    form = Form.load(path.read_bytes(), path.name)
    sources = {
        name: tuple(Option(one, Text(one, one)) for one in ("suoi_trong", "GCN"))
        for name in form.option_sources()
    }
    today = date(2026, 11, 23)
    given = {
        "copies_ordered": 3,
        "pages_ordered": 2,
        "area": 120.5,
        "income_tax": 17_000_000,
        "registration_fee": 4_250_000,
    }
    known = {
        "land_commune": "suoi_trong", "residence_commune": "suoi_trong", "supplement_papers": ["GCN"],
        "child_birth_date": "2026-11-20",
    }  # fmt: skip
    start = path.stem in ("nop-ho-so", "yeu-cau")
    for turn in (None, *(() if start else map(random.Random, range(4)))):
        answers = Filler(form, given, today, known).fill(turn)
        shown = given if not start else {}
        _, wrong = form.validate(answers, sources, shown, today=today)
        # What the process gives a step beyond these few facts is not known here.
        assert set(wrong) <= {"amount_paid", "further_amount"}, {key: one.en for key, one in wrong.items()}
