# SPDX-License-Identifier: Apache-2.0
"""Clients of the realm: the portal's sign-in, the services' own accounts, integrators."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from motcua_identity.issuer.model import AUTHORIZATION_CODE, CLIENT_CREDENTIALS, REFRESH_TOKEN, Client
from motcua_identity.keycloak.admin import Admin, of
from motcua_identity.keycloak.groups import apply_unit, units_of
from motcua_identity.keycloak.plan import Plan, unlike
from motcua_identity.keycloak.scope import NAME as SCOPE

_BASIC: Final = "basic"
"""Keycloak's own scope with the claims `sub` and `auth_time`."""
_PROFILE: Final = "profile"
"""Another, which OpenID Connect clients ask for by name; our people have nothing of what it would add."""


@dataclass(frozen=True, slots=True)
class Clients:
    """Makes clients so. `people_roles`: what people may be; `scopes`: ids of the realm's client scopes by name;
    `access_seconds`: life of a service's token."""

    admin: Admin
    realm: str
    people_roles: Collection[str]
    scopes: Mapping[str, str]
    access_seconds: int
    plan: Plan

    def apply(self, client: Client) -> None:
        """A token by this client carries at most the roles that it is for: those of people where people sign in by it,
        its own for its own account."""
        found = self._client(client)
        if found is None:
            return  # only told
        self._default_scopes(client, found)
        carries = set(self.people_roles) if AUTHORIZATION_CODE in client.grants else set()
        path = of(self.realm, "clients", found["id"], "scope-mappings", "realm")
        roles = carries | set(client.roles)
        apply_roles(self.admin, self.realm, path, roles, self.plan, f"client {client.id}: carries")
        if CLIENT_CREDENTIALS in client.grants:
            self._account(client, found)

    def _client(self, client: Client) -> dict[str, Any] | None:
        path, wanted = of(self.realm, "clients"), _representation(client, self.access_seconds)
        found: dict[str, Any] | None = next(iter(self.admin.get(path, clientId=client.id)), None)
        if found is None:
            whole = {**wanted, "defaultClientScopes": _scopes(client), "optionalClientScopes": []}
            self.plan.do(f"client {client.id}: made", self.admin.post, path, whole)
            return None if self.plan.dry_run else self.admin.get(path, clientId=client.id)[0]
        if names := unlike(wanted, found):
            body = {**found, **wanted, "attributes": {**found.get("attributes", {}), **wanted["attributes"]}}
            said = f"client {client.id}: {', '.join(names)}"
            self.plan.do(said, self.admin.put, f"{path}{of(found['id'])}", body)
        return found

    def _default_scopes(self, client: Client, found: Mapping[str, Any]) -> None:
        path = of(self.realm, "clients", found["id"], "default-client-scopes")
        present = {one["name"]: one["id"] for one in self.admin.get(path)}
        for name in sorted(set(_scopes(client)) - present.keys()):
            id_ = self.scopes.get(name, "")  # none where the scope itself would only be made
            self.plan.do(f"client {client.id}: scope {name}", self.admin.put, f"{path}{of(id_)}")
        for name in sorted(present.keys() - set(_scopes(client))):
            said = f"client {client.id}: without scope {name}"
            self.plan.do(said, self.admin.delete, f"{path}{of(present[name])}")

    def _account(self, client: Client, found: Mapping[str, Any]) -> None:
        user = self.admin.get(of(self.realm, "clients", found["id"], "service-account-user"))
        path = of(self.realm, "users", user["id"], "role-mappings", "realm")
        whose = f"account of {client.id}"
        apply_roles(self.admin, self.realm, path, set(client.roles), self.plan, f"{whose}: has")
        units = units_of(self.admin, self.realm) if client.unit else {}
        apply_unit(self.admin, self.realm, user["id"], client.unit or "", units, self.plan, whose)


def _scopes(client: Client) -> list[str]:
    return [SCOPE, _BASIC, *([_PROFILE] if AUTHORIZATION_CODE in client.grants else [])]


def _representation(client: Client, seconds: int) -> dict[str, Any]:
    people, own = AUTHORIZATION_CODE in client.grants, CLIENT_CREDENTIALS in client.grants
    attributes = {
        "post.logout.redirect.uris": "##".join(client.post_logout_redirect_uris),
        "backchannel.logout.url": client.backchannel_logout_uri,
        "backchannel.logout.session.required": "true",
        "use.refresh.tokens": str(REFRESH_TOKEN in client.grants).lower(),
        "access.token.lifespan": str(seconds) if own and not people else "",
        "pkce.code.challenge.method": "S256" if people else "",
    }
    made: dict[str, Any] = {
        "clientId": client.id, "name": client.name, "enabled": True, "protocol": "openid-connect",
        "publicClient": client.public, "standardFlowEnabled": people, "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False, "serviceAccountsEnabled": own, "fullScopeAllowed": False,
        "consentRequired": False, "frontchannelLogout": False,
        "redirectUris": list(client.redirect_uris), "webOrigins": [], "attributes": attributes,
    }  # fmt: skip
    if own and not people:
        config = {"claim.name": "name", "claim.value": client.name or client.id, "jsonType.label": "String",
                  "access.token.claim": "true"}  # fmt: skip
        mapper = {
            "name": "own name",
            "protocol": "openid-connect",
            "protocolMapper": "oidc-hardcoded-claim-mapper",
        }
        made["protocolMappers"] = [{**mapper, "config": config}]
    return (
        made
        if client.public
        else made | {"clientAuthenticatorType": "client-secret", "secret": client.secret}
    )


def apply_roles(admin: Admin, realm: str, path: str, wanted: set[str], plan: Plan, whose: str) -> None:
    """Exactly these realm roles at `path`; those that Keycloak gives to everybody are left."""
    found = {role["name"]: role for role in admin.get(path)}
    more = wanted - found.keys()
    less = [
        role for name, role in found.items() if name not in wanted and not name.startswith("default-roles-")
    ]
    if more:
        bodies = [admin.get(of(realm, "roles", name)) for name in sorted(more)]
        if plan.dry_run or all(bodies):
            plan.do(f"{whose} {_names(more)}", admin.post, path, bodies)
    if less:
        plan.do(f"{whose} no longer {_names(role['name'] for role in less)}", admin.delete, path, less)


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
