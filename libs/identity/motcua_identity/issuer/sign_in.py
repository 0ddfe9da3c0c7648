# SPDX-License-Identifier: Apache-2.0
"""The authorization endpoint and its login page."""

from __future__ import annotations

import math
from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from motcua_identity.issuer import pages
from motcua_identity.issuer.authorize_request import (
    AuthorizeRequest,
    RefusedRequest,
    UnsafeRequest,
    read_request,
)
from motcua_identity.issuer.grants import Session
from motcua_identity.issuer.http import Form, OAuthError, origin, redirect
from motcua_identity.issuer.state import FORM_COOKIE, SESSION_COOKIE, State


def add_sign_in(router: APIRouter, state: State) -> None:
    """Mount GET and POST /authorize."""

    @router.get("/authorize")
    def show(request: Request) -> Response:
        return _with_request(state, request, lambda asked: _show(state, request, asked))

    @router.post("/authorize")
    def submit(request: Request, form: Form) -> Response:
        return _with_request(state, request, lambda asked: _submit(state, request, asked, form))


def _with_request(state: State, request: Request, answer: Callable[[AuthorizeRequest], Response]) -> Response:
    try:
        return answer(read_request(request.query_params.multi_items(), state.clients))
    except UnsafeRequest:
        language = pages.language_of(request.query_params.get("ui_locales"))
        words = pages.words(language)
        shown = {"title": words["bad_link"], "text": words["bad_link_text"], "switch": ""}
        return pages.page("message.html", language, shown, status=400)
    except RefusedRequest as refused:
        return _answer(state, refused.redirect_uri, refused.state, _error(refused.error))


def _show(state: State, request: Request, asked: AuthorizeRequest) -> Response:
    session = state.browser_session(request)
    if session is not None and state.person(session) is not None and "login" not in asked.prompt:
        return _give_code(state, asked, session)
    if "none" in asked.prompt:
        refusal = OAuthError("login_required", "nobody is signed in")
        return _answer(state, asked.redirect_uri, asked.state, _error(refusal))
    return _login_page(state, request, asked)


def _submit(state: State, request: Request, asked: AuthorizeRequest, form: dict[str, str]) -> Response:
    user, password = form.get("user", "").strip().casefold()[:200], form.get("password", "")
    address = request.client.host if request.client else ""
    if not state.form_is_ours(request, form.get("form", ""), _query(request)):
        return _login_page(state, request, asked, user=user, error="stale", status=403)
    if not user or not password:
        return _login_page(state, request, asked, user=user, error="missing", status=422)
    browser = state.known_browser(request, user)
    wait = math.ceil(state.throttle.attempt(user, address, browser))
    if wait:
        return _login_page(state, request, asked, user=user, error="wait", status=429, seconds=wait)
    person = state.authenticate(user, password)
    if person is None:
        return _login_page(state, request, asked, user=user, error="wrong", status=422)
    state.throttle.succeeded(user, address, browser)
    _close_old(state, request)
    session, cookie = state.grants.open_session(person)
    response = _give_code(state, asked, session)
    state.set_cookie(response, SESSION_COOKIE, cookie)
    state.know_browser(response, user, browser)
    return response


def _close_old(state: State, request: Request) -> None:
    # The browser gets a session of its own at each sign-in, so that none can be planted beforehand.
    old = state.browser_session(request)
    if old is not None:
        state.end_session(old.sid)


def _give_code(state: State, asked: AuthorizeRequest, session: Session) -> Response:
    code = state.grants.new_code(
        session,
        asked.client,
        redirect_uri=asked.redirect_uri,
        challenge=asked.challenge,
        scope=asked.scope,
        nonce=asked.nonce,
    )
    return _answer(state, asked.redirect_uri, asked.state, {"code": code})


def _answer(state: State, uri: str, client_state: str | None, params: dict[str, str]) -> Response:
    # `iss` tells the client which issuer answered (RFC 9207).
    echoed = {} if client_state is None else {"state": client_state}
    return redirect(uri, params | echoed | {"iss": state.url})


def _error(error: OAuthError) -> dict[str, str]:
    return {"error": error.error, "error_description": error.description}


def _query(request: Request) -> str:
    # Written anew, since browsers encode the address of a form in their own way.
    return urlencode(request.query_params.multi_items())


def _login_page(
    state: State,
    request: Request,
    asked: AuthorizeRequest,
    *,
    user: str = "",
    error: str = "",
    status: int = 200,
    seconds: int = 0,
) -> Response:
    language = pages.language_of(request.query_params.get("ui_locales"))
    query, ticket = _query(request), state.form_ticket(request)
    shown = {
        "user": user,
        "error": pages.words(language)[error].format(seconds=seconds) if error else "",
        "query": query,
        "form_mark": state.minter.form_mark(ticket, query),
        "switch": pages.switch_language(query, language),
    }
    targets = (origin(asked.redirect_uri),)
    response = pages.page("login.html", language, shown, status=status, form_targets=targets)
    state.set_cookie(response, FORM_COOKIE, ticket)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response
