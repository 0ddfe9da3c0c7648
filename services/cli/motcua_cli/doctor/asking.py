# SPDX-License-Identifier: Apache-2.0
"""One short question by HTTP, for many looks at once: without what a whole client prepares."""

from __future__ import annotations

import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

SECONDS = 4.0


class Silent(Exception):
    """Nobody answers; the sentence says how."""


def get(url: str, seconds: float = SECONDS) -> tuple[int, str]:
    """Status, and `Date` as it was said ("" without). Raises Silent."""
    parts = urlsplit(url)
    try:
        if parts.scheme == "https":
            context = ssl.create_default_context()
            asked: HTTPConnection = HTTPSConnection(
                parts.hostname or "", parts.port, timeout=seconds, context=context
            )
        else:
            asked = HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
        try:
            asked.request("GET", parts.path or "/")
            answer = asked.getresponse()
            return answer.status, answer.getheader("Date") or ""
        finally:
            asked.close()
    except (OSError, HTTPException, ValueError) as error:
        raise Silent(type(error).__name__) from error
