# SPDX-License-Identifier: Apache-2.0
"""People and clients that the embedded issuer knows: data that the composition root passes in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Final

AUTHORIZATION_CODE: Final = "authorization_code"
REFRESH_TOKEN: Final = "refresh_token"
CLIENT_CREDENTIALS: Final = "client_credentials"
GRANTS: Final = frozenset({AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS})
_IDS: Final = uuid.UUID("6f1d2a3e-7c55-5d0b-9a41-4d6f74437561")


def user_id_of(user: str) -> str:
    """Claim `sub` of a person: the same for the same user name on every start, also after they have left."""
    return str(uuid.uuid5(_IDS, f"person:{user}"))


@dataclass(frozen=True, slots=True)
class Person:
    """A demo person. The password is None until `demo_secrets` has given one; it is no hash, since it is
    printed at start and written to `run.json` for everybody on this machine to read anyway."""

    user: str
    name: str
    roles: tuple[str, ...]
    unit: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def user_id(self) -> str:
        """Claim `sub`."""
        return user_id_of(self.user)


@dataclass(frozen=True, slots=True)
class Client:
    """An application or a service account.

    `redirect_uris` and `post_logout_redirect_uris` are matched letter by letter. `backchannel_logout_uri` is told of
    sessions that end (OpenID Connect Back-Channel Logout 1.0). `roles` and `unit` are those of its own account
    (client credentials). `public`: it cannot keep a secret (PKCE protects it).
    """

    id: str
    grants: tuple[str, ...]
    roles: tuple[str, ...] = ()
    unit: str | None = None
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str = ""
    public: bool = False
    name: str = ""
    secret: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        unknown = set(self.grants) - GRANTS
        if unknown:
            raise ValueError(f"client {self.id}: unknown grants {', '.join(sorted(unknown))}")
        if self.public and CLIENT_CREDENTIALS in self.grants:
            raise ValueError(f"client {self.id}: a public client has no credentials of its own")
        if AUTHORIZATION_CODE in self.grants and not self.redirect_uris:
            raise ValueError(f"client {self.id}: authorization_code needs a redirect URI")

    @property
    def user_id(self) -> str:
        """Claim `sub` of the client's own account."""
        return str(uuid.uuid5(_IDS, f"client:{self.id}"))

    @property
    def username(self) -> str:
        """As Keycloak names service accounts."""
        return f"service-account-{self.id}".lower()
