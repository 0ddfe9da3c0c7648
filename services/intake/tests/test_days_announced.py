# SPDX-License-Identifier: Apache-2.0
"""The table of days off changes while dossiers are open: whatever moves by it is told when the dossier is next touched, as a
move of its own, before what touched it.

A birth is registered on Monday, 23 November 2026 (Tuesday is off): insurance is due on 8 December, residence on the 15th.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from intake_harness import LAND, House, printed
from motcua.intake.v1 import calls_pb2 as calls
from motcua.intake.v1 import intake_pb2 as pb
from motcua_calendar import DEFAULT_HOURS, OfficeHours, calendar_of, use_days
from motcua_intake.app.desk import Desk
from motcua_intake.domain import extending, legal_clock
from motcua_procedure import ProcedurePackage
from motcua_storage import count_statements
from test_apologies_of_units import (
    NAMES,
    REASON,
    at,
    birth,
    days,
    due,
    insured,
    promised,
    shown,
    sign,
    told,
)
from test_days_signed import ROWS, follow, recount, rules_at
from test_days_signed import at as moment
from test_days_signed import due as day_of
from test_days_signed import told as derived

Announce = Callable[..., None]
__all__ = ["birth"]


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Announce]:
    """Make days of 2026 (month-day) days off, and none but these, as a restart with another MOTCUA_DAYS would."""

    def rows(*off: str) -> None:
        row = "  - {{date: 2026-{}, kind: rest, name: {{vi: Nghỉ bão, en: Storm}}, basis: Công điện 1}}\n"
        file = tmp_path / f"days{len(list(tmp_path.iterdir()))}.yaml"
        file.write_text("rows:\n" + "".join(row.format(day) for day in off))
        use_days(file if off else None)

    yield rows
    use_days(None)


@pytest.fixture
def announce(house: House, table: Announce) -> Announce:
    house.touched = True
    return table


def dues(house: House, place: int = -1) -> dict[str, str]:
    """By part the day that an event of a moved clock tells, which is what the inboxes go by."""
    event = house.events("clock.moved")[place]
    return {one["part"]: one["dueAt"][:10] for one in event.data["parts"]}


def lines(house: House, dossier: pb.Dossier) -> list[str]:
    return [one.text.vi for one in house.get(dossier, "an").history if one.type == "clock.moved"]


def test_another_parts_decision_tells_what_the_table_moved_meanwhile(
    house: House, birth: pb.Dossier, announce: Announce
) -> None:
    announce("12-14")
    house.at("2026-12-07 10:00")
    insured(house, birth)
    assert (due(house, birth, "residence"), promised(house, birth)) == ("2026-12-16", "2026-12-16")
    (event,) = house.events("clock.moved")
    assert dues(house)["residence"] == "2026-12-16" and not event.data.get("part")
    assert event.data["promisedBefore"] == "2026-12-15T10:00:00Z"
    assert event.data["dossier"]["promisedAt"] == "2026-12-16T10:00:00Z"
    (line,) = lines(house, birth)
    for words in (
        "theo lịch ngày nghỉ, giờ làm việc đang áp dụng", "Đăng ký thường trú",
        "17:00 thứ Tư 16/12/2026 (trước: 17:00 thứ Ba 15/12/2026)", "hẹn trả nay là 17:00 thứ Tư 16/12/2026",
    ):  # fmt: skip
        assert words in line, words
    assert NAMES["insurance"] not in line, "which stays on the 8th"
    kinds = [one.type for one in house.get(birth, "an").history]
    assert kinds.index("clock.moved") < len(kinds) - 1 - kinds[::-1].index("dossier.part_decided"), (
        "told before"
    )


def test_days_that_are_taken_back_are_told_too(house: House, birth: pb.Dossier, announce: Announce) -> None:
    """The insurance is signed for the 15th, which is off then, and works again: nobody goes on working by the later day."""
    at(house, "2026-12-07 08:00")
    sign(house, "hien", "2026-12-15")
    announce("12-15", "12-16")
    house.at("2026-12-08 09:00")
    house.stop_clock(birth, "completion", "k-1", part="insurance")
    assert (due(house, birth, "insurance"), promised(house, birth)) == ("2026-12-21", "2026-12-21")
    announce()
    house.at("2026-12-10 09:00")
    house.sign(birth, "residence", "KQ.G01.000065", who="thang")
    house.decide(birth, "residence", "granted")
    assert (due(house, birth, "insurance"), promised(house, birth)) == ("2026-12-17", "2026-12-17")
    assert dues(house)["insurance"] == "2026-12-17"
    assert house.events("clock.moved")[-1].data["promisedBefore"] == "2026-12-21T10:00:00Z"
    assert "nay là 17:00 thứ Năm 17/12/2026 (trước đây: 17:00 thứ Hai 21/12/2026)" in lines(house, birth)[-1]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The birth procedure with a ground for which a part stands still."""
    package_of = Desk.package_of

    def with_wait(self: Desk, connection: Any, key: str, version: int) -> ProcedurePackage:
        package = package_of(self, connection, key, version)
        grounds = dict(package.procedure.grounds)
        if "completion" in grounds:
            grounds["wait"] = replace(grounds["completion"], policy="PAUSE", extends=0)
        return replace(package, procedure=replace(package.procedure, grounds=grounds))

    monkeypatch.setattr(Desk, "package_of", with_wait)


def paused(house: House, dossier: pb.Dossier) -> None:
    house.stop_clock(dossier, "wait", "k-1", part="insurance")


def resumed(house: House, dossier: pb.Dossier) -> None:
    house.stop_clock(dossier, "wait", "k-1", "close", part="insurance")


def longer(house: House, dossier: pb.Dossier) -> None:
    house.stop_clock(dossier, "completion", "k-2", part="insurance")


def signed(house: House, dossier: pb.Dossier) -> None:
    sign(house, "hien", "2026-12-11")


@pytest.mark.parametrize("touch", [insured, paused, longer, signed])
def test_whatever_touches_the_dossier_tells_it_once(
    house: House,
    waits: None,
    birth: pb.Dossier,
    announce: Announce,
    touch: Callable[[House, pb.Dossier], Any],
) -> None:
    at(house, "2026-12-07 08:00")
    announce("12-14")
    touch(house, birth)
    assert len(house.events("clock.moved")) == len(lines(house, birth)) == 1
    assert dues(house)["residence"] == "2026-12-16"
    longer(house, birth)
    assert len(house.events("clock.moved")) == 1, "nothing more moved"


def test_a_wait_that_is_over_tells_what_the_table_moved_beside_it(
    house: House, waits: None, birth: pb.Dossier, announce: Announce
) -> None:
    """The residence stands on no clock of the insurance; what the insurance is due by is told when its wait is over."""
    at(house, "2026-12-01 08:00")
    paused(house, birth)
    announce("12-07", "12-14")
    house.at("2026-12-02 08:00")
    resumed(house, birth)
    assert dues(house)["residence"] == "2026-12-17"
    assert len(lines(house, birth)) == 1 and NAMES["insurance"] not in lines(house, birth)[0]


def test_the_end_of_a_wait_that_moved_nothing_tells_the_day_that_the_table_moved(
    house: House, announce: Announce
) -> None:
    """All of the dossier stood still for an hour, and 4 December became a day off in it."""
    dossier = house.accepted(LAND)
    was = house.get(dossier).promised_at.ToJsonString()
    house.stop_clock(dossier, "tax", "k-1", part="")
    announce("12-04")
    house.at("2026-11-23 10:00")
    house.stop_clock(dossier, "tax", "k-1", "close", part="")
    (event,) = house.events("clock.resumed")
    assert event.data["promisedBefore"] == was == "2026-12-04T10:00:00Z"
    assert event.data["dossier"]["promisedAt"] == "2026-12-07T10:00:00Z"


def test_a_decision_that_ends_a_wait_tells_what_the_wait_moved(
    house: House, waits: None, birth: pb.Dossier
) -> None:
    """The residence stood still for two days when it was decided: nobody had been told of another day."""
    house.at("2026-12-01 08:00")
    house.stop_clock(birth, "wait", "k-1", part="residence")
    house.at("2026-12-03 10:00")
    house.sign(birth, "residence", "KQ.G01.000065", who="thang")
    house.decide(birth, "residence", "granted")
    (event,) = house.events("clock.moved")
    assert event.data["promisedBefore"] == "2026-12-15T10:00:00Z"
    assert event.data["dossier"]["promisedAt"] == "2026-12-17T10:00:00Z"
    (line,) = lines(house, birth)
    assert line.startswith(
        "Phần “Đăng ký thường trú” có kết quả, nên thời gian chờ của phần đó kết thúc: hẹn trả"
    )


def test_who_has_no_address_is_called_where_the_promised_day_moved(
    house: House, birth: pb.Dossier, announce: Announce
) -> None:
    with house.database.begin() as connection:
        connection.exec_driver_sql("UPDATE intake.dossier SET email = ''")
    announce("12-07")
    house.at("2026-12-02 10:00")
    longer(house, birth)
    announce("12-07", "12-10")
    house.at("2026-12-03 10:00")
    house.stop_clock(birth, "completion", "k-3", part="residence")
    found = [
        one
        for one in house.of("lan").ListCalls(calls.ListCallsRequest()).calls
        if one.moment == "clock.moved"
    ]
    assert len(found) == 1, "the last one holds"
    assert promised(house, birth) == "2026-12-21" and "21/12/2026" in found[0].text.vi


def test_a_part_that_moves_below_the_promised_day_is_told_to_its_agency_alone(
    house: House, birth: pb.Dossier, announce: Announce
) -> None:
    """The residence was signed for the 22nd, which is promised and stays."""
    with house.database.begin() as connection:
        connection.exec_driver_sql("UPDATE intake.dossier SET email = ''")
    at(house, "2026-12-14 08:00")
    sign(house, "thang", "2026-12-22")
    announce("12-07")
    house.sign(birth, "residence", "KQ.G01.000065", who="thang")
    house.decide(birth, "residence", "granted")
    (event,) = house.events("clock.moved")
    assert dues(house)["insurance"] == "2026-12-09"
    assert event.data["promisedBefore"] == event.data["dossier"]["promisedAt"] == "2026-12-22T10:00:00Z"
    assert lines(house, birth)[0].endswith(
        "phần “Cấp thẻ bảo hiểm y tế” nay đến hạn 17:00 thứ Tư 09/12/2026 (trước: 17:00 thứ Ba 08/12/2026)."
    )
    told = [one.moment for one in house.of("lan").ListCalls(calls.ListCallsRequest()).calls]
    assert told and "clock.moved" not in told


def test_a_day_off_does_not_use_up_the_one_re_appointment(
    house: House, birth: pb.Dossier, announce: Announce
) -> None:
    at(house, "2026-12-07 08:00")
    announce("12-10", "12-11")
    tried = shown(house, "hien", new_day="2026-12-15", reason=REASON, preview=True)
    assert days(tried) == {"insurance": ("2026-12-08", "2026-12-15")}
    assert tried.promised_at == tried.new_promised_at
    sign(house, "hien", "2026-12-15")
    assert (due(house, birth, "insurance"), promised(house, birth)) == ("2026-12-15", "2026-12-17")
    text = printed(house, house.get(birth), "04")
    assert "15/12/2026" in text and "kết quả mới" not in text
    assert "giữ nguyên: 17 giờ 00 phút, thứ Năm, ngày 17 tháng 12 năm 2026" in text
    (event,) = house.events("dossier.extension_signed")
    assert event.data["promisedBefore"] == event.data["dossier"]["promisedAt"] == "2026-12-17T10:00:00Z"
    assert [one["part"] for one in event.data["moved"]] == ["insurance"]
    history = house.get(birth).history
    assert "ngày hẹn trả của cả hồ sơ giữ nguyên: 17:00 thứ Năm 17/12/2026" in history[-1].text.vi
    assert history[-2].type == "clock.moved" and "Đăng ký thường trú" in history[-2].text.vi
    at(house, "2026-12-16 08:00")
    own = shown(house, "thang")
    assert own.last_day > own.first_day == "2026-12-18", "it is the first that moves the promised day"
    sign(house, "thang", "2026-12-24")
    assert promised(house, birth) == "2026-12-24"


def test_what_another_part_waits_for_does_not_use_it_up_either(
    house: House, waits: None, birth: pb.Dossier
) -> None:
    """The residence stands still: its day is only reckoned, and moves by itself until it goes on."""
    house.at("2026-12-03 08:00")
    house.stop_clock(birth, "wait", "k-1", part="residence")
    at(house, "2026-12-07 08:00")
    sign(house, "hien", "2026-12-10")
    (event,) = house.events("dossier.extension_signed")
    assert event.data["promisedBefore"] == event.data["dossier"]["promisedAt"]
    with house.database.read() as connection:
        kept = connection.exec_driver_sql("SELECT extension FROM intake.dossier").scalar_one()
    assert kept["times"] == 0


def test_a_signed_day_that_became_a_day_off_is_told_as_it_was_signed(
    house: House, birth: pb.Dossier, announce: Announce
) -> None:
    """Signed for Friday the 11th: 3 working days beyond the 8th, of which the last one is the Monday now."""
    at(house, "2026-12-07 08:00")
    sign(house, "hien", "2026-12-11")
    announce("12-11")
    house.at("2026-12-08 08:00")
    house.sign(birth, "residence", "KQ.G01.000065", who="thang")
    house.decide(birth, "residence", "granted")
    assert due(house, birth, "insurance") == "2026-12-14"
    said = told(house, birth, "insurance")
    words = [
        "Hạn trả: 17:00 thứ Ba 08/12/2026",
        "Gia hạn 3 ngày làm việc theo văn bản xin lỗi số 01/XLGH (chỉ một lần): hạn mới 17:00 thứ Sáu 11/12/2026",
        "thứ Sáu 11/12/2026, nay là ngày nghỉ (Nghỉ bão): hạn là ngày làm việc tiếp theo, 17:00 thứ Hai 14/12/2026 "
        "(BLDS 2015, Điều 148 khoản 5)",
    ]
    assert [said.index(one) for one in words] == sorted(said.index(one) for one in words)
    part = next(one for one in house.get(birth, "an").parts if one.key == "insurance")
    assert part.derivation[-1].en == (
        "The appointed day, Friday 11 December 2026, is a day off now (Storm): due on the next working day, "
        "17:00 Monday 14 December 2026 (Civil Code 2015, art. 148.5)."
    )
    announce()
    longer(house, birth)
    assert "148" not in told(house, birth, "insurance"), "it works again"


@pytest.mark.parametrize(
    ("name", "off", "words", "expected"),
    [
        ("nothing else", "12-11", ["hạn mới 17:00 thứ Sáu 11/12/2026", "theo, 17:00 thứ Hai 14/12/2026 (BLDS"], "2026-12-14"),
        ("more, after", "12-11",
         ["hạn mới 17:00 thứ Sáu 11/12/2026", "Hai 14/12/2026 (BLDS", "Thêm 2 ngày", "Hạn trả: 17:00 thứ Tư 16/12"],
         "2026-12-16"),
        ("tax, after", "12-11",
         ["hạn mới 17:00 thứ Sáu 11/12/2026", "Hai 14/12/2026 (BLDS", "hạn từ 08:00 thứ Hai 07", "Hạn trả: 17:00 thứ Tư 16/12"],
         "2026-12-16"),
        ("anew, after, a day further on was signed", "12-30",
         ["đã hẹn 17:00 thứ Tư 30/12/2026", "được giữ", "17:00 thứ Năm 31/12/2026 (BLDS"], "2026-12-31"),
        ("anew, after, answered", "12-11", ["Hạn trả: 17:00 thứ Hai 21/12", "đã hẹn 17:00 thứ Sáu 11/12/2026"], "2026-12-21"),
    ],
)  # fmt: skip
def test_where_the_signed_day_became_a_day_off_the_derivation_goes_from_there(
    table: Announce, name: str, off: str, words: list[str], expected: str
) -> None:
    case = follow(ROWS[name])
    table(off)
    recount(case, moment(ROWS[name].now))
    said = derived(case)
    places = [said.index(one) for one in words]
    assert places == sorted(places) and ("148" in said) is (name != "anew, after, answered")
    assert day_of(case) == expected


SATURDAY = OfficeHours.of({"mon-fri": ["07:00-11:30", "13:30-17:00"], "sat": ["07:00-11:30"]})


@pytest.mark.parametrize(
    ("hours", "signed", "ends"),
    [
        (DEFAULT_HOURS, "2026-12-11", "11/12 17:00"),
        (SATURDAY, "2026-12-12", "12/12 11:30"),
        # The unit gave its Saturdays up.
        (DEFAULT_HOURS, "2026-12-12", "12/12 17:00"),
    ],
)
def test_when_the_signed_day_ended_as_the_sheet_says_it(
    table: Announce, hours: OfficeHours, signed: str, ends: str
) -> None:
    table("12-11", "12-12")
    found = extending.signed_end(date.fromisoformat(signed), calendar_of(hours))
    assert f"{found:%d/%m %H:%M}" == ends


@pytest.mark.parametrize("name", ROWS)
def test_what_is_firm_does_not_move_by_the_time_that_goes_by(name: str) -> None:
    """So what differs when a dossier is counted anew was moved by something else, and is told."""
    case, now = follow(ROWS[name]), moment(ROWS[name].now)
    rules, known = rules_at(now), legal_clock.kept(case)
    firm = legal_clock.firm(case, rules.procedure, rules.hours, now)
    assert firm.promised is not name.endswith("open")
    recount(case, now + timedelta(days=3))
    later = legal_clock.kept(case)
    assert {key: later.dues[key] for key in firm.parts} == {key: known.dues[key] for key in firm.parts}
    assert (later.promised == known.promised) is firm.promised


def test_in_the_usual_case_it_costs_no_statement(house: House, birth: pb.Dossier, announce: Announce) -> None:
    """As many as before days were counted anew for every move."""
    house.at("2026-12-02 10:00")
    with count_statements() as usual:
        house.stop_clock(birth, "completion", "k-1", part="insurance")
    assert usual.total <= 13, usual.total
    assert not house.events("clock.moved")
