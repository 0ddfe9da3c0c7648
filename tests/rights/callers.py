# SPDX-License-Identifier: Apache-2.0
"""Everybody who calls in the walk: people of the demo province in every role and place, its clients, and clients that another
issuer's list could have, with the rights that the organisation gives them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from motcua_identity.issuer import CLIENT_CREDENTIALS, Client
from motcua_organisation import Organisation
from support.system import Driver

from rights.model import Caller

PEOPLE: Final = (
    "an.congdan", "binh.congdan", "lan.motcua", "hung.motcua", "thao.tuphap", "quang.chutich", "mai.motcua", "yen.chutich",
    "minh.datdai", "ngoc.datdai", "son.giamdoc", "huong.thue", "giang.thue", "linh.bhxh", "khanh.thietke", "phuc.quantri",
)  # fmt: skip
"""The applicant and another citizen; two clerks, an officer and the head of the commune that receives; a clerk and the head of
another commune; two officers and the head of the land office that has the step; an officer and the head of the tax office, one of
social insurance; a designer; an operator."""
ELSEWHERE: Final = Client(
    "motcua-elsewhere", (CLIENT_CREDENTIALS,), ("integrator", "citizen", "window_clerk"), "ben_gio"
)
BARE: Final = Client("motcua-bare", (CLIENT_CREDENTIALS,), ("integrator",))
READER: Final = Client("motcua-reader", (CLIENT_CREDENTIALS,), ("integrator",), "suoi_trong")
NOTHING: Final = Client("motcua-nothing", (CLIENT_CREDENTIALS,), ("service",))
STRANGE: Final = Client("motcua-strange", (CLIENT_CREDENTIALS,), ("service:reporting",))
OTHERS: Final = (ELSEWHERE, BARE, READER, NOTHING, STRANGE)
"""A window's software in another commune; one without a unit; one that may not do a clerk's work; an account that was given
nothing but what all our services have; one with a scope that no service of ours has."""
SIGNED_OUT: Final = Caller("nobody", frozenset(), signed_in=False)
_SAME: Final = ("citizen", "designer", "operator", "integrator", "service")


def people(organisation: Organisation, run: dict[str, Any]) -> list[Caller]:
    """The people who call."""
    by_name = {one["user"]: one for one in run["people"]}
    return [_caller(organisation, name, by_name[name]["roles"], by_name[name]["unit"]) for name in PEOPLE]


def programs(organisation: Organisation, system: Driver) -> list[Caller]:
    """The clients that call in their own name, and OTHERS."""
    own = [one for one in system.run["clients"] if CLIENT_CREDENTIALS in one["grants"]]
    known = [(one["id"], one["roles"], one["unit"]) for one in own]
    known += [(one.id, one.roles, one.unit) for one in OTHERS]
    return [_caller(organisation, name, roles, unit, person=False) for name, roles, unit in known]


def _caller(
    organisation: Organisation, name: str, held: Iterable[str], unit: str | None, *, person: bool = True
) -> Caller:
    works = frozenset(held)
    roles = {"signed_in", *works.intersection(_SAME), *(one for one in works if one.startswith("service:"))}
    if not any(one.startswith("service:") for one in works):
        roles.discard("service")  # alone it is nobody's
    if "window_clerk" in works:
        roles.add("clerk")
    if unit and works - {"citizen"}:
        roles.add("officer")
    leads = person and bool(unit) and organisation.is_head(name, unit or "", works)
    if leads:
        roles.add("head")
    below = _below(organisation, unit) if leads and unit else frozenset()
    return Caller(name, frozenset(roles), unit or "", works, below, person)


def _below(organisation: Organisation, unit: str) -> frozenset[str]:
    found = {unit}
    while more := {one.key for one in organisation.units.values() if one.parent in found} - found:
        found |= more
    return frozenset(found)
