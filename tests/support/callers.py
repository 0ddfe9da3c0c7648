# SPDX-License-Identifier: Apache-2.0
"""Who may call a running embedded system, and with what: the demo people, its clients, clients that an issuer could also know,
and whoever comes with a token that is not good."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import RSAKey
from motcua_identity import ClientCredentials, Provider
from motcua_identity.issuer import CLIENT_CREDENTIALS, Client
from motcua_identity.issuer.minter import KEY_FILE, Minter
from motcua_identity.tokens import AUDIENCE, LEEWAY

from support.system import System

SECONDS: Final = 600


@dataclass(frozen=True)
class Signing:
    """Makes tokens with the key of a running issuer: of clients that it does not have, and broken in one way each."""

    issuer: str
    folder: Path

    def __call__(
        self, client: Client, *, ago: float = 0.0, issuer: str = "", folder: Path | None = None
    ) -> str:
        """A token of a client's own account, made `ago` seconds before now."""
        minter = Minter(issuer or self.issuer, folder or self.folder, SECONDS, lambda: time.time() - ago)
        return minter.client_token(client)

    def altered(self, token: str, **claims: Any) -> str:
        """The same with other claims, signed anew by the same key."""
        key = RSAKey.import_key((self.folder / KEY_FILE).read_bytes())
        key.ensure_kid()
        return jwt.encode({"alg": "RS256", "kid": key.kid, "typ": "JWT"}, _claims(token) | claims, key)


def _claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return read


def _coded(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def broken(signing: Signing, good: str) -> dict[str, str]:
    """Tokens that differ from a good one in one thing each, which is why they are not good; by that thing."""
    header, body, signature = good.split(".")
    claims = _claims(good)
    with TemporaryDirectory() as elsewhere:
        stranger = RSAKey.generate_key(2048, auto_kid=True)
        Path(elsewhere, KEY_FILE).write_bytes(stranger.as_pem(private=True))
        own = RSAKey.import_key((signing.folder / KEY_FILE).read_bytes())
        own.ensure_kid()
        forged = jwt.encode({"alg": "RS256", "kid": own.kid, "typ": "JWT"}, claims, stranger)
    past = time.time() - LEEWAY - 1
    return {
        "forged": forged,
        "altered": f"{header}.{_coded(claims | {'realm_access': {'roles': ['operator']}})}.{signature}",
        "expired": signing.altered(good, iat=int(past - SECONDS), nbf=int(past - SECONDS), exp=int(past)),
        "wrong audience": signing.altered(good, aud="account"),
        "wrong issuer": signing.altered(good, iss="https://id.tinh-khac.example/realms/motcua"),
        "no signature": f"{_coded({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        "identity token": signing.altered(good, typ="ID"),
    }


def client_tokens(system: System) -> dict[str, str]:
    """Tokens of every client that proves itself."""
    with closing(Provider(system.run["issuer"])) as provider:
        return {
            client["id"]: ClientCredentials(provider, client["id"], client["secret"])()
            for client in system.run["clients"]
            if client["secret"] and CLIENT_CREDENTIALS in client["grants"]
        }


def signing_of(system: System) -> Signing:
    """Who signs with the key of this system's issuer."""
    return Signing(system.run["issuer"], system.var / "identity")


__all__ = ["AUDIENCE", "Signing", "broken", "client_tokens", "signing_of"]
