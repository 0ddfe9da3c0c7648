# SPDX-License-Identifier: Apache-2.0
"""Who is signed in (userinfo) and signing out (end_session)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from motcua_identity.errors import TokenRefused
from motcua_identity.issuer import pages
from motcua_identity.issuer.http import NO_STORE, Form, OAuthError, origin, redirect, single
from motcua_identity.issuer.state import FORM_COOKIE, State
from motcua_identity.issuer.token import proved_client
from motcua_identity.tokens import check_times

_SHOWN = ("sub", "name", "preferred_username", "unit", "realm_access")


def add_account(router: APIRouter, state: State, now: Callable[[], float] = time.time) -> None:
    """Mount /userinfo and /logout."""

    @router.api_route("/userinfo", methods=["GET", "POST"])
    def userinfo(request: Request) -> Response:
        claims = _bearer(state, request.headers.get("authorization", ""), now())
        if claims is None:
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            return JSONResponse({"error": "invalid_token"}, 401, NO_STORE | challenge)
        return JSONResponse({name: claims[name] for name in _SHOWN if name in claims}, headers=NO_STORE)

    @router.get("/logout")
    def ask(request: Request) -> Response:
        return _sign_out(state, request, None)

    @router.post("/logout")
    def confirm(request: Request, form: Form) -> Response:
        if "refresh_token" in form:
            return _end(state, request, form)
        return _sign_out(state, request, form.get("form", ""))


def _end(state: State, request: Request, form: dict[str, str]) -> Response:
    """From server to server, as in Keycloak: the client proves itself, and its refresh token says which session."""
    client = proved_client(state, request.headers.get("authorization"), form)
    session = state.grants.session_of_token(form["refresh_token"], client)
    if session is None:
        raise OAuthError("invalid_grant", "the refresh token is not good (any more)")
    state.end_session(session.sid)
    return Response(status_code=204, headers=NO_STORE)


def _bearer(state: State, header: str, now: float) -> Mapping[str, Any] | None:
    scheme, _, token = header.partition(" ")
    claims = state.minter.read(token) if scheme.lower() == "bearer" else None
    if claims is None or claims.get("typ") != "Bearer":
        return None
    try:
        check_times(claims, now)
    except TokenRefused:
        return None
    return claims if "sid" not in claims or state.grants.session(claims["sid"]) else None


def _sign_out(state: State, request: Request, form_mark: str | None) -> Response:
    """RP-initiated logout: at once for a client that shows the identity token, else after the person
    confirms."""
    params = single(request.query_params.multi_items())
    hint = state.minter.read(params.get("id_token_hint", "")) or {}
    target = _target(state, params, str(hint.get("azp") or params.get("client_id", "")))
    language = pages.language_of(params.get("ui_locales"))
    query = urlencode(params)
    if hint.get("typ") == "ID":
        sid = str(hint.get("sid"))
    elif form_mark is not None and state.form_is_ours(request, form_mark, query):
        session = state.browser_session(request)
        sid = "" if session is None else session.sid
    else:
        return _confirmation(state, request, language, query, target)
    state.end_session(sid)
    response = _signed_out(language) if target is None else redirect(target, _echo(params))
    if state.browser_session(request) is None:
        state.drop_session_cookie(response)
    return response


def _target(state: State, params: Mapping[str, str], client_id: str) -> str | None:
    """Where to go afterwards: only where the client has registered."""
    uri = params.get("post_logout_redirect_uri")
    client = state.clients.get(client_id)
    if uri is not None and (client is None or uri not in client.post_logout_redirect_uris):
        raise OAuthError("invalid_request", "post_logout_redirect_uri is not registered for this client")
    return uri


def _echo(params: Mapping[str, str]) -> dict[str, str]:
    return {"state": params["state"]} if "state" in params else {}


def _confirmation(state: State, request: Request, language: str, query: str, target: str | None) -> Response:
    ticket = state.form_ticket(request)
    shown = {
        "query": query,
        "form_mark": state.minter.form_mark(ticket, query),
        "switch": pages.switch_language(query, language),
    }
    targets = () if target is None else (origin(target),)
    response = pages.page("sign_out.html", language, shown, form_targets=targets)
    state.set_cookie(response, FORM_COOKIE, ticket)
    return response


def _signed_out(language: str) -> Response:
    words = pages.words(language)
    shown = {"title": words["signed_out"], "text": words["signed_out_text"], "switch": ""}
    return pages.page("message.html", language, shown)
