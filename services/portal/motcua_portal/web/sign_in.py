# SPDX-License-Identifier: Apache-2.0
"""Signing in and out by OIDC, and choosing the language."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Request
from motcua_identity import IssuerUnavailable, LoginRefused, TokenRefused
from starlette.responses import JSONResponse, RedirectResponse, Response

from motcua_portal.web import cookies
from motcua_portal.web.devices import device
from motcua_portal.web.errors import SignedOutHereOnly
from motcua_portal.web.gate import Anyone, check_csrf, from_where, language_of
from motcua_portal.web.paces import Kind
from motcua_portal.web.posting import Posting
from motcua_portal.web.texts import LANGUAGES

CALLBACK = "/signed-in"
ENDED = "/dang-xuat/phien"
NO_STORE = {"Cache-Control": "no-store"}
router = APIRouter()


@router.get("/dang-nhap")
def begin(request: Request, next: str = "/") -> Response:
    """Send the browser to the issuer; `next` is where it comes back to."""
    return to_issuer(request, local_path(next))


def to_issuer(request: Request, next_path: str, *, again: bool = False) -> Response:
    """The same from another page; `again` has the issuer ask for the password although it knows the browser."""
    request.app.state.paces.take(Kind.SIGN_IN, from_where(request))
    attempt = request.app.state.login.authorization_url(language=language_of(request), again=again)
    key = request.app.state.sessions.begin_sign_in(attempt, next_path)
    answer = RedirectResponse(attempt.url, 303)
    cookies.put(request, answer, cookies.SIGN_IN, key, 15 * 60)
    return answer


@router.get(CALLBACK)
def end(request: Request) -> Response:
    """The issuer sent the browser back: open a session, once."""
    key = cookies.read(request, cookies.SIGN_IN)
    found = request.app.state.sessions.take_sign_in(key) if key else None
    if found is None:
        # An old tab or the back button: whoever is signed in goes on, others start over; the issuer may know them still.
        signed_in = request.app.state.sessions.find(cookies.read(request, cookies.SESSION))
        return RedirectResponse("/bat-dau" if signed_in else "/dang-nhap?next=/bat-dau", 303)
    attempt, next_path = found
    try:
        tokens = request.app.state.login.exchange_code(attempt, dict(request.query_params))
    except LoginRefused:
        # Another tab began a sign-in of its own, or the code had ended: begin anew for the same page.
        return RedirectResponse(f"/dang-nhap?next={quote(next_path, safe='')}", 303)
    # Whatever session the browser brought is over: none can be planted, and none is left behind.
    request.app.state.sessions.close(cookies.read(request, cookies.SESSION))
    seen = device(request.headers.get("user-agent", ""))
    session = request.app.state.sessions.open(tokens, seen.browser, seen.system)
    answer = RedirectResponse(next_path if next_path != "/" else "/bat-dau", 303)
    cookies.put(request, answer, cookies.SESSION, session.key, None)
    cookies.drop(request, answer, cookies.SIGN_IN)
    return answer


@router.get("/bat-dau")
def first_page(visit: Anyone) -> Response:
    """Where each kind of person starts after signing in."""
    if visit.is_operator and not visit.has_inbox:
        return RedirectResponse("/van-hanh", 303)
    if visit.is_officer:
        return RedirectResponse("/viec", 303)
    return RedirectResponse("/ho-so" if visit.is_citizen else "/", 303)


@router.post("/dang-xuat")
def sign_out(visit: Anyone, sent: Posting) -> Response:
    """End the session here and at the issuer."""
    request = visit.request
    if visit.session is None:
        if getattr(request.state, "issuer_away", False):
            request.app.state.sessions.close(cookies.read(request, cookies.SESSION))
            raise SignedOutHereOnly
        return RedirectResponse("/", 303)
    check_csrf(visit, sent.text("csrf"))
    request.app.state.sessions.close(visit.session.key)
    request.app.state.live.judge()
    home = f"{request.app.state.public_url}/"
    try:
        url = request.app.state.login.logout_url(
            visit.session.tokens.id_token, return_to=home, language=visit.language
        )
    except IssuerUnavailable as error:
        raise SignedOutHereOnly from error
    answer = RedirectResponse(url, 303)
    cookies.drop(request, answer, cookies.SESSION)
    answer.headers["Clear-Site-Data"] = '"cache"'  # on a shared computer nothing stays behind the back button
    return answer


@router.post(ENDED)
def end_session(request: Request, sent: Posting) -> Response:
    """The issuer says that a session has ended (OpenID Connect Back-Channel Logout 1.0): it ends here at once. By the
    issuer's signature, not by a cookie."""
    try:
        ended = request.app.state.logout_tokens.read(sent.text("logout_token"))
    except TokenRefused as error:
        request.app.state.paces.take(
            Kind.FORM, from_where(request)
        )  # the issuer may end as many as there are
        return JSONResponse(
            {"error": "invalid_request", "error_description": error.message_en}, 400, NO_STORE
        )
    request.app.state.sessions.end(ended)
    request.app.state.live.judge()
    return Response(status_code=204, headers=NO_STORE)


@router.get("/ngon-ngu/{language}")
def choose_language(request: Request, language: str, next: str = "/") -> Response:
    """Vietnamese or English, kept for a year."""
    answer = RedirectResponse(local_path(next), 303)
    if language in LANGUAGES:
        cookies.put(request, answer, cookies.LANGUAGE, language, 365 * 24 * 3600)
    return answer


def local_path(path: str) -> str:
    """A path of this site only, so that no link can send people elsewhere after signing in."""
    try:
        parts = urlsplit(path)
    except ValueError:  # such as an unclosed bracket of an address
        return "/"
    plain = (
        path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    )
    return path if plain and "\\" not in path and "\n" not in path and "\r" not in path else "/"
