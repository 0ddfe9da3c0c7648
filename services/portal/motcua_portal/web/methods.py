# SPDX-License-Identifier: Apache-2.0
"""What pages may be asked by: HEAD is GET without the body, and a method that a page does not know is told which it knows."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PEEKING = "motcua.peeking"
"""Set in the scope of a HEAD request: it must change nothing, not even take back what was put aside."""


class HeadAsGet:
    """ASGI middleware: the page is made as for GET, its headers go out, its body does not (RFC 9110 section 9.3.2)."""

    def __init__(self, app: ASGIApp, *, but: str) -> None:
        self._app = app
        self._but = but

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"] == self._but:
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
            elif not message.get("more_body", False):
                await send({"type": "http.response.body", "body": b""})

        await self._app({**scope, "method": "GET", PEEKING: True}, receive, without_body)


def known_methods(routes: Iterable[BaseRoute], scope: Scope) -> list[str]:
    """The methods that this path takes, over all of its routes; those of a file when it is no page's."""
    found: set[str] = set()
    for route in routes:
        matched, _ = route.matches(scope)
        if matched is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return sorted(found | {"HEAD"} if "GET" in found else found) or ["GET", "HEAD"]
