# SPDX-License-Identifier: Apache-2.0
"""One trace per dossier, and its story in the database: the same steps in both, whoever asked for them and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from motcua_events import Event, Outbox, story
from motcua_events import tracing as module
from motcua_events.envelope import About, new_event
from motcua_events.story import Doing
from motcua_events.testing import read_all
from motcua_telemetry.tracing import StoryIds
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

DOSSIER = "0199f3a2-1c00-7000-8000-00000000abcd"
TRACE = int(DOSSIER.replace("-", ""), 16)
ROOT = 0x800000000000ABCD
BUSINESS = datetime(2026, 12, 15, 3, tzinfo=UTC)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[InMemorySpanExporter, Any]]:
    """A provider of this test alone: the process keeps the first that it is given."""
    kept = InMemorySpanExporter()
    provider = TracerProvider(id_generator=StoryIds(), shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    tracer = provider.get_tracer("test")
    monkeypatch.setattr(module, "_TRACER", tracer)
    monkeypatch.setattr(story, "_TRACER", tracer)
    yield kept, tracer
    provider.shutdown()


def fact(type_: str = "dossier.accepted", dossier: str = DOSSIER, **about: Any) -> Event:
    return new_event(
        type_, {"number": 1}, source="/motcua/intake", subject=dossier, time=BUSINESS, dossierid=dossier,
        about=About(**about),
    )  # fmt: skip


def lines(world: Any, dossier: str = DOSSIER) -> list[story.Line]:
    with world.intake.read() as connection:
        return [line for _, line in story.read(connection, "intake", dossier, 0, 100)]


def add(world: Any, *events: Event, who: Doing | None = None) -> None:
    outbox = Outbox("intake", world.catalogue, lambda: who or Doing())
    with world.intake.begin() as connection:
        outbox.add(connection, *events)


def test_a_step_asked_for_by_a_request_is_in_the_dossiers_trace_and_links_the_request(
    world: Any, spans: tuple[InMemorySpanExporter, Any]
) -> None:
    kept, tracer = spans
    with tracer.start_as_current_span("request") as request:
        add(world, fact(element="accept", name="Tiếp nhận", procedure="dat-dai/x", version=3))
        add(world, fact("dossier.finished"))

    accepted, finished, asked = kept.get_finished_spans()
    assert [one.get_span_context().trace_id for one in (accepted, finished)] == [TRACE, TRACE]
    assert asked.get_span_context().trace_id != TRACE
    assert [link.context.span_id for link in accepted.links] == [request.get_span_context().span_id]
    assert accepted.parent is not None and accepted.parent.span_id == ROOT
    said = dict(accepted.attributes or {})
    assert said["motcua.dossier"] == DOSSIER
    assert (said["motcua.element"], said["motcua.element_name"]) == ("accept", "Tiếp nhận")
    assert (said["motcua.procedure"], said["motcua.procedure_version"]) == ("dat-dai/x", "3")
    assert said["motcua.business_time"] == BUSINESS.isoformat()


def test_the_first_fact_of_a_dossier_is_the_root_of_its_trace(
    world: Any, spans: tuple[InMemorySpanExporter, Any]
) -> None:
    kept, tracer = spans
    with tracer.start_as_current_span("request"):
        add(world, fact("dossier.submitted"))
    add(world, fact())

    root, _, later = kept.get_finished_spans()
    assert (root.parent, root.get_span_context().trace_id, root.get_span_context().span_id) == (
        None,
        TRACE,
        ROOT,
    )
    assert len(root.links) == 1
    assert later.parent is not None and later.parent.span_id == ROOT


def test_the_story_says_what_the_spans_say(world: Any, spans: tuple[InMemorySpanExporter, Any]) -> None:
    kept, _ = spans
    add(world, fact(element="a"), fact("dossier.finished", role="window_clerk"), who=Doing("citizen"))

    (span,) = kept.get_finished_spans()
    told = lines(world)
    assert [(one.type, one.element, one.role) for one in told] == [
        ("dossier.accepted", "a", "citizen"),
        ("dossier.finished", "", "window_clerk"),
    ]
    assert [rebuilt(span, number) for number in range(2)] == told


def rebuilt(span: ReadableSpan, number: int) -> story.Line:
    event = span.events[number]
    said: Any = event.attributes
    return story.Line(
        DOSSIER, datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=event.timestamp // 1000),
        datetime.fromisoformat(said["motcua.business_time"]), said["motcua.type"], said["motcua.element"],
        said["motcua.element_name"], said["motcua.role"], f"{span.get_span_context().span_id:016x}",
        said["motcua.milliseconds"],
    )  # fmt: skip


def test_what_is_handled_goes_on_in_the_step_that_published_it(
    world: Any, spans: tuple[InMemorySpanExporter, Any]
) -> None:
    kept, _ = spans
    add(world, fact())
    world.relay().relay_batch()
    (record,) = read_all(world.log(world.intake), "motcua.dossier")
    event = Event.from_json(record.envelope)
    with module.handling_span("assignment", event):
        add(world, fact("dossier.finished"))

    step, inner, handled = kept.get_finished_spans()
    assert event.traceparent == f"00-{TRACE:032x}-{step.get_span_context().span_id:016x}-01"
    assert handled.parent is not None and handled.parent.span_id == step.get_span_context().span_id
    assert inner.parent is not None and inner.parent.span_id == handled.get_span_context().span_id
    assert inner.links == ()


def test_work_that_was_put_off_is_linked_to_what_put_it_off(
    world: Any, spans: tuple[InMemorySpanExporter, Any]
) -> None:
    kept, tracer = spans
    with tracer.start_as_current_span("request") as request:
        cause = module.current_traceparent()
    with module.working_span("workflow timer", DOSSIER, cause, {"motcua.element": "t"}):
        add(world, fact())

    _, step, fired = kept.get_finished_spans()
    assert [link.context.span_id for link in fired.links] == [request.get_span_context().span_id]
    assert step.parent is not None and step.parent.span_id == fired.get_span_context().span_id
    assert {one.get_span_context().trace_id for one in (step, fired)} == {TRACE}


def test_what_is_raised_stays_out_of_the_span_but_for_its_kind(
    spans: tuple[InMemorySpanExporter, Any],
) -> None:
    """A message may quote a row, and rows name people."""
    kept, _ = spans
    with pytest.raises(ValueError, match="Nguyễn Văn An"), module.handling_span("assignment", fact()):
        raise ValueError("Nguyễn Văn An")

    (span,) = kept.get_finished_spans()
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "ValueError")
    assert "Nguyễn" not in span.to_json()


def test_without_traces_the_story_is_told_all_the_same(world: Any) -> None:
    add(world, fact("dossier.submitted"), fact(), who=Doing("citizen"))

    assert [(one.type, one.role, one.span) for one in lines(world)] == [
        ("dossier.submitted", "citizen", ""),
        ("dossier.accepted", "citizen", ""),
    ]


def test_a_transaction_that_fails_leaves_no_line(world: Any) -> None:
    outbox = Outbox("intake", world.catalogue)
    with pytest.raises(ZeroDivisionError), world.intake.begin() as connection:
        outbox.add(connection, fact())
        raise ZeroDivisionError

    assert lines(world) == []


def test_the_story_costs_no_statement_of_its_own(world: Any) -> None:
    statements: list[str] = []
    outbox = Outbox("intake", world.catalogue)
    with world.intake.begin() as connection:
        sa.event.listen(connection, "before_cursor_execute", lambda *a: statements.append(a[2]))
        with outbox.together(connection):
            outbox.add(connection, fact())
            outbox.add(connection, fact("dossier.finished"))

    assert len(statements) == 1
    assert [one.type for one in lines(world)] == ["dossier.accepted", "dossier.finished"]
