# SPDX-License-Identifier: Apache-2.0
"""From a request to a gRPC call in the caller's own name, and from its answer or refusal to a response."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from typing import Annotated, Any

import anyio.from_thread
from fastapi import Depends, Request
from google.protobuf.message import Message
from motcua_identity import IdentityError
from motcua_identity.errors import token_missing
from motcua_rpc import Internal, MotcuaError, Unauthenticated, acting_as, translate
from starlette.responses import JSONResponse, Response

from motcua_portal.api.errors import (
    BodyTooLarge,
    BodyUnreadable,
    IfMatchMissing,
    IfMatchUnfit,
    KeyMissing,
    MediaTypeUnfit,
    QueryUnfit,
    problem,
)
from motcua_portal.api.operations import REQUEST_ID, REVISION, ROOT, Operation
from motcua_portal.api.translating import from_json, set_text, to_json
from motcua_portal.web import crashes
from motcua_portal.web.gate import from_where
from motcua_portal.web.paces import Kind, person

MOST_BYTES = 2_000_000
"""Of one JSON body; a draft with all its answers has less."""
_ETAG = re.compile(r'(?:W/)?"([0-9]{1,18})"')
"""A proxy that compresses answers makes our tags weak. What they say is the revision, which is as exact then."""
NO_STORE = {"Cache-Control": "no-store"}


def language_of(request: Request) -> str:
    """English where the caller prefers it; Vietnamese otherwise. Every refusal has both anyway."""
    return "en" if request.headers.get("accept-language", "").strip().lower().startswith("en") else "vi"


def in_callers_name(request: Request, *, open_: bool = False) -> AbstractContextManager[None]:
    """Calls inside carry the caller's token; none without one, as cookies count for nothing here. `open_`: none is needed. Asked
    before the request is looked at: whoever is nobody is told nothing else.

    Raises:
        Unauthenticated: no token, or another scheme than Bearer.
    """
    header = request.headers.get("authorization", "")
    if not header and not open_:
        raise translate(token_missing())
    scheme, _, token = header.partition(" ")
    # A control character cannot even be passed on to the services.
    readable = token.strip().isascii() and token.strip().isprintable()
    if header and (scheme.lower() != "bearer" or not readable or not token.strip()):
        raise Unauthenticated(
            "TOKEN_INVALID",
            "Tiêu đề Authorization phải là “Bearer <token>”.",
            "The header Authorization must be 'Bearer <token>'.",
        )
    request.app.state.paces.take(Kind.CALL, caller(request, token.strip()))
    return acting_as(token.strip())


def caller(request: Request, token: str) -> str:
    """Who calls, as it is counted: the account that the token is good for, however many tokens it has; the address of any other.
    A token that says somebody else's name counts for nobody but its sender."""
    verifier = request.app.state.verifier
    if token and verifier is not None:
        with suppress(IdentityError):
            return person(verifier.verify(token).user_id)
    return from_where(request)


def refusal(request: Request, error: Exception, *, fenced: bool = False) -> MotcuaError:
    """What is told of an exception; an unexpected one is kept for operators under a code."""
    known = error if isinstance(error, MotcuaError) else translate(error)
    if isinstance(known, Internal) and not crashes.code_of(known):
        known = crashes.unexpected(error)
    return known


def answered(request: Request, work: Callable[[], Response], *, fenced: bool = False) -> Response:
    """The response, or the refusal as problem details. In a thread of the framework's pool."""
    try:
        return work()
    except Exception as error:  # the edge of the process: every exception becomes an answer
        known = refusal(request, error)
        if crashes.code_of(known):
            anyio.from_thread.run(crashes.keep, request, known, error)
        return problem(known, language_of(request), fenced=fenced)


async def read_body(request: Request) -> bytes | None:
    """The body, never without a bound; None when it is larger."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > MOST_BYTES:
            return None
    return bytes(read)


Body = Annotated[bytes | None, Depends(read_body)]


def endpoint(operation: Operation) -> Callable[..., Response]:
    """The handler of one address."""

    def handle(request: Request, body: Body) -> Response:
        return answered(request, lambda: _perform(operation, request, body), fenced=operation.fenced)

    handle.__name__ = operation.name
    return handle


def _perform(operation: Operation, request: Request, body: bytes | None) -> Response:
    with in_callers_name(request, open_=operation.open):
        asked = _request(operation, request, body)
        stub = getattr(request.app.state.services, operation.service)
        answer = getattr(stub, operation.method)(asked)
    if operation.status == 204:
        return Response(status_code=204, headers=NO_STORE)
    told: Message = getattr(answer, operation.answer) if operation.answer else answer
    content = to_json(told)
    return JSONResponse(content, operation.status, _headers(operation, content))


def _headers(operation: Operation, content: Mapping[str, Any]) -> dict[str, str]:
    headers = dict(NO_STORE)
    if REVISION in content:
        headers["ETag"] = f'"{content[REVISION]}"'
    if operation.created:
        headers["Location"] = ROOT + operation.created.format(**content)
    return headers


def _request(operation: Operation, request: Request, body: bytes | None) -> Message:
    kind = operation.rpc.input_type
    known = set(operation.query)
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise QueryUnfit(details={"parameter": unknown[0][:100]})
    made = from_json(kind, _json(request, body), operation.body)
    for name in operation.query:
        values = request.query_params.getlist(name)
        if values:
            set_text(made, name, values)
    for parameter, name in operation.fixed.items():
        set_text(made, name, [request.path_params[parameter]])
    if operation.writes:
        set_text(made, REQUEST_ID, [_key(request)])
    if operation.fenced:
        set_text(made, REVISION, [_revision(request)])
    return made


def _json(request: Request, body: bytes | None) -> dict[str, Any]:
    if body is None:
        raise BodyTooLarge(details={"most_bytes": str(MOST_BYTES)})
    if not body:
        return {}
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise MediaTypeUnfit(details={"takes": "application/json"})
    try:
        read = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BodyUnreadable() from error
    if not isinstance(read, dict):
        raise BodyUnreadable()
    return read


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def _key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "").strip()
    if not key:
        raise KeyMissing()
    return key


def _revision(request: Request) -> str:
    tag = request.headers.get("if-match", "").strip()
    if not tag:
        raise IfMatchMissing()
    found = _ETAG.fullmatch(tag)
    if found is None:
        raise IfMatchUnfit()
    return found[1]
