# SPDX-License-Identifier: Apache-2.0
"""The token endpoint: codes, refresh tokens and client credentials against tokens."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from typing import Any, Final
from urllib.parse import unquote_plus

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from motcua_identity.issuer.grants import Code, Session
from motcua_identity.issuer.http import NO_STORE, Form, OAuthError
from motcua_identity.issuer.model import AUTHORIZATION_CODE, CLIENT_CREDENTIALS, REFRESH_TOKEN, Client, Person
from motcua_identity.issuer.state import State
from motcua_identity.login import code_challenge

_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def add_token(router: APIRouter, state: State) -> None:
    """Mount POST /token."""

    @router.post("/token")
    def token(request: Request, form: Form) -> Response:
        client = proved_client(state, request.headers.get("authorization"), form)
        return JSONResponse(_grant(state, client, form), headers=NO_STORE)


def _grant(state: State, client: Client, form: dict[str, str]) -> dict[str, Any]:
    grant = form.get("grant_type", "")
    handlers = {
        AUTHORIZATION_CODE: _by_code,
        REFRESH_TOKEN: _by_refresh_token,
        CLIENT_CREDENTIALS: _by_credentials,
    }
    if grant not in handlers:
        raise OAuthError("unsupported_grant_type", f"one of {', '.join(handlers)}")
    if grant not in client.grants:
        raise OAuthError("unauthorized_client", f"this client may not use {grant}")
    return handlers[grant](state, client, form)


def _by_credentials(state: State, client: Client, form: dict[str, str]) -> dict[str, Any]:
    return _answer(state, state.minter.client_token(client), "")


def _by_code(state: State, client: Client, form: dict[str, str]) -> dict[str, Any]:
    secret = form.get("code", "")
    code = state.grants.spend_code(secret)
    session = None if code is None else state.grants.session(code.session.sid)
    if code is None or session is None or not _proves(code, client, form):
        raise _invalid_grant(
            "the code is not good (any more) for this client, redirect_uri and code_verifier"
        )
    person = _person(state, session)
    answer = _answer(state, state.minter.person_token(person, client, session.sid, code.scope), code.scope)
    if REFRESH_TOKEN in client.grants:
        answer["refresh_token"] = state.grants.new_refresh_token(session, client, code.scope)
        state.grants.remember_spent(secret, answer["refresh_token"])
    if "openid" in code.scope.split():
        answer["id_token"] = state.minter.id_token(person, client, session.sid, session.since, code.nonce)
    return answer


def _proves(code: Code, client: Client, form: dict[str, str]) -> bool:
    verifier = form.get("code_verifier", "")
    return (
        code.client_id == client.id
        and code.redirect_uri == form.get("redirect_uri")
        and _VERIFIER.fullmatch(verifier) is not None
        and hmac.compare_digest(code.challenge, code_challenge(verifier))
    )


def _by_refresh_token(state: State, client: Client, form: dict[str, str]) -> dict[str, Any]:
    refreshed = state.grants.rotate(form.get("refresh_token", ""), client)
    if refreshed is None:
        raise _invalid_grant("the refresh token is not good (any more)")
    session, scope = refreshed.session, refreshed.scope
    person = _person(state, session)
    answer = _answer(state, state.minter.person_token(person, client, session.sid, scope), scope)
    answer["refresh_token"] = refreshed.token
    if "openid" in scope.split():
        answer["id_token"] = state.minter.id_token(person, client, session.sid, session.since, None)
    return answer


def _person(state: State, session: Session) -> Person:
    person = state.person(session)
    if person is None:
        raise _invalid_grant("the person is not known any more")
    return person


def _answer(state: State, access_token: str, scope: str) -> dict[str, Any]:
    return {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": state.minter.access_seconds,
        "scope": scope,
    }


def _invalid_grant(description: str) -> OAuthError:
    return OAuthError("invalid_grant", description)


def proved_client(state: State, header: str | None, form: dict[str, str]) -> Client:
    """The client that proved itself; one and the same answer whether name or secret is wrong."""
    client_id, secret = _credentials(header, form)
    client = state.clients.get(client_id)
    expected = None if client is None else client.secret
    if client is None or client.public is not (secret is None) or not _same(expected, secret):
        raise OAuthError("invalid_client", "client id or secret is wrong", 401)
    return client


def _same(expected: str | None, given: str | None) -> bool:
    if expected is None or given is None:
        return expected is given
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))


def _credentials(header: str | None, form: dict[str, str]) -> tuple[str, str | None]:
    if header is None:
        return form.get("client_id", ""), form.get("client_secret")
    client_id, secret = _basic(header)
    if "client_secret" in form or form.get("client_id", client_id) != client_id:
        raise OAuthError("invalid_request", "prove the client in one way, not in two")
    return client_id, secret


def _basic(header: str) -> tuple[str, str]:
    scheme, _, value = header.partition(" ")
    try:
        client_id, found, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        found = ""
    if scheme.lower() != "basic" or not found:
        raise OAuthError("invalid_client", "the Authorization header is not Basic", 401)
    return unquote_plus(client_id), unquote_plus(secret)
