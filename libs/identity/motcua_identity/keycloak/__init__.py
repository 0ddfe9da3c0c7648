# SPDX-License-Identifier: Apache-2.0
"""Keycloak as code: its realm, its people. Everything that is done here may be done again, and then changes nothing."""

from __future__ import annotations

from motcua_identity.keycloak.admin import Admin, KeycloakError
from motcua_identity.keycloak.groups import Group
from motcua_identity.keycloak.members import Joined, Member, Synced, sync
from motcua_identity.keycloak.plan import Plan
from motcua_identity.keycloak.realm import Realm, apply_realm

__all__ = [
    "Admin",
    "Group",
    "Joined",
    "KeycloakError",
    "Member",
    "Plan",
    "Realm",
    "Synced",
    "apply_realm",
    "sync",
]
