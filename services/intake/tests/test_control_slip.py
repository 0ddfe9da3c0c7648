# SPDX-License-Identifier: Apache-2.0
"""The control slip (form 06) is filled by the hand-overs themselves, and printed once, when the dossier has ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from intake_harness import COPY, LAND, House, printed
from intake_prepared import prepared
from motcua.events.v1 import inbox_pb2, process_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua_calendar import LEGAL_ZONE
from motcua_intake.domain.control import Punctuality, Stay, Times, hand_overs, punctuality
from motcua_intake.domain.records import Stretch
from motcua_intake.entrypoints.control_slips import SlipWorker
from motcua_rpc import MotcuaError, NotFound, PermissionDenied
from motcua_storage import count_statements

WINDOW, LAND_OFFICE, TAX = "suoi_trong", "chi_nhanh_dat_dai", "thue_co_so"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=LEGAL_ZONE)


def inbox(
    house: House,
    dossier: pb.Dossier,
    what: str,
    task: str,
    unit: str,
    at: str,
    due: str = "",
    who: str = "",
    kind: str | None = None,
) -> None:
    usual = "acceptance" if unit == WINDOW else "step"
    said = inbox_pb2.InboxChanged(task_id=task, dossier_id=dossier.dossier_id, unit=unit)
    said.kind = usual if kind is None else kind
    said.at.FromDatetime(moment(at))
    if due:
        said.due_at.FromDatetime(moment(due))
    if who:
        said.actor.user, said.actor.name, said.actor.unit = who, who, unit
    house.tell(f"inbox.{what}", said, dossier=dossier.dossier_id, group="intake.inbox")


def handed(house: House, dossier: pb.Dossier, what: str, task: str, at: str, holder: str = "") -> None:
    """The head gives a task to somebody, a stand-in begins or ends, or who has it gives it back to the unit."""
    said = inbox_pb2.InboxChanged(task_id=task, dossier_id=dossier.dossier_id, unit=LAND_OFFICE, kind="step")
    said.actor.name = said.former.name = "Trịnh Hồng Sơn"
    said.at.FromDatetime(moment(at))
    if holder:
        said.holder.name = holder
    house.tell(f"inbox.{what}", said, dossier=dossier.dossier_id, group="intake.inbox")


def told_by_the_process(house: House, dossier: pb.Dossier, task: str, part: str, step: str) -> None:
    """As a group of the release before reads it, until it is wound up."""
    said = process_pb2.TaskOpened(task_id=task, part=part, name=step, name_en=f"en {step}")
    said.process.dossier_id = dossier.dossier_id
    house.tell("task.opened", said, dossier=dossier.dossier_id, group="intake.slips.tasks")


def stay_of(house: House, task: str) -> tuple[Any, ...]:
    names = "unit, part, step_vi, step_en, person, opened_at, due_at, closed_at"
    with house.database.read() as connection:
        (row,) = connection.exec_driver_sql(f"SELECT {names} FROM intake.stay WHERE task_id = '{task}'")
    return tuple(row)


def slip(house: House, dossier: pb.Dossier, who: str = "lan") -> law.ControlSlip:
    asked = law.GetControlSlipRequest(dossier_id=dossier.dossier_id)
    return house.of(who).GetControlSlip(asked).slip


def worker(house: House) -> SlipWorker:
    return next(one for one in house.service.background if isinstance(one, SlipWorker))


def end(house: House, dossier: pb.Dossier) -> None:
    for event in house.events("dossier.finished"):
        with house.database.begin() as connection:
            house.consumers["intake.slips.ended"]["dossier.finished"](connection, event)


@prepared
def walked(house: House) -> pb.Dossier:
    """Window, land branch (two tasks, one after the other), tax office."""
    dossier = house.accepted(LAND)
    inbox(house, dossier, "opened", "t1", WINDOW, "11-23 08:30", "11-24 08:30")
    inbox(house, dossier, "completed", "t1", WINDOW, "11-23 09:00", who="Trần Thị Lan")
    inbox(house, dossier, "opened", "t2", LAND_OFFICE, "11-23 09:00", "11-25 09:00")
    inbox(house, dossier, "claimed", "t2", LAND_OFFICE, "11-23 10:00", who="Ngô Quang Minh")
    inbox(house, dossier, "completed", "t2", LAND_OFFICE, "11-25 08:30", who="Ngô Quang Minh")
    inbox(house, dossier, "opened", "t3", LAND_OFFICE, "11-25 08:30", "11-26 10:00")
    inbox(house, dossier, "completed", "t3", LAND_OFFICE, "11-26 10:00", who="Trịnh Hồng Sơn")
    inbox(house, dossier, "opened", "t4", TAX, "11-26 10:00", "12-03 10:00")
    return dossier


def test_each_unit_is_a_line_that_says_from_whom_when_and_whether_in_time(house: House) -> None:
    dossier = walked(house)
    house.at("2026-11-27 08:00")
    seen = slip(house, dossier)
    assert seen.number == "01/KSHS"
    lines = [
        (one.given_by, one.received_by, law.Punctuality.Name(one.punctuality).removeprefix("PUNCTUALITY_"))
        for one in seen.lines
    ]
    assert lines == [
        ("", WINDOW, "EARLY"),
        (WINDOW, LAND_OFFICE, "ON_TIME"),
        (LAND_OFFICE, TAX, "UNDER_WAY"),
    ]
    assert list(seen.lines[1].people) == ["Ngô Quang Minh", "Trịnh Hồng Sơn"]
    assert seen.lines[0].received_by_name.vi == "Bộ phận Một cửa xã Suối Trong"
    assert [one.vi for one in seen.cooperating] == ["Thuế cơ sở 1 tỉnh Minh Họa"]
    assert not seen.lines[2].HasField("left_at")
    house.at("2026-12-03 10:01")
    assert slip(house, dossier).lines[2].punctuality == law.PUNCTUALITY_LATE


def test_events_in_any_order_and_twice_give_the_same_slip(house: House) -> None:
    dossier = house.accepted(LAND)
    for _ in range(2):
        inbox(house, dossier, "completed", "t2", LAND_OFFICE, "11-25 16:00", who="Ngô Quang Minh")
        inbox(house, dossier, "opened", "t2", LAND_OFFICE, "11-23 09:00", "11-25 09:00")
        told_by_the_process(house, dossier, "t2", "release", "Thẩm định")
    seen = slip(house, dossier)
    assert seen.number == "01/KSHS"
    assert [one.punctuality for one in seen.lines[1:]] == [law.PUNCTUALITY_LATE]


STAND_IN = "Lý Bảo Ngọc, thay Ngô Quang Minh"
HANDED = {
    "given to a colleague": ([("reassigned", "11-24 09:00", "Lý Bảo Ngọc")], "Lý Bảo Ngọc"),
    "somebody stands in": ([("reassigned", "11-24 09:00", STAND_IN)], STAND_IN),
    "and it goes back": (
        [("reassigned", "11-24 09:00", STAND_IN), ("reassigned", "11-25 09:00", "Ngô Quang Minh")], "Ngô Quang Minh",
    ),
    "nobody has it": ([("released", "11-24 09:00", "")], ""),
}  # fmt: skip


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("what", HANDED)
def test_the_slip_follows_who_has_the_task(house: House, what: str, turned: bool) -> None:
    """Also onto the printed form, where the task ends by a withdrawal and nobody completes it."""
    steps, last = HANDED[what]
    dossier = house.accepted(LAND)
    inbox(house, dossier, "opened", "t2", LAND_OFFICE, "11-23 09:00", "11-27 09:00")
    told = [("claimed", "11-23 10:00", "Ngô Quang Minh"), *steps]
    for kind, at, holder in reversed(told) if turned else told:
        if kind == "claimed":
            inbox(house, dossier, "claimed", "t2", LAND_OFFICE, at, who=holder)
        else:
            handed(house, dossier, kind, "t2", at, holder)
    inbox(house, dossier, "cancelled", "t2", LAND_OFFICE, "11-26 08:00")
    line = slip(house, dossier).lines[-1]
    assert (line.received_by, list(line.people)) == (LAND_OFFICE, [last] if last else [])


def test_who_did_it_stays_whatever_comes_later(house: House) -> None:
    dossier = house.accepted(LAND)
    inbox(house, dossier, "opened", "t2", LAND_OFFICE, "11-23 09:00", "11-27 09:00")
    inbox(house, dossier, "completed", "t2", LAND_OFFICE, "11-25 16:00", who="Lý Bảo Ngọc")
    handed(house, dossier, "released", "t2", "11-24 09:00")
    handed(house, dossier, "reassigned", "t2", "11-26 09:00", "Ngô Quang Minh")
    inbox(house, dossier, "completed", "t2", LAND_OFFICE, "11-25 16:00")
    assert list(slip(house, dossier).lines[-1].people) == ["Lý Bảo Ngọc"]


def test_the_number_stays_and_a_printed_slip_as_it_is(house: House) -> None:
    dossier = house.accepted(LAND)
    inbox(house, dossier, "opened", "t1", WINDOW, "11-23 08:30", "11-24 08:30")
    for statement in (
        "DELETE FROM intake.control_slip",
        "UPDATE intake.control_slip SET number = 'x'",
        "UPDATE intake.control_slip SET seq = 9",
    ):  # fmt: skip
        with pytest.raises(Exception, match="stays"), house.database.begin() as connection:
            connection.exec_driver_sql(statement)
    assert slip(house, dossier).number == "01/KSHS"


def test_what_was_brought_to_the_window_says_who_took_it_in(house: House) -> None:
    dossier = house.accepted(COPY)
    inbox(house, dossier, "opened", "t1", LAND_OFFICE, "11-23 09:00", "11-24 09:00")
    first = slip(house, dossier).lines[0]
    assert (first.given_by, first.received_by, list(first.people)) == ("", WINDOW, ["Trần Thị Lan"])


def test_what_the_release_before_told_is_not_blanked_when_its_events_come_again(house: House) -> None:
    """Its `inbox.opened` had neither part nor step; read again from the kept log, in whatever order."""
    dossier = house.accepted(LAND)

    def again() -> None:
        inbox(house, dossier, "opened", "t2", LAND_OFFICE, "11-23 09:00", "11-25 09:00", kind="")
        inbox(house, dossier, "claimed", "t2", LAND_OFFICE, "11-23 10:00", who="Ngô Quang Minh")
        inbox(house, dossier, "completed", "t2", LAND_OFFICE, "11-25 16:00", who="Trịnh Hồng Sơn")

    again()
    told_by_the_process(house, dossier, "t2", "release", "Thẩm định")
    before = stay_of(house, "t2")
    assert before[:5] == (LAND_OFFICE, "release", "Thẩm định", "en Thẩm định", "Trịnh Hồng Sơn")
    again()
    assert stay_of(house, "t2") == before
    inbox(house, dossier, "claimed", "t2", LAND_OFFICE, "11-23 10:00", who="Ngô Quang Minh")
    assert stay_of(house, "t2") == before, "who did it, whoever had claimed it once"


def test_one_event_says_part_step_and_unit(house: House) -> None:
    dossier = house.accepted(LAND)
    said = inbox_pb2.InboxChanged(
        task_id="n1", dossier_id=dossier.dossier_id, unit=TAX, kind="step", part="transfer"
    )
    said.title.vi, said.title.en = "Xác định nghĩa vụ", "Set the taxes"
    said.at.FromDatetime(moment("11-26 10:00"))
    for _ in range(2):
        house.tell("inbox.opened", said, dossier=dossier.dossier_id, group="intake.inbox")
    assert stay_of(house, "n1")[:4] == (TAX, "transfer", "Xác định nghĩa vụ", "Set the taxes")
    assert slip(house, dossier).lines[-1].received_by == TAX


def test_the_windows_own_work_has_no_step(house: House) -> None:
    dossier = house.accepted(LAND)
    said = inbox_pb2.InboxChanged(task_id="n2", dossier_id=dossier.dossier_id, unit=WINDOW, kind="return")
    said.title.vi = "Trả kết quả"
    house.tell("inbox.opened", said, dossier=dossier.dossier_id, group="intake.inbox")
    assert stay_of(house, "n2")[:4] == (WINDOW, "", "", "")


def test_a_task_of_a_dossier_that_is_not_here_is_nothing(house: House) -> None:
    inbox(house, pb.Dossier(dossier_id="elsewhere"), "opened", "t9", WINDOW, "11-23 09:00")
    with house.database.read() as connection:
        kept = [
            connection.exec_driver_sql(f"SELECT count(*) FROM intake.{name}").scalar_one()
            for name in ("stay", "control_slip")
        ]
    assert kept == [0, 0]


def test_numbers_have_no_gaps_and_a_dossier_has_one(house: House) -> None:
    numbers = []
    for turn in range(3):
        dossier = house.accepted(LAND)
        for task in ("a", "b"):
            inbox(house, dossier, "opened", f"{turn}{task}", WINDOW, "11-23 09:00")
        numbers.append(slip(house, dossier).number)
    assert numbers == ["01/KSHS", "02/KSHS", "03/KSHS"]


def test_it_is_printed_once_when_the_dossier_has_ended(house: House) -> None:
    dossier = walked(house)
    assert not worker(house).print_one(), "the dossier is under way"
    for part in ("release", "transfer"):
        house.decide(dossier, part, "stopped", "Theo quyết định của cơ quan.")
    end(house, dossier)
    assert not worker(house).print_one(), "the tax office has not been told yet"
    inbox(house, dossier, "cancelled", "t4", TAX, "11-27 08:00")
    assert worker(house).print_one()
    assert not worker(house).print_one()
    seen = house.get(dossier)
    (document,) = [one for one in seen.documents if one.form == "06"]
    assert document.number == "01/KSHS" == slip(house, dossier).number
    assert slip(house, dossier).file_id == document.file_id
    text = printed(house, seen, "06")
    for words in ("PHIẾU KIỂM SOÁT", "Giao: Người nộp hồ sơ", "Trước hạn", "Đúng hạn", "Ngô Quang Minh"):
        assert words in text


def test_a_task_whose_end_was_never_told_does_not_hold_it_up_for_ever(house: House) -> None:
    dossier = walked(house)
    for part in ("release", "transfer"):
        house.decide(dossier, part, "stopped", "Theo quyết định của cơ quan.")
    end(house, dossier)
    house.clock.advance(timedelta(hours=2))
    assert worker(house).print_one()


def test_the_applicant_neither_sees_nor_downloads_it(house: House) -> None:
    dossier = walked(house)
    for part in ("release", "transfer"):
        house.decide(dossier, part, "stopped", "Theo quyết định của cơ quan.")
    end(house, dossier)
    house.clock.advance(timedelta(hours=2))
    assert worker(house).print_one()
    file_id = slip(house, dossier).file_id
    assert "06" not in [one.form for one in house.get(dossier, "an").documents]
    with pytest.raises(NotFound):
        house.download("an", file_id)
    assert house.download("lan", file_id)[1].startswith(b"%PDF")


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("an", PermissionDenied), ("binh", NotFound), ("mai", NotFound), ("khanh", NotFound), ("thao", NotFound),
        ("lan", None), ("hung", None), ("minh", None), ("son", None), ("phuc", None), ("software", None),
    ],
)  # fmt: skip
def test_who_may_see_it(house: House, who: str, refusal: type[MotcuaError] | None) -> None:
    dossier = walked(house)
    if refusal is not None:
        with pytest.raises(refusal):
            slip(house, dossier, who)
        return
    seen = slip(house, dossier, who)
    impersonal = who == "phuc"
    assert (seen.applicant_name == "") == impersonal
    assert (not any(one.people for one in seen.lines)) == impersonal


def test_costs_do_not_grow_with_the_hand_overs(house: House) -> None:
    dossier = walked(house)
    with count_statements() as few:
        slip(house, dossier)
    for turn in range(10):
        inbox(house, dossier, "opened", f"m{turn}", LAND_OFFICE, "11-26 10:00")
    with count_statements() as many:
        slip(house, dossier)
    assert few.total == many.total <= 16
    with count_statements() as event:
        inbox(house, dossier, "opened", "last", LAND_OFFICE, "11-26 10:00")
    assert event.total <= 4, "the task, its order among those before, the unit"


@pytest.mark.parametrize(
    ("due", "left", "expected"),
    [
        ("11-25 10:00", "11-24 16:59", Punctuality.EARLY),
        ("11-25 10:00", "11-25 08:00", Punctuality.ON_TIME),
        ("11-25 10:00", "11-25 10:00", Punctuality.ON_TIME),
        ("11-25 10:00", "11-25 10:01", Punctuality.LATE),
        ("11-25 10:00", "", Punctuality.UNDER_WAY),
        ("11-23 10:00", "", Punctuality.LATE),
        ("", "11-23 10:00", Punctuality.ON_TIME),
        ("", "", Punctuality.UNDER_WAY),
    ],
)
def test_punctuality(due: str, left: str, expected: Punctuality) -> None:
    assert (
        punctuality((due and moment(due)) or None, (left and moment(left)) or None, moment("11-24 09:00"))
        == expected
    )


def test_agencies_at_work_side_by_side_have_a_line_each(house: House) -> None:
    case = house.accepted(LAND)
    dossier: Any = _record(case.dossier_id)
    stays = [
        Stay("1", "d", LAND_OFFICE, "", moment("11-23 09:00"), None, moment("11-24 09:00")),
        Stay("2", "d", TAX, "", moment("11-24 09:00"), None, moment("11-27 09:00")),
        Stay("3", "d", "doi_sim", "", moment("11-24 09:00"), None, None),
        Stay("4", "d", LAND_OFFICE, "", moment("11-27 09:00"), None, None),
    ]
    lines = hand_overs(dossier, stays, moment("11-28 09:00"), Times())
    assert [(one.given_by, one.received_by) for one in lines] == [
        ("", WINDOW), (WINDOW, LAND_OFFICE), (LAND_OFFICE, TAX), (LAND_OFFICE, "doi_sim"), (TAX, LAND_OFFICE),
    ]  # fmt: skip


def test_the_window_waiting_for_the_person_is_no_late_stay(house: House) -> None:
    case = house.accepted(LAND)
    stays = [
        Stay("1", "d", WINDOW, "", moment("11-23 08:00"), moment("11-24 08:00"), moment("11-23 09:00")),
        Stay("2", "d", LAND_OFFICE, "", moment("11-23 09:00"), moment("11-27 17:00")),
        Stay("3", "d", WINDOW, "", moment("11-25 09:00"), None),
    ]
    lines = hand_overs(_record(case.dossier_id), stays, moment("11-26 09:00"), Times())
    assert [(one.given_by, one.received_by, str(one.punctuality)) for one in lines] == [
        ("", WINDOW, "EARLY"), (WINDOW, LAND_OFFICE, "UNDER_WAY"), (LAND_OFFICE, WINDOW, "UNDER_WAY"),
    ]  # fmt: skip


def lines_of(stays: list[Stay], now: str, clock: Any = (), **due: str) -> list[tuple[str, str, str, str]]:
    """Given by, received by (“window” is the window), until when, and how; each part with its due moment."""
    parts: Any = {}
    for key, said in due.items():
        until, _, decided = said.replace("_", " ").partition("/")
        parts[key] = SimpleNamespace(due_at=moment(until), decided_at=moment(decided) if decided else None)
    lines = hand_overs(_record("d"), stays, moment(now), Times(parts, clock))

    def named(unit: str, window: bool) -> str:
        return "window" if window else unit

    return [
        (
            named(one.given_by, one.from_window), named(one.received_by, one.at_window),
            f"{one.due_at:%m-%d %H:%M}" if one.due_at else "", str(one.punctuality),
        )
        for one in lines
    ]  # fmt: skip


def stay(task: str, unit: str, part: str, at: str, due: str = "", left: str = "", step: str = "Bước") -> Stay:
    return Stay(
        task, "d", unit, part, moment(at), moment(due) if due else None, moment(left) if left else None, step_vi=step
    )  # fmt: skip


ACCEPTED = stay("0", WINDOW, "", "11-23 08:00", "11-23 16:00", "11-23 09:00", step="")
RECEIVED = ("", "window", "11-23 16:00", "ON_TIME")


@pytest.mark.parametrize(
    ("left", "now", "outcome"),
    [("", "11-30 16:59", "UNDER_WAY"), ("", "12-01 08:00", "LATE"), ("12-01 08:50", "12-01 09:00", "LATE"),
     ("11-30 16:00", "12-01 09:00", "ON_TIME"), ("11-29 16:00", "12-01 09:00", "EARLY")],
)  # fmt: skip
def test_a_step_in_time_does_not_take_back_that_the_part_is_late(left: str, now: str, outcome: str) -> None:
    """Each step's own time began anew when it opened, so that lateness slid away."""
    stays = [
        ACCEPTED,
        stay("1", LAND_OFFICE, "release", "11-23 09:00", "11-24 09:00", left and "11-29 08:00"),
        stay("2", LAND_OFFICE, "release", (left and "11-29 08:00") or "11-23 09:00", "12-01 09:50", left),
    ]
    assert lines_of(stays, now, release="11-30_17:00") == [
        RECEIVED, ("window", LAND_OFFICE, "11-30 17:00", outcome),
    ]  # fmt: skip


def test_who_is_in_time_by_law_is_not_late_by_a_step_and_the_other_way_round() -> None:
    birth = stay("1", WINDOW, "birth", "11-23 09:00", "11-23 15:00", "11-23 15:20")
    assert lines_of([ACCEPTED, birth], "11-24 08:00", birth="11-23_17:00")[-1] == (
        "window", WINDOW, "11-23 17:00", "ON_TIME",
    )  # fmt: skip
    late = stay("1", WINDOW, "birth", "11-23 09:00", "11-26 09:30", "11-26 08:00")
    assert lines_of([ACCEPTED, late], "11-26 09:00", birth="11-25_17:00")[-1] == (
        "window", WINDOW, "11-25 17:00", "LATE",
    )  # fmt: skip


def test_late_in_one_part_is_late_though_another_was_in_time() -> None:
    stays = [
        ACCEPTED,
        stay("1", LAND_OFFICE, "release", "11-23 09:00", "11-24 09:00", "11-25 09:00"),
        stay("2", LAND_OFFICE, "transfer", "11-25 09:00", "11-26 09:00", "11-26 08:00"),
    ]
    assert lines_of(stays, "11-27 08:00", release="11-24_17:00", transfer="12-04_17:00")[-1] == (
        "window", LAND_OFFICE, "11-24 17:00", "LATE",
    )  # fmt: skip


@pytest.mark.parametrize(("policy", "until"), [("EXCLUDE", "11-27 10:00"), ("EXTEND", "11-26 17:00")])
def test_while_the_clock_of_the_part_stands_still_the_steps_own_time_counts(policy: str, until: str) -> None:
    tax = stay("1", TAX, "transfer", "11-24 10:00", "11-27 10:00", "11-27 11:00")
    clock = [Stretch("d", "k", "transfer", "tax", policy, moment("11-24 10:00"), moment("11-27 11:00"))]
    seen = lines_of([ACCEPTED, tax], "11-28 08:00", clock, transfer="11-26_17:00")
    assert seen[-1] == ("window", TAX, until, "LATE")


def test_who_gave_it_is_who_had_the_task_before_however_fast_it_goes() -> None:
    """Two parts at the speed of a machine: the window hands out the first result while the tax office gets the second part."""
    second = "11-25 09:00:{:02d}".format
    stays = [
        ACCEPTED,
        stay("1", LAND_OFFICE, "release", "11-23 09:00", "11-27 09:00", second(0)),
        stay("2", LAND_OFFICE, "transfer", second(1), "11-27 09:00", second(3)),
        stay("3", WINDOW, "", second(2), left=second(4), step=""),
        stay("4", TAX, "transfer", second(5), "11-27 09:00", second(8)),
        stay("5", LAND_OFFICE, "transfer", second(8), "11-27 09:00", second(9)),
        stay("6", WINDOW, "", second(10), step=""),
    ]
    due = {"release": "11-30_17:00", "transfer": "12-04_17:00"}
    assert [one[:2] for one in lines_of(stays, "11-26 08:00", **due)] == [
        RECEIVED[:2], ("window", LAND_OFFICE), (LAND_OFFICE, "window"), (LAND_OFFICE, TAX), (TAX, LAND_OFFICE),
        (LAND_OFFICE, "window"),
    ]  # fmt: skip


def test_a_result_comes_from_whoever_decided_though_another_desk_was_done_later() -> None:
    stays = [
        ACCEPTED,
        stay("1", TAX, "transfer", "11-23 09:00", "11-27 09:00", "11-25 09:00:02"),
        stay("2", LAND_OFFICE, "release", "11-23 09:00", "11-27 09:00", "11-25 09:00:01"),
        stay("3", WINDOW, "", "11-25 09:00:04", step=""),
    ]
    due = {"release": "11-30_17:00/11-25_09:00:03", "transfer": "12-04_17:00"}
    assert lines_of(stays, "11-26 08:00", **due)[-1][:2] == (LAND_OFFICE, "window")


def test_nobody_hands_over_to_himself_and_officials_are_not_the_window() -> None:
    """A birth: the window, who registers and who signs behind it, and the window again, where it is fetched."""
    stays = [
        ACCEPTED,
        stay("1", WINDOW, "birth", "11-23 09:00", "11-23 12:00", "11-23 10:00"),
        stay(
            "2", WINDOW, "birth", "11-23 13:00", "11-23 16:00", "11-23 15:00"
        ),  # a register was asked meanwhile
        stay("3", WINDOW, "", "11-23 15:00", left="11-24 09:00", step=""),
        stay("4", WINDOW, "", "11-24 10:00", step=""),  # its second result
    ]
    assert lines_of(stays, "11-24 11:00", birth="11-23_17:00") == [
        RECEIVED, ("window", WINDOW, "11-23 17:00", "ON_TIME"), (WINDOW, "window", "", "UNDER_WAY"),
    ]  # fmt: skip


def _record(dossier_id: str) -> Any:
    """As much of a dossier as the rule looks at."""

    class Brought:
        id, unit = dossier_id, WINDOW
        submitted_at = accepted_at = moment("11-23 08:55")
        answer_due_at = finished_at = None

    return Brought()


def test_the_slip_of_a_dossier_goes_by_the_clock_of_its_part(house: House) -> None:
    """The step had an hour, the part has days: until when there was time is what the law says."""
    dossier = house.accepted(LAND)
    said = inbox_pb2.InboxChanged(task_id="t", dossier_id=dossier.dossier_id, unit=LAND_OFFICE)
    said.part, said.kind, said.title.vi = "release", "step", "Thẩm định"
    said.at.FromDatetime(moment("11-23 09:00"))
    said.due_at.FromDatetime(moment("11-23 10:00"))
    house.tell("inbox.opened", said, dossier=dossier.dossier_id, group="intake.inbox")
    part = next(one for one in house.get(dossier).parts if one.key == "release")
    (shown,) = [one for one in slip(house, dossier).lines if one.received_by == LAND_OFFICE]
    assert part.HasField("due_at") and shown.due_at == part.due_at != said.due_at
