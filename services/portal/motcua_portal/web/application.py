# SPDX-License-Identifier: Apache-2.0
"""The web application: routes, security headers, refusals as pages, static files, health."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from motcua.assignment.v1 import assignment_pb2
from motcua_calendar.clock import Clock
from motcua_identity import IdentityError, IssuerUnavailable, LoginClient, LogoutTokens, TokenVerifier
from motcua_organisation import Organisation
from motcua_rpc import Internal, InvalidInput, MotcuaError, Overloaded, TooManyRequests, acting_as, translate
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from motcua_portal.adapters.crash_repository import Crashes
from motcua_portal.adapters.session_repository import Sessions
from motcua_portal.api.application import create_api, is_api
from motcua_portal.api.application import refused as refused_by_api
from motcua_portal.api.operations import ROOT
from motcua_portal.desk.typed import FormTooLarge
from motcua_portal.live.hub import Hub
from motcua_portal.pages import all_routers, late
from motcua_portal.preview.drawing import Drawing
from motcua_portal.web import busy, cookies, crashes, sign_in
from motcua_portal.web.applying import BecameDossier
from motcua_portal.web.clients import Services
from motcua_portal.web.door import AddressUnfit, address_is_fit, refused_scope
from motcua_portal.web.errors import (
    FormExpired,
    MethodUnknown,
    PageUnknown,
    SignInAway,
    SignInNeeded,
    needs_sign_in,
)
from motcua_portal.web.gate import STASH_PARAMETER, from_own_page, language_of
from motcua_portal.web.headers import secured, security_headers
from motcua_portal.web.methods import HeadAsGet, known_methods
from motcua_portal.web.paces import Paces
from motcua_portal.web.posting import FormUnreadable, Sent, read_form
from motcua_portal.web.rendering import PACKAGE, Pages
from motcua_portal.web.rush import Door, Fill, Lanes, Refuse
from motcua_portal.web.visit import FILES_LOST, TOO_LARGE, Visit

LOG = structlog.get_logger("motcua_portal")
VERSION = "0.1.0"
MOST_STASHED = 300_000
"""Characters of a form that are kept over an ended session: more than a draft may hold. Of files only the names are kept."""


@dataclass(frozen=True)
class Needs:
    """What the application needs; made in bootstrap."""

    sessions: Sessions
    crashes: Crashes
    login: LoginClient
    services: Services
    organisation: Organisation
    clock: Clock
    public_url: str
    secure_cookies: bool
    ready: Callable[[], bool]
    issuer: str = ""
    live_pages: int = 500
    logout_tokens: LogoutTokens | None = None
    paces: Paces = field(default_factory=Paces)
    verifier: TokenVerifier | None = None
    fill: Fill = field(default_factory=Fill)


def create_app(needs: Needs) -> FastAPI:
    """Put the pages together."""
    app = FastAPI(title="MotCua", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.sessions = needs.sessions
    app.state.crashes = needs.crashes
    app.state.login = needs.login
    app.state.logout_tokens = needs.logout_tokens
    app.state.services = needs.services
    app.state.paces = needs.paces
    app.state.verifier = needs.verifier
    app.state.organisation = needs.organisation
    app.state.clock = needs.clock
    app.state.drawing = Drawing()
    app.state.live = Hub(
        _versions(needs.services), needs.live_pages, living=lambda keys: needs.sessions.living(keys)
    )
    app.state.pages = Pages(needs.clock, VERSION)
    app.state.public_url = needs.public_url
    app.state.secure_cookies = needs.secure_cookies
    app.mount("/static", CachedStatic(directory=PACKAGE / "static"), name="static")
    routers = (sign_in.router, *all_routers())
    for router in routers:
        app.include_router(router)
    app.mount(ROOT, create_api(app.state), name="api")
    app.state.routes = [route for router in routers for route in router.routes]
    _add_health(app, needs.ready)
    _add_refusals(app)
    app.state.lanes = Lanes(needs.fill)
    app.state.busy_pages = {}
    app.state.headers = security_headers(needs.issuer, needs.public_url)
    app.middleware("http")(_headers)
    app.add_middleware(Door, lanes=lambda: app.state.lanes, refuse=_refuse_at_door(app))
    app.add_middleware(HeadAsGet, but=sign_in.CALLBACK)
    return app


def _refuse_at_door(app: FastAPI) -> Refuse:
    async def refuse(request: Request, error: Overloaded) -> Response:
        request.scope["app"] = app  # which Starlette says only further in
        return await busy.refuse(request, error)

    return refuse


def _versions(services: Services) -> Callable[[str], str]:
    """The version of an inbox, asked in the name of whom the token belongs to."""

    def ask(token: str) -> str:
        with acting_as(token):
            return str(services.assignment.GetInboxVersion(assignment_pb2.GetInboxVersionRequest()).version)

    return ask


class CachedStatic(StaticFiles):
    """Static files change with the version only, which is part of their address."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        answer = super().file_response(*args, **kwargs)
        answer.headers["Cache-Control"] = "public, max-age=604800"
        return answer


def _add_health(app: FastAPI, ready: Callable[[], bool]) -> None:
    @app.get("/healthz", include_in_schema=False)
    def healthz() -> Response:
        """200 when everything is ready."""
        answers = ready()
        return JSONResponse({"ready": answers}, 200 if answers else 503)


def _add_refusals(app: FastAPI) -> None:
    for kind in (MotcuaError, IdentityError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _refuse)
    app.add_exception_handler(SignInNeeded, _refuse)
    app.add_exception_handler(BecameDossier, _refuse)


async def _refuse(request: Request, error: Exception) -> Response:
    if late.is_late(request, error):
        try:
            sent = await read_form(request) if request.method == "POST" else Sent()
            return await run_in_threadpool(late.page, request.state.visit, error, sent)
        except MotcuaError as failed:
            error = failed
    if isinstance(error, BecameDossier):
        return RedirectResponse(error.path, 303)
    if isinstance(error, FormTooLarge) and _may_come_back(request):
        return RedirectResponse(_stashed(request, {TOO_LARGE: "1"}), 303)
    if needs_sign_in(error):
        try:
            return await _ask_to_sign_in(request)
        except FormUnreadable as unreadable:
            error = unreadable
    if isinstance(error, FormExpired) and _may_come_back(request):
        return RedirectResponse(await _put_aside(request), 303)
    if isinstance(error, Overloaded) and request.method == "POST":  # a service had its fill
        return await busy.refuse(request, error)
    refused = _known(error)
    if refused.http_status == 403:  # who it was, the gateway knows: an address is personal data
        LOG.warning("page.refused", code=refused.code, page=crashes.route_of(request))
    await crashes.keep(request, refused, error)
    answer = _page(request, refused)
    if answer.status_code == 405:  # RFC 9110 section 15.5.6 wants them named
        answer.headers["Allow"] = ", ".join(known_methods(request.app.state.routes, request.scope))
    if isinstance(refused, TooManyRequests):
        answer.headers["Retry-After"] = str(getattr(refused, "retry_after", 5))
    return answer


def _known(error: Exception) -> MotcuaError:
    """Every exception as something that a person can read."""
    if isinstance(error, MotcuaError):
        # What a service says without a code gets one here: a 500 can always be found.
        return error if error.http_status != 500 or crashes.code_of(error) else crashes.unexpected(error)
    if isinstance(error, RequestValidationError):
        return InvalidInput()
    if isinstance(error, HTTPException) and error.status_code == 405:
        return MethodUnknown()
    if isinstance(error, HTTPException) and error.status_code == 404:
        return PageUnknown()
    if (
        isinstance(error, HTTPException) and error.status_code < 500
    ):  # a form that cannot be read, or with too many fields
        return InvalidInput()
    if isinstance(error, IssuerUnavailable):
        return SignInAway()
    known = translate(error)
    if not isinstance(known, Internal):
        return known
    return crashes.unexpected(error)


def _page(request: Request, error: MotcuaError) -> Response:
    visit = Visit(request, language_of(request))
    key = cookies.read(request, cookies.SESSION)
    if key:
        # The page of a refusal must not fail for the same reason, e.g. a database that is away.
        with contextlib.suppress(Exception):
            visit.session = request.app.state.sessions.find(key)
    template = "parts/refused.html" if request.headers.get("hx-request") else "refused.html"
    answer: Response = request.app.state.pages.render(visit, template, status=error.http_status, error=error)
    return secured(answer, request.app.state.headers)


async def _ask_to_sign_in(request: Request) -> Response:
    """Sign in and come back; what was typed is put aside and filled in again."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method == "POST":
        back = await _put_aside(request)
    target = f"/dang-nhap?next={quote(back, safe='')}"
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, 303)


def _may_come_back(request: Request) -> bool:
    """Whether a form of a session that ended, sent in one that began since (in another tab), can be shown again with what was
    typed. Only for a form of our own pages: another site's is refused whatever it holds."""
    own = from_own_page(request) and not request.headers.get("hx-request")
    return own and "GET" in known_methods(request.app.state.routes, request.scope)


async def _put_aside(request: Request) -> str:
    """Keep what was typed; the path under which the page shows it again."""
    fields = await _typed(request)
    return _stashed(request, fields) if fields else request.url.path


def _stashed(request: Request, fields: dict[str, Any]) -> str:
    key = request.app.state.sessions.put_aside(request.url.path, fields)
    return f"{request.url.path}?{STASH_PARAMETER}={key}"


async def _typed(request: Request) -> dict[str, Any]:
    """The text fields of a posted form, without the token, and the names of the files that were chosen."""
    sent = await read_form(request)
    form = sent.form
    files = [one.filename for _, one in form.multi_items() if isinstance(one, UploadFile) and one.filename]
    fields: dict[str, Any] = {FILES_LOST: files} if files or sent.too_large else {}
    for name in form:
        if name == "csrf":
            continue
        values = [value for value in form.getlist(name) if isinstance(value, str)]
        if values:
            fields[name] = values if len(values) > 1 else values[0]
    await form.close()
    return fields if sum(len(str(value)) for value in fields.values()) <= MOST_STASHED else {}


async def _headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    if not address_is_fit(request.scope):
        if is_api(request.scope["path"]):
            return secured(refused_by_api(request, AddressUnfit()), request.app.state.headers)
        refused = _page(Request(refused_scope(request.scope)), AddressUnfit())
        return secured(refused, request.app.state.headers)
    try:
        answer = await call_next(request)
    except Exception as error:
        # Made here and not by Starlette's outermost handler: that one raises again after the answer, at which the server closes
        # the connection without having said so, and the next request on it is lost.
        answer = await _refuse(request, error)
    return secured(answer, request.app.state.headers)
