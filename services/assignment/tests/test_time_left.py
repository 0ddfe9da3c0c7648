# SPDX-License-Identifier: Apache-2.0
"""What is left of a step is working time of its own unit: over nights, days off, Tết and swapped Saturdays."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from assignment_harness import NOW, ROOT, Desk, claim, get, inbox, new_id, step_request
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_assignment.app.working_time import TimeLeft, WorkingTime
from motcua_calendar.clock import LEGAL_ZONE
from motcua_organisation import load_organisation


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)


def working_time() -> WorkingTime:
    return WorkingTime(load_organisation(ROOT / "infra/demo/organisation.yaml"))


def left(task: pb.TimeLeft) -> tuple[int, bool]:
    return task.working_minutes, task.overdue


# The step opened on Monday 23 November 2026 at 09:00 with 4 working hours: due at 15:00 (lunch 11:30–13:30).
@pytest.mark.parametrize(
    ("now", "minutes", "overdue"),
    [
        ("2026-11-23T09:00", 240, False),
        ("2026-11-23T12:00", 90, False),
        ("2026-11-23T14:15", 45, False),
        ("2026-11-23T14:59:30", 0, False),
        ("2026-11-23T15:00:30", 0, True),
        ("2026-11-23T20:00", -120, True),
        ("2026-11-25T09:00", -240, True),  # Tuesday 24 is a day off and does not count
    ],
)
def test_of_a_step(desk: Desk, now: str, minutes: int, overdue: bool) -> None:
    _, task = desk.ready_step()
    desk.clock.set(at(now))
    assert left(get(desk.minh, task).time_left) == (minutes, overdue)
    assert get(desk.minh, task).time_left.given_minutes == 240
    assert inbox(desk.minh)[0].time_left == get(desk.minh, task).time_left


@pytest.mark.parametrize(
    ("agency", "territory", "unit", "due"),
    [
        # Friday 14:00–17:00 is 3 of the 8 hours. Bến Gió works 07:30–11:30 on Saturday (7), so it is Monday 08:00.
        ("", "ben_gio", "ben_gio", "2026-11-30T08:00"),
        # Suối Trong does not: Monday morning is 4.5 (7.5), and half an hour from 13:30.
        ("", "suoi_trong", "suoi_trong", "2026-11-30T14:00"),
        ("land_branch", "ben_gio", "chi_nhanh_dat_dai", "2026-11-30T14:00"),
    ],
)
def test_a_step_of_a_pool_without_an_agency_is_due_by_the_hours_of_the_territory(
    desk: Desk, agency: str, territory: str, unit: str, due: str
) -> None:
    """When its timer rings, too (workflow: `test_timers`)."""
    dossier = new_id()
    desk.accept(dossier)
    desk.clock.set(at("2026-11-27T14:00"))
    opened = desk.opened(dossier, agency=agency, limit="8wh")
    opened.process.territory = territory
    desk.handle("task.opened", opened, dossier)
    (row,) = desk.rows("SELECT unit, due_at FROM assignment.task WHERE id = :id", id=opened.task_id)
    assert (row.unit, row.due_at) == (unit, at(due))


def test_of_the_law_beside_that_of_the_step(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier, at("2026-12-04T17:00"), transfer=at("2026-12-04T17:00"))
    task = get(desk.minh, desk.open(dossier, part="transfer"))
    assert left(task.time_left) == (240, False)
    assert left(task.legal_time_left) == (8 * 480 + 360, False), (
        "25–27 November, 30 November – 4 December, 6 h of today"
    )
    assert task.legal_time_left.day_minutes == 480


@pytest.mark.parametrize(
    ("now", "due", "minutes"),
    [
        ("2026-02-13T16:00", "2026-02-23T08:00", 120),  # Tết, 16–20 February
        ("2026-08-21T16:00", "2026-08-24T08:00", 600),  # Saturday 22 is worked in place of Monday 31
        ("2026-08-28T16:00", "2026-09-03T08:00", 120),
    ],
)
def test_over_tet_and_a_swapped_saturday(desk: Desk, now: str, due: str, minutes: int) -> None:
    desk.clock.set(at(now))
    dossier = new_id()
    desk.accept(dossier, at(due), release=at(due))
    assert left(get(desk.minh, desk.open(dossier)).legal_time_left) == (minutes, False)


def test_a_closed_task_has_none(desk: Desk) -> None:
    _, task = desk.ready_step()
    claim(desk.minh, task)
    closed = desk.minh.CompleteTask(step_request(task)).task
    assert not closed.HasField("time_left") and not closed.HasField("legal_time_left")


def test_what_cannot_be_told_is_left_out(desk: Desk) -> None:
    working = working_time()
    assert working.left("no_such_unit", NOW, NOW, NOW) is None
    assert working.left("suoi_trong", NOW, datetime(2150, 1, 4, 9, tzinfo=LEGAL_ZONE), NOW) is None
    assert working.left("suoi_trong", NOW, NOW, NOW) == TimeLeft(0, False, 480, 0)


def test_fifty_rows_cost_a_millisecond_and_no_statement(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    for number in range(50):
        desk.open(dossier, element=f"e{number}")
    with desk.service_database.count_statements() as spent:
        assert len(inbox(desk.minh, page_size=50)) == 50
    assert spent.total == 1
    working = working_time()
    begun = time.process_time()
    for number in range(100 * 20):
        working.left("chi_nhanh_dat_dai", NOW, NOW + timedelta(days=number % 60), NOW)
    assert (time.process_time() - begun) / 20 < 0.02, "two answers for each of fifty rows"
