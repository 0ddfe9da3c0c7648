# SPDX-License-Identifier: Apache-2.0
"""Many dossiers of a few: which are copied how often, what is exchanged in a row and what is not."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from motcua_cli.bench.pages.asking import ids_in, links_in
from motcua_cli.bench.pages.kinds import COPIED, LEFT, STEP, Change, changed, undecided
from motcua_cli.bench.pages.multiplying import KEPT, UNDER_WAY, Row, _row, plan, render
from motcua_cli.bench.pages.tokens import Copy, Exchange, Names, earlier, moved, person, ways

ID = "01a2032f-4b8a-70c4-990a-72590cb57265"
ACCOUNT = "d60b5914-6bf2-5186-9e65-7690581af3a1"
NAMES = Names(
    frozenset({"H99.101-261125-0001"}), frozenset({"Nguyễn Văn An"}), frozenset({"099085000101"}),
    frozenset({"an.congdan"}), frozenset({ACCOUNT}),
)  # fmt: skip
OURS, THEIRS = Copy(7, ID, 0, True), Copy(7, ID, 3, False)
ROOT = Path(__file__).parents[3]


def row(*values: str, changes: tuple[Change | None, ...] = ()) -> Row:
    return _row("\t".join(values), changes or (None,) * len(values), NAMES.pattern())


def copied(copy: Copy, *values: str, changes: tuple[Change | None, ...] = ()) -> list[str]:
    return render(row(*values, changes=changes), copy, Exchange(NAMES)).removesuffix("\n").split("\t")


def test_ids_codes_and_days_are_exchanged_wherever_they_stand() -> None:
    said = f"Hồ sơ H99.101-261125-0001 tại /ho-so/{ID}"
    text, day, words = copied(THEIRS, said, "2026-11-25 15:20:00+07", " h99.101-261125-0001 nguyen van an ")
    assert text == f"Hồ sơ H99.101-261125-1007 tại /ho-so/{moved(ID, 7)}"
    assert day == "2026-11-04 15:20:00+07"
    assert words == f" h99.101-261125-1007 {tuple(ways(person(7)))[2]} "


@pytest.mark.parametrize("at", range(3))
def test_a_name_is_found_however_it_is_written(at: int) -> None:
    before, after = tuple(ways("Nguyễn Văn An"))[at], tuple(ways(person(7)))[at]
    assert copied(THEIRS, f'{{"name": "{before}"}}', "x") == [f'{{"name": "{after}"}}', "x"]
    assert copied(OURS, f'{{"name": "{before}"}}', "x") == [f'{{"name": "{before}"}}', "x"]


def test_the_citizen_keeps_some_and_others_have_the_rest() -> None:
    values = (ACCOUNT, "an.congdan", "an.congdan@congdan.example", "099085000101")
    assert copied(OURS, *values) == list(values)
    id, user, mail, number = copied(THEIRS, *values)
    assert id == moved(ACCOUNT, 7) != ACCOUNT
    assert (user, mail) == ("an.congdan.7", "an.congdan.7@congdan.example")
    assert number == "099200000007" and re.fullmatch(r"\d{12}", number)


def test_what_is_of_nobody_stays() -> None:
    values = ("9999-01-01 07:00:00+07", "lan.motcua", "\\N", "2026-13-45", "", "a\\nb")
    assert copied(THEIRS, *values) == list(values)


def test_numbers_that_a_table_holds_once_differ_in_every_copy() -> None:
    changes = (Change.ADD, Change.LEAD, Change.TAG, Change.ADD)
    assert copied(OURS, "12", "05/TNHS", "10/0031", "\\N", changes=changes) == [
        "7012",
        "7005/TNHS",
        "7.10/0031",
        "\\N",
    ]
    assert changed(Change.LEAD, "KSHS", 3) == "KSHS"
    assert len({changed(Change.ADD, str(old), copy) for old in range(STEP) for copy in range(5)}) == 5 * STEP


def test_no_two_copies_have_the_same_id() -> None:
    assert len({moved(ID, number) for number in range(100_001)}) == 100_001
    assert {moved(ID, number)[:23] for number in range(50)} == {ID[:23]}, "ids stay in the order of time"
    assert moved(ID, 0) == ID


def test_days_move_by_weeks() -> None:
    assert earlier("2026-11-25", 0) == "2026-11-25"
    assert earlier("2026-01-05", 1) == "2025-12-29"


def test_the_plan_reaches_the_number_and_leaves_a_fifth_under_way() -> None:
    over = {"a": True, "b": True, "c": False, "d": False, "e": False}
    copies = plan(over, 1000)
    assert len(copies) + len(over) == 1000
    assert sorted(one.number for one in copies) == list(range(1, 996))
    under_way = [one for one in copies if not over[one.seed]]
    assert len(under_way) + 3 == 1000 * UNDER_WAY
    assert all(one.weeks == 0 for one in under_way) and all(one.weeks for one in copies if over[one.seed])
    assert all(sum(one.kept for one in copies if one.seed == seed) == KEPT for seed in over)
    assert plan(over, 3) == []


@pytest.mark.parametrize("over", [True, False])
def test_a_plan_of_one_kind(over: bool) -> None:
    copies = plan({"a": over}, 50)
    assert [one.seed for one in copies] == ["a"] * 49


def test_nothing_comes_of_nothing() -> None:
    with pytest.raises(RuntimeError, match="no dossier"):
        plan({}, 10)


def test_a_table_that_nobody_decided_on_is_named() -> None:
    assert undecided({"intake.dossier", "intake.request", "portal.session", "intake.news"}) == ["intake.news"]
    assert not set(COPIED) & LEFT


def test_every_table_of_the_services_is_decided_on() -> None:
    """The bench stops at one that is missing in its lists; so that nobody learns it from there."""
    found: set[str] = set()
    for path in sorted((ROOT / "services").glob("*/motcua_*/adapters/*tables.py")):
        import_module(f"{path.parts[-3]}.adapters.{path.stem}")
        metadata = import_module(f"{path.parts[-3]}.adapters.tables").metadata
        found |= set(metadata.tables)
    assert {"intake.dossier", "assignment.task", "workflow.instance"} <= found
    assert undecided(found) == []
    assert set(COPIED) <= found and found >= LEFT, "no table is named that is none"


def test_links_of_a_page() -> None:
    page = f'<a href="/viec/{ID}">1</a> <a href="/viec/{ID}#x">2</a> <a href="/viec/ho-so">3</a> <a href="/thu-tuc/a/b?x=1">'
    assert ids_in(page, "/viec/") == [ID]
    assert links_in(page, "/thu-tuc/") == ["/thu-tuc/a/b"]
