# SPDX-License-Identifier: Apache-2.0
"""The code flow with PKCE without a browser, against the public endpoints of the issuer only."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

PORTAL = "portal"


def access_token(run: dict[str, Any], user: str, password: str) -> str:
    """Sign in as a demo person through the portal's client; the access token."""
    client = next(client for client in run["clients"] if client["id"] == PORTAL)
    discovery = httpx.get(f"{run['issuer']}/.well-known/openid-configuration").json()
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code", "client_id": PORTAL, "redirect_uri": client["redirect_uris"][0],
        "scope": "openid profile", "state": "s", "nonce": "n", "code_challenge": challenge,
        "code_challenge_method": "S256",
    }  # fmt: skip
    with httpx.Client() as browser:
        page = browser.get(f"{discovery['authorization_endpoint']}?{urlencode(query)}")
        answer = browser.post(_action(page), data=_fields(page.text) | {"user": user, "password": password})
        code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
        tokens = browser.post(
            discovery["token_endpoint"],
            data={
                "grant_type": "authorization_code", "code": code, "redirect_uri": client["redirect_uris"][0],
                "code_verifier": verifier, "client_id": PORTAL, "client_secret": client["secret"],
            },
        )  # fmt: skip
    return str(tokens.json()["access_token"])


def _action(page: httpx.Response) -> str:
    found = re.search(r'<form[^>]*action="([^"]*)"', page.text)
    target = found.group(1).replace("&amp;", "&") if found else ""
    return str(page.url.join(target)) if target else str(page.url)


def _fields(html: str) -> dict[str, str]:
    """Hidden fields of the sign-in form."""
    fields = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            fields[name.group(1)] = (
                (value.group(1) if value else "").replace("&amp;", "&").replace("&#34;", '"')
            )
    return fields
