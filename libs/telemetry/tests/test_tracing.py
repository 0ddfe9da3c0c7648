# SPDX-License-Identifier: Apache-2.0
"""Traces go where the settings say, and are carried over rows and events."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from motcua_telemetry import (
    TelemetrySettings,
    configure_tracing,
    continued_trace,
    current_traceparent,
    inject_traceparent,
)
from motcua_telemetry.tracing import tracer_provider
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from pydantic import ValidationError


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    """A real OTLP receiver that keeps what it was sent."""

    def __init__(self) -> None:
        self.requests: list[Any] = []

    def Export(self, request: Any, context: Any) -> Any:
        self.requests.append(request)
        return trace_service_pb2.ExportTraceServiceResponse()


@pytest.fixture
def collector() -> Iterator[tuple[Collector, str]]:
    collector = Collector()
    server = grpc.server(ThreadPoolExecutor(1))
    register: Any = trace_service_pb2_grpc.add_TraceServiceServicer_to_server
    register(collector, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield collector, f"http://127.0.0.1:{port}"
    server.stop(None).wait()


def test_otlp_spans_arrive_with_the_services_name(collector: tuple[Collector, str]) -> None:
    received, endpoint = collector
    provider = tracer_provider("intake", "otlp", endpoint)
    with provider.get_tracer("t").start_as_current_span("accept"):
        pass
    provider.shutdown()

    (spans,) = received.requests[0].resource_spans
    resource = {item.key: item.value.string_value for item in spans.resource.attributes}
    assert (resource["service.name"], resource["service.namespace"]) == ("intake", "motcua")
    assert spans.scope_spans[0].spans[0].name == "accept"


def test_console_spans_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    provider = tracer_provider("intake", "console")
    with provider.get_tracer("t").start_as_current_span("accept"):
        pass
    provider.shutdown()

    assert '"name": "accept"' in capsys.readouterr().err


def test_off_leaves_the_process_without_a_provider() -> None:
    before = trace.get_tracer_provider()
    configure_tracing("intake", "off")()

    assert trace.get_tracer_provider() is before


def test_the_context_is_carried_over_a_row() -> None:
    provider = tracer_provider("intake", "off")
    assert current_traceparent() is None
    with provider.get_tracer("t").start_as_current_span("write") as writer:
        kept = current_traceparent()
        headers: dict[str, str] = {}
        inject_traceparent(headers)

    assert headers["traceparent"] == kept
    with continued_trace(kept, "handle") as reader:
        assert reader.get_span_context().trace_id == writer.get_span_context().trace_id
        assert current_traceparent() is not None


@pytest.mark.parametrize("broken", [None, "", "nonsense", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_a_missing_or_broken_context_is_no_error(broken: str | None) -> None:
    with continued_trace(broken, "handle") as span:
        assert not span.get_span_context().is_remote


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_TELEMETRY", "otlp")
    monkeypatch.setenv("MOTCUA_OTLP_ENDPOINT", "http://127.0.0.1:4317")
    monkeypatch.setenv("MOTCUA_LOG_FORMAT", "json")
    settings = TelemetrySettings()

    assert (settings.telemetry, settings.log_format, settings.log_level) == ("otlp", "json", "INFO")


def test_otlp_without_an_endpoint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_TELEMETRY", "otlp")

    with pytest.raises(ValidationError, match="needs MOTCUA_OTLP_ENDPOINT"):
        TelemetrySettings()
