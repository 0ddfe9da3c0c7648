# SPDX-License-Identifier: Apache-2.0
"""Owns what leaves the process by OTLP: traces, metrics and logs, each by a thread of its own with a bounded queue.

A collector that is away costs the work nothing: what does not fit into the queue is dropped, a send waits at most `SEND_SECONDS`
in its own thread, and the end of the process waits at most `LAST_SECONDS` in all.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from opentelemetry import metrics, trace
from opentelemetry.sdk.resources import Resource

from motcua_telemetry.log_records import OtlpHandler
from motcua_telemetry.settings import TelemetrySettings
from motcua_telemetry.tracing import resource_of, tracer_provider

QUEUE: Final = 4096
"""Spans or log records that wait at most; some megabytes."""
DELAY_SECONDS: Final = 1.0
"""How long a span waits for others before it is sent: what a kill -9 can take from the traces (from the stories nothing)."""
SEND_SECONDS: Final = 5
LAST_SECONDS: Final = 3.0


def start(service: str, settings: TelemetrySettings) -> Callable[[], None]:
    """Send traces, metrics and logs of this process to the collector; call the result at the end. Once per process."""
    endpoint = settings.otlp_endpoint
    resource = resource_of(service)
    spans = tracer_provider(service, "otlp", endpoint)
    trace.set_tracer_provider(spans)
    meters = _meters(resource, endpoint, settings.metrics_seconds)
    metrics.set_meter_provider(meters)
    records, handler = _records(resource, endpoint)
    logging.getLogger().addHandler(handler)

    def stop() -> None:
        logging.getLogger().removeHandler(handler)
        _at_most(LAST_SECONDS, spans.shutdown, meters.shutdown, records.shutdown)

    return stop


def span_processor(endpoint: str) -> Any:
    """What sends spans."""
    # Imported here: it brings gRPC and protobuf, which a process without traces need not load.
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    target = OTLPSpanExporter(endpoint=endpoint, insecure=_plain(endpoint), timeout=SEND_SECONDS)
    return BatchSpanProcessor(target, max_queue_size=QUEUE, schedule_delay_millis=DELAY_SECONDS * 1000)


def _meters(resource: Resource, endpoint: str, seconds: float) -> Any:
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

    target = OTLPMetricExporter(endpoint=endpoint, insecure=_plain(endpoint), timeout=SEND_SECONDS)
    reader = PeriodicExportingMetricReader(target, seconds * 1000, SEND_SECONDS * 1000)
    return MeterProvider([reader], resource, shutdown_on_exit=False)


def _records(resource: Resource, endpoint: str) -> tuple[Any, logging.Handler]:
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor

    target = OTLPLogExporter(endpoint=endpoint, insecure=_plain(endpoint), timeout=SEND_SECONDS)
    provider = LoggerProvider(resource, shutdown_on_exit=False)
    provider.add_log_record_processor(
        BatchLogRecordProcessor(target, schedule_delay_millis=DELAY_SECONDS * 1000, max_queue_size=QUEUE)
    )
    return provider, OtlpHandler(provider.get_logger("motcua"))


def _at_most(seconds: float, *ends: Callable[[], object]) -> None:
    """All at once, each in a thread that is left behind when it takes longer: the process ends all the same."""
    threads = [threading.Thread(target=end, daemon=True) for end in ends]
    for one in threads:
        one.start()
    until = time.monotonic() + seconds
    for one in threads:
        one.join(max(0.0, until - time.monotonic()))


def _plain(endpoint: str) -> bool:
    return endpoint.startswith("http://")
