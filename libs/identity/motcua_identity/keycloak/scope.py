# SPDX-License-Identifier: Apache-2.0
"""The client scope `motcua`: exactly the claims that `tokens.subject_of` reads, shaped as the embedded issuer gives them."""

from __future__ import annotations

from typing import Any, Final

from motcua_identity.keycloak.admin import Admin, of
from motcua_identity.keycloak.plan import Plan, fits
from motcua_identity.tokens import AUDIENCE

NAME: Final = "motcua"
_WHERE: Final = {"access.token.claim": "true", "id.token.claim": "true", "userinfo.token.claim": "true"}
_ACCESS: Final = {"access.token.claim": "true", "id.token.claim": "false", "userinfo.token.claim": "false"}


def _mapper(name: str, kind: str, config: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "protocol": "openid-connect", "protocolMapper": kind, "config": config}


def _attribute(claim: str, attribute: str, **more: str) -> dict[str, Any]:
    config = {"user.attribute": attribute, "claim.name": claim, "jsonType.label": "String", **_WHERE, **more}
    return _mapper(claim, "oidc-usermodel-attribute-mapper", config)


def _note(claim: str, where: dict[str, str]) -> dict[str, Any]:
    config = {"user.session.note": claim, "claim.name": claim, "jsonType.label": "String", **where}
    return _mapper(claim, "oidc-usersessionmodel-note-mapper", config)


MAPPERS: Final = (
    _mapper(
        "audience",
        "oidc-audience-mapper",
        {"included.custom.audience": AUDIENCE, "access.token.claim": "true"},
    ),
    _mapper(
        "roles",
        "oidc-usermodel-realm-role-mapper",
        {"claim.name": "realm_access.roles", "multivalued": "true", "jsonType.label": "String", **_ACCESS},
    ),
    _attribute("preferred_username", "username"),
    _attribute("name", "full_name"),
    # Of the person's group: `realm.toml` says why.
    _attribute("unit", "unit", **{"aggregate.attrs": "false"}),
    _attribute("identity_number", "identity_number"),
    # Only a service account's session has this note: it tells a client from a person.
    _note("client_id", _ACCESS),
)


def apply_scope(admin: Admin, realm: str, plan: Plan) -> dict[str, str]:
    """Make it so; ids of all scopes of the realm by name."""
    path = of(realm, "client-scopes")
    found = next((one for one in admin.get(path) if one["name"] == NAME), None)
    body = {"name": NAME, "protocol": "openid-connect", "attributes": {"include.in.token.scope": "false"}}
    if found is None:
        plan.do(f"scope {NAME}: made", admin.post, path, {**body, "protocolMappers": list(MAPPERS)})
    else:
        _apply_mappers(admin, f"{path}{of(found['id'])}/protocol-mappers/models", found, plan)
    return {one["name"]: str(one["id"]) for one in admin.get(path)}


def _apply_mappers(admin: Admin, path: str, found: dict[str, Any], plan: Plan) -> None:
    mappers = {one["name"]: one for one in found.get("protocolMappers", [])}
    for mapper in MAPPERS:
        known = mappers.pop(mapper["name"], None)
        if known is None:
            plan.do(f"claim {mapper['name']}: made", admin.post, path, mapper)
        elif not fits(mapper, known):
            whole = {**mapper, "id": known["id"]}
            plan.do(f"claim {mapper['name']}: changed", admin.put, f"{path}{of(known['id'])}", whole)
    for name, mapper in mappers.items():
        plan.do(f"claim {name}: taken away", admin.delete, f"{path}{of(mapper['id'])}")
