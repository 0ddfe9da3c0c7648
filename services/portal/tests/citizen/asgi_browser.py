# SPDX-License-Identifier: Apache-2.0
"""A browser of an application in this process, at whatever address the application believes to have: https too, without TLS."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx


class AsgiBrowser:
    """Keeps cookies and follows nothing. `address`: of the visitor, as the application sees it."""

    def __init__(self, app: Any, base_url: str, address: str = "203.0.113.7") -> None:
        transport = httpx.ASGITransport(app, client=(address, 40000))
        self._client = httpx.AsyncClient(transport=transport, base_url=base_url, follow_redirects=False)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._client.request(method, path, **more))

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def head(self, path: str, **more: Any) -> httpx.Response:
        return self.request("HEAD", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)
