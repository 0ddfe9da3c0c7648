# SPDX-License-Identifier: Apache-2.0
"""Who is calling. Owns the subject and the few role names that code relies on; all other roles are data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

CITIZEN: Final = "citizen"
WINDOW_CLERK: Final = "window_clerk"
DESIGNER: Final = "designer"
OPERATOR: Final = "operator"
INTEGRATOR: Final = "integrator"
SERVICE: Final = "service"
"""Role of every service account of ours; each also has its own, see `service_role`. Alone it opens nothing."""


def service_role(name: str) -> str:
    """Role that only the service account of `name` has: `service:workflow`."""
    return f"{SERVICE}:{name}"


class Kind(StrEnum):
    """PERSON signed in by hand; SERVICE is a client that proved itself with its own secret."""

    PERSON = "person"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Subject:
    """The caller, as the issuer vouches for them.

    `user_id` is the issuer's stable id (claim `sub`); `username` is what the person types; `unit` is the key
    of the unit in the organisation file, None for citizens; `client` is the OIDC client that carried the
    token; `identity_number` is the person's own (số định danh cá nhân), empty where the issuer does not vouch for one.
    """

    user_id: str
    username: str = ""
    name: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    unit: str | None = None
    client: str | None = None
    kind: Kind = Kind.PERSON
    identity_number: str = field(default="", repr=False)

    @property
    def authenticated(self) -> bool:
        """False for ANONYMOUS only."""
        return bool(self.user_id)

    def has(self, *roles: str) -> bool:
        """True if the subject has at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    def is_service(self, *names: str) -> bool:
        """True for the service account of one of `names`; without names, of any service of ours: a client that was given the
        common role and no service's own is none, as nobody could say which it is."""
        if self.kind is not Kind.SERVICE:
            return False
        if names:
            return self.has(*map(service_role, names))
        return SERVICE in self.roles and any(one.startswith(service_role("")) for one in self.roles)


ANONYMOUS: Final = Subject(user_id="")
