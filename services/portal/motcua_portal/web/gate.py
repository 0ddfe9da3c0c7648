# SPDX-License-Identifier: Apache-2.0
"""From a request to a visit: cookies, session, token refresh, language, CSRF. Pages depend on one of the functions here; which
one they name is who may see them."""

from __future__ import annotations

import hmac
import time
from typing import Annotated, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request
from motcua_identity import IssuerUnavailable, LoginClient, LoginRefused

from motcua_portal.adapters.session_repository import Session, Sessions
from motcua_portal.web import cookies
from motcua_portal.web.errors import FormExpired, PageRefused, SignInAway, SignInNeeded
from motcua_portal.web.methods import PEEKING
from motcua_portal.web.paces import Kind, address, person
from motcua_portal.web.texts import DEFAULT, LANGUAGES
from motcua_portal.web.visit import TOO_LARGE, Visit

STASH_PARAMETER = "dang-do"
UNASKED = "motcua-unasked"
"""A header of requests that a script of a page makes without anybody's doing."""
WATCHING = "/viec/thay-doi"
"""The stream of changes, which browsers open again and again (see `pages.live`)."""
FRESH_SECONDS = 30
"""A token with less life than this is refreshed before it is used."""


def anyone(request: Request) -> Visit:
    """Public pages."""
    session = _session(request)
    visit = Visit(request, language_of(request), session)
    request.state.visit = visit  # for refusals, which have to show again what was typed
    key = request.query_params.get(STASH_PARAMETER)
    if key and session is not None and PEEKING not in request.scope:
        fields = dict(_sessions(request).take_back(key, request.url.path) or {})
        visit.too_large = bool(fields.pop(TOO_LARGE, ""))
        visit.fields = fields
    if request.method not in ("GET", "HEAD"):
        check_origin(request)
        slow_down(visit, Kind.FORM)
    return visit


def slow_down(visit: Visit, kind: Kind) -> None:
    """Count what this visitor does; raises TooOften."""
    request = visit.request
    request.app.state.paces.take(
        kind, person(visit.subject.user_id) if visit.signed_in else from_where(request)
    )


def from_where(request: Request) -> str:
    """The visitor's address, as it is counted."""
    return address(request.client.host if request.client else "")


def signed_in(visit: Annotated[Visit, Depends(anyone)]) -> Visit:
    """Anybody with an account."""
    if visit.session is None:
        raise SignInAway if getattr(visit.request.state, "issuer_away", False) else SignInNeeded
    return visit


def citizen(visit: Annotated[Visit, Depends(signed_in)]) -> Visit:
    """Citizens."""
    return _only(visit, visit.is_citizen)


def officer(visit: Annotated[Visit, Depends(signed_in)]) -> Visit:
    """People of a unit."""
    return _only(visit, visit.is_officer)


def clerk(visit: Annotated[Visit, Depends(officer)]) -> Visit:
    """Officers at a window."""
    return _only(visit, visit.is_clerk)


def operator(visit: Annotated[Visit, Depends(signed_in)]) -> Visit:
    """Operators."""
    return _only(visit, visit.is_operator)


Anyone = Annotated[Visit, Depends(anyone)]
SignedIn = Annotated[Visit, Depends(signed_in)]
Citizen = Annotated[Visit, Depends(citizen)]
Officer = Annotated[Visit, Depends(officer)]
Clerk = Annotated[Visit, Depends(clerk)]
Operator = Annotated[Visit, Depends(operator)]


def check_csrf(visit: Visit, sent: str) -> None:
    """Every form that changes something sends the session's token as `csrf`; raises FormExpired."""
    if not visit.csrf or not hmac.compare_digest(sent.encode(), visit.csrf.encode()):
        raise FormExpired()


def from_own_page(request: Request) -> bool:
    """Whether the browser says that a page of this site sent the form."""
    origin = request.headers.get("origin", "")
    own_origin = bool(origin) and _host(origin) == request.headers.get("host")
    return request.headers.get("sec-fetch-site", "same-origin" if own_origin else "") == "same-origin"


def check_origin(request: Request) -> None:
    """A form of another site is refused whatever it holds; raises FormExpired."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise FormExpired()
    origin = request.headers.get("origin")
    if origin and origin != "null" and _host(origin) != request.headers.get("host"):
        raise FormExpired()


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def language_of(request: Request) -> str:
    """The chosen language, else Vietnamese."""
    chosen = cookies.read(request, cookies.LANGUAGE)
    return chosen if chosen in LANGUAGES else DEFAULT


def _only(visit: Visit, allowed: bool) -> Visit:
    if not allowed:
        raise PageRefused()
    return visit


def _session(request: Request) -> Session | None:
    key = cookies.read(request, cookies.SESSION)
    found = _sessions(request).find(key) if key else None
    if found is not None and found.resting and not _unasked(request):
        _sessions(request).touch(found.key)
    if found is None or found.tokens.expires_at - time.time() > FRESH_SECONDS:
        return found
    try:
        return _sessions(request).renew(found, _login(request).refresh)
    except LoginRefused:
        _sessions(request).close(found.key)
        return None
    except IssuerUnavailable:
        if found.tokens.expires_at > time.time():
            return found  # good until it ends
        request.state.issuer_away = True  # the session is kept: it goes on when the issuer is back
        return None


def _unasked(request: Request) -> bool:
    """Whether the page asks by itself while nobody may sit before it: that keeps no session alive."""
    return PEEKING in request.scope or UNASKED in request.headers or request.url.path == WATCHING


def _sessions(request: Request) -> Sessions:
    return cast(Sessions, request.app.state.sessions)


def _login(request: Request) -> LoginClient:
    return cast(LoginClient, request.app.state.login)
