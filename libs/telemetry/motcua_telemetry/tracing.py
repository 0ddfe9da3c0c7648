# SPDX-License-Identifier: Apache-2.0
"""Owns the set-up of traces, and carrying the W3C trace context (`traceparent`) over rows and events.

Libraries use the OpenTelemetry API alone; without a set-up here all of it does nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from importlib import metadata
from typing import Literal

from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import Span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

Exporter = Literal["off", "console", "otlp"]

_PROPAGATOR = TraceContextTextMapPropagator()
ROOT_IDS = "motcua.root_ids"
"""Key of the context under which a span that begins a dossier's trace finds its ids (`motcua_events.tracing`)."""


class StoryIds(RandomIdGenerator):
    """Ids by chance, but for the first span of a dossier's trace, whose ids are the dossier's own."""

    def generate_trace_id(self) -> int:
        chosen = contexts.get_value(ROOT_IDS)
        return int(chosen[0]) if isinstance(chosen, tuple) else super().generate_trace_id()

    def generate_span_id(self) -> int:
        chosen = contexts.get_value(ROOT_IDS)
        return int(chosen[1]) if isinstance(chosen, tuple) else super().generate_span_id()


def configure_tracing(service: str, exporter: Exporter = "off", endpoint: str = "") -> Callable[[], None]:
    """Send the spans of this process to `exporter`; call the result at the end to send the last ones.

    `service` names the process in traces, `endpoint` the collector (`http://host:4317`, plaintext, or `https://`).
    Once per process: OpenTelemetry keeps the first provider.
    """
    if exporter == "off":
        return lambda: None
    provider = tracer_provider(service, exporter, endpoint)
    trace.set_tracer_provider(provider)
    return provider.shutdown


def tracer_provider(service: str, exporter: Exporter, endpoint: str = "") -> TracerProvider:
    """A provider that sends to `exporter`, not yet that of the process."""
    provider = TracerProvider(
        resource=resource_of(service), shutdown_on_exit=False, id_generator=StoryIds(),
        # Personal data stays out: what raised may quote rows, and the log has it masked.
        span_limits=SpanLimits(max_events=1024, max_span_attribute_length=500),
    )  # fmt: skip
    if exporter == "console":
        provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=sys.stderr)))
    elif exporter == "otlp":
        from motcua_telemetry.otlp import span_processor

        provider.add_span_processor(span_processor(endpoint))
    return provider


def resource_of(service: str) -> Resource:
    """What everything that a process sends says of it."""
    return Resource.create(
        {"service.name": service, "service.namespace": "motcua", "service.version": _version()}
    )


def current_traceparent() -> str | None:
    """`traceparent` of the current span, to be kept in a row or an event; None outside of any."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")


def inject_traceparent(carrier: MutableMapping[str, str]) -> None:
    """Add the current trace context to headers or metadata."""
    _PROPAGATOR.inject(carrier)


@contextmanager
def continued_trace(traceparent: str | None, name: str, tracer: str = "motcua") -> Iterator[Span]:
    """A span `name` inside the trace of `traceparent`; a trace of its own when that is None or broken."""
    context = _PROPAGATOR.extract({"traceparent": traceparent} if traceparent else {})
    with trace.get_tracer(tracer).start_as_current_span(
        name, context=context, record_exception=False, set_status_on_exception=False
    ) as span:
        yield span


def _version() -> str:
    return metadata.version("motcua-telemetry")
