# SPDX-License-Identifier: Apache-2.0
"""An OTLP receiver outside of the system: takes traces, metrics and logs by gRPC as a collector does, and keeps them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2, logs_service_pb2_grpc
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2, metrics_service_pb2_grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc


@dataclass
class Received:
    """Everything that came, as protobuf; safe for threads."""

    requests: list[Any] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def all(self) -> list[Any]:
        with self.lock:
            return list(self.requests)

    def texts(self) -> list[str]:
        """Each request as text, to be searched; letters beyond ASCII stand as they are."""
        from google.protobuf.text_format import MessageToString

        return [MessageToString(one, as_utf8=True) for one in self.all()]

    def spans(self) -> list[Any]:
        """Every span, each with its resource's attributes dropped."""
        return [
            span
            for request in self.all()
            for resource in getattr(request, "resource_spans", ())
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def metrics(self) -> dict[str, list[Any]]:
        """By name, the metrics as they were sent, oldest first."""
        found: dict[str, list[Any]] = {}
        for request in self.all():
            for resource in getattr(request, "resource_metrics", ()):
                for scope in resource.scope_metrics:
                    for metric in scope.metrics:
                        found.setdefault(metric.name, []).append(metric)
        return found

    def records(self) -> list[Any]:
        """Every log record."""
        return [
            record
            for request in self.all()
            for resource in getattr(request, "resource_logs", ())
            for scope in resource.scope_logs
            for record in scope.log_records
        ]


def attributes(one: Any) -> dict[str, Any]:
    """Attributes of a span, an event or a record as plain values."""
    return {
        item.key: getattr(item.value, item.value.WhichOneof("value") or "string_value")
        for item in one.attributes
    }


@contextmanager
def receiver(port: int = 0) -> Iterator[tuple[Received, str]]:
    """What is received, and the address to send to (`http://127.0.0.1:PORT`)."""
    received = Received()
    server = grpc.server(ThreadPoolExecutor(4))
    for module, messages, kind in (
        (trace_service_pb2_grpc, trace_service_pb2, "Trace"),
        (metrics_service_pb2_grpc, metrics_service_pb2, "Metrics"),
        (logs_service_pb2_grpc, logs_service_pb2, "Logs"),
    ):
        answer = getattr(messages, f"Export{kind}ServiceResponse")
        register: Any = getattr(module, f"add_{kind}ServiceServicer_to_server")
        register(_Service(received, answer), server)
    bound = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    try:
        yield received, f"http://127.0.0.1:{bound}"
    finally:
        server.stop(None).wait()


class _Service:
    def __init__(self, received: Received, answer: Any) -> None:
        self._received = received
        self._answer = answer

    def Export(self, request: Any, context: Any) -> Any:
        with self._received.lock:
            self._received.requests.append(request)
        return self._answer()
