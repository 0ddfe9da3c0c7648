# SPDX-License-Identifier: Apache-2.0
"""While a clock policy applies, nothing is counted by law: why and since when, by what the list is sorted, what is overdue."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from assignment_harness import (
    NOW,
    PROMISED,
    SAME_DAY,
    Desk,
    claim,
    get,
    ids,
    inbox,
    moment,
    new_id,
    stamp,
    step_request,
)
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.common.v1 import common_pb2
from motcua.events.v1 import dossier_pb2 as d
from motcua_assignment.adapters import dossiers
from motcua_assignment.domain.standstill import Stretch, Stretches, begun, lasting, over

TAX = "Cơ quan thuế xác định nghĩa vụ tài chính"
MONTH = NOW + timedelta(days=30)
LATER = PROMISED + timedelta(days=30)
HOUR = timedelta(hours=1)


def changed(
    desk: Desk, dossier: str, part: str = "transfer", *, due: datetime = PROMISED, **values: Any
) -> d.ClockChanged:
    filled = {"ground": "tax", "policy": "EXCLUDE", "at": stamp(NOW), "key": "i1/a1", **values}
    return d.ClockChanged(
        dossier=desk.head(dossier, promised_at=stamp(due)), part=part,
        ground_name=common_pb2.LocalizedText(vi=TAX, en="The tax authority determines the obligation"),
        parts=[d.PartDue(part="release", due_at=stamp(SAME_DAY)), d.PartDue(part="transfer", due_at=stamp(due))],
        **filled,
    )  # fmt: skip


def pause(desk: Desk, dossier: str, part: str = "transfer", **values: Any) -> None:
    desk.handle("clock.paused", changed(desk, dossier, part, **values), dossier)


def resume(
    desk: Desk, dossier: str, part: str = "transfer", type_: str = "clock.resumed", **values: Any
) -> None:
    desk.handle(type_, changed(desk, dossier, part, due=LATER, **{"at": stamp(MONTH), **values}), dossier)


def overdue(stub: Any) -> tuple[int, int]:
    found = stub.CountTasks(pb.CountTasksRequest())
    return found.overdue, found.due_today


def still(desk: Desk, task: str) -> bool:
    """The same in the list and on its own; then nothing is counted down."""
    found = get(desk.minh, task)
    assert {one.legal_standstill.ground for one in inbox(desk.minh) if one.task_id == task} == {
        found.legal_standstill.ground
    }
    assert found.HasField("legal_standstill") != found.HasField("legal_time_left")
    return found.HasField("legal_standstill")


# What a task says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["EXCLUDE", "PAUSE", "RESTART"])
def test_a_step_says_since_when_and_why_instead_of_counting_down(desk: Desk, policy: str) -> None:
    dossier, task = desk.ready_step(part="transfer")
    pause(desk, dossier, policy=policy)
    desk.clock.set(MONTH)
    shown = get(desk.minh, task)
    assert moment(shown.legal_standstill.since) == NOW
    assert (shown.legal_standstill.ground, shown.legal_standstill.policy) == ("tax", policy)
    assert shown.legal_standstill.ground_name.vi == TAX and shown.legal_standstill.ground_name.en
    assert still(desk, task) and shown.time_left.overdue, "the step's own time goes on"
    assert overdue(desk.minh) == (1, 0), "which the row shows; the date of the law is not counted"
    resume(desk, dossier, type_="clock.restarted" if policy == "RESTART" else "clock.resumed", policy=policy)
    shown = get(desk.minh, task)
    assert not still(desk, task) and moment(shown.legal_due_at) == LATER
    assert shown.legal_time_left.working_minutes > 0 and not shown.legal_time_left.overdue
    assert overdue(desk.minh) == (0, 0), "the law counts again, and the row is marked by it"


def test_other_parts_count_on_and_what_concerns_all_waits_with_any(desk: Desk) -> None:
    dossier, transfer = desk.ready_step(part="transfer")
    release_step, whole = desk.open(dossier, part="release"), desk.open(dossier, part="")
    pause(desk, dossier)
    assert [still(desk, one) for one in (transfer, release_step, whole)] == [True, False, True]
    pause(desk, dossier, "", key="all", ground="supplement", at=stamp(NOW + HOUR))
    assert still(desk, release_step)
    assert get(desk.minh, transfer).legal_standstill.ground == "tax", "what began first"
    resume(desk, dossier)
    assert [still(desk, one) for one in (transfer, release_step, whole)] == [True, True, True]
    assert get(desk.minh, transfer).legal_standstill.ground == "supplement"
    resume(desk, dossier, "", key="all", ground="supplement")
    assert [still(desk, one) for one in (transfer, release_step, whole)] == [False, False, False]


def test_one_activity_may_stop_several_parts_under_one_key(desk: Desk) -> None:
    dossier, transfer = desk.ready_step(part="transfer")
    release_step = desk.open(dossier, part="release")
    pause(desk, dossier, "transfer")
    pause(desk, dossier, "release")
    resume(desk, dossier, "release")
    assert [still(desk, one) for one in (transfer, release_step)] == [True, False]


def test_steps_that_open_meanwhile_stand_still_too(desk: Desk) -> None:
    dossier, task = desk.claimed_step(part="transfer")
    pause(desk, dossier)
    assert still(desk, desk.open(dossier, part="transfer"))
    following = desk.flow_task(dossier, part="transfer")
    desk.workflow.next[task] = [following]
    answer = desk.minh.CompleteTask(step_request(task))
    assert answer.opened[0].HasField("legal_standstill") and not answer.task.HasField("legal_standstill")


def test_what_waits_at_the_window_before_acceptance_counts_on(desk: Desk) -> None:
    dossier = new_id()
    desk.submit(dossier)
    pause(desk, dossier, "")
    (task,) = inbox(desk.lan)
    assert not task.HasField("legal_standstill") and task.HasField("legal_time_left")


def ready(desk: Desk, dossier: str, complete: bool) -> None:
    head = desk.head(dossier, promised_at=stamp(PROMISED))
    message = d.DossierResultsReady(dossier=head, result_codes=["A"], complete=complete)
    desk.handle("dossier.results_ready", message, dossier)


def test_returning_counts_nothing_whatever_the_other_part_waits_for(desk: Desk) -> None:
    dossier, _ = desk.ready_step(part="transfer")
    pause(desk, dossier)
    ready(desk, dossier, complete=False)
    (task,) = inbox(desk.lan)
    assert not task.HasField("legal_standstill") and not task.HasField("legal_due_at")
    head = desk.head(dossier, promised_at=stamp(PROMISED))
    desk.handle(
        "dossier.part_decided",
        d.DossierPartDecided(dossier=head, part="transfer", outcome="withdrawn"),
        dossier,
    )
    (task,) = inbox(desk.lan)
    assert not task.HasField("legal_standstill") and not task.HasField("legal_due_at")


def test_nothing_stands_still_once_every_part_is_decided(desk: Desk) -> None:
    dossier, _ = desk.ready_step(part="transfer")
    pause(desk, dossier, "")
    ready(desk, dossier, complete=True)
    (task,) = inbox(desk.lan)
    assert not task.HasField("legal_standstill")


# The list ----------------------------------------------------------------------------------------------------


def test_the_list_goes_by_the_steps_own_time_meanwhile_page_by_page(desk: Desk) -> None:
    waiting, first = desk.ready_step(part="transfer", limit="30d")
    urgent, second = desk.ready_step(part="transfer", limit="1wh")
    other = desk.ready_step(part="release", limit="4wh")[1]
    assert ids(inbox(desk.minh))[0] == other, "due today by law"
    pause(desk, waiting, key="w")
    pause(desk, urgent, key="u")
    wanted = [second, other, first]
    assert ids(inbox(desk.minh)) == wanted
    seen, token = [], ""
    for _ in wanted:
        page = desk.minh.ListTasks(pb.ListTasksRequest(page_size=1, page_token=token))
        seen, token = seen + ids(list(page.tasks)), page.next_page_token
    assert (seen, token) == (wanted, "")
    for task in wanted:
        claim(desk.minh, task)
    assert ids(inbox(desk.minh, pb.TASK_FILTER_MINE)) == wanted


def test_what_it_costs(desk: Desk) -> None:
    dossier, _ = desk.ready_step(part="transfer")
    for number in range(5):
        desk.open(dossier, element=f"e{number}", part="transfer")
    for tell in (pause, resume):
        with desk.database.count_statements() as counted:
            tell(desk, dossier)
        assert counted.total <= 3, tell
    pause(desk, dossier, key="again")
    with desk.service_database.count_statements() as counted:
        assert len(inbox(desk.minh)) == 6
    assert counted.total == 1


# Whatever order, however often, whenever killed ---------------------------------------------------------------


def test_repeated_and_late_events_leave_what_is_true(desk: Desk) -> None:
    dossier, task = desk.ready_step(part="transfer")
    pause(desk, dossier)
    pause(desk, dossier)
    assert still(desk, task)
    resume(desk, dossier)
    resume(desk, dossier)
    pause(desk, dossier)
    assert not still(desk, task), "the beginning of what has ended, read late"
    pause(desk, dossier, key="i1/a2", at=stamp(MONTH))
    assert still(desk, task), "the next stretch"
    assert moment(get(desk.minh, task).legal_standstill.since) == MONTH


def test_an_end_that_is_read_first(desk: Desk) -> None:
    dossier, task = desk.ready_step(part="transfer")
    resume(desk, dossier)
    pause(desk, dossier)
    assert not still(desk, task)


def test_killed_in_the_middle_nothing_happened_and_the_event_again_does_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, task = desk.ready_step(part="transfer")

    def die(*_: object) -> None:
        raise SystemError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(dossiers, "_move_tasks", die)
        with pytest.raises(SystemError):
            pause(desk, dossier)
    assert not still(desk, task)
    assert [row.clock for row in desk.rows("SELECT clock FROM assignment.dossier")] == [[]]
    pause(desk, dossier)
    assert still(desk, task)


def test_tasks_and_dossiers_of_before_count_as_they_did(desk: Desk) -> None:
    """Rows that an earlier version wrote know nothing of the new columns."""
    _, task = desk.ready_step(part="transfer")
    with psycopg.connect(desk.databases.admin_url, autocommit=True) as connection:
        connection.execute("UPDATE assignment.dossier SET clock = DEFAULT")
        connection.execute("UPDATE assignment.task SET still = DEFAULT")
    assert not still(desk, task)
    assert [
        row.same for row in desk.rows("SELECT urgent_at = legal_due_at AS same FROM assignment.task")
    ] == [True]


def stretch(key: str, at: datetime, part: str = "transfer") -> Stretch:
    return Stretch(key, part, "tax", "EXCLUDE", TAX, "Tax", at)


def test_any_order_of_beginnings_and_ends_gives_one_outcome() -> None:
    """Two stretches of one part; the second lasts."""
    steps = [
        lambda known: begun(known, stretch("a", NOW)),
        lambda known: over(known, stretch("a", NOW + HOUR)),
        lambda known: begun(known, stretch("b", NOW + 2 * HOUR)),
        lambda known: begun(known, stretch("a", NOW)),
    ]
    for order in itertools.permutations(steps):
        known: Stretches = ()
        for step in order:
            known = step(known)
        assert lasting(known) == [stretch("b", NOW + 2 * HOUR)]
        assert {one for one in known if one.to_at} == {replace(stretch("a", NOW), to_at=NOW + HOUR)}


def test_events_of_an_earlier_version_without_keys() -> None:
    known = begun((), stretch("", NOW))
    assert lasting(over(known, stretch("", NOW + HOUR))) == []
    ended = over(known, stretch("a", NOW + HOUR))
    assert lasting(ended) == [], "begun before intake was renewed, ended after"
    assert lasting(begun(ended, stretch("", NOW + 2 * HOUR))) == [stretch("", NOW + 2 * HOUR)]
