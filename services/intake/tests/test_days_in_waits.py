# SPDX-License-Identifier: Apache-2.0
"""The table of days off changes while a clock stands still, or before the last decision: what is shown, and what is told as why.

A birth is registered on Monday, 23 November 2026 (Tuesday is off): insurance is due on 8 December, residence on the 15th.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from intake_before import SINCE_0034
from intake_harness import LAND, House
from motcua.intake.v1 import calls_pb2 as calls
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.domain import legal_clock
from test_apologies_of_units import _upgrade, at, birth, due, insured, promised, sign
from test_days_announced import Announce, announce, lines, longer, paused, resumed, table, waits
from test_days_signed import ROWS, follow, recount, rules_at
from test_days_signed import at as moment

__all__ = ["announce", "birth", "table", "waits"]


def kept(house: House, dossier: pb.Dossier, part: str) -> tuple[str, str]:
    """The day of a part and the promised one as lists and inboxes have them."""
    with house.database.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT (p.due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, (d.promised_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date "
            "FROM intake.part p JOIN intake.dossier d ON d.id = p.dossier_id WHERE d.id = %s AND p.key = %s",
            (dossier.dossier_id, part),
        ).one()
    return str(row[0]), str(row[1])


def shown(house: House, dossier: pb.Dossier, part: str) -> tuple[str, str]:
    return due(house, dossier, part), promised(house, dossier)


def called(house: House) -> list[str]:
    """What the window is to tell of promised days, in the words."""
    found = house.of("lan").ListCalls(calls.ListCallsRequest()).calls
    return [one.text.vi for one in found if one.moment == "clock.moved"]


def no_address(house: House) -> None:
    with house.database.begin() as connection:
        connection.exec_driver_sql("UPDATE intake.dossier SET email = ''")


@pytest.mark.parametrize("off", [("12-14",), ("12-15",), ("12-07", "12-14")])
def test_what_stands_on_no_clock_is_read_as_it_is_kept_until_its_move_is_told(
    house: House, waits: None, birth: pb.Dossier, announce: Announce, off: tuple[str, ...]
) -> None:
    house.at("2026-12-01 08:00")
    paused(house, birth)
    announce(*off)
    house.at("2026-12-01 08:05")
    assert shown(house, birth, "residence") == kept(house, birth, "residence") == ("2026-12-15",) * 2
    derived = next(one for one in house.get(birth, "an").parts if one.key == "residence").derivation
    assert "15/12/2026" in derived[-1].vi and not any("16/12" in one.vi for one in derived)
    house.at("2026-12-02 08:00")
    resumed(house, birth)
    assert shown(house, birth, "residence") == kept(house, birth, "residence") > ("2026-12-15",) * 2
    assert len(lines(house, birth)) == 1


def test_what_stands_still_is_reckoned_as_of_now_beside_what_is_kept(
    house: House, waits: None, birth: pb.Dossier, announce: Announce
) -> None:
    """The insurance stands still until it is the last one: what is promised goes by it."""
    house.at("2026-12-01 08:00")
    paused(house, birth)
    announce("12-14")
    house.at("2026-12-04 08:00")
    assert due(house, birth, "insurance") == "2026-12-11"
    assert shown(house, birth, "residence") == ("2026-12-15",) * 2
    house.at("2026-12-10 08:00")
    assert due(house, birth, "insurance") == "2026-12-18"
    assert shown(house, birth, "residence") == ("2026-12-15", "2026-12-18")


def test_days_that_are_taken_back_are_read_as_kept_beside_a_wait(
    house: House, waits: None, birth: pb.Dossier, announce: Announce
) -> None:
    announce("12-11", "12-14")
    house.at("2026-12-01 08:00")
    paused(house, birth)
    assert shown(house, birth, "residence") == kept(house, birth, "residence") == ("2026-12-17",) * 2
    announce()
    house.at("2026-12-08 09:00")
    assert due(house, birth, "insurance") == "2026-12-15"
    assert shown(house, birth, "residence") == ("2026-12-17",) * 2, "not the 15th, of which nobody was told"


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("days", [0, 3, 30])
def test_with_the_same_table_it_is_read_as_it_would_be_counted(name: str, days: int) -> None:
    case, later = follow(ROWS[name]), moment(ROWS[name].now) + timedelta(days=days)
    counted, rules = follow(ROWS[name]), rules_at(later)
    recount(counted, later)
    legal_clock.reckon(case, rules.procedure, rules.hours, later, rules.law)
    assert (case.parts, case.dossier) == (counted.parts, counted.dossier)


@pytest.mark.parametrize("outcome", ["granted", "withdrawn"])
def test_the_last_decision_tells_no_new_promised_day_beside_the_results(
    house: House, birth: pb.Dossier, announce: Announce, outcome: str
) -> None:
    house.at("2026-12-03 09:00")
    insured(house, birth)
    no_address(house)
    announce("12-14")
    house.at("2026-12-04 09:00")
    if outcome == "granted":
        house.sign(birth, "residence", "KQ.G01.000065", who="thang")
    house.decide(birth, "residence", outcome, reason="Đổi ý.")
    assert not house.events("clock.moved") and not called(house)
    (line,) = lines(house, birth)
    assert "nay là 17:00 thứ Tư 16/12/2026" in line, "what was counted is kept in the history"


def test_what_ends_by_the_same_move_is_told_no_new_promised_day(house: House, announce: Announce) -> None:
    dossier = house.accepted(LAND)
    announce("12-04")
    house.at("2026-11-25 08:04")
    together = {"release": "refused", "transfer": "refused"}
    for part in together:
        house.decide(dossier, part, "refused", reason="Không đủ căn cứ giải quyết.", together=together)
    assert not house.events("clock.moved")


def test_a_decision_that_leaves_another_part_open_tells_it(
    house: House, birth: pb.Dossier, announce: Announce
) -> None:
    no_address(house)
    announce("12-14")
    house.at("2026-12-04 09:00")
    longer(house, birth)
    insured(house, birth)
    assert len(house.events("clock.moved")) == len(called(house)) == 1


def land(house: House) -> pb.Dossier:
    """Due on Friday, 4 December; its clock stands still from Tuesday, 1 December."""
    dossier = house.accepted(LAND)
    no_address(house)
    house.at("2026-12-01 08:00")
    house.stop_clock(dossier, "tax", "k-1", part="")
    return dossier


def told(house: House, kind: str) -> list[tuple[str, str, bool]]:
    """Of each event the promised day before and after, and whether it names the table."""
    found = [one.data for one in house.events(kind)]
    return [
        (one["promisedBefore"][:10], one["dossier"]["promisedAt"][:10], bool(one.get("countedAnew")))
        for one in found
    ]


def test_both_reasons_are_told_where_a_wait_and_the_table_moved_the_day(
    house: House, announce: Announce
) -> None:
    dossier = land(house)
    announce("12-04")
    house.at("2026-12-03 08:00")
    house.stop_clock(dossier, "tax", "k-1", "close", part="")
    assert not house.events("clock.moved")
    assert told(house, "clock.resumed") == [("2026-12-04", "2026-12-09", True)]
    by_table, by_wait = [one for one in house.get(dossier, "an").history if one.type.startswith("clock.")][
        -2:
    ]
    assert by_table.type == "clock.moved" and "nay là 17:00 thứ Hai 07/12/2026" in by_table.text.vi
    assert by_wait.type == "clock.resumed" and by_wait.text.vi.endswith(
        "hạn trả nay là 17:00 thứ Tư 09/12/2026."
    )
    (call,) = called(house)
    assert call.startswith(
        "Ngày hẹn trả kết quả nay là 17:00 thứ Tư 09/12/2026 (trước đây: 17:00 thứ Sáu 04/12/2026)."
    )
    assert by_table.text.vi in call and by_wait.text.vi in call


def test_a_wait_alone_is_told_as_before(house: House, announce: Announce) -> None:
    dossier = land(house)
    house.at("2026-12-03 08:00")
    house.stop_clock(dossier, "tax", "k-1", "close", part="")
    assert told(house, "clock.resumed") == [("2026-12-04", "2026-12-08", False)] and not lines(house, dossier)


def test_the_table_alone_is_called_for_where_the_wait_moved_nothing(house: House, announce: Announce) -> None:
    dossier = land(house)
    announce("12-04")
    house.at("2026-12-01 09:00")
    house.stop_clock(dossier, "tax", "k-1", "close", part="")
    assert told(house, "clock.moved") == [("2026-12-04", "2026-12-07", True)]
    assert told(house, "clock.resumed") == [("2026-12-07", "2026-12-07", False)]
    assert called(house) == lines(house, dossier) and len(called(house)) == 1


@pytest.mark.parametrize("again", [(), ("12-04",)])
def test_what_people_were_told_is_what_was_before_whatever_the_table_says_now(
    house: House, announce: Announce, again: tuple[str, ...]
) -> None:
    """A day off that people were told of is taken back in the wait, or stays."""
    house.touched = True
    announce("12-04")
    dossier = land(house)
    assert promised(house, dossier) == "2026-12-07"
    announce(*again)
    house.at("2026-12-03 08:00")
    house.stop_clock(dossier, "tax", "k-1", "close", part="")
    after = "2026-12-09" if again else "2026-12-08"
    assert told(house, "clock.resumed") == [("2026-12-07", after, not again)]


@pytest.fixture
def standing(house: House, waits: None, birth: pb.Dossier) -> pb.Dossier:
    """The residence, which is the last part, stands still from Tuesday, 1 December."""
    house.at("2026-12-01 08:00")
    house.stop_clock(birth, "wait", "r-1", part="residence")
    return birth


def goes_on(house: House, dossier: pb.Dossier) -> None:
    house.stop_clock(dossier, "wait", "r-1", "close", part="residence")


def settled_residence(house: House, dossier: pb.Dossier) -> None:
    house.sign(dossier, "residence", "KQ.G01.000065", who="thang")
    house.decide(dossier, "residence", "granted")


@pytest.mark.parametrize("end", [goes_on, settled_residence])
def test_another_move_in_the_wait_does_not_hide_what_the_table_moved(
    house: House, standing: pb.Dossier, announce: Announce, end: Any
) -> None:
    announce("12-14")
    house.at("2026-12-01 09:00")
    longer(house, standing)
    assert not house.events("clock.moved"), "it stands still"
    house.at("2026-12-01 10:00")
    end(house, standing)
    assert told(house, "clock.moved") == [("2026-12-15", "2026-12-16", True)]
    (line,) = lines(house, standing)
    assert "lịch ngày nghỉ" in line and "Tư 16/12/2026 (trước đây: 17:00 thứ Ba 15/12/2026)" in line


def test_a_decision_that_ends_a_wait_names_the_table_too(
    house: House, standing: pb.Dossier, announce: Announce
) -> None:
    announce("12-14")
    house.at("2026-12-03 10:00")
    settled_residence(house, standing)
    (event,) = house.events("clock.moved")
    assert told(house, "clock.moved") == [("2026-12-15", "2026-12-18", True)] and event.data["waitOver"]
    by_table, by_wait = lines(house, standing)
    assert "lịch ngày nghỉ" in by_table and by_wait.startswith(
        "Phần “Đăng ký thường trú” có kết quả, nên thời gian chờ"
    )
    goes_on(house, standing)
    assert [one[:2] for one in told(house, "clock.resumed")] == [("2026-12-18", "2026-12-18")], "told once"


def resigned(house: House, dossier: pb.Dossier) -> None:
    sign(house, "hien", "2026-12-21")


ORDERS = [
    [paused, longer, resumed, goes_on],
    [paused, goes_on, longer, resumed],
    [longer, insured, goes_on],
    [paused, insured, resumed, goes_on],
    [paused, settled_residence, goes_on, resumed],
    [resigned, goes_on, insured],
    [resigned, paused, settled_residence, resumed],
    [paused, goes_on, insured],
]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "-".join(one.__name__ for one in order))
@pytest.mark.parametrize("off", [False, True])
def test_the_table_is_named_where_it_changed_and_never_else(
    house: House, standing: pb.Dossier, announce: Announce, order: list[Any], off: bool
) -> None:
    """Several waits, days that are added, a form 04 and decisions, in many orders, a day and an hour apart."""
    if off:
        announce("12-14")
    for place, move in enumerate(order):
        at(house, f"2026-12-{7 + place:02} 09:00")
        move(house, standing)
    moves = off and resigned not in order  # which appoints a later day than the table does
    table = [one for one in lines(house, standing) if "lịch ngày nghỉ" in one]
    assert len(table) == moves
    named = [one for kind in ("clock.moved", "clock.resumed") for one in told(house, kind) if one[2]]
    assert len(named) == moves


@pytest.mark.parametrize("off", [(), ("12-04",)])
@pytest.mark.parametrize(("day", "waited"), [("2026-12-01 09:00", False), ("2026-12-03 08:00", True)])
def test_a_clock_that_stood_still_at_the_upgrade_tells_what_moved_the_day(
    house: House, announce: Announce, off: tuple[str, ...], day: str, waited: bool
) -> None:
    dossier = land(house)
    _upgrade(house, "0034", SINCE_0034)
    announce(*off)
    house.at(day)
    house.stop_clock(dossier, "tax", "k-1", "close", part="")
    last = house.events("clock.resumed")[-1].data
    after = [["2026-12-04", "2026-12-08"], ["2026-12-07", "2026-12-09"]][bool(off)][waited]
    assert last["dossier"]["promisedAt"][:10] == after
    before = after if off and not waited else "2026-12-04"
    assert told(house, "clock.resumed") == [(before, after, bool(off) and waited)]
    moved = [("2026-12-04", after, True)] if off and not waited else []
    assert told(house, "clock.moved") == moved


@pytest.mark.parametrize("off", [(), ("12-04",)])
@pytest.mark.parametrize(("day", "waited"), [("2026-12-01 09:00", False), ("2026-12-03 08:00", True)])
def test_where_the_upgrade_cannot_know_what_was_told_no_table_is_made_up(
    house: House, announce: Announce, off: tuple[str, ...], day: str, waited: bool
) -> None:
    """It had stood still once before: what the wait moved is told by today's table, the table where the wait moved nothing."""
    dossier = house.accepted(LAND)
    for action in ("open", "close"):
        house.stop_clock(dossier, "tax", "k-0", action, part="")
    house.at("2026-12-01 08:00")
    house.stop_clock(dossier, "tax", "k-1", part="")
    _upgrade(house, "0034", SINCE_0034)
    announce(*off)
    house.at(day)
    house.stop_clock(dossier, "tax", "k-1", "close", part="")
    alone = bool(off) and not waited
    assert told(house, "clock.moved") == ([("2026-12-04", "2026-12-07", True)] if alone else [])
    assert len(lines(house, dossier)) == alone and not told(house, "clock.resumed")[-1][2]


@pytest.mark.parametrize("off", [(), ("12-04",)])
def test_a_limit_that_begins_anew_names_the_table_only_where_it_moved_the_day(
    house: House, announce: Announce, off: tuple[str, ...]
) -> None:
    dossier = house.accepted(LAND)
    house.at("2026-12-01 08:00")
    house.stop_clock(dossier, "supplement", "k-1", part="")
    announce(*off)
    house.at("2026-12-03 08:00")
    house.stop_clock(dossier, "supplement", "k-1", "close", part="")
    (told_of,) = told(house, "clock.restarted")
    assert told_of[0] == "2026-12-04" < told_of[1] and told_of[2] is bool(off)
    assert not house.events("clock.moved") and len(lines(house, dossier)) == len(off)
