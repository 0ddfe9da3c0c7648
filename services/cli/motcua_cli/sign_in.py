# SPDX-License-Identifier: Apache-2.0
"""Signing in as a demo person without a browser: the code flow with PKCE, against the public endpoints of the issuer only."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from motcua_identity.provider import is_loopback

PORTAL = "portal"
LASTS = 240.0
"""Seconds after which a token is fetched anew; the issuer's last five minutes."""


PATIENCE = 30.0
"""Seconds for each answer of the issuer, which takes its time over a password on a busy machine."""


def access_token(run: Mapping[str, Any], user: str, password: str) -> str:
    """Sign in as a demo person through the portal's client; the access token. `run` is what `run.json` says.

    Raises:
        PermissionError: the issuer did not take user and password.
        httpx.HTTPError: it did not answer, or not as an issuer does, as while it starts.
    """
    client = next(client for client in run["clients"] if client["id"] == PORTAL)
    verifier = secrets.token_urlsafe(48)
    redirect = client["redirect_uris"][0]
    query = {
        "response_type": "code", "client_id": PORTAL, "redirect_uri": redirect, "scope": "openid profile",
        "state": "s", "nonce": "n", "code_challenge": _challenge(verifier), "code_challenge_method": "S256",
    }  # fmt: skip
    with httpx.Client(verify=_trusted(), timeout=PATIENCE) as browser:
        browser.event_hooks = {"response": [lambda answer: _keep_cookies(browser, answer)]}
        discovery = browser.get(f"{run['issuer']}/.well-known/openid-configuration").raise_for_status().json()
        page = browser.get(f"{discovery['authorization_endpoint']}?{urlencode(query)}").raise_for_status()
        answer = browser.post(_action(page), data=_fields(page.text) | _typed(user, password))
        code = parse_qs(urlsplit(answer.headers.get("location", "")).query).get("code")
        if not code:
            if answer.is_server_error:
                answer.raise_for_status()
            raise PermissionError(f"The issuer did not sign {user} in (HTTP {answer.status_code}).")
        tokens = browser.post(
            discovery["token_endpoint"],
            data={
                "grant_type": "authorization_code", "code": code[0], "redirect_uri": redirect,
                "code_verifier": verifier, "client_id": PORTAL, "client_secret": client["secret"],
            },
        ).raise_for_status()  # fmt: skip
    return str(tokens.json()["access_token"])


def _typed(user: str, password: str) -> dict[str, str]:
    """Into the form of the embedded issuer, or of Keycloak, which calls the field otherwise."""
    return {"user": user, "username": user, "password": password}


def _keep_cookies(browser: httpx.Client, answer: httpx.Response) -> None:
    """Keycloak's cookies are for https; browsers send such cookies to loopback as well, and so do we."""
    if is_loopback(answer.url.host):
        for cookie in browser.cookies.jar:
            cookie.secure = False


@cache
def _trusted() -> ssl.SSLContext:
    """The certificate authorities that are trusted: read once, as that takes longer than signing in."""
    return httpx.create_ssl_context()


class PersonToken:
    """A token source for channels in a person's name; signs in again when the token is about to end. Threads that share it sign
    in once: Keycloak refuses a second sign-in of a person while it looks at the first (protection against guessing)."""

    def __init__(self, run: Mapping[str, Any], user: str, now: Callable[[], float] = time.monotonic) -> None:
        self._run = run
        self._user = user
        self._now = now
        self._token = ""
        self._until = 0.0
        self._one_at_a_time = threading.Lock()

    def __call__(self) -> str:
        with self._one_at_a_time:
            if self._now() >= self._until:
                password = next(one["password"] for one in self._run["people"] if one["user"] == self._user)
                self._token = access_token(self._run, self._user, password)
                self._until = self._now() + LASTS
            return self._token

    def invalidate(self) -> None:
        """Fetch anew at the next call."""
        self._until = 0.0


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _action(page: httpx.Response) -> str:
    found = re.search(r'<form[^>]*action="([^"]*)"', page.text)
    target = unescape(found.group(1)) if found else ""
    return str(page.url.join(target)) if target else str(page.url)


def _fields(html: str) -> dict[str, str]:
    """Hidden fields of the sign-in form."""
    fields = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            fields[name.group(1)] = unescape(value.group(1)) if value else ""
    return fields
