# SPDX-License-Identifier: Apache-2.0
"""People of the realm as the organisation has them: who joined, who moved, who left. Accounts that were made by others are
never touched; nobody is ever deleted, as what they did stays theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from motcua_identity.issuer.demo_secrets import new_password
from motcua_identity.keycloak.admin import Admin, KeycloakError, of
from motcua_identity.keycloak.clients import apply_roles
from motcua_identity.keycloak.groups import apply_unit, units_of
from motcua_identity.keycloak.plan import Plan, fits
from motcua_identity.keycloak.realm import SECOND_FACTOR

_SOURCE: Final = "motcua_source"
_OURS: Final = "organisation"
_LEFT: Final = "left"


@dataclass(frozen=True, slots=True)
class Member:
    """One person as the organisation has them. `password` is for trials; others get one that they must change."""

    user: str
    name: str
    roles: tuple[str, ...]
    unit: str = ""
    email: str = ""
    second_factor: bool = False
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """Who gets a first password. To be kept before the account is made, and never shown twice."""

    user: str
    password: str = field(repr=False)


@dataclass(slots=True)
class Synced:
    """User names by what happened to them; `unknown` are accounts that we did not make, `taken` those among them whose name is
    also in the organisation."""

    joined: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def sync(
    admin: Admin, realm: str, members: Sequence[Member], plan: Plan, first_password: Callable[[Joined], None]
) -> Synced:  # fmt: skip
    """Bring accounts in line; `plan` holds each step. `first_password` keeps a joiner's password before the account is made.
    KeycloakError where Keycloak says no; doing it again goes on from there."""
    run = _Run(admin, realm, plan, first_password)
    wanted = {member.user.lower(): member for member in members}
    for user, account in run.accounts.items():
        if run.source(account) not in (_OURS, _LEFT):
            (run.result.taken if user in wanted else run.result.unknown).append(user)
        elif user not in wanted:
            run.leave(account)
    for user, member in wanted.items():
        if user not in run.accounts:
            run.join(member)
        elif user not in run.result.taken:
            run.move(member, run.accounts[user])
    return run.result


class _Run:
    """What Keycloak has, read once: units, who is in them, who has which role. Then a few requests for each who differs."""

    def __init__(
        self, admin: Admin, realm: str, plan: Plan, first_password: Callable[[Joined], None]
    ) -> None:  # fmt: skip
        self._admin, self._realm, self._plan = admin, realm, plan
        self._first_password = first_password
        self.result = Synced()
        if admin.get(of(realm)) is None:
            raise KeycloakError(f"There is no realm {realm} yet: make it by `motcua identity realm apply`.")
        listed = admin.pages(of(realm, "users"), briefRepresentation="false")
        self.accounts: dict[str, Any] = {one["username"]: one for one in listed}
        self._units = units_of(admin, realm)
        self._unit_of = self._memberships()
        self._roles_of = self._roles()

    def source(self, account: dict[str, Any]) -> str:
        """Who made the account: "" for others."""
        return str(next(iter((account.get("attributes") or {}).get(_SOURCE) or []), ""))

    def join(self, member: Member) -> None:
        """A new account, whose first password is kept before it exists."""
        start = len(self._plan.steps)
        self._plan.do(f"{member.user} ({member.name}): joins", lambda: self._create(member))
        if not self._plan.dry_run:
            found = self._admin.get(of(self._realm, "users"), username=member.user.lower(), exact="true")
            self._settle(member, found[0]["id"])
            del self._plan.steps[start + 1 :]  # that a joiner gets unit and roles goes without saying
        self.result.joined.append(member.user)

    def move(self, member: Member, account: dict[str, Any]) -> None:
        """Name, mail, unit and roles as the organisation has them now; whoever had left is let in again."""
        before = len(self._plan.steps)
        body = _representation(member)
        if not fits(body, account):
            path = of(self._realm, "users", account["id"])
            whole = {
                **account,
                **body,
                "attributes": {**(account.get("attributes") or {}), **body["attributes"]},
            }
            names = "comes back" if not account["enabled"] else "name or mail"
            self._plan.do(f"{member.user}: {names}", self._admin.put, path, whole)
        unit = self._unit_of.get(account["id"], set())
        if unit != ({member.unit} if member.unit else set()) or self._roles_of.get(
            account["id"], set()
        ) != _roles(member):
            self._settle(member, account["id"])
        if len(self._plan.steps) > before:
            self.result.moved.append(member.user)

    def leave(self, account: dict[str, Any]) -> None:
        """Disabled, then every session ended, then marked: until the mark is there, it is done again."""
        if self.source(account) == _LEFT and not account["enabled"]:
            return
        path = of(self._realm, "users", account["id"])
        off = {**account, "enabled": False}
        marked = {**off, "attributes": {**(account.get("attributes") or {}), _SOURCE: [_LEFT]}}

        def act() -> None:
            self._admin.put(path, off)
            self._admin.post(f"{path}/logout", {})
            self._admin.put(path, marked)

        self._plan.do(f"{account['username']}: leaves", act)
        self.result.left.append(account["username"])

    def _create(self, member: Member) -> None:
        password = member.password or new_password()
        if not member.password:
            self._first_password(Joined(member.user, password))
        credential = {"type": "password", "value": password, "temporary": not member.password}
        body = {"username": member.user.lower(), **_representation(member), "credentials": [credential]}
        self._admin.post(of(self._realm, "users"), body)

    def _settle(self, member: Member, user_id: str) -> None:
        if member.unit and member.unit not in self._units:
            raise KeycloakError(
                f"The realm has no group for unit {member.unit}: bring it up to date by `motcua identity realm apply`."
            )
        apply_unit(self._admin, self._realm, user_id, member.unit, self._units, self._plan, member.user)
        path = of(self._realm, "users", user_id, "role-mappings", "realm")
        apply_roles(self._admin, self._realm, path, _roles(member), self._plan, f"{member.user}: has")

    def _memberships(self) -> dict[str, set[str]]:
        made: dict[str, set[str]] = {}
        for key, group in self._units.items():
            for user in self._admin.pages(of(self._realm, "groups", group["id"], "members")):
                made.setdefault(user["id"], set()).add(key)
        return made

    def _roles(self) -> dict[str, set[str]]:
        made: dict[str, set[str]] = {}
        for role in self._admin.pages(of(self._realm, "roles")):
            if role["name"].startswith("default-roles-"):
                continue
            for user in self._admin.pages(of(self._realm, "roles", role["name"], "users")):
                made.setdefault(user["id"], set()).add(role["name"])
        return made


def _representation(member: Member) -> dict[str, Any]:
    attributes = {"full_name": [member.name], _SOURCE: [_OURS]}
    return {"enabled": True, "email": member.email, "attributes": attributes}


def _roles(member: Member) -> set[str]:
    return set(member.roles) | ({SECOND_FACTOR} if member.second_factor else set())
