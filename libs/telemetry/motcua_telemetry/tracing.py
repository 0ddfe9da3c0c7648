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

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SimpleSpanProcessor
from opentelemetry.trace import Span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

Exporter = Literal["off", "console", "otlp"]

_PROPAGATOR = TraceContextTextMapPropagator()


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
    attributes = {"service.name": service, "service.namespace": "motcua", "service.version": _version()}
    provider = TracerProvider(resource=Resource.create(attributes), shutdown_on_exit=False)
    if exporter == "console":
        provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=sys.stderr)))
    elif exporter == "otlp":
        # Imported here: it brings gRPC and protobuf, which a process without traces need not load.
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

        target = OTLPSpanExporter(endpoint=endpoint, insecure=endpoint.startswith("http://"), timeout=5)
        provider.add_span_processor(BatchSpanProcessor(target))
    return provider


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
    with trace.get_tracer(tracer).start_as_current_span(name, context=context) as span:
        yield span


def _version() -> str:
    return metadata.version("motcua-telemetry")
