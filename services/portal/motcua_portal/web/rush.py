# SPDX-License-Identifier: Apache-2.0
"""How many requests one portal takes on. What comes beyond is refused at the door, before anything of it is read: whoever is let
in gets a page soon, and whoever is not is told at once. Inboxes have a lane of their own, so that forms and files cannot starve
them; health, static files, open streams and the embedded issuer are not counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from motcua_rpc import Overloaded
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

UNCOUNTED = ("/static/", "/oidc/")
OPEN = frozenset({"/healthz", "/viec/thay-doi", "/api/v1/events"})
"""Health, and streams, which have a limit of their own."""
INBOX = frozenset({"/viec", "/api/v1/tasks", "/api/v1/tasks/counts", "/api/v1/tasks/version"})
Refuse = Callable[[Request, Overloaded], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Fill:
    """Requests that are worked on at a time, how many more wait for their turn in each lane, and how many inboxes are shown
    beside them."""

    at_once: int = 12
    waiting: int = 48
    inbox_at_once: int = 6


class Lane:
    """Requests that are worked on or wait. For one event loop."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._requests = 0

    @property
    def full(self) -> bool:
        """Whether one more would be too many."""
        return self._requests >= self._most

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for it; given back however it ends."""
        self._requests += 1
        try:
            async with self._turns:
                yield
        finally:
            self._requests -= 1


class Lanes:
    """Of one portal."""

    def __init__(self, fill: Fill) -> None:
        self._general = Lane(fill.at_once, fill.waiting)
        self._inbox = Lane(fill.inbox_at_once, fill.waiting)

    def of(self, scope: Scope) -> Lane | None:
        """The lane of a request; None for what is not counted."""
        path: str = scope["path"]
        if scope["type"] != "http" or path in OPEN or path.startswith(UNCOUNTED) or _is_stream(path):
            return None
        return self._inbox if scope["method"] == "GET" and path in INBOX else self._general


class Door:
    """ASGI middleware. `lanes` gives those of the application, `refuse` the answer to who is not let in."""

    def __init__(self, app: ASGIApp, lanes: Callable[[], Lanes], refuse: Refuse) -> None:
        self._app, self._lanes, self._refuse = app, lanes, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lane = self._lanes().of(scope) if scope["type"] == "http" else None
        if lane is None:
            await self._app(scope, receive, send)
        elif lane.full:
            answer = await self._refuse(Request(scope, receive), Overloaded())
            await answer(scope, receive, send)
        else:
            async with lane.turn():
                await self._app(scope, receive, send)


def _is_stream(path: str) -> bool:
    """The events of one dossier, which stay open too."""
    return path.startswith("/api/v1/dossiers/") and path.endswith("/events")
