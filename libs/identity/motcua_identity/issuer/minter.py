# SPDX-License-Identifier: Apache-2.0
"""Signs tokens in Keycloak's shape with a key made on first start and kept in the state folder."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from motcua_identity.issuer.files import read_private, write_private
from motcua_identity.issuer.model import Client, Person
from motcua_identity.logout import EVENT, TYPE
from motcua_identity.tokens import AUDIENCE

ALGORITHM: Final = "RS256"
KEY_FILE: Final = "signing-key.pem"
PREVIOUS_FILE: Final = "signing-key.previous.pem"


class Minter:
    """Makes access and identity tokens, and reads back its own identity tokens."""

    def __init__(self, issuer: str, folder: Path, access_seconds: int, now: Callable[[], float]) -> None:
        self.access_seconds = access_seconds
        self._issuer = issuer
        self._now = now
        self._file = folder / KEY_FILE
        self._key = _load_or_make(self._file)
        previous = self._file.with_name(PREVIOUS_FILE)
        self._previous = _load_or_make(previous) if previous.exists() else None
        self._form_key = hashlib.sha256(b"form" + self._key.as_pem(private=True)).digest()

    def public_keys(self) -> dict[str, Any]:
        """The key set that anybody may read."""
        public = [key.as_dict(private=False) for key in self._keys()]
        return {"keys": [{**key, "use": "sig", "alg": ALGORITHM} for key in public]}

    def rotate(self) -> None:
        """Sign with a new key from now on; what the one before has signed stays good."""
        write_private(self._file.with_name(PREVIOUS_FILE), self._key.as_pem(private=True))
        made = RSAKey.generate_key(2048, auto_kid=True)
        write_private(self._file, made.as_pem(private=True))
        self._previous, self._key = self._key, made

    def person_token(self, person: Person, client: Client, sid: str, scope: str) -> str:
        """Access token of a person who signed in by `client`."""
        claims = self._access(person.user_id, client, person.roles, person.unit)
        return self._sign({**claims, "sid": sid, "scope": scope, **_profile(person)})

    def client_token(self, client: Client) -> str:
        """Access token of a client's own account."""
        claims = self._access(client.user_id, client, client.roles, client.unit)
        own = {"client_id": client.id, "preferred_username": client.username, "scope": ""}
        return self._sign({**claims, **own, "name": client.name or client.id})

    def id_token(self, person: Person, client: Client, sid: str, auth_time: float, nonce: str | None) -> str:
        """Identity token: tells the client who signed in; opens nothing."""
        claims = self._claims(person.user_id, client.id) | {"typ": "ID", "azp": client.id, "sid": sid}
        if nonce:
            claims["nonce"] = nonce
        return self._sign({**claims, "auth_time": int(auth_time), **_profile(person)})

    def logout_token(self, user_id: str, client: Client, sid: str) -> str:
        """What tells a client that the session `sid` has ended."""
        claims = self._claims(user_id, client.id) | {"typ": "Logout", "sid": sid, "events": {EVENT: {}}}
        return self._sign(claims, TYPE)

    def read(self, token: str) -> Mapping[str, Any] | None:
        """Claims of a token that this issuer signed, expired or not; None for any other string."""
        try:
            claims = jwt.decode(token, KeySet([*self._keys()]), algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return claims if claims.get("iss") == self._issuer else None

    def form_mark(self, *parts: str) -> str:
        """Keyed hash that ties a form to the browser and page it was shown in."""
        return hmac.new(self._form_key, "\0".join(parts).encode(), "sha256").hexdigest()

    def _access(
        self, subject: str, client: Client, roles: tuple[str, ...], unit: str | None
    ) -> dict[str, Any]:
        claims = self._claims(subject, AUDIENCE) | {"typ": "Bearer", "azp": client.id}
        claims["realm_access"] = {"roles": list(roles)}
        return claims if unit is None else claims | {"unit": unit}

    def _claims(self, subject: str, audience: str) -> dict[str, Any]:
        now = int(self._now())
        return {
            "iss": self._issuer,
            "sub": subject,
            "aud": audience,
            "iat": now,
            "nbf": now,
            "exp": now + self.access_seconds,
            "jti": secrets.token_urlsafe(16),
        }

    def _sign(self, claims: dict[str, Any], kind: str = "JWT") -> str:
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid, "typ": kind}, claims, self._key)

    def _keys(self) -> list[RSAKey]:
        previous = self._previous
        return [self._key] if previous is None or previous.kid == self._key.kid else [self._key, previous]


def _profile(person: Person) -> dict[str, Any]:
    return {"preferred_username": person.user, "name": person.name}


def _load_or_make(path: Path) -> RSAKey:
    content = read_private(path)
    if content is None:
        made = RSAKey.generate_key(2048, auto_kid=True)
        write_private(path, made.as_pem(private=True))
        return made
    try:
        key = RSAKey.import_key(content)
    except (JoseError, ValueError) as error:
        raise RuntimeError(f"{path} is no RSA key: move it away; everybody signs in again") from error
    key.ensure_kid()
    return key
