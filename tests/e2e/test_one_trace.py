# SPDX-License-Identifier: Apache-2.0
"""One trace for each dossier: what `motcua dossier trace` tells from the database, an OTLP receiver outside of the system tells
from spans alone, over a kill -9 and weeks of business time. Nothing that leaves the system names a person."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from motcua_organisation import load_organisation
from support.collector import Received, attributes, receiver
from support.province import COMMUNE, Province
from support.system import ROOT, Driver
from support.waiting import eventually

Step = tuple[str, str, str, str, str, str, str]
"""Service, type, element, role, span, machine's time and business time (both as UTC to the microsecond)."""
SUPPLEMENT = {
    "check_conditions": "fail", "appraisal": "supplement", "supplement_papers": ["VB-CHU-DAT"],
    "supplement_reason": "Thiếu văn bản.",
}  # fmt: skip


@dataclass
class Told:
    """A dossier as the command tells it, and when it was asked."""

    dossier_id: str
    trace_id: str
    steps: list[Step]


@dataclass
class Worked:
    """The system after everything, and what came out of it."""

    system: Driver
    received: Received
    finished: Told
    overdue: Told
    before: list[Step]
    log: str


@pytest.fixture(scope="module")
def worked(running: Callable[..., AbstractContextManager[Driver]]) -> Iterator[Worked]:
    """Two dossiers: one gets both results weeks after a kill -9, the other's time to supplement runs out by a timer of before."""
    with receiver() as (received, address):
        settings = {
            "MOTCUA_TELEMETRY": "otlp", "MOTCUA_OTLP_ENDPOINT": address, "MOTCUA_METRICS_SECONDS": "1",
            "MOTCUA_LOG_FORMAT": "json", "MOTCUA_LOG_LEVEL": "DEBUG",
        }  # fmt: skip
        with running(**settings) as system:
            yield work(system, received)


def work(system: Driver, received: Received) -> Worked:
    province = Province(system)
    one, two = filed(province), filed(province)
    for dossier in (one, two):
        province.sign_release(dossier.dossier_id)
    province.land_officer.do(two.dossier_id, "appraise_transfer", SUPPLEMENT)
    wait_for(system, two.code, "dossier.supplement_requested")
    settle(system, received, one.code)
    before = settle(system, received, two.code).steps  # what a kill takes from the sender is in no trace
    system.hang_up()
    system.kill()
    system.start()
    province = Province(system)
    advance(system, 20)
    wait_for(system, one.code, "inbox.escalated")
    province.appraise_transfer(one.dossier_id)
    province.pay_taxes(one.dossier_id)
    province.sign_transfer(one.dossier_id)
    province.clerk.return_results(one.dossier_id)
    advance(system, 15)
    wait_for(system, two.code, "dossier.supplement_closed")
    finished, overdue = settle(system, received, one.code), settle(system, received, two.code)
    # What people are greeted with at the start names the demo's people; logs are the lines of JSON.
    lines = "\n".join(one.read_text("utf-8") for one in system.logs()).splitlines()
    log = "\n".join(line for line in lines if line.startswith("{"))
    return Worked(system, received, finished, overdue, before, log)


def wait_for(system: Driver, code: str, type_: str) -> None:
    types = eventually(
        lambda: {step[1] for step in story(system, code).steps}, lambda found: type_ in found, 90, 1.0
    )
    assert type_ in types, types


def filed(province: Province) -> Any:
    dossier = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(dossier.dossier_id)
    return dossier


def advance(system: Driver, days: int) -> None:
    moved = system.command("clock", "advance", f"{days}d")
    assert moved.returncode == 0, moved.stderr


def story(system: Driver, code: str) -> Told:
    """What the command prints for machines."""
    asked = system.command("dossier", "trace", code, "--json")
    assert asked.returncode == 0, asked.stderr
    said = json.loads(asked.stdout)
    steps = [
        (
            one["service"], one["type"], one["element"], one["role"], one["span_id"], exact(one["time"]),
            exact(one["business_time"]),
        )
        for one in said["steps"]
    ]  # fmt: skip
    return Told(said["dossier_id"], said["trace_id"], steps)


def settle(system: Driver, received: Received, code: str) -> Told:
    """The story once it grows no more and its spans have arrived."""

    def same() -> tuple[Told, bool]:
        told = story(system, code)
        return told, rebuilt(received, told.trace_id) == sorted(told.steps, key=in_time)

    told, agrees = eventually(same, lambda found: found[1], 60, 1.0)
    assert agrees, (told.steps, rebuilt(received, told.trace_id))
    return told


def rebuilt(received: Received, trace_id: str) -> list[Step]:
    """The story from spans alone."""
    steps: list[Step] = []
    for span in of_trace(received, trace_id):
        service = attributes(span).get("motcua.service", "")
        for event in span.events:
            said = attributes(event)
            if event.name == "motcua.step":
                steps.append(
                    (
                        service, said["motcua.type"], said["motcua.element"], said["motcua.role"], span.span_id.hex(),
                        at(event.time_unix_nano), exact(said["motcua.business_time"]),
                    )
                )  # fmt: skip
    return sorted(steps, key=in_time)


def of_trace(received: Received, trace_id: str) -> list[Any]:
    return [span for span in received.spans() if span.trace_id.hex() == trace_id]


def in_time(step: Step) -> tuple[str, ...]:
    return (step[5], *step)


def at(nanoseconds: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=nanoseconds // 1000)).isoformat()


def exact(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat()


def test_the_spans_alone_tell_the_same_story(worked: Worked) -> None:
    """Over a kill -9 and five weeks: service by service, step by step, moment by moment."""
    for told in (worked.finished, worked.overdue):
        assert rebuilt(worked.received, told.trace_id) == sorted(told.steps, key=in_time)
        assert told.trace_id == told.dossier_id.replace("-", "")
    types = [step[1] for step in worked.finished.steps]
    assert types[0] == "dossier.submitted"
    assert {
        "task.opened",
        "inbox.escalated",
        "liaison.accepted",
        "notification.sent",
        "result.returned",
    } <= set(types)
    assert {step[0] for step in worked.finished.steps} == {
        "intake", "workflow", "assignment", "liaison", "notification",
    }  # fmt: skip


def test_what_was_before_the_kill_is_still_told(worked: Worked) -> None:
    assert worked.overdue.steps[: len(worked.before)] == worked.before
    assert len(worked.overdue.steps) > len(worked.before)


def test_business_time_stands_beside_the_machines(worked: Worked) -> None:
    first, last = worked.overdue.steps[0], worked.overdue.steps[-1]
    machine = datetime.fromisoformat(last[5]) - datetime.fromisoformat(first[5])
    business = datetime.fromisoformat(last[6]) - datetime.fromisoformat(first[6])
    assert business - machine >= timedelta(days=30)


def test_every_span_of_a_dossier_hangs_below_the_one_that_began_it(worked: Worked) -> None:
    spans = of_trace(worked.received, worked.finished.trace_id)
    known = {span.span_id for span in spans}
    roots = [span for span in spans if not span.parent_span_id]
    assert [attributes(root)["motcua.step"] for root in roots] == ["dossier.submitted"]
    assert {span.parent_span_id for span in spans if span.parent_span_id} <= known


def test_a_step_is_linked_to_the_request_that_asked_for_it(worked: Worked) -> None:
    """Completing a task is a request of its own, in a trace of its own."""
    asked = {span.span_id: span for span in worked.received.spans()}
    spans = of_trace(worked.received, worked.finished.trace_id)
    closed = [
        span for span in spans if attributes(span).get("motcua.element") == "sign_transfer" and span.links
    ]
    names = {asked[link.span_id].name for span in closed for link in span.links if link.span_id in asked}
    assert "motcua.workflow.v1.WorkflowService/CompleteTask" in names
    assert all(link.trace_id.hex() != worked.finished.trace_id for span in closed for link in span.links)


def test_a_timer_is_linked_to_what_set_it_before_the_kill(worked: Worked) -> None:
    fired = [
        span for span in of_trace(worked.received, worked.overdue.trace_id) if span.name == "workflow timer"
    ]
    (timer,) = fired
    (link,) = timer.links
    set_by = next(span for span in worked.received.spans() if span.span_id == link.span_id)
    assert set_by.start_time_unix_nano < timer.start_time_unix_nano
    assert attributes(timer)["motcua.element"]


def test_requests_of_no_dossier_stay_in_traces_of_their_own(worked: Worked) -> None:
    lists = [span for span in worked.received.spans() if span.name.endswith("AssignmentService/ListTasks")]
    dossiers = {worked.finished.trace_id, worked.overdue.trace_id}
    assert lists and not dossiers & {span.trace_id.hex() for span in lists}


def test_nothing_that_leaves_the_system_names_a_person(worked: Worked) -> None:
    """Spans, metrics and logs alike; the demo's people are known."""
    organisation = load_organisation(ROOT / "infra/demo/organisation.yaml")
    people = [*organisation.people.values(), *organisation.citizens.values()]
    citizens = organisation.citizens.values()
    secret = {one.name for one in people} | {one.email for one in people if one.email}
    for one in citizens:
        secret |= {one.id_number, one.phone, one.address}
    sent = "\n".join(worked.received.texts())
    assert "motcua.step" in sent
    assert not [one for one in sorted(secret) if one and (one in sent or one in worked.log)]


def test_logs_name_dossier_and_trace(worked: Worked) -> None:
    """In the stream as JSON, and by OTLP."""
    lines = [json.loads(line) for line in worked.log.splitlines()]
    own = [line for line in lines if line.get("dossier") == worked.finished.dossier_id]
    assert own
    assert worked.finished.trace_id in {line.get("trace_id") for line in own}
    sent = [
        one
        for one in worked.received.records()
        if attributes(one).get("dossier") == worked.finished.dossier_id
    ]
    assert worked.finished.trace_id in {one.trace_id.hex() for one in sent}


def test_operators_are_sent_what_they_page_on(worked: Worked) -> None:
    sent = worked.received.metrics()
    assert {
        "motcua.outbox.age", "motcua.consumer.lag", "motcua.timers.lateness", "motcua.incidents.open",
        "motcua.dossiers.overdue", "motcua.event.latency", "motcua.rpc.duration",
    } <= sent.keys()  # fmt: skip
    overdue = [
        point.as_double or point.as_int
        for one in sent["motcua.dossiers.overdue"]
        for point in one.gauge.data_points
    ]
    assert max(overdue) >= 1, "one was left for five weeks"
    groups = {
        attributes(point)["group"] for one in sent["motcua.consumer.lag"] for point in one.gauge.data_points
    }
    assert {"assignment", "intake", "liaison", "notification"} <= groups


def test_a_person_reads_a_timeline(worked: Worked) -> None:
    shown = worked.system.command("dossier", "trace", code_of(worked))
    assert shown.returncode == 0, shown.stderr
    head, columns, first, *_ = shown.stdout.splitlines()
    assert worked.finished.trace_id in head
    assert re.split(r"\s{2,}", columns) == ["time", "business time", "service", "step", "who", "ms", "span"]
    assert "dossier.submitted" in first and "citizen" in first


def code_of(worked: Worked) -> str:
    dossier = Province(worked.system).citizen().dossier(worked.finished.dossier_id)
    return str(dossier.code)


@pytest.mark.parametrize(
    ("who", "code"), [("", 1), ("an.congdan", 2)], ids=["no such dossier", "a citizen's own is no story"]
)
def test_who_may_not_read_or_finds_nothing_is_told(worked: Worked, who: str, code: int) -> None:
    wanted = code_of(worked) if who else "H99-000000-0000"
    asked = worked.system.command("dossier", "trace", wanted, *(["--as", who] if who else []))
    assert asked.returncode == code
    assert len(asked.stderr.strip().splitlines()) == 1


def test_an_officer_who_sees_the_dossier_reads_its_story(worked: Worked) -> None:
    user = worked.system.users_with("land_officer")[0]
    asked = worked.system.command("dossier", "trace", code_of(worked), "--as", user)
    assert asked.returncode == 0, asked.stderr
    assert "sign_transfer" in asked.stdout
