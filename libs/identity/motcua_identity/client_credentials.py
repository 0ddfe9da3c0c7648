# SPDX-License-Identifier: Apache-2.0
"""Tokens for a service's own account: asked for when needed, kept until shortly before they expire."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from motcua_identity.errors import IssuerUnavailable
from motcua_identity.provider import Provider

_EARLY: Final = 30.0
"""Seconds before expiry at which a new token is fetched, so that none expires under way."""
_LAST: Final = 2.0
"""Seconds before expiry at which a token is of no use any more; and between two tries while the issuer is away."""


class ClientCredentials:
    """Token source of a client: call it to get an access token. Thread-safe; one request however many
    wait."""

    def __init__(
        self,
        provider: Provider,
        client_id: str,
        secret: str,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._provider = provider
        self._client_id = client_id
        self._secret = secret
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._token: str | None = None
        self._until = 0.0
        self._ends = 0.0

    def __call__(self) -> str:
        """An access token good for at least some seconds. IssuerUnavailable or LoginRefused if there is
        none."""
        with self._lock:
            if self._token is None or self._monotonic() >= self._until:
                self._renew()
            assert self._token is not None
            return self._token

    def invalidate(self) -> None:
        """A server refused the token: fetch another next time."""
        with self._lock:
            self._token = None

    def _renew(self) -> None:
        """While the issuer is away, the token that is there is good until it ends."""
        try:
            self._fetch()
        except IssuerUnavailable:
            if self._token is None or self._monotonic() >= self._ends - _LAST:
                raise
            self._until = self._monotonic() + _LAST

    def _fetch(self) -> None:
        asked = self._monotonic()
        body = self._provider.request_token(
            {"grant_type": "client_credentials"}, self._client_id, self._secret
        )
        lives = float(body.get("expires_in", 60))
        self._token = str(body["access_token"])
        self._until = asked + max(lives - _EARLY, lives / 2)
        self._ends = asked + lives
