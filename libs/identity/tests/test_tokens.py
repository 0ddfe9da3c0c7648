# SPDX-License-Identifier: Apache-2.0
"""Access tokens: what Keycloak makes is understood, everything else is refused for a stated reason."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from motcua_identity import IssuerUnavailable, Kind, Provider, TokenRefused, TokenVerifier

ISSUER = "https://id.example.vn/realms/motcua"
KEY = RSAKey.generate_key(2048, {"kid": "k1"})
ELLIPTIC = ECKey.generate_key("P-256", {"kid": "k2"})
STRANGER = RSAKey.generate_key(2048, {"kid": "k1"})
ENCRYPTION = RSAKey.generate_key(2048, {"kid": "enc"})
NOW = int(time.time())
# As Keycloak 26 makes them, shortened.
PERSON = {
    "exp": NOW + 300,
    "iat": NOW,
    "jti": "onrtac:1",
    "iss": ISSUER,
    "aud": ["motcua", "account"],
    "sub": "7a5e6f3b-1c2d-4e5f-8a9b-0c1d2e3f4a5b",
    "typ": "Bearer",
    "azp": "portal",
    "sid": "s1",
    "acr": "1",
    "realm_access": {"roles": ["window_clerk", "offline_access", "default-roles-motcua"]},
    "scope": "openid profile",
    "name": "Trần Thị Lan",
    "preferred_username": "lan",
    "unit": "cn-vpdk",
}
SERVICE = PERSON | {
    "azp": "workflow",
    "client_id": "workflow",
    "preferred_username": "service-account-workflow",
    "realm_access": {"roles": ["service", "service:workflow"]},
}


@dataclass
class Realm:
    """The issuer's side of HTTP; counts what it is asked."""

    keys: list[Any] = field(default_factory=lambda: [KEY, ELLIPTIC, ENCRYPTION])
    asked: list[str] = field(default_factory=list)
    down: bool = False
    name: str = ISSUER

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path.rpartition("/")[2])
        if self.down:
            raise httpx.ConnectError("refused")
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json={"issuer": self.name, "jwks_uri": f"{ISSUER}/certs"})
        published = [
            {**key.as_dict(private=key.key_type == "oct"), "use": "enc" if key.kid == "enc" else "sig"}
            for key in self.keys
        ]
        return httpx.Response(200, json={"keys": published})


@dataclass
class Clock:
    """A monotonic clock that the test moves."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Desk:
    realm: Realm
    clock: Clock
    verifier: TokenVerifier


@pytest.fixture
def desk() -> Iterator[Desk]:
    realm, clock = Realm(), Clock()
    with httpx.Client(transport=httpx.MockTransport(realm)) as http:
        provider = Provider(ISSUER, http=http, monotonic=clock)
        yield Desk(realm, clock, TokenVerifier(provider, now=lambda: NOW + clock.at - 1000.0))


def sign(claims: dict[str, Any], key: Any = KEY, alg: str = "RS256", **header: Any) -> str:
    return jwt.encode({"alg": alg, "kid": key.kid, **header}, claims, key, algorithms=[alg])


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in PERSON.items() if key != name}


def b64(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_person(desk: Desk) -> None:
    subject = desk.verifier.verify(sign(PERSON))
    assert (subject.user_id, subject.username, subject.name) == (PERSON["sub"], "lan", "Trần Thị Lan")
    assert (subject.unit, subject.client, subject.kind) == ("cn-vpdk", "portal", Kind.PERSON)
    assert subject.has("window_clerk") and not subject.has("citizen")


def test_a_service(desk: Desk) -> None:
    subject = desk.verifier.verify(sign(SERVICE))
    assert subject.kind is Kind.SERVICE
    assert subject.is_service("workflow") and not subject.is_service("intake")


def test_a_person_named_like_a_service_account_is_none(desk: Desk) -> None:
    claims = PERSON | {"preferred_username": "service-account-workflow"}
    assert desk.verifier.verify(sign(claims)).kind is Kind.PERSON


def test_elliptic_keys_do_too(desk: Desk) -> None:
    assert desk.verifier.verify(sign(PERSON, ELLIPTIC, "ES256")).username == "lan"


@pytest.mark.parametrize(("unit", "expected"), [(["cn-vpdk"], "cn-vpdk"), ([], None), ("", None), (7, None)])
def test_the_unit_as_keycloaks_mappers_may_give_it(desk: Desk, unit: Any, expected: str | None) -> None:
    assert desk.verifier.verify(sign(PERSON | {"unit": unit})).unit == expected


REFUSED = [
    (sign(PERSON | {"exp": NOW - 11}), "TOKEN_EXPIRED", ""),
    (sign(PERSON | {"nbf": NOW + 60}), "TOKEN_NOT_YET_VALID", ""),
    (sign(PERSON | {"iat": NOW + 60}), "TOKEN_NOT_YET_VALID", ""),
    (sign(PERSON | {"nbf": "soon"}), "TOKEN_NOT_YET_VALID", ""),
    (sign(without("exp")), "TOKEN_INVALID", "no time of expiry"),
    (sign(PERSON | {"exp": "never"}), "TOKEN_INVALID", "no time of expiry"),
    (sign(PERSON | {"exp": True}), "TOKEN_INVALID", "no time of expiry"),
    (sign(PERSON | {"iss": "https://evil.example"}), "TOKEN_INVALID", "another issuer"),
    (sign(without("iss")), "TOKEN_INVALID", "another issuer"),
    (sign(PERSON | {"aud": "account"}), "TOKEN_INVALID", "not meant for motcua"),
    (sign(PERSON | {"aud": ["motcua2", "account"]}), "TOKEN_INVALID", "not meant for motcua"),
    (sign(without("aud")), "TOKEN_INVALID", "not meant for motcua"),
    (sign(PERSON | {"typ": "ID"}), "TOKEN_INVALID", "not an access token"),
    (sign(PERSON | {"typ": "Refresh"}), "TOKEN_INVALID", "not an access token"),
    (sign(PERSON | {"typ": "logout+jwt"}), "TOKEN_INVALID", "not an access token"),
    (sign(without("sub")), "TOKEN_INVALID", "who is calling"),
    (sign(PERSON | {"sub": ""}), "TOKEN_INVALID", "who is calling"),
    (sign(PERSON | {"realm_access": {"roles": "operator"}}), "TOKEN_INVALID", "who is calling"),
    (sign(PERSON | {"realm_access": ["operator"]}), "TOKEN_INVALID", "who is calling"),
    (sign(PERSON, STRANGER), "TOKEN_INVALID", "signature is wrong"),
    (sign(PERSON, ENCRYPTION), "TOKEN_INVALID", "unknown key"),
    (sign(PERSON)[:-4] + "AAAA", "TOKEN_INVALID", "signature is wrong"),
    (
        ".".join([sign(PERSON).split(".")[0], b64(PERSON | {"sub": "x"}), sign(PERSON).split(".")[2]]),
        "TOKEN_INVALID",
        "",
    ),
    (f"{b64({'alg': 'none', 'kid': 'k1'})}.{b64(PERSON)}.", "TOKEN_INVALID", ""),
    (f"{b64({'alg': 'None', 'kid': 'k1'})}.{b64(PERSON)}.", "TOKEN_INVALID", ""),
    (f"{b64({'alg': 'RS256'})}.{b64(PERSON)}.", "TOKEN_INVALID", ""),
    (sign(PERSON, KEY, "RS384"), "TOKEN_INVALID", "algorithm is not allowed"),
    (sign(PERSON, KEY, "PS256"), "TOKEN_INVALID", "algorithm is not allowed"),
    ("x" * 20_000, "TOKEN_INVALID", "too long"),
    ("", "TOKEN_INVALID", ""),
    ("a.b.c", "TOKEN_INVALID", ""),
    ("đ.đ.đ", "TOKEN_INVALID", ""),
    ("\ud800", "TOKEN_INVALID", ""),
]


@pytest.mark.parametrize(("token", "code", "reason"), REFUSED)
def test_refused(desk: Desk, token: str, code: str, reason: str) -> None:
    with pytest.raises(TokenRefused) as refused:
        desk.verifier.verify(token)
    assert refused.value.code == code
    assert reason in refused.value.message_en
    assert not token or token[:20] not in str(refused.value)


@pytest.mark.parametrize("form", ["pem", "der", "jwk"])
def test_a_public_key_is_no_shared_secret(desk: Desk, form: str) -> None:
    """Algorithm confusion: HS256 with the public key as the secret."""
    secret = {
        "pem": KEY.as_pem(private=False),
        "der": KEY.as_der(private=False),
        "jwk": json.dumps(KEY.as_dict(private=False)).encode(),
    }[form]
    header, payload = b64({"alg": "HS256", "kid": "k1", "typ": "JWT"}), b64(PERSON)
    mac = hmac.new(secret, f"{header}.{payload}".encode(), hashlib.sha256).digest()
    forged = f"{header}.{payload}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
    with pytest.raises(TokenRefused, match="algorithm is not allowed"):
        desk.verifier.verify(forged)


def test_a_key_inside_the_token_is_not_believed(desk: Desk) -> None:
    forged = sign(PERSON, STRANGER, jwk=STRANGER.as_dict(private=False))
    with pytest.raises(TokenRefused):
        desk.verifier.verify(forged)


def test_shared_secrets_in_the_key_set_verify_nothing(desk: Desk) -> None:
    shared = OctKey.import_key(b"0" * 32, {"kid": "oct"})
    desk.realm.keys.append(shared)
    with pytest.raises(TokenRefused):
        desk.verifier.verify(sign(PERSON, shared, "HS256"))


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    realm = Realm()
    with httpx.Client(transport=httpx.MockTransport(realm)) as http, pytest.raises(TokenRefused):
        TokenVerifier(Provider(ISSUER, http=http)).verify(text)


def test_a_verified_token_is_not_verified_again_but_still_expires(desk: Desk) -> None:
    token = sign(PERSON)
    assert desk.verifier.verify(token) is desk.verifier.verify(token)
    desk.clock.at += 400
    with pytest.raises(TokenRefused, match="TOKEN_EXPIRED"):
        desk.verifier.verify(token)


def test_what_is_known_of_a_token_is_told_without_asking_anybody(desk: Desk) -> None:
    token = sign(PERSON)
    assert (
        desk.verifier.known(token) is None
        and desk.verifier.known("x" * 100_000) is None
        and not desk.realm.asked
    )
    assert desk.verifier.verify(token) is desk.verifier.known(token)
    desk.clock.at += 400
    assert desk.verifier.known(token) is None


def test_keys_are_read_once(desk: Desk) -> None:
    for number in range(5):
        desk.verifier.verify(sign(PERSON | {"jti": str(number)}))
    assert desk.realm.asked == ["openid-configuration", "certs"]


def test_a_new_key_is_found_but_forged_ids_do_not_hammer_the_issuer(desk: Desk) -> None:
    desk.verifier.verify(sign(PERSON))
    fresh = RSAKey.generate_key(2048, {"kid": "k9"})
    desk.realm.keys.append(fresh)
    desk.clock.at += 11
    assert desk.verifier.verify(sign(PERSON, fresh)).username == "lan"
    asked = len(desk.realm.asked)
    for number in range(20):
        with pytest.raises(TokenRefused, match="unknown key"):
            desk.verifier.verify(sign(PERSON, KEY, kid=f"forged-{number}"))
    assert len(desk.realm.asked) == asked


def test_a_key_taken_away_stops_working(desk: Desk) -> None:
    long = PERSON | {"exp": NOW + 10_000}
    desk.verifier.verify(sign(long))
    desk.realm.keys.remove(KEY)
    desk.clock.at += 601
    with pytest.raises(TokenRefused, match="unknown key"):
        desk.verifier.verify(sign(long))


def test_an_issuer_that_is_away_is_no_fault_of_the_caller(desk: Desk) -> None:
    desk.realm.down = True
    with pytest.raises(IssuerUnavailable, match="openid-configuration"):
        desk.verifier.verify(sign(PERSON))
    desk.realm.down = False
    desk.clock.at += 2
    assert desk.verifier.verify(sign(PERSON)).username == "lan"


def test_known_keys_serve_on_while_the_issuer_is_away(desk: Desk) -> None:
    desk.verifier.verify(sign(PERSON | {"exp": NOW + 5_000}))
    desk.realm.down = True
    desk.clock.at += 1_000
    assert desk.verifier.verify(sign(PERSON | {"exp": NOW + 5_000, "jti": "2"})).username == "lan"


def test_a_document_of_another_issuer_is_refused(desk: Desk) -> None:
    desk.realm.name = "https://evil.example"
    with pytest.raises(IssuerUnavailable, match=r"evil\.example"):
        desk.verifier.verify(sign(PERSON))
