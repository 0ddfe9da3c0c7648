# SPDX-License-Identifier: Apache-2.0
"""Reads a request for authorization and refuses what is not exactly right.

Until client and redirect URI are proven, errors are shown to the person and nothing is sent anywhere:
otherwise the issuer would send browsers, or codes, wherever a link says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from motcua_identity.issuer.http import OAuthError, single
from motcua_identity.issuer.model import AUTHORIZATION_CODE, Client

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST: Final = 2_048
SCOPES: Final = ("openid", "profile")


class UnsafeRequest(Exception):
    """No registered client and redirect URI: show a page, redirect nowhere."""


@dataclass(eq=False)
class RefusedRequest(Exception):
    """To be told to the client at its registered redirect URI."""

    redirect_uri: str
    state: str | None
    error: OAuthError


@dataclass(frozen=True, slots=True)
class AuthorizeRequest:
    """A request that may be answered with a code."""

    client: Client
    redirect_uri: str
    state: str | None
    nonce: str | None
    scope: str
    challenge: str
    prompt: frozenset[str]


def read_request(pairs: Iterable[tuple[str, str]], clients: Mapping[str, Client]) -> AuthorizeRequest:
    """The request. UnsafeRequest or RefusedRequest if it is not right."""
    pairs = list(pairs)
    params = dict(pairs)
    client = clients.get(params.get("client_id", ""))
    uri = params.get("redirect_uri", "")
    if client is None or AUTHORIZATION_CODE not in client.grants or uri not in client.redirect_uris:
        raise UnsafeRequest
    try:
        return _read(single(pairs), client)
    except OAuthError as error:
        raise RefusedRequest(uri, params.get("state"), error) from error


def _read(params: Mapping[str, str], client: Client) -> AuthorizeRequest:
    if any(len(value) > _LONGEST for value in params.values()):
        raise OAuthError("invalid_request", "a parameter is too long")
    if "request" in params or "request_uri" in params:
        raise OAuthError("request_not_supported", "request objects are not supported")
    if params.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "only response_type=code is supported")
    if params.get("response_mode", "query") != "query":
        raise OAuthError("invalid_request", "only response_mode=query is supported")
    if params.get("code_challenge_method") != "S256":
        raise OAuthError("invalid_request", "PKCE with code_challenge_method=S256 is required")
    if not _CHALLENGE.fullmatch(params.get("code_challenge", "")):
        raise OAuthError("invalid_request", "code_challenge is not a SHA-256 in base64url")
    return AuthorizeRequest(
        client=client,
        redirect_uri=params["redirect_uri"],
        state=params.get("state"),
        nonce=params.get("nonce"),
        scope=_scope(params.get("scope", "")),
        challenge=params["code_challenge"],
        prompt=frozenset(params.get("prompt", "").split()),
    )


def _scope(asked: str) -> str:
    # Scopes that are not known are left out, as RFC 6749, 3.3 allows; the token answer says which were given.
    return " ".join(scope for scope in SCOPES if scope in asked.split())
