# SPDX-License-Identifier: Apache-2.0
"""Logout tokens: OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6, rule by rule."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from motcua_identity import Ended, LogoutTokens, Provider, TokenRefused

ISSUER = "https://id.example.vn/realms/motcua"
KEY = RSAKey.generate_key(2048, {"kid": "k1"})
NOW = int(time.time())
EVENT = "http://schemas.openid.net/event/backchannel-logout"
GOOD: dict[str, Any] = {
    "iss": ISSUER, "aud": "portal", "iat": NOW, "exp": NOW + 120, "jti": "j1", "sub": "u1", "sid": "s1",
    "events": {EVENT: {}},
}  # fmt: skip


@pytest.fixture(scope="module")
def tokens() -> Iterator[LogoutTokens]:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json={"issuer": ISSUER, "jwks_uri": f"{ISSUER}/certs"})
        return httpx.Response(200, json={"keys": [{**KEY.as_dict(private=False), "use": "sig"}]})

    provider = Provider(ISSUER, http=httpx.Client(transport=httpx.MockTransport(answer)))
    yield LogoutTokens(provider, "portal", now=lambda: NOW)
    provider.close()


def signed(kind: str = "logout+jwt", **changed: Any) -> str:
    """A logout token with something else in it; None takes a claim away."""
    claims = {key: value for key, value in (GOOD | changed).items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": "k1", "typ": kind}, claims, KEY)


def test_a_good_token_names_the_session(tokens: LogoutTokens) -> None:
    assert tokens.read(signed()) == Ended("s1", "u1", NOW)
    assert tokens.read(signed(sub=None)) == Ended("s1", "", NOW)
    assert tokens.read(signed(sid=None)) == Ended("", "u1", NOW)
    assert tokens.read(signed("application/logout+jwt", aud=["portal", "x"])).session_id == "s1"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"aud": "other"},
        {"aud": None},
        {"iat": None},
        {"iat": NOW + 60},
        {"iat": NOW - 300},
        {"exp": NOW - 60},
        {"exp": None},
        {"jti": None},
        {"events": None},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"events": {EVENT: "yes"}},
        {"events": [EVENT]},
        {"nonce": "n"},
        {"sub": None, "sid": None},
        {"sub": 7, "sid": ["s1"]},
    ],
    ids=itertools.count(),  # not by content, which holds times: workers must collect the same names
)
def test_what_is_not_right_ends_nothing(tokens: LogoutTokens, changed: dict[str, Any]) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(signed(**changed))


@pytest.mark.parametrize("kind", ["JWT", "at+jwt", "dpop+jwt"])
def test_a_token_of_another_kind_ends_nothing(tokens: LogoutTokens, kind: str) -> None:
    with pytest.raises(TokenRefused, match="no logout token"):
        tokens.read(signed(kind))


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "x" * 20_000, signed()[:-8] + "AAAAAAAA"], ids=range(5))
def test_what_nobody_signed_ends_nothing(tokens: LogoutTokens, token: str) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(token)
