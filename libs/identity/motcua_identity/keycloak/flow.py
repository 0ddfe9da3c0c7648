# SPDX-License-Identifier: Apache-2.0
"""How people sign in: password, then a one-time code where the person's roles ask for one, or where they chose to have one.

A person of such a role who has no device yet is made to set one up before anything else. The realm holds this, not the
accounts: taking the device away from an account does not take the duty away.
"""

from __future__ import annotations

from typing import Any, Final

from motcua_identity.keycloak.admin import Admin, of
from motcua_identity.keycloak.plan import Plan

ALIAS: Final = "motcua sign-in"


def apply_flow(admin: Admin, realm: str, role: str, plan: Plan) -> None:
    """Built whole and only then put to use; what was left half built is built anew."""
    if admin.get(of(realm))["browserFlow"] == ALIAS:
        return

    def build() -> None:
        for flow in admin.get(of(realm, "authentication", "flows")):
            if flow["alias"] == ALIAS:
                admin.delete(of(realm, "authentication", "flows", flow["id"]))
        body = {"alias": ALIAS, "providerId": "basic-flow", "topLevel": True, "builtIn": False}
        admin.post(of(realm, "authentication", "flows"), body)
        _Builder(admin, realm).build(role)
        admin.put(of(realm), {"browserFlow": ALIAS})

    plan.do("how people sign in (second factor by role)", build)


class _Builder:
    def __init__(self, admin: Admin, realm: str) -> None:
        self._admin = admin
        self._realm = realm

    def build(self, role: str) -> None:
        forms, duty, choice = f"{ALIAS} forms", f"{ALIAS} must have a code", f"{ALIAS} has a code"
        self._add(ALIAS, "auth-cookie", "ALTERNATIVE")
        self._add(ALIAS, "identity-provider-redirector", "ALTERNATIVE")
        self._sub(ALIAS, forms, "ALTERNATIVE")
        self._add(forms, "auth-username-password-form", "REQUIRED")
        self._sub(forms, duty, "CONDITIONAL")
        self._add(duty, "conditional-user-role", "REQUIRED", {"condUserRole": role, "negate": "false"})
        self._add(duty, "auth-otp-form", "REQUIRED")
        self._sub(forms, choice, "CONDITIONAL")
        self._add(choice, "conditional-user-role", "REQUIRED", {"condUserRole": role, "negate": "true"})
        self._add(choice, "conditional-user-configured", "REQUIRED")
        self._add(choice, "auth-otp-form", "REQUIRED")

    def _add(
        self, parent: str, provider: str, requirement: str, config: dict[str, str] | None = None
    ) -> None:
        path = of(self._realm, "authentication", "flows", parent, "executions")
        made = self._admin.post(f"{path}/execution", {"provider": provider})
        if config is not None:
            body = {"alias": f"{parent} {provider}", "config": config}
            self._admin.post(of(self._realm, "authentication", "executions", made, "config"), body)
        self._require(parent, made, requirement)

    def _sub(self, parent: str, alias: str, requirement: str) -> None:
        path = of(self._realm, "authentication", "flows", parent, "executions")
        body = {"alias": alias, "type": "basic-flow", "provider": "registration-page-form", "description": ""}
        self._admin.post(f"{path}/flow", body)
        found: list[Any] = self._admin.get(path)
        self._require(
            parent, next(one["id"] for one in found if one.get("displayName") == alias), requirement
        )

    def _require(self, parent: str, execution: str, requirement: str) -> None:
        path = of(self._realm, "authentication", "flows", parent, "executions")
        found = next(one for one in self._admin.get(path) if one["id"] == execution)
        self._admin.put(path, {**found, "requirement": requirement})
