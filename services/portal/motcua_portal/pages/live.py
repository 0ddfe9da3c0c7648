# SPDX-License-Identifier: Apache-2.0
"""The stream that tells an open inbox of changes: server-sent events that carry a version and nothing of anybody's data. The page
then reads itself again as the person it belongs to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from fastapi import APIRouter
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_rpc import MotcuaError
from starlette.responses import Response, StreamingResponse

from motcua_portal.live.hub import Hub, TooManyWatching, Watched
from motcua_portal.web.gate import Officer
from motcua_portal.web.methods import PEEKING
from motcua_portal.web.visit import Visit

router = APIRouter()
LIFE = 300.0
"""Seconds of one connection; the browser makes the next, which proves the session anew."""
BEAT = 15.0
"""Seconds without news after which a line is sent, so that a browser that is gone is noticed."""
STEP = 0.5
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get("/viec/thay-doi")
def stream(visit: Officer) -> Response:
    """Versions as they change. 204 where this is switched off: browsers then ask no more."""
    hub: Hub = visit.request.app.state.live
    if not hub.on or visit.session is None or PEEKING in visit.request.scope:
        return Response(status_code=204)
    person, token = visit.subject.user_id, visit.session.tokens.access_token
    try:
        watched = hub.open(person, token, visit.session.key)
    except TooManyWatching as error:
        return Response(error.message(visit.language), error.http_status, headers={"Retry-After": "60"})
    return Stream(hub, person, watched, visit.session.key)


def version_of(visit: Visit) -> str:
    """The version that a page is made of: read before the page reads its list, so that no change falls between. "" where there
    is none; the page then stays as it is."""
    if not visit.request.app.state.live.on:
        return ""
    try:
        with visit.acting():
            answer = visit.request.app.state.services.assignment.GetInboxVersion(pb.GetInboxVersionRequest())
    except MotcuaError:
        return ""
    return str(answer.version)


class Stream(StreamingResponse):
    """Gives its place back however it ends, also where it never began."""

    def __init__(self, hub: Hub, person: str, watched: Watched, session: str) -> None:
        self._place = (hub, person, watched, session)
        super().__init__(_events(hub, watched, session), media_type="text/event-stream", headers=HEADERS)

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        hub, person, watched, session = self._place
        try:
            await super().__call__(scope, receive, send)  # type: ignore[arg-type]
        finally:
            hub.close(person, watched, session)


async def _events(hub: Hub, watched: Watched, session: str) -> AsyncIterator[str]:
    end, beat, told = time.monotonic() + LIFE, time.monotonic(), ""
    yield "retry: 5000\n\n"
    while time.monotonic() < end and not watched.ended and not hub.stopped and session not in watched.over:
        if watched.version != told:
            told, beat = watched.version, time.monotonic()
            yield f"event: version\ndata: {told}\n\n"
        elif time.monotonic() - beat > BEAT:
            beat = time.monotonic()
            yield ":\n\n"
        await asyncio.sleep(STEP)
