# SPDX-License-Identifier: Apache-2.0
"""The protocol's small print: forms read with a limit, OAuth errors, headers, cookies."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, RedirectResponse, Response

LARGEST_FORM: Final = 16_384
NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@dataclass(eq=False)
class OAuthError(Exception):
    """An answer of RFC 6749, 5.2 or 4.1.2.1: a code for programs, a sentence for their authors."""

    error: str
    description: str
    status: int = 400


class BadForm(OAuthError):
    """The body is no form, too large, or says something twice."""


async def read_form(request: Request) -> dict[str, str]:
    """Fields of a URL-encoded body. OAuthError if it is anything else: so no body is ever read without a
    limit."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise BadForm("invalid_request", "send application/x-www-form-urlencoded")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise BadForm("invalid_request", "the form is too large", 413)
    try:
        return single(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50))
    except ValueError as error:
        raise BadForm("invalid_request", "the form cannot be read") from error


class OAuthRoute(APIRoute):
    """A route on which OAuthError becomes its JSON answer, also when it comes from a dependency."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await answer(request)
            except OAuthError as error:
                return json_error(error)

        return handler


Form = Annotated[dict[str, str], Depends(read_form)]


def single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A mapping of parameters, none of which may come twice (RFC 6749, 3.1 and 3.2)."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise BadForm("invalid_request", f"{name} is given twice")
        found[name] = value
    return found


def json_error(error: OAuthError) -> Response:
    """The error as the token endpoint says it."""
    headers = dict(NO_STORE)
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="motcua"'
    body = {"error": error.error, "error_description": error.description}
    return JSONResponse(body, error.status, headers)


def redirect(uri: str, params: Mapping[str, str]) -> Response:
    """Send the browser to a registered URI; 303, so that a form is not posted on."""
    parts = urlsplit(uri)
    query = "&".join(filter(None, (parts.query, urlencode(params))))
    return RedirectResponse(urlunsplit(parts._replace(query=query)), 303, NO_STORE)


def origin(uri: str) -> str:
    """Scheme, host and port of a URI."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
