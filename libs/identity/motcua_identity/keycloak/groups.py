# SPDX-License-Identifier: Apache-2.0
"""Units as groups. Whoever is in the group of a unit acts for that unit: the claim `unit` is read from the group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua_identity.keycloak.admin import Admin, of
from motcua_identity.keycloak.plan import Plan, fits


@dataclass(frozen=True, slots=True)
class Group:
    """A unit as a group; `parent` is the key of the unit above it, "" for none."""

    key: str
    name: str
    parent: str = ""


def apply_groups(admin: Admin, realm: str, groups: Sequence[Group], plan: Plan) -> None:
    """Units above first. A group keeps its id, and so its people, when its unit comes to stand below another."""
    found = units_of(admin, realm)
    wanted = {group.key: group for group in groups}
    for group in sorted(groups, key=lambda one: _depth(one, wanted)):
        known = found.get(group.key)
        body = {"name": group.key, "attributes": {"unit": [group.key], "name": [group.name]}}
        if known is None or known["under"] != group.parent:
            body |= {} if known is None else {"id": known["id"]}
            plan.do(
                f"group {group.key}: {'made' if known is None else 'moved'}",
                _place,
                admin,
                realm,
                body,
                found,
                group,
            )
        if known is not None and not fits(body["attributes"], known["attributes"]):
            plan.do(
                f"group {group.key}: name",
                admin.put,
                of(realm, "groups", known["id"]),
                body,
            )


def _place(
    admin: Admin, realm: str, body: dict[str, Any], found: dict[str, dict[str, Any]], group: Group
) -> None:  # fmt: skip
    """Below the group of the unit above, which is there by now; kept in `found` for those below this one."""
    parent = found.get(group.parent)
    where = of(realm, "groups") if parent is None else of(realm, "groups", parent["id"], "children")
    made = admin.post(where, body)
    found[group.key] = {**body, "id": body.get("id") or made, "under": group.parent}


def _depth(group: Group, groups: Mapping[str, Group]) -> int:
    depth = 0
    while group.parent in groups and depth < len(groups):
        group, depth = groups[group.parent], depth + 1
    return depth


def units_of(admin: Admin, realm: str) -> dict[str, dict[str, Any]]:
    """The groups that stand for units, by the unit's key; `under` is the key of the unit above."""
    made: dict[str, dict[str, Any]] = {}

    def walk(found: Iterator[Any], under: str) -> None:
        for group in found:
            keys = (group.get("attributes") or {}).get("unit") or []
            if keys:
                made[keys[0]] = {**group, "under": under}
            if group.get("subGroupCount"):
                path = of(realm, "groups", group["id"], "children")
                walk(admin.pages(path, briefRepresentation="false"), keys[0] if keys else under)

    walk(admin.pages(of(realm, "groups"), briefRepresentation="false"), "")
    return made


def apply_unit(
    admin: Admin, realm: str, user_id: str, unit: str, units: Mapping[str, Mapping[str, Any]], plan: Plan, who: str
) -> None:  # fmt: skip
    """The user in the group of this unit, and in no other unit's."""
    ids = {group["id"]: key for key, group in units.items()}
    present = {ids[one["id"]] for one in admin.get(of(realm, "users", user_id, "groups")) if one["id"] in ids}
    for key in sorted(present - {unit}):
        path = of(realm, "users", user_id, "groups", units[key]["id"])
        plan.do(f"{who}: out of unit {key}", admin.delete, path)
    if unit and unit not in present:
        plan.do(
            f"{who}: into unit {unit}",
            admin.put,
            of(realm, "users", user_id, "groups", units[unit]["id"]),
        )
