# SPDX-License-Identifier: Apache-2.0
"""The realm as code: made where it is missing, brought up to date where it is there. Keycloak's own import reads a realm once
and never again, so nothing here uses it.

Clients are the same `Client` values that the embedded issuer takes. What was made by others is left alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Final

from motcua_identity.issuer.model import Client
from motcua_identity.keycloak.admin import Admin, of
from motcua_identity.keycloak.clients import Clients
from motcua_identity.keycloak.flow import apply_flow
from motcua_identity.keycloak.groups import Group, apply_groups
from motcua_identity.keycloak.plan import Plan, fits, unlike
from motcua_identity.keycloak.scope import apply_scope

SETTINGS: Final[Mapping[str, Any]] = tomllib.loads(
    resources.files("motcua_identity.keycloak").joinpath("realm.toml").read_text("utf-8")
)
SECOND_FACTOR: Final = "second-factor"
"""Realm role of those who must prove themselves by a one-time code as well. It is in no token."""


@dataclass(frozen=True, slots=True)
class Realm:
    """What the realm is to be. `roles`: names by key of those that people have. Clients have their secrets."""

    name: str
    roles: Mapping[str, str]
    groups: Sequence[Group]
    clients: Sequence[Client]
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Over those of realm.toml, in Keycloak's words."""


def apply_realm(admin: Admin, realm: Realm, plan: Plan) -> None:
    """Make it so; `plan` holds what was done. KeycloakError where Keycloak says no; doing it again goes on from there."""
    wanted = {**SETTINGS["realm"], **realm.settings}
    found = admin.get(of(realm.name))
    if found is None:
        plan.do(f"realm {realm.name}: made", admin.post, "", {"realm": realm.name, **wanted})
        admin.forget_token()
        if plan.dry_run:
            plan.steps.append("everything in it: made")
            return
    elif names := unlike(wanted, found):
        plan.do(f"realm {realm.name}: {', '.join(names)}", admin.put, of(realm.name), wanted)
    _apply_profile(admin, realm.name, plan)
    _apply_roles(admin, realm, plan)
    apply_groups(admin, realm.name, realm.groups, plan)
    scopes = apply_scope(admin, realm.name, plan)
    apply_flow(admin, realm.name, SECOND_FACTOR, plan)
    seconds = int(SETTINGS["services"]["access_seconds"])
    clients = Clients(admin, realm.name, realm.roles.keys(), scopes, seconds, plan)
    for client in realm.clients:
        clients.apply(client)


def _apply_profile(admin: Admin, name: str, plan: Plan) -> None:
    wanted = [_attribute(each) for each in SETTINGS["profile"]]
    found = admin.get(of(name, "users", "profile"))
    if not fits(wanted, found["attributes"]):
        body = {**found, "attributes": wanted}
        plan.do("what accounts may say (user profile)", admin.put, of(name, "users", "profile"), body)


def _attribute(said: Mapping[str, Any]) -> dict[str, Any]:
    rights = {"view": said.get("view", ["admin", "user"]), "edit": said["edit"]}
    return {key: said[key] for key in ("name", "displayName", "validations")} | {
        "permissions": rights,
        "multivalued": False,
    }


def _apply_roles(admin: Admin, realm: Realm, plan: Plan) -> None:
    found = {role["name"]: role for role in admin.pages(of(realm.name, "roles"))}
    for key, description in _roles(realm):
        body = {"name": key, "description": description}
        if key not in found:
            plan.do(f"role {key}: made", admin.post, of(realm.name, "roles"), body)
        elif not fits(body, found[key]):
            plan.do(
                f"role {key}: description",
                admin.put,
                of(realm.name, "roles", body["name"]),
                body,
            )


def _roles(realm: Realm) -> Iterator[tuple[str, str]]:
    named = dict(realm.roles)
    for client in realm.clients:
        for role in client.roles:
            named.setdefault(role, "")
    named[SECOND_FACTOR] = "Phải xác thực hai lớp"
    yield from named.items()
