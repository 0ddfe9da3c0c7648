# SPDX-License-Identifier: Apache-2.0
"""Cookies of the portal: closed to scripts, for this host and every path of it alone, never sent by another site's forms.

Wherever people come by https they are called `__Host-…`, which a browser takes only from this host itself and only over TLS: no
neighbouring name of the same domain, and nobody on the way, can plant one (RFC 6265bis, section 4.1.3.2).
"""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

SESSION = "motcua_session"
SIGN_IN = "motcua_sign_in"
LANGUAGE = "motcua_language"
KEYS = "motcua_keys"


def name_of(request: Request, name: str) -> str:
    """What a cookie is called here; browsers refuse the prefix without TLS, as on loopback."""
    return f"__Host-{name}" if request.app.state.secure_cookies else name


def read(request: Request, name: str) -> str:
    """Its value, "" when there is none."""
    return request.cookies.get(name_of(request, name), "")


def put(request: Request, answer: Response, name: str, value: str, seconds: int | None) -> None:
    """Set it for so long; None: until the browser is closed. Lax, so that a link from a mail or the issuer's way back finds
    whoever is signed in; what changes something is a form, and has its own proof."""
    answer.set_cookie(
        name_of(request, name), value, max_age=seconds, path="/", httponly=True, samesite="lax",
        secure=request.app.state.secure_cookies,
    )  # fmt: skip


def drop(request: Request, answer: Response, name: str) -> None:
    """Take it away. With the attributes it was set with: else a browser does not touch one that is called `__Host-…`."""
    answer.delete_cookie(
        name_of(request, name),
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.app.state.secure_cookies,
    )
