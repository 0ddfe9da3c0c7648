# SPDX-License-Identifier: Apache-2.0
"""Carries the W3C trace context through events, and makes one trace of a dossier's story.

The trace id of a dossier is its own id, a UUID of 128 bits like a trace id: it is stored wherever the dossier's id is (dossier,
process instance, task, timer, outbox, message between agencies), so a step weeks later, in any service and after any restart,
finds the trace without asking. What caused a step from outside of that trace (a request, a timer's setting) is linked.

Only the OpenTelemetry API: without an SDK everything here is a no-op. Set-up is motcua_telemetry's.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

import structlog
from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, Status, StatusCode, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from motcua_events.envelope import Event

ROOT_IDS = "motcua.root_ids"
"""Key of the OpenTelemetry context under which the ids of a root span stand while it is started: (trace id, span id)."""

BEGAN: ContextVar[float | None] = ContextVar("motcua_events_began", default=None)
"""`time.monotonic()` at which the piece of work at hand began."""

_PROPAGATOR = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("motcua_events")
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_LOW = (1 << 64) - 1


def current_traceparent() -> str | None:
    """`traceparent` of the current span, None outside of any."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")


def root_of(dossier_id: str) -> SpanContext:
    """The trace of a dossier, by its first span: trace id is the dossier's id, span id the lower half of it. An id that is no
    UUID is hashed."""
    try:
        number = UUID(dossier_id).int
    except ValueError:
        number = int.from_bytes(hashlib.sha256(dossier_id.encode()).digest()[:16])
    return SpanContext(number or 1, (number & _LOW) or 1, is_remote=True, trace_flags=_SAMPLED)


def trace_id_of(dossier_id: str) -> str:
    """The trace id as 32 hexadecimal digits."""
    return trace.format_trace_id(root_of(dossier_id).trace_id)


def in_dossier(dossier_id: str, cause: str | None = None) -> tuple[Context | None, list[Link]]:
    """Where a span of the dossier begins: below the current span if that is in the dossier's trace (context None), else below
    the trace's root, with links to the current span and to `cause`, a traceparent."""
    root = root_of(dossier_id)
    now = trace.get_current_span().get_span_context()
    links = [Link(one) for one in (_read(cause),) if one is not None]
    if now.is_valid and now.trace_id == root.trace_id:
        return None, links
    if now.is_valid:
        links.insert(0, Link(now))
    return trace.set_span_in_context(NonRecordingSpan(root), contexts.get_current()), links


def start_root(
    name: str, dossier_id: str, links: list[Link], start: int, attributes: Mapping[str, str]
) -> Span:
    """The first span of a dossier's trace, with the ids that all later ones count on."""
    root = root_of(dossier_id)
    bare = contexts.set_value(ROOT_IDS, (root.trace_id, root.span_id), Context())
    token = contexts.attach(bare)
    try:
        return _TRACER.start_span(name, context=bare, links=links, start_time=start, attributes=attributes)
    finally:
        contexts.detach(token)


@contextmanager
def handling_span(group: str, event: Event) -> Iterator[None]:
    """Run a handler inside the trace of the event's dossier (of its writer where there is none); what it publishes or calls goes
    on in it, and what it logs names the dossier."""
    attributes = {"messaging.consumer.group.name": group}
    carrier = {"traceparent": event.traceparent} if event.traceparent else {}
    context: Context | None = _PROPAGATOR.extract(carrier)
    links: list[Link] = []
    if event.dossierid:
        attributes["motcua.dossier"] = event.dossierid
        written = _read(event.traceparent)
        if written is None or written.trace_id != root_of(event.dossierid).trace_id:
            context, links = in_dossier(event.dossierid, event.traceparent)
    kind = trace.SpanKind.CONSUMER
    span = _TRACER.start_span(f"process {event.type}", context, kind, attributes, links)
    with _at_work(event.dossierid), within(span):
        yield


@contextmanager
def working_span(
    name: str, dossier_id: str, cause: str | None, attributes: Mapping[str, str]
) -> Iterator[None]:
    """Work that nobody's request asks for now (a timer, a mail) inside the dossier's trace, linked to `cause`: the traceparent
    that was kept when the work was put off. Without a dossier ("") it has a trace of its own."""
    context, links = in_dossier(dossier_id, cause) if dossier_id else (None, [])
    said = {"motcua.dossier": dossier_id, **attributes}
    span = _TRACER.start_span(name, context, attributes=said, links=links)
    with _at_work(dossier_id), within(span):
        yield


@contextmanager
def within(span: Span) -> Iterator[None]:
    """Work inside a span that ends with the block. Of what is raised it says the kind and no more: a message may quote rows."""
    with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


@contextmanager
def _at_work(dossier_id: str | None) -> Iterator[None]:
    began = BEGAN.set(time.monotonic())
    try:
        if dossier_id:
            with structlog.contextvars.bound_contextvars(dossier=dossier_id):
                yield
        else:
            yield
    finally:
        BEGAN.reset(began)


def _read(traceparent: str | None) -> SpanContext | None:
    if not traceparent:
        return None
    found = trace.get_current_span(
        _PROPAGATOR.extract({"traceparent": traceparent}, Context())
    ).get_span_context()
    return found if found.is_valid else None
