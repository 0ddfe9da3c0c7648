# SPDX-License-Identifier: Apache-2.0
"""Answers only who asks for this machine by its own name: a page of another site whose name was pointed at loopback (DNS
rebinding) sends that name, and gets nothing.

gRPC needs no such check: no browser speaks it without a proxy.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from motcua_identity.provider import is_loopback

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEALTH = "/healthz"
MISDIRECTED = 421
"""RFC 9110, 15.5.20: this server does not answer for that name."""


class OwnNameOnly:
    """An ASGI application before another one. `public` is the host that the system was told to serve."""

    def __init__(self, app: App, public: str) -> None:
        self._app = app
        self._public = public.casefold()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._is_ours(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await _refuse(send, self._public)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _is_ours(self, scope: Scope) -> bool:
        # HTTP/1.0 names no host; no browser speaks it.
        named = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        return all(self._may_ask(host_of(one), scope["path"]) for one in named)

    def _may_ask(self, host: str, path: str) -> bool:
        # A probe asks by whatever address it sees; an address cannot be pointed elsewhere.
        return is_loopback(host) or host == self._public or (path == HEALTH and _is_address(host))


def host_of(authority: str) -> str:
    """`localhost` of `LocalHost:8080`, `::1` of `[::1]:8080`."""
    authority = authority.strip().casefold()
    if authority.startswith("["):
        return authority[1:].partition("]")[0]
    return authority.partition(":")[0].removesuffix(".")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def _refuse(send: Send, public: str) -> None:
    body = (
        "Hệ thống chạy thử chỉ trả lời theo tên của chính máy này: hãy mở bằng http://localhost hoặc "
        f"http://{public} với cổng đã in ra khi khởi động.\n"
        "The trial system answers under this machine's own name only: open it by http://localhost or "
        f"http://{public} and the port that was printed at start.\n"
    ).encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": MISDIRECTED, "headers": headers})
    await send({"type": "http.response.body", "body": body})
