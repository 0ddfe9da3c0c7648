# SPDX-License-Identifier: Apache-2.0
"""Clients of pages on loopback."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

PATIENCE = 30.0
"""Seconds for an answer; five, as httpx has it, are too few on a busy machine."""
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody and is never asked: the pages are on http, and a context of each client would read the authorities of the
world, which takes longer than most tests."""


def client_of(site: str, key: str | None = None, **more: Any) -> httpx.Client:
    """A client of these pages, with this session's cookie."""
    cookies = {"motcua_session": key} if key else None
    return httpx.Client(base_url=site, cookies=cookies, timeout=PATIENCE, verify=_NO_TLS, **more)


@dataclass(frozen=True)
class Answer:
    """What a bare client was answered."""

    status_code: int
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class BareClient:
    """Sends what it is told over one connection and follows nothing, for tests with thousands of requests: a client like
    httpx's takes as long for one as the pages do."""

    def __init__(self, site: str, key: str) -> None:
        self._cookies = {"motcua_session": key}
        parts = urlsplit(site)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)

    def __enter__(self) -> BareClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def request(
        self, method: str, path: str, content: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        kept = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, content, {"Cookie": kept, **(headers or {})})
        answer = self._connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", ()):
            self._keep(SimpleCookie(line))
        return Answer(answer.status, answer.read())

    def _keep(self, told: SimpleCookie) -> None:
        for name, one in told.items():
            if one["max-age"] == "0":
                self._cookies.pop(name, None)
            else:
                self._cookies[name] = one.coded_value

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def post(
        self,
        path: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> Answer:
        """`data`: fields of a form."""
        if data is None:
            return self.request("POST", path, content or b"", headers)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.request("POST", path, urlencode(data).encode(), form)
