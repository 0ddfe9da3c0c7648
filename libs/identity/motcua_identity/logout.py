# SPDX-License-Identifier: Apache-2.0
"""What an issuer says when a session ends: the logout token of OpenID Connect Back-Channel Logout 1.0, section 2.6."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from motcua_identity.errors import token_invalid
from motcua_identity.provider import Provider
from motcua_identity.tokens import LEEWAY, LONGEST, audiences, check_times, read_token

EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
TYPE: Final = "logout+jwt"
FRESH: Final = 120.0
"""Seconds after which a logout token is too old: it is sent at once, and whoever finds one later must not use it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The session `session_id` has ended; without one, every session that `user_id` had begun by `at` (epoch seconds)."""

    session_id: str
    user_id: str
    at: float


class LogoutTokens:
    """Reads logout tokens of one issuer for one client. Thread-safe."""

    def __init__(self, provider: Provider, client_id: str, *, now: Callable[[], float] = time.time) -> None:
        self._provider = provider
        self._client_id = client_id
        self._now = now

    def read(self, token: str) -> Ended:
        """Which session ended. TokenRefused says what is wrong with the token; IssuerUnavailable if keys cannot be had.

        The claim `jti` is not kept: to end again what was begun before the token was made changes nothing.
        """
        if len(token) > LONGEST:
            raise token_invalid("it is too long")
        made = read_token(token, self._provider)
        if str(made.header.get("typ", "")).lower().removeprefix("application/") != TYPE:
            raise token_invalid("it is no logout token")
        self._check(made.claims)
        return Ended(_text(made.claims, "sid"), _text(made.claims, "sub"), float(made.claims["iat"]))

    def _check(self, claims: Mapping[str, Any]) -> None:
        check_times(claims, self._now())
        if claims.get("iss") != self._provider.issuer:
            raise token_invalid("it is of another issuer")
        if self._client_id not in audiences(claims):
            raise token_invalid("it is not meant for this client")
        if "iat" not in claims or self._now() > claims["iat"] + FRESH + LEEWAY:
            raise token_invalid("it is too old")
        events = claims.get("events")
        if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
            raise token_invalid("it tells of no logout")
        if "nonce" in claims or not _text(claims, "jti"):
            raise token_invalid("it is no logout token")
        if not _text(claims, "sid") and not _text(claims, "sub"):
            raise token_invalid("it does not say whose session has ended")


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name, "")
    return value if isinstance(value, str) else ""
