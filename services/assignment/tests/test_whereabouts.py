# SPDX-License-Identifier: Apache-2.0
"""Where a dossier is, for whoever may read it: units, never persons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from assignment_harness import NOW, Desk, claim, new_id, stamp
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_assignment.domain.journey import past, steps_of
from motcua_assignment.domain.whereabouts import Place, Stay, places
from motcua_rpc import NotFound, Unauthenticated

DUE = NOW + timedelta(days=2)


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


def where(stub: Any, dossier_id: str) -> list[pb.Whereabouts]:
    return list(stub.GetWhereabouts(pb.GetWhereaboutsRequest(dossier_id=dossier_id)).places)


def test_the_applicant_reads_the_unit_and_no_person(desk: Desk) -> None:
    dossier, task = desk.ready_step()
    desk.intake.owners[dossier] = "an.congdan"
    claim(desk.minh, task)
    with desk.service_database.count_statements() as spent:
        found = where(desk.an, dossier)
    assert [(one.unit_name.vi, one.since, list(one.parts)) for one in found] == [
        ("Chi nhánh Văn phòng đăng ký đất đai khu vực Bến Gió", stamp(NOW), ["release"])
    ]
    assert found[0].due_at == stamp(hours(6)), "4 working hours from 09:00, over lunch"
    assert "Minh" not in str(found) and "minh.datdai" not in str(found)
    assert spent.total == 1


def test_nobody_else(desk: Desk) -> None:
    dossier, _ = desk.ready_step()
    desk.intake.owners[dossier] = "an.congdan"
    for stub, unknown in ((desk.binh, dossier), (desk.an, new_id()), (desk.an, ""), (desk.an, "x%00")):
        with pytest.raises(NotFound, match="DOSSIER_UNKNOWN"):
            where(stub, unknown)
    with pytest.raises(Unauthenticated):
        where(desk.with_token(None), dossier)


def test_while_nobody_has_a_step(desk: Desk) -> None:
    dossier = new_id()
    desk.submit(dossier)
    assert where(desk.lan, dossier) == [], "an item of the window is not a step of an agency"
    desk.accept(dossier)
    task = desk.open(dossier)
    desk.close(dossier, task)
    assert where(desk.lan, dossier) == []


@pytest.mark.parametrize("ended", [False, True])
def test_who_sees_some_parts_reads_where_those_are_and_their_own_steps(desk: Desk, ended: bool) -> None:
    dossier, release = desk.ready_step()
    tax = desk.open(
        dossier,
        element="determine",
        role="tax_officer",
        agency="tax_office",
        part="",
        name="Xác định nghĩa vụ",
    )
    if ended:
        desk.close(dossier, release)
        desk.close(dossier, tax)
    asked = pb.GetWhereaboutsRequest(dossier_id=dossier)
    units = {"chi_nhanh_dat_dai", "thue_co_so"}
    for parts, seen in ((("release", "transfer"), units), (("transfer",), {"thue_co_so"})):
        desk.intake.sees["huong.thue"] = parts
        found = desk.huong.GetWhereabouts(asked)
        assert {one.unit for one in (found.past if ended else found.places)} == seen
        assert not (found.places if ended else found.past)
        assert found.narrowed and ("Thẩm định" in str(found)) == (seen == units)
    assert not desk.minh.GetWhereabouts(asked).narrowed


def stay(unit: str, opened: float, closed: float | None, part: str = "", state: str = "done") -> Stay:
    return Stay(
        unit,
        "open" if closed is None else state,
        hours(opened),
        None if closed is None else hours(closed),
        DUE,
        part,
    )


@pytest.mark.parametrize(
    ("stays", "found"),
    [
        ([], []),
        ([stay("land", 0, 1)], []),
        # one step after another in one unit is one stay; away in between is not
        ([stay("land", 0, 1), stay("land", 1, None)], [("land", 0)]),
        ([stay("land", 0, 1), stay("tax", 1, 3), stay("land", 3, None)], [("land", 3)]),
        ([stay("land", 0, 4), stay("land", 2, 3), stay("land", 4, None)], [("land", 0)]),
        ([stay("land", 0, 1, state="cancelled"), stay("land", 1, None)], [("land", 0)]),
        # two agencies at once, the one that has it longest first
        ([stay("tax", 2, None), stay("land", 1, None)], [("land", 1), ("tax", 2)]),
    ],
)
def test_since_when(stays: list[Stay], found: list[tuple[str, float]]) -> None:
    assert [(one.unit, one.since) for one in places(stays)] == [(unit, hours(since)) for unit, since in found]


def test_parts_and_the_latest_date() -> None:
    first = stay("land", 1, None, "release")
    later = Stay("land", "claimed", hours(2), None, DUE + timedelta(days=1), "transfer")
    assert places([first, later]) == [
        Place("land", hours(1), DUE + timedelta(days=1), ("release", "transfer"))
    ]
    assert places([first, stay("land", 1, None)])[0].parts == (), "a step of the whole dossier"


def test_the_way_so_far_by_unit_with_its_steps(desk: Desk) -> None:
    dossier, task = desk.ready_step()
    desk.intake.owners[dossier] = "an.congdan"
    asked = pb.GetWhereaboutsRequest(dossier_id=dossier)
    now = desk.an.GetWhereabouts(asked)
    assert [step.vi for step in now.places[0].steps] and not now.past
    desk.clock.set(hours(3))
    desk.close(dossier, task)
    with desk.service_database.count_statements() as spent:
        over = desk.an.GetWhereabouts(asked)
    assert spent.total == 1 and not over.places
    (been,) = over.past
    assert (been.since, been.until) == (stamp(NOW), stamp(hours(3)))
    assert been.steps == now.places[0].steps and list(been.parts) == ["release"]
    assert 0 < been.working_minutes <= 180 and been.day_minutes == 480
    assert "minh" not in str(over).lower()


@pytest.mark.parametrize(
    ("stays", "found"),
    [
        ([stay("land", 0, None)], []),
        ([stay("land", 0, 1)], [("land", 0, 1)]),
        # one after another in one unit is one stay, and with an open one at its end it is not over
        ([stay("land", 0, 1), stay("land", 1, 2)], [("land", 0, 2)]),
        ([stay("land", 0, 1), stay("land", 1, None)], []),
        ([stay("land", 0, None), stay("land", 1, 2)], []),
        ([stay("land", 0, 1), stay("tax", 1, 3), stay("land", 3, None)], [("land", 0, 1), ("tax", 1, 3)]),
        ([stay("land", 0, 5), stay("land", 1, 2), stay("land", 4, 6)], [("land", 0, 6)]),
        ([stay("land", 3, 4), stay("land", 0, 1)], [("land", 0, 1), ("land", 3, 4)]),
    ],
)
def test_what_is_over(stays: list[Stay], found: list[tuple[str, float, float]]) -> None:
    told = [(one.unit, one.since, one.until) for one in past(stays)]
    assert told == [(unit, hours(since), hours(until)) for unit, since, until in found]


def test_steps_are_named_once_in_their_order() -> None:
    first = Stay("land", "done", hours(0), hours(1), DUE, "", "Thẩm định", "Appraise")
    again = Stay("land", "done", hours(2), hours(3), DUE, "", "Thẩm định", "Appraise")
    between = Stay("land", "done", hours(1), hours(2), DUE, "", "Trình ký", "")
    assert steps_of([again, between, first]) == (("Thẩm định", "Appraise"), ("Trình ký", ""))


def test_a_later_step_in_time_does_not_hide_one_that_was_late() -> None:
    """Due at 2 and 3, done at 4 and 5; the last of the same stay in time: it was late since 2."""
    late = [
        Stay("bhxh", "done", hours(0), hours(4), hours(2), ""),
        Stay("bhxh", "done", hours(4), hours(5), hours(3), ""),
    ]
    signed = Stay("bhxh", "done", hours(5), hours(6), hours(50), "")
    (been,) = past([*late, signed])
    assert been.due_at == hours(2) < been.until
    (fine,) = past([signed, Stay("bhxh", "done", hours(6), hours(7), hours(60), "")])
    assert fine.due_at == hours(60), "in time: when all of it was due"


@pytest.mark.parametrize(
    ("stays", "over", "since"),
    [
        # finished for one part while it still works on another
        ([stay("land", 0, 1, "a"), stay("land", 0.5, None, "b")], [("land", 0, 1, ("a",))], 0.5),
        ([stay("land", 0, 1, "a"), stay("land", 1, 2, "b"), stay("land", 2, None, "c")], [("land", 0, 2, ("a", "b"))], 2),
        # before it went on with the same part, and with the other in between
        (
            [stay("land", 0, 1, "b"), stay("land", 1, 2, "a"), stay("land", 2, None, "b")],
            [("land", 0, 1, ("b",)), ("land", 1, 2, ("a",))],
            2,
        ),
        ([stay("land", 0, 1, "b"), stay("land", 1, None, "b")], [], 0),
        ([stay("land", 0, 1), stay("land", 1, None, "b")], [("land", 0, 1, ())], 1),
        ([stay("land", 0, 1, "a"), stay("land", 1, None)], [], 0),
    ],
)  # fmt: skip
def test_what_was_finished_for_one_part_is_over_though_another_goes_on(
    stays: list[Stay], over: list[tuple[str, float, float, tuple[str, ...]]], since: float
) -> None:
    assert [(one.unit, one.since, one.until, one.parts) for one in past(stays)] == [
        (unit, hours(begin), hours(end), parts) for unit, begin, end, parts in over
    ]
    assert [one.since for one in places(stays)] == [hours(since)]
