# SPDX-License-Identifier: Apache-2.0
"""Events as they happen, as server-sent events: the gRPC stream, whose cursor is the event's id.

A thread waits for each open stream. They have a limiter of their own, so that pages never wait for them.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import anyio.to_thread
from fastapi import APIRouter, Request
from motcua.intake.v1 import watching_pb2 as pb
from motcua_rpc import MotcuaError
from starlette.responses import Response, StreamingResponse

from motcua_portal.api.calling import in_callers_name, language_of, refusal
from motcua_portal.api.errors import QueryUnfit, problem
from motcua_portal.api.translating import to_json
from motcua_portal.web import crashes

router = APIRouter()
STREAMS = 64
LONGEST_SECONDS = 3600.0
"""A stream ends with its token, and after an hour at the latest; whoever follows opens it again with the last id."""
RETRY_MS = 3000
_PARAMETERS = {"cursor", "from_now"}
_KNOWN_FLAGS = {"": False, "false": False, "true": True}


@router.get("/events")
async def events(request: Request) -> Response:
    """Of all dossiers that the caller may see."""
    return await _answer(request, "")


@router.get("/dossiers/{dossier_id}/events")
async def events_of_dossier(request: Request, dossier_id: str) -> Response:
    """Of one dossier."""
    return await _answer(request, dossier_id)


async def _answer(request: Request, dossier_id: str) -> Response:
    limiter = _limiter(request)
    try:
        with in_callers_name(request):
            asked = _asked(request, dossier_id)
        stream = await anyio.to_thread.run_sync(
            _open, request, asked, limiter=limiter, abandon_on_cancel=True
        )
        first = await anyio.to_thread.run_sync(_next, stream, limiter=limiter, abandon_on_cancel=True)
    except Exception as error:  # the edge of the process: every exception becomes an answer
        known = refusal(request, error)
        await crashes.keep(request, known, error)
        return problem(known, language_of(request))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    body = _body(request, stream, first, limiter)
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)


def _asked(request: Request, dossier_id: str) -> pb.WatchEventsRequest:
    given = request.query_params
    flag = given.get("from_now", "")
    if set(given) - _PARAMETERS or flag not in _KNOWN_FLAGS:
        raise QueryUnfit()
    # A client that lost its connection says where it was; then it no longer begins "from now".
    last = request.headers.get("last-event-id", "").strip()
    return pb.WatchEventsRequest(
        cursor=last or given.get("cursor", ""),
        dossier_id=dossier_id,
        from_now=_KNOWN_FLAGS[flag] and not last,
    )


def _open(request: Request, asked: pb.WatchEventsRequest) -> Any:
    with in_callers_name(request):
        return request.app.state.services.intake.WatchEvents(asked, timeout=LONGEST_SECONDS)


def _next(stream: Iterator[Any]) -> Any:
    """The next message; None at the end."""
    return next(stream, None)


async def _body(
    request: Request, stream: Any, first: Any, limiter: anyio.CapacityLimiter
) -> AsyncIterator[str]:
    message = first
    try:
        yield f"retry: {RETRY_MS}\n\n"
        while message is not None:
            yield _text(message)
            message = await anyio.to_thread.run_sync(_next, stream, limiter=limiter, abandon_on_cancel=True)
    except MotcuaError as error:
        told = bytes(problem(error, language_of(request)).body).decode()
        yield f"event: problem\ndata: {told}\n\n"
    finally:
        stream.cancel()


def _text(message: pb.WatchEventsResponse) -> str:
    if not message.HasField("event"):
        return f"id: {message.cursor}\n\n"
    data = json.dumps(to_json(message.event), ensure_ascii=False)
    return f"id: {message.cursor}\nevent: {message.event.type}\ndata: {data}\n\n"


def _limiter(request: Request) -> anyio.CapacityLimiter:
    """Of the application's event loop; made when the first stream is opened."""
    state = request.app.state
    if not hasattr(state, "stream_limiter"):
        state.stream_limiter = anyio.CapacityLimiter(STREAMS)
    limiter: anyio.CapacityLimiter = state.stream_limiter
    return limiter
