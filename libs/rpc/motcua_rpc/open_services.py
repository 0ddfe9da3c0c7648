# SPDX-License-Identifier: Apache-2.0
"""Health and reflection, which everybody may call without a token. gRPC's own servicers, with what they lack: a list of all
states, and an answer to bytes that are no request. gRPC itself would answer those INTERNAL; and of a stream it would keep the
call for ever, so that whoever sent such bytes to reflection once kept the server from ever stopping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import grpc
from grpc_health.v1 import health, health_pb2
from grpc_status import rpc_status

from motcua_rpc import status
from motcua_rpc.errors import InvalidInput
from motcua_rpc.guard import forgiving, parts, readable

if TYPE_CHECKING:
    from motcua_rpc.guard import Behavior, Handler

_MARKS = ("experimental_non_blocking", "experimental_thread_pool")
"""How gRPC is told where a behavior runs."""


class ListedHealth(health.HealthServicer):
    """grpc.health.v1 whole: also `List`; and forgets the names that nobody watches any more, which anybody may invent."""

    def List(self, request: Any, context: Any) -> Any:
        """The state of every service, by name; "" is the server as a whole."""
        with self._lock:
            known = dict(self._server_status)
        return health_pb2.HealthListResponse(
            statuses={name: health_pb2.HealthCheckResponse(status=one) for name, one in known.items()}
        )

    def Watch(self, request: Any, context: Any, send_response_callback: Any = None) -> Any:
        answer = super().Watch(request, context, send_response_callback)
        if not context.is_active() and send_response_callback is not None:
            # Over before gRPC was told what to do then: it never will.
            self._forget(send_response_callback, request.service)
        return answer

    def _on_close_callback(self, send_response_callback: Any, service: str) -> Any:
        close = super()._on_close_callback(send_response_callback, service)

        def closed() -> None:
            try:
                close()
            finally:
                self._forget(send_response_callback, service)

        return closed

    def _forget(self, watcher: Any, service: str) -> None:
        with self._lock:
            watchers = self._send_response_callbacks.get(service, set())
            watchers.discard(watcher)
            if not watchers:
                self._send_response_callbacks.pop(service, None)


class OpenServices(grpc.GenericRpcHandler):  # type: ignore[type-arg]
    """Finds the handlers of these methods; each refuses what it cannot read."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._by_method = {name: _of_readable(handler) for name, handler in handlers.items()}

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Handler | None:
        return self._by_method.get(handler_call_details.method)


def _of_readable(handler: Handler) -> Handler:
    behavior, factory = parts(handler)
    made: Handler = factory(
        _refusing(behavior, stream=bool(handler.request_streaming)),
        request_deserializer=forgiving(handler.request_deserializer),
        response_serializer=handler.response_serializer,
    )
    return made


def _refusing(behavior: Behavior, *, stream: bool) -> Behavior:
    def one(request: Any, context: Any, *more: Any) -> Any:
        return behavior(_read(request, context), context, *more)

    def many(requests: Any, context: Any) -> Any:
        return behavior((_read(request, context) for request in requests), context)

    made = many if stream else one
    for mark in _MARKS:
        if hasattr(behavior, mark):
            setattr(made, mark, getattr(behavior, mark))
    return made


def _read(request: Any, context: Any) -> Any:
    try:
        return readable(request)
    except InvalidInput as error:
        context.abort_with_status(rpc_status.to_status(status.to_status(error, status.FOREIGN_LIMIT)))
