# SPDX-License-Identifier: Apache-2.0
"""Keycloak's administration by REST. By httpx, which we have: the twenty requests that we need are no reason for another
client library with dependencies of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx

from motcua_identity.provider import is_loopback

_PAGE: Final = 200
_EARLY: Final = 15.0
"""Seconds before its end at which the administrator's token, which lives for a minute, is asked for again."""


PATIENCE: Final = 60.0
"""Seconds that one request waits for Keycloak, which is slow while it starts and on a busy machine."""
_AGAIN: Final = "Look whether it runs, and do it again: what is done is not done twice."


class KeycloakError(Exception):
    """One sentence: what Keycloak did not do, and why."""


class Admin:
    """One administrator of one Keycloak, a person or a service account. To be closed."""

    def __init__(
        self,
        url: str,
        *,
        user: str = "",
        password: str = "",
        client_id: str = "admin-cli",
        client_secret: str = "",
        home: str = "master",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`url`: base address, http://127.0.0.1:8081. `home`: the realm that the administrator is of."""
        self.url = url.rstrip("/")
        local = is_loopback(urlsplit(url).hostname or "")
        self._http = httpx.Client(timeout=PATIENCE, trust_env=not local)
        self._home = home
        self._form = {"client_id": client_id}
        self._form |= {"client_secret": client_secret} if client_secret else {}
        kind = {"grant_type": "password", "username": user, "password": password}
        self._form |= kind if user else {"grant_type": "client_credentials"}
        self._monotonic = monotonic
        self._token = ""
        self._until = 0.0

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, **query: str | int) -> Any:
        """The body, None where there is no such thing. `path` is below /admin/realms, its names quoted: see `of`."""
        answer = self._ask("GET", path, params=query)
        return None if answer.status_code == 404 else self._read(self._good(answer))

    def pages(self, path: str, **query: str | int) -> Iterator[Any]:
        """Everything of a list that comes by pages."""
        first = 0
        while found := self.get(path, first=first, max=_PAGE, **query):
            yield from found
            first += len(found)

    def post(self, path: str, body: Any) -> str:
        """Make something; its id, if Keycloak says one."""
        answer = self._good(self._ask("POST", path, json=body))
        return str(answer.headers.get("location", "")).rpartition("/")[2]

    def put(self, path: str, body: Any = None) -> None:
        """Change something."""
        self._good(self._ask("PUT", path, json={} if body is None else body))

    def delete(self, path: str, body: Any = None) -> None:
        """Take something away; nothing where it is gone already."""
        answer = self._ask("DELETE", path, **({} if body is None else {"json": body}))
        if answer.status_code != 404:
            self._good(answer)

    def forget_token(self) -> None:
        """A new realm gives its maker rights that only a new token has."""
        self._until = 0.0

    def _ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        token = self._fresh()
        try:
            return self._http.request(
                method,
                f"{self.url}/admin/realms{path}",
                headers={"Authorization": f"Bearer {token}"},
                **sent,
            )
        except httpx.HTTPError as error:
            raise self._silent(error) from error

    def _silent(self, error: httpx.HTTPError) -> KeycloakError:
        if isinstance(error, httpx.TimeoutException):
            return KeycloakError(f"{self.url} gives no answer within {PATIENCE:.0f} s. {_AGAIN}")
        return KeycloakError(f"{self.url} gives no answer ({str(error) or type(error).__name__}). {_AGAIN}")

    def _read(self, answer: httpx.Response) -> Any:
        try:
            return answer.json()
        except ValueError as error:
            raise KeycloakError(
                f"{_what(answer)} was answered with something else than JSON: is {self.url} the address of Keycloak itself?"
            ) from error

    def _fresh(self) -> str:
        if self._monotonic() >= self._until:
            asked = self._monotonic()
            url = f"{self.url}/realms/{quote(self._home, safe='')}/protocol/openid-connect/token"
            try:
                answer = self._http.post(url, data=self._form)
            except httpx.HTTPError as error:
                raise self._silent(error) from error
            if answer.status_code != 200:
                raise KeycloakError(
                    f"{self.url} does not let the administrator in: {said(answer)}. Check its name and secret."
                )
            body = self._read(answer)
            try:
                self._token = str(body["access_token"])
                self._until = asked + float(body.get("expires_in", 60)) - _EARLY
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise KeycloakError(f"{url} gives no token: is it the address of Keycloak itself?") from error
        return self._token

    def _good(self, answer: httpx.Response) -> httpx.Response:
        if answer.status_code == 403:
            raise KeycloakError(
                f"The administrator may not {_what(answer)}: give the account that role of realm-management."
            )
        if answer.status_code >= 400:
            raise KeycloakError(f"Keycloak did not {_what(answer)}: {answer.status_code} {said(answer)}.")
        return answer


def said(answer: httpx.Response) -> str:
    """Why, in the server's words."""
    try:
        body: Mapping[str, Any] = answer.json()
        words = (body.get(name) for name in ("errorMessage", "error_description", "error"))
        return str(next((word for word in words if word), "no reason given"))[:300].rstrip(".")
    except (ValueError, AttributeError):
        return "no reason given"


def of(*names: str) -> str:
    """A path of names, each quoted: `of("motcua", "roles", "service:intake")`."""
    return "".join(f"/{quote(name, safe='')}" for name in names)


def _what(answer: httpx.Response) -> str:
    return f"{answer.request.method} {answer.request.url.path}"
