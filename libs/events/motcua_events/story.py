# SPDX-License-Identifier: Apache-2.0
"""The story of a dossier, as one service tells it: a line for each fact that the service published about it, written by the
statement that fills the outbox, and the span of the dossier's trace in which it happened.

No personal data: who acted is said by role. Lines are kept as long as the dossier is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final

import sqlalchemy as sa
from opentelemetry import trace
from opentelemetry.trace import SpanKind

from motcua_events.envelope import About, Event
from motcua_events.tables import story_table
from motcua_events.tracing import _TRACER, BEGAN, current_traceparent, in_dossier, start_root

FIRST: Final = "dossier.submitted"
"""The fact that every dossier begins with."""
LINE: Final = "motcua.step"
"""Attribute of the spans, and name of the span events, that are steps of a story."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Doing:
    """Who is at work, by role ("" for the system itself), and since when by `time.monotonic()` (None: not known)."""

    role: str = ""
    began: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One step. `at` is the machine's time, `business_at` the business clock's; `span` is the id of its span as 16 hexadecimal
    digits, "" where traces are off; `milliseconds` from when the work began until its facts were written."""

    dossier_id: str
    at: datetime
    business_at: datetime
    type: str
    element: str
    name: str
    role: str
    span: str
    milliseconds: int

    def as_row(self) -> tuple[str | int, ...]:
        """As the statement of the outbox takes it."""
        return (
            self.dossier_id, self.at.isoformat(), self.business_at.isoformat(), self.type, self.element, self.name,
            self.role, self.span, self.milliseconds,
        )  # fmt: skip


WhoWorks = Callable[[], Doing]


def nobody() -> Doing:
    """Where nobody says who is at work."""
    return Doing()


def tell(service: str, events: Sequence[Event], who: WhoWorks) -> tuple[list[Event], list[Line]]:
    """The events with the trace of their dossiers, and the lines of their stories: one span for each dossier, one line for each
    event, in the order given. Events without a dossier stay as they are."""
    doing = who()
    began = BEGAN.get() if BEGAN.get() is not None else doing.began
    elapsed = 0.0 if began is None else max(0.0, time.monotonic() - began)
    told: list[Event] = []
    lines: list[Line] = []
    for dossier_id, run in groupby(events, key=lambda event: event.dossierid):
        one = list(run)
        if dossier_id is None:
            told += one
            continue
        traced, made = _step(service, dossier_id, one, doing.role, elapsed)
        told += traced
        lines += made
    return told, lines


def _step(
    service: str, dossier_id: str, events: Sequence[Event], role: str, elapsed: float
) -> tuple[list[Event], list[Line]]:
    now = time.time_ns() // 1000 * 1000
    milliseconds = round(elapsed * 1000)
    abouts = [event.about for event in events]
    span = _start(service, dossier_id, events, abouts[0], now - milliseconds * 1_000_000)
    recorded = span.is_recording()
    span_id = trace.format_span_id(span.get_span_context().span_id) if recorded else ""
    at = _EPOCH + timedelta(microseconds=now // 1000)
    lines = [
        Line(
            dossier_id, at, event.time, event.type, about.element, about.name, about.role or role, span_id,
            milliseconds,
        )
        for event, about in zip(events, abouts, strict=True)
    ]  # fmt: skip
    if not recorded:
        return list(events), lines
    for line in lines:
        span.add_event(LINE, _attributes(line), now)
    with trace.use_span(span, end_on_exit=True):
        traceparent = current_traceparent()
    return [event.model_copy(update={"traceparent": traceparent}) for event in events], lines


def _start(service: str, dossier_id: str, events: Sequence[Event], about: About, start: int) -> trace.Span:
    """A span of the dossier's trace; the one that begins it with the facts of a new dossier."""
    name = f"{service} {events[0].type}"
    said = {"motcua.dossier": dossier_id, "motcua.service": service, LINE: events[0].type}
    said["motcua.business_time"] = events[0].time.isoformat()
    if about.element:
        said |= {"motcua.element": about.element, "motcua.element_name": about.name}
    if about.procedure:
        said |= {"motcua.procedure": about.procedure, "motcua.procedure_version": str(about.version)}
    context, links = in_dossier(dossier_id)
    if context is not None and any(event.type == FIRST for event in events):
        return start_root(name, dossier_id, links, start, said)
    return _TRACER.start_span(
        name, context=context, kind=SpanKind.PRODUCER, links=links, start_time=start, attributes=said
    )


def _attributes(line: Line) -> Mapping[str, str | int]:
    return {
        "motcua.type": line.type, "motcua.business_time": line.business_at.isoformat(), "motcua.element": line.element,
        "motcua.element_name": line.name, "motcua.role": line.role, "motcua.milliseconds": line.milliseconds,
    }  # fmt: skip


def read(
    connection: sa.Connection, schema: str, dossier_id: str, after: int, limit: int
) -> list[tuple[int, Line]]:
    """Lines of a dossier with a number above `after`, in the order in which they were written."""
    s = story_table(sa.MetaData(schema=schema)).c
    query = (
        sa.select(
            s.id, s.dossier_id, s.at, s.business_at, s.type, s.element, s.name, s.role, s.span, s.milliseconds
        )
        .where(s.dossier_id == dossier_id, s.id > after)
        .order_by(s.id)
        .limit(limit)
    )
    return [(row.id, Line(*row[1:])) for row in connection.execute(query)]
