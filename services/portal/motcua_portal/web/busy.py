# SPDX-License-Identifier: Apache-2.0
"""The page of a request that was refused because of the load: what was typed is on it, to be sent again by one button. It asks no
service and no database, and the page of a plain request is made once for each language."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from motcua_rpc import MotcuaError, TooManyRequests
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, Response

from motcua_portal.api.application import is_api
from motcua_portal.api.application import refused as refused_by_api
from motcua_portal.web.door import refused_scope
from motcua_portal.web.gate import from_own_page, language_of
from motcua_portal.web.headers import secured
from motcua_portal.web.posting import read_form
from motcua_portal.web.visit import Visit

MOST_KEPT = 300_000
"""Bytes of a form that is written into the page. A larger one, and files, the browser keeps: loading the page again sends all."""
Fields = list[tuple[str, str]]


async def refuse(request: Request, error: TooManyRequests) -> Response:
    """The answer to a page, a part of one, or a call of the API."""
    if is_api(request.scope["path"]):
        answer = refused_by_api(request, error)
    else:
        text = await _text(request, error)
        answer = HTMLResponse(text, error.http_status, {"Retry-After": str(error.retry_after)})
    answer.headers["Cache-Control"] = "no-store"
    return secured(answer, request.app.state.headers)


async def _text(request: Request, error: TooManyRequests) -> str:
    language = language_of(request)
    if request.headers.get("hx-request"):  # the form is on the page still
        return _made(request, "parts/refused.html", language, error)
    if request.scope["method"] == "POST":
        return _made(request, "busy.html", language, error, fields=await _typed(request), posted=True)
    known: dict[tuple[str, str], str] = request.app.state.busy_pages
    key = (language, error.code)
    if key not in known:
        known[key] = _made(request, "busy.html", language, error, fields=None, posted=False)
    return known[key]


def _made(request: Request, template: str, language: str, error: MotcuaError, **values: Any) -> str:
    neutral = Visit(Request(refused_scope(request.scope)), language)
    text: str = request.app.state.pages.text(neutral, template, error=error, **values)
    return text


async def _typed(request: Request) -> Fields | None:
    """The fields of a form of our own pages; None where they are not written into the page: files were chosen, it is too large,
    it cannot be read, or another site sent it."""
    length = request.headers.get("content-length", "")
    if not from_own_page(request) or not length.isdecimal() or int(length) > MOST_KEPT:
        return None
    try:
        sent = await read_form(request)
    except MotcuaError:
        return None
    items = sent.form.multi_items()
    await sent.form.close()
    if sent.too_large or any(isinstance(value, UploadFile) and value.filename for _, value in items):
        return None
    return [(name, value) for name, value in items if isinstance(value, str)]
