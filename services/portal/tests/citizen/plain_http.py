# SPDX-License-Identifier: Apache-2.0
"""Clients of pages on loopback."""

from __future__ import annotations

import ssl
from typing import Any

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
