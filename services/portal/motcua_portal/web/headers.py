# SPDX-License-Identifier: Apache-2.0
"""The security headers of every page: nothing from elsewhere is loaded, framed or posted to."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from motcua_identity.provider import is_loopback
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def security_headers(issuer: str, public_url: str = "") -> Mapping[str, str]:
    """Browsers hold redirects after a form against `form-action` too, and an ended session leads from a form to the issuer: so
    the issuer's origin, and no other, is named beside our own. `public_url`: of the pages, as people see it."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": " ".join(["'self'", *_origin(issuer)]),
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    } | _transport(public_url)


def secured(answer: Response, headers: Mapping[str, str]) -> Response:
    """With the headers, unless a page has its own; what failed outside the middleware gets them by hand."""
    for name, value in headers.items():
        answer.headers.setdefault(name, value)
    # Whatever is not a static file may be about somebody: pages, redirects that name a dossier, answers of the API.
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


class Secured:
    """An ASGI application before another one, for what answers before our own middleware does."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                for name, value in {**self._headers, "Cache-Control": "no-store"}.items():
                    told.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


def _transport(public_url: str) -> dict[str, str]:
    """Browsers that came by https once come by nothing else for a year (RFC 6797). Not on loopback: the name `localhost` is
    also that of other programs of this machine."""
    parts = urlsplit(public_url)
    if parts.scheme != "https" or is_loopback(parts.hostname or ""):
        return {}
    return {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def _origin(issuer: str) -> list[str]:
    """Scheme, host and port of the issuer's address; nothing for what is no such address, as a header takes no free text."""
    parts = urlsplit(issuer)
    if parts.scheme not in ("http", "https") or not parts.netloc or set(parts.netloc) & set(" ;,'\"@"):
        return []
    return [f"{parts.scheme}://{parts.netloc}"]
