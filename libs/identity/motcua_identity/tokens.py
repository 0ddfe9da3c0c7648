# SPDX-License-Identifier: Apache-2.0
"""Access tokens: from the string a caller sends to the subject it stands for. Claims as Keycloak makes them.

Times are those of the machine, not of the trial clock: moving a demo forward by three days signs nobody out.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError

from motcua_identity.errors import TokenRefused, token_expired, token_invalid
from motcua_identity.provider import Provider
from motcua_identity.subject import Kind, Subject

AUDIENCE: Final = "motcua"
ALGORITHMS: Final = ("RS256", "ES256")
"""Pinned: neither `none` nor a shared secret can pass, whatever a token's header says."""
LEEWAY: Final = 10.0
"""Seconds by which clocks of two machines may differ."""
LONGEST: Final = 16_384
_REMEMBER: Final = 300.0
"""Longest time in seconds that a verified token is not looked at again; a key taken away works no longer
than that."""
_CACHED: Final = 4_096


class TokenVerifier:
    """Verifies access tokens of one issuer for one audience. Thread-safe; a token is verified once, then
    remembered."""

    def __init__(
        self,
        provider: Provider,
        audience: str = AUDIENCE,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._provider = provider
        self._audience = audience
        self._now = now
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, tuple[Subject, float]] = OrderedDict()

    def known(self, token: str) -> Subject | None:
        """The subject of a token that was verified before, without waiting for anything; None where `verify` has to look."""
        return self._remembered(_digest(token)) if len(token) <= LONGEST else None

    def verify(self, token: str) -> Subject:
        """The subject of a good token. TokenRefused says why it is not; IssuerUnavailable if keys cannot be
        had."""
        if len(token) > LONGEST:
            raise token_invalid("it is too long")
        digest = _digest(token)
        known = self._remembered(digest)
        if known is not None:
            return known
        claims = read_claims(token, self._provider)
        self._check(claims)
        subject = subject_of(claims)
        self._remember(digest, subject, min(float(claims["exp"]), self._now() + _REMEMBER))
        return subject

    def _check(self, claims: Mapping[str, Any]) -> None:
        check_times(claims, self._now())
        if claims.get("iss") != self._provider.issuer:
            raise token_invalid("it is of another issuer")
        if self._audience not in audiences(claims):
            raise token_invalid(f"it is not meant for {self._audience}")
        if claims.get("typ", "Bearer") != "Bearer":
            raise token_invalid("it is not an access token")

    def _remembered(self, digest: bytes) -> Subject | None:
        known = self._known.get(digest)
        return known[0] if known is not None and self._now() < known[1] else None

    def _remember(self, digest: bytes, subject: Subject, until: float) -> None:
        with self._lock:
            self._known[digest] = (subject, until)
            if len(self._known) > _CACHED:
                self._known.popitem(last=False)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def read_claims(token: str, provider: Provider) -> Mapping[str, Any]:
    """Claims of a token whose signature is the provider's; nothing else is checked here."""
    return read_token(token, provider).claims


def read_token(token: str, provider: Provider) -> jwt.Token:
    """The same with its header."""
    try:
        try:
            return jwt.decode(token, provider.keys(), algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            return jwt.decode(token, provider.keys_after_unknown(), algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise token_invalid(_reason(error)) from error


def check_times(claims: Mapping[str, Any], now: float) -> None:
    """`exp` must be there and ahead, `nbf` and `iat` (if any) behind, each by the clock of this machine."""
    if not _is_time(claims.get("exp")):
        raise token_invalid("it has no time of expiry")
    if now > claims["exp"] + LEEWAY:
        raise token_expired()
    for name in ("nbf", "iat"):
        value = claims.get(name)
        if value is not None and (not _is_time(value) or now < value - LEEWAY):
            raise TokenRefused(
                "TOKEN_NOT_YET_VALID",
                "Thông tin đăng nhập chưa có hiệu lực. Hãy kiểm tra đồng hồ máy chủ.",
                "The access token is not valid yet: check the clocks of the machines.",
            )


def audiences(claims: Mapping[str, Any]) -> list[str]:
    """The claim `aud` as a list."""
    value = claims.get("aud")
    return [value] if isinstance(value, str) else [str(each) for each in value or ()]


def subject_of(claims: Mapping[str, Any]) -> Subject:
    """The subject that verified claims describe. TokenRefused if they have no `sub` or are not shaped as
    expected."""
    access = claims.get("realm_access") or {}
    roles = access.get("roles", []) if isinstance(access, dict) else None
    if not isinstance(claims.get("sub"), str) or not claims["sub"] or not isinstance(roles, list):
        raise token_invalid("it does not say who is calling")
    username = str(claims.get("preferred_username", ""))
    return Subject(
        user_id=claims["sub"],
        username=username,
        name=str(claims.get("name") or username),
        roles=frozenset(map(str, roles)),
        unit=_unit(claims.get("unit")),
        client=claims.get("azp") or claims.get("client_id"),
        kind=_kind(claims, username),
        identity_number=_number(claims.get("identity_number")),
    )


def _kind(claims: Mapping[str, Any], username: str) -> Kind:
    # Keycloak adds `client_id` for service accounts only; the user name alone could be somebody's choice.
    client = claims.get("client_id")
    return Kind.SERVICE if client and username == f"service-account-{client}".lower() else Kind.PERSON


def _number(value: object) -> str:
    return value if isinstance(value, str) else ""


def _unit(value: object) -> str | None:
    # A user attribute of Keycloak is a list unless its mapper says otherwise.
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) and first else None


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _reason(error: Exception) -> str:
    if isinstance(error, InvalidKeyIdError):
        return "it is signed with an unknown key"
    code = getattr(error, "error", "")
    return {
        "bad_signature": "its signature is wrong",
        "unsupported_algorithm": "its algorithm is not allowed",
    }.get(code, "it cannot be read")
