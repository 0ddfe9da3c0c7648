# SPDX-License-Identifier: Apache-2.0
"""Timers fire when business time has passed them, once, and not in the way of anything else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import structlog
from google.protobuf.duration_pb2 import Duration
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_calendar.clock import LEGAL_ZONE
from motcua_organisation import load_organisation
from motcua_rpc import Conflict, InvalidInput, serve
from motcua_storage import Database
from motcua_storage.testing import ServiceDatabases
from motcua_storage.trial_clock import TrialClock
from motcua_workflow.adapters.working_time import WorkingTime
from motcua_workflow.app.checking import Checker
from motcua_workflow.bootstrap import build
from motcua_workflow.engine import core
from motcua_workflow.settings import Settings
from workflow_harness import ORGANISATION, SIGN, House, Known, drawing, scenario, small

LATE = (
    '<endEvent id="late"><extensionElements><motcua:decide part="copy" outcome="refused" '
    "reason=\"'Hết hạn.'\"/></extensionElements></endEvent>"
)


def _timed(definition: str, key: str = "thu/hen-gio", wait: str = "3d") -> dict[str, bytes]:
    """A task with a boundary timer; the timer ends it with a refusal."""
    body = (
        '<startEvent id="s"/>' + SIGN + '<endEvent id="done"/>' + LATE
        + f'<boundaryEvent id="over" attachedToRef="sign"><timerEventDefinition id="t" {definition}</boundaryEvent>'
    )  # fmt: skip
    scenarios = {
        "xong": scenario("{complete: sign, result: KQ.G15.000021}", "{status: completed, ends: [done]}"),
        "het-han": scenario(
            f"{{advance: {wait}}}", "{status: completed, ends: [late], parts: {copy: refused}}"
        ),
    }
    return small(key, drawing(body, "s > sign > done\nover > late"), scenarios)


TWO_HOURS = ">" + "<timeDuration>PT2H</timeDuration></timerEventDefinition>"


def _started(house: House, definition: str = TWO_HOURS, key: str = "thu/hen-gio") -> datetime:
    """When its timer is due."""
    answer = house.publish(_timed(definition, key))
    assert answer.published, answer.findings
    house.start(key)
    moment: datetime = house.rows("SELECT due_at FROM workflow.timer")[0].due_at
    return moment.astimezone(LEGAL_ZONE)


@pytest.mark.parametrize(
    ("definition", "due"),
    [
        (TWO_HOURS, "2026-11-23T11:00"),
        # Received 09:00; the morning ends at 11:30, the afternoon is 13:30 to 17:00, the 24th is a day off.
        ('motcua:limit="4wh"/>', "2026-11-23T15:00"),
        ('motcua:limit="8wh"/>', "2026-11-25T09:00"),
        ('motcua:limit="1wd"/>', "2026-11-25T17:00"),
        ('motcua:limit="2d"/>', "2026-11-25T17:00"),
        ('motcua:limit="sameday"/>', "2026-11-23T17:00"),
    ],
)
def test_a_timer_is_due_by_the_clock_or_by_working_time(house: House, definition: str, due: str) -> None:
    assert _started(house, definition).strftime("%Y-%m-%dT%H:%M") == due


FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=LEGAL_ZONE)


@pytest.mark.parametrize(
    ("agency", "territory", "due"),
    [
        # Friday 14:00–17:00 is 3 of the 8 hours. Bến Gió works 07:30–11:30 on Saturday (7), so it is Monday 08:00.
        ("", "ben_gio", "2026-11-30T08:00"),
        ("commune", "ben_gio", "2026-11-30T08:00"),
        # Suối Trong does not: Monday morning is 4.5 (7.5), and half an hour from 13:30.
        ("", "suoi_trong", "2026-11-30T14:00"),
        # The branch does not either, whatever the ward does.
        ("land_branch", "ben_gio", "2026-11-30T14:00"),
        # The tax office: 13:00–17:00 and 07:30–11:30; of Friday 3, of Monday 4, and one from 13:00.
        ("tax_office", "ben_gio", "2026-11-30T14:00"),
        # Nobody acts: the default hours.
        ("", "nowhere", "2026-11-30T14:00"),
    ],
)
def test_working_time_is_that_of_the_unit_that_acts(agency: str, territory: str, due: str) -> None:
    """Over a Saturday that only one of them works."""
    working = WorkingTime(load_organisation(ORGANISATION))
    assert working.due("8wh", FRIDAY, agency, territory).strftime("%Y-%m-%dT%H:%M") == due
    assert working.due("8wh", FRIDAY.astimezone(UTC), agency, territory) == datetime.fromisoformat(
        f"{due}+07:00"
    )


def test_a_pool_without_an_agency_waits_by_the_hours_of_the_territory(house: House) -> None:
    """As the work of such a pool is due by them, the timer must be too (assignment: `test_time_left`)."""
    files = _timed('motcua:limit="8wh"/>', "thu/khong-co-quan")
    files["process.bpmn"] = files["process.bpmn"].replace(b' motcua:agency="commune"', b"")
    answer = house.publish(files)
    assert answer.published, answer.findings
    house.clock.set(FRIDAY)
    house.start("thu/khong-co-quan", territory="ben_gio")
    (timer,) = house.rows("SELECT due_at FROM workflow.timer")
    assert timer.due_at == datetime(2026, 11, 30, 8, 0, tzinfo=LEGAL_ZONE)


LAND_ROLE, LAND_KIND = 'motcua:role="land_officer"', 'motcua:agency="land_branch"'
COMMUNE = 'motcua:role="justice_officer" motcua:agency="commune"'
OWN = 'motcua:role="justice_officer"'


@pytest.mark.parametrize(
    ("lane", "task", "agency", "due"),
    [
        (OWN, "", "commune", "2026-11-30T08:00"),
        # The pool is the ward's, which has a Saturday morning; the branch, whose lane or task it is, has none.
        (f"{LAND_ROLE} {LAND_KIND}", "", "land_branch", "2026-11-30T14:00"),
        (OWN, f"{LAND_ROLE} {LAND_KIND}", "land_branch", "2026-11-30T14:00"),
        (f"{LAND_ROLE} {LAND_KIND}", COMMUNE, "commune", "2026-11-30T08:00"),
    ],
)
def test_a_timer_counts_by_the_hours_of_whoever_does_the_work_it_is_on(
    house: House, lane: str, task: str, agency: str, due: str
) -> None:
    files = _timed('motcua:limit="8wh"/>', "thu/lan-khac")
    bpmn = files["process.bpmn"].decode()
    assert OWN in bpmn and '<userTask id="sign"' in bpmn
    bpmn = bpmn.replace(OWN, lane, 1).replace('<userTask id="sign"', f'<userTask id="sign" {task}', 1)
    files["process.bpmn"] = bpmn.encode()
    house.clock.set(FRIDAY)
    answer = house.publish(files)
    assert answer.published, answer.findings
    house.start("thu/lan-khac", territory="ben_gio")
    (opened,) = house.rows("SELECT agency FROM workflow.task")
    assert opened.agency == agency, "the task says the same"
    (timer,) = house.rows("SELECT due_at FROM workflow.timer")
    assert timer.due_at == datetime.fromisoformat(f"{due}+07:00")


def test_a_timer_fires_when_its_time_has_come_and_only_once(house: House) -> None:
    due = _started(house)
    worker = house.timers()
    house.clock.set(due - timedelta(seconds=1))
    assert not worker.fire_one() and house.open() == ["sign"]
    house.clock.set(due)
    assert worker.fire_one() and not worker.fire_one()
    assert house.open() == [] and house.process().instances[0].status == "completed"
    assert house.everything()["timer"] == 0
    decided = [data["outcome"] for kind, data in house.events() if kind == "process.result_decided"]
    closed = [data["how"] for kind, data in house.events() if kind == "task.closed"]
    assert (decided, closed) == (["refused"], ["cancelled"])
    assert all("actor" not in data for kind, data in house.events() if kind == "process.result_decided")


def test_a_completed_task_takes_its_timer_away(house: House) -> None:
    due = _started(house)
    house.do("sign")
    house.clock.set(due)
    assert house.everything()["timer"] == 0 and not house.timers().fire_one()


def test_a_timer_and_a_completion_at_once_never_wait_for_each_other(house: House) -> None:
    """Either wins; neither is a deadlock (which PostgreSQL would end after a second) nor lost."""
    _started(house)
    for number in range(6):
        house.start("thu/hen-gio", f"race-{number}")
    house.clock.advance(timedelta(hours=3))
    tasks = [house.task("sign", f"race-{number}") for number in range(6)]
    refused: list[str] = []

    def complete() -> None:
        for task in tasks:
            try:
                house.complete(task)
            except Conflict as error:
                refused.append(error.code)

    completing = threading.Thread(target=complete)
    began = time.monotonic()
    completing.start()
    deadline = began + 20
    while house.everything()["timer"] and time.monotonic() < deadline:
        house.timers().fire_one()
    completing.join(20)
    ended = house.rows("SELECT status, count(*) AS n FROM workflow.instance GROUP BY status")
    assert [(row.status, row.n) for row in ended] == [("completed", 7)]
    assert set(refused) <= {"TASK_CLOSED"}
    assert house.told()["process.result_decided"] == 7, "each dossier has exactly one outcome"
    assert house.rows("SELECT max(attempts) AS n FROM workflow.timer")[0].n is None


def test_two_workers_share_what_is_due(house: House, databases: ServiceDatabases) -> None:
    due = _started(house)
    for number in range(9):
        house.start("thu/hen-gio", f"more-{number}")
    house.clock.set(due)

    def work() -> None:
        while house.timers().fire_one():
            pass

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    while house.timers().fire_one():  # one that was being moved while the others looked
        pass
    assert house.told()["process.completed"] == 10 and house.everything()["timer"] == 0


def test_a_broken_instance_does_not_hold_up_the_timers_of_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = _started(house)
    house.start("thu/hen-gio", "D2")
    broken = house.process("D1").instances[0].instance_id
    with house.database.begin() as connection:
        connection.execute(
            sa.text("UPDATE workflow.timer SET due_at = due_at - interval '1 hour' WHERE instance_id = :id"),
            {"id": broken},
        )
        connection.execute(
            sa.text("UPDATE workflow.instance SET state = '\\x00' WHERE id = :id"), {"id": broken}
        )
    house.clock.set(due)
    with structlog.testing.capture_logs() as logs:
        while house.timers().fire_one():
            pass
    assert [entry["event"] for entry in logs] == ["timer.failed"]
    assert house.process("D2").instances[0].status == "completed"
    left = house.rows("SELECT instance_id, attempts, not_before > now() AS later FROM workflow.timer")
    assert [(row.instance_id, row.attempts, row.later) for row in left] == [(broken, 1, True)]
    assert core.StateError is not None


def test_a_timer_that_is_gone_from_its_instance_is_dropped(house: House) -> None:
    due = _started(house)
    with house.database.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO workflow.timer (id, instance_id, key, element, due_at) "
                "SELECT 'stale', instance_id, 'over#9', element, due_at - interval '1 hour' FROM workflow.timer"
            )
        )
    house.clock.set(due - timedelta(minutes=30))
    assert house.timers().fire_one()
    assert [row.key for row in house.rows("SELECT key FROM workflow.timer")] == ["over#1"]
    assert house.open() == ["sign"]


@pytest.fixture
def trial(
    databases: ServiceDatabases, settings: Settings, checker: Checker
) -> Iterator[Callable[[bool], House]]:
    """The service on a clock that can be moved, with its timer worker running."""
    undo: list[Callable[[], None]] = []

    def make(movable: bool) -> House:
        database = Database(databases.url("workflow"), "workflow", 1)
        clock = TrialClock(database, trial=movable)
        service = build(settings, clock, checker)
        server = serve([service.register], "127.0.0.1:0", verifier=Known(), policies=service.policies)
        house = House(service, databases["workflow"], clock, f"127.0.0.1:{server.port}")  # type: ignore[arg-type]
        house.timers().start()
        undo.extend((clock.close, database.close, service.stop, lambda: server.stop(0.2), house.close))
        return house

    yield make
    for step in reversed(undo):
        step()
    databases.empty()


def _by(**span: float) -> Duration:
    duration = Duration()
    duration.FromTimedelta(timedelta(**span))
    return duration


def test_moving_time_forward_fires_what_is_due_at_once(trial: Callable[[bool], House]) -> None:
    house = trial(True)
    _started(house)
    stub = house.stub("operator")
    before = stub.GetClock(pb.GetClockRequest())
    assert before.may_be_advanced and before.ahead.seconds == 0
    request = pb.AdvanceClockRequest(request_id="a", by=_by(hours=3))
    after = stub.AdvanceClock(request)
    assert after.now.seconds - before.now.seconds >= 3 * 3600
    assert stub.AdvanceClock(request) == after, "a repeated request moves nothing"
    assert stub.GetClock(pb.GetClockRequest()).ahead.seconds == 3 * 3600
    deadline = time.monotonic() + 30
    while house.open() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert house.open() == [] and house.process().instances[0].status == "completed"


def test_time_moves_only_in_a_trial_and_only_forward(trial: Callable[[bool], House]) -> None:
    house = trial(False)
    assert not house.stub("operator").GetClock(pb.GetClockRequest()).may_be_advanced
    with pytest.raises(Conflict) as fixed:
        house.stub("operator").AdvanceClock(pb.AdvanceClockRequest(request_id="a", by=_by(hours=1)))
    assert fixed.value.code == "CLOCK_FIXED"
    movable = trial(True)
    for span in (_by(hours=-1), _by(), _by(days=4000), Duration(seconds=2**62)):
        with pytest.raises(InvalidInput) as refused:
            movable.stub("operator").AdvanceClock(pb.AdvanceClockRequest(request_id="b", by=span))
        assert refused.value.field_errors[0].field == "by"
