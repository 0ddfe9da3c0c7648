# SPDX-License-Identifier: Apache-2.0
"""The security headers of every page: nothing from elsewhere is loaded, framed or posted to."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.responses import Response


def security_headers(issuer: str) -> Mapping[str, str]:
    """Browsers hold redirects after a form against `form-action` too, and an ended session leads from a form to the issuer: so
    the issuer's origin, and no other, is named beside our own."""
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
    }


def secured(answer: Response, headers: Mapping[str, str]) -> Response:
    """With the headers, unless a page has its own; what failed outside the middleware gets them by hand."""
    for name, value in headers.items():
        answer.headers.setdefault(name, value)
    if "text/html" in answer.headers.get("content-type", ""):
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _origin(issuer: str) -> list[str]:
    """Scheme, host and port of the issuer's address; nothing for what is no such address, as a header takes no free text."""
    parts = urlsplit(issuer)
    if parts.scheme not in ("http", "https") or not parts.netloc or set(parts.netloc) & set(" ;,'\"@"):
        return []
    return [f"{parts.scheme}://{parts.netloc}"]
