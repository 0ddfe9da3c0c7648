# SPDX-License-Identifier: Apache-2.0
"""For tests of services: an issuer whose tokens the real verifier takes, without sign-in pages, and policies for fake peers."""

from __future__ import annotations

import json
import threading
import time
from base64 import b64decode
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey
from motcua_identity import AUTHENTICATED, SERVICE, Policy, Rule, service_role

LIVES = 600
"""Seconds that a token is good for."""


class TestIssuer:
    """Discovery document, keys and client credentials on a free loopback port; `person()` and `account()` make tokens."""

    __test__ = False

    def __init__(self) -> None:
        self._key = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/oidc"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def person(self, user: str, name: str, *roles: str, unit: str | None = None) -> str:
        """A token of somebody who signed in."""
        return self._token(user, {"preferred_username": user, "name": name, "azp": "portal"}, roles, unit)

    def account(self, client: str, *roles: str, unit: str | None = None) -> str:
        """A token of another system's account."""
        claims = {"preferred_username": f"service-account-{client}", "azp": client, "client_id": client}
        return self._token(f"account-{client}", claims, roles, unit)

    def service(self, name: str) -> str:
        """A token of one of our services."""
        return self.account(name, SERVICE, service_role(name))

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _token(self, sub: str, claims: Mapping[str, str], roles: tuple[str, ...], unit: str | None) -> str:
        now = int(time.time())
        body: dict[str, Any] = {
            **claims, "iss": self.url, "aud": "motcua", "sub": f"id-{sub}", "iat": now, "exp": now + LIVES,
            "typ": "Bearer", "realm_access": {"roles": list(roles)},
        }  # fmt: skip
        if unit:
            body["unit"] = unit
        return jwt.encode({"alg": "RS256", "kid": "test"}, body, self._key)

    def _answer(self, path: str, client: str) -> dict[str, Any]:
        if path.endswith("/token"):
            return {"access_token": self.service(client), "expires_in": LIVES, "token_type": "Bearer"}
        if path.endswith("/keys"):
            return {"keys": [self._key.as_dict(private=False)]}
        return {"issuer": self.url, "jwks_uri": f"{self.url}/keys", "token_endpoint": f"{self.url}/token"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                basic = self.headers.get("authorization", "").removeprefix("Basic ")
                client = b64decode(basic).decode().partition(":")[0]
                body = json.dumps(issuer._answer(self.path, client)).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                """Nothing: the test has its own output."""

        return Handler


def peer_policy(service: Any, rules: Mapping[str, Rule]) -> Policy:
    """The policy of a fake peer: `service` is its descriptor (`….DESCRIPTOR.services_by_name[…]`); methods without a rule of
    their own take anybody who is signed in."""
    names = [method.name for method in service.methods]
    return Policy.of(service.full_name, {name: rules.get(name, AUTHENTICATED) for name in names})
