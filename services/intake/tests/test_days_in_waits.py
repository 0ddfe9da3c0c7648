# SPDX-License-Identifier: Apache-2.0
"""The table of days off changes while a clock stands still, or before the last decision: what is shown, and what is told as why.

A birth is registered on Monday, 23 November 2026 (Tuesday is off): insurance is due on 8 December, residence on the 15th.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from intake_harness import LAND, House
from motcua.intake.v1 import calls_pb2 as calls
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.domain import legal_clock
from test_apologies_of_units import birth, due, insured, promised
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
