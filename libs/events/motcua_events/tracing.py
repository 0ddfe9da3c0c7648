# SPDX-License-Identifier: Apache-2.0
"""Carries the W3C trace context through events, so that one dossier's story is one trace.

Only the OpenTelemetry API: without an SDK everything here is a no-op. Set-up is motcua_telemetry's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from motcua_events.envelope import Event

_PROPAGATOR = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("motcua_events")


def current_traceparent() -> str | None:
    """`traceparent` of the current span, None outside of any."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def handling_span(group: str, event: Event) -> Iterator[None]:
    """Run a handler inside the trace of the event's writer; what it publishes or calls goes on in it."""
    carrier = {"traceparent": event.traceparent} if event.traceparent else {}
    attributes = {"messaging.consumer.group.name": group, "motcua.dossier.id": event.dossierid or ""}
    with _TRACER.start_as_current_span(
        f"process {event.type}",
        context=_PROPAGATOR.extract(carrier),
        kind=trace.SpanKind.CONSUMER,
        attributes=attributes,
    ):
        yield
