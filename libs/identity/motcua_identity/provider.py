# SPDX-License-Identifier: Apache-2.0
"""An OIDC issuer seen from outside: discovery document, signing keys, token requests. Keycloak or the
embedded one."""

from __future__ import annotations

import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from motcua_identity.errors import IssuerUnavailable, LoginRefused, issuer_unavailable

T = TypeVar("T")

KEYS_LIVE: Final = 600.0
"""Seconds after which keys are read again, so that a key taken away stops working."""
REFETCH_AFTER: Final = 10.0
"""Seconds between two readings for an unknown key id: nobody can make us hammer the issuer with forged
ids."""
RETRY_AFTER: Final = 1.0
"""Seconds for which a failed reading is not tried again."""
ALIVE_FOR: Final = 2.0
"""Seconds for which an issuer that answered is believed to be there."""


def is_loopback(host: str) -> bool:
    """True for localhost and for loopback addresses, with or without brackets."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@cache
def trusted(from_environment: bool) -> ssl.SSLContext:
    """The certificate authorities that are trusted: read once, not by each client, as that takes long."""
    return httpx.create_ssl_context(trust_env=from_environment)


class Provider:
    """One issuer, read lazily: nothing is asked before the first token comes. Safe to share between
    threads."""

    def __init__(
        self,
        issuer: str,
        *,
        discovery_url: str | None = None,
        http: httpx.Client | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`issuer` is the exact value of the claim `iss`. `discovery_url` is for networks in which the
        issuer is reached under another address than its name."""
        self.issuer = issuer
        self._discovery_url = discovery_url or f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        # Proxies from the environment must not see what stays on this machine.
        local = is_loopback(urlsplit(self._discovery_url).hostname or "")
        self._http = http or httpx.Client(timeout=5.0, trust_env=not local, verify=trusted(not local))
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._document: Mapping[str, Any] | None = None
        self._keys: KeySet | None = None
        self._keys_at = 0.0
        self._failure: tuple[float, IssuerUnavailable] | None = None
        self._answered = float("-inf")
        self._silent_until = float("-inf")

    def endpoint(self, name: str) -> str:
        """Address from the discovery document: `endpoint("token_endpoint")`."""
        with self._lock:
            return self._endpoint(name)

    def need(self) -> None:
        """IssuerUnavailable unless it is there: to be asked before a browser is sent to it."""
        with self._lock:
            if self._monotonic() - self._answered > ALIVE_FOR:
                self._document = self._guarded(self._read_document)
                self._answered = self._monotonic()

    def keys(self) -> KeySet:
        """The issuer's signing keys, at most KEYS_LIVE seconds old; older ones serve on while it is away."""
        with self._lock:
            if self._keys is None or self._monotonic() - self._keys_at > KEYS_LIVE:
                try:
                    self._read_keys()
                except IssuerUnavailable:
                    if self._keys is None:
                        raise
                    # Not with each request: an issuer that hangs would hold up everybody.
                    self._keys_at = self._monotonic() - KEYS_LIVE + REFETCH_AFTER
            assert self._keys is not None
            return self._keys

    def keys_after_unknown(self) -> KeySet:
        """The keys, read again if the last reading is REFETCH_AFTER seconds old."""
        with self._lock:
            if self._keys is None or self._monotonic() - self._keys_at > REFETCH_AFTER:
                self._read_keys()
            assert self._keys is not None
            return self._keys

    def request_token(self, form: Mapping[str, str], client_id: str, secret: str | None) -> Mapping[str, Any]:
        """POST to the token endpoint. LoginRefused with the OAuth error if the issuer says no."""
        status, body = self._post("token_endpoint", form, client_id, secret)
        if status == 200 and isinstance(body, dict) and isinstance(body.get("access_token"), str):
            return body
        raise self._no("token_endpoint", status, body, client_id)

    def request_logout(self, form: Mapping[str, str], client_id: str, secret: str | None) -> None:
        """POST a refresh token to the end-session endpoint, which ends its session (Keycloak's way to sign out from a server).
        LoginRefused if the issuer does not know the client; a session that has ended already is no error."""
        status, body = self._post("end_session_endpoint", form, client_id, secret)
        ended = status == 400 and isinstance(body, dict) and body.get("error") == "invalid_grant"
        if not (200 <= status < 300 or ended):
            raise self._no("end_session_endpoint", status, body, client_id)

    def _post(
        self, endpoint: str, form: Mapping[str, str], client_id: str, secret: str | None
    ) -> tuple[int, object]:
        """The status and what JSON there is."""
        url = self.endpoint(endpoint)
        if self._monotonic() < self._silent_until:
            raise issuer_unavailable(f"{url} gave no answer a moment ago")
        auth = httpx.USE_CLIENT_DEFAULT if secret is None else httpx.BasicAuth(client_id, secret)
        try:
            response = self._http.post(url, data={**form, "client_id": client_id}, auth=auth)
            return response.status_code, response.json() if response.content else None
        except (httpx.HTTPError, ValueError) as error:
            self._answered = float("-inf")
            self._silent_until = self._monotonic() + RETRY_AFTER
            raise issuer_unavailable(f"{url} gave no answer that can be read ({error})") from error

    def _no(
        self, endpoint: str, status: int, body: object, client_id: str
    ) -> IssuerUnavailable | LoginRefused:
        if status >= 500 or not isinstance(body, dict):
            return issuer_unavailable(f"{self.endpoint(endpoint)} answered {status}")
        return _refused(str(body.get("error", "")), client_id)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _endpoint(self, name: str) -> str:
        if self._document is None:
            self._document = self._guarded(self._read_document)
        value = self._document.get(name)
        if not isinstance(value, str):
            raise issuer_unavailable(f"{self._discovery_url} names no {name}")
        return value

    def _read_document(self) -> Mapping[str, Any]:
        document = self._get(self._discovery_url)
        if document.get("issuer") != self.issuer:
            raise issuer_unavailable(
                f"{self._discovery_url} is the document of {document.get('issuer')!r}, not of {self.issuer!r}"
            )
        return document

    def _read_keys(self) -> None:
        url = self._endpoint("jwks_uri")
        self._keys = self._guarded(lambda: _key_set(self._get(url), url))
        self._keys_at = self._monotonic()

    def _guarded(self, read: Callable[[], T]) -> T:
        if self._failure and self._monotonic() - self._failure[0] < RETRY_AFTER:
            raise self._failure[1]
        try:
            made = read()
        except IssuerUnavailable as error:
            self._failure = (self._monotonic(), error)
            raise
        self._failure = None
        return made

    def _get(self, url: str) -> Mapping[str, Any]:
        try:
            body = self._http.get(url).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise issuer_unavailable(f"{url} gave no answer that can be read ({error})") from error
        if not isinstance(body, dict):
            raise issuer_unavailable(f"{url} is not a JSON object")
        return body


def _key_set(body: Mapping[str, Any], url: str) -> KeySet:
    try:
        # Keycloak also publishes its key for encryption; it must never verify anything.
        signing = [key for key in body["keys"] if key.get("use", "sig") == "sig"]
        return KeySet.import_key_set({"keys": signing})
    except (JoseError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise issuer_unavailable(f"{url} holds no usable keys") from error


def _refused(oauth_error: str, client_id: str) -> LoginRefused:
    if oauth_error == "invalid_grant":
        return LoginRefused(
            "SESSION_ENDED",
            "Phiên đăng nhập đã kết thúc. Hãy đăng nhập lại.",
            "The session has ended. Sign in again.",
        )
    return LoginRefused(
        "CLIENT_REFUSED",
        "Dịch vụ đăng nhập từ chối ứng dụng này.",
        f"The issuer refused client {client_id}: {oauth_error or 'no reason given'}.",
    )
