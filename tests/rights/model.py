# SPDX-License-Identifier: Apache-2.0
"""What the table of rights means for one caller and one thing: the words of its rows, as conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from motcua_cli.rights import EMPTY, HIDDEN, REFUSED, SIGHT, Row, Table

MAY, NOBODY = "may", "unauthenticated"
SEEN_BY: Final = "motcua.intake.v1.IntakeService/GetDossier"
"""Whose row says who may see a dossier."""
OF_UNITS: Final = {"received", "concerned", "task", "unit", "territory"}
"""Scopes that nobody has without a unit: their role is as none then."""


@dataclass(frozen=True)
class Caller:
    """Who calls. `roles`: as the table names them; `works`: roles as the organisation has them; `head_of`: units that they lead,
    with those below."""

    name: str
    roles: frozenset[str]
    unit: str = ""
    works: frozenset[str] = frozenset()
    head_of: frozenset[str] = frozenset()
    person: bool = True
    signed_in: bool = True


@dataclass(frozen=True)
class Thing:
    """What is asked for. `owners`: names of callers whose own it is (None: whoever asks, as each has their own); `window`: the
    unit that receives it; `agencies`: units that have or had a step in it; `units`: whose it is (None: of the
    caller's own); `role`: whose step."""

    owners: frozenset[str] | None = None
    window: str = ""
    agencies: frozenset[str] = frozenset()
    units: frozenset[str] | None = frozenset()
    role: str = ""
    dossier: Thing | None = field(default=None, repr=False)
    """The dossier that it is of; None: it is one, or has none."""


def within(scope: str, caller: Caller, thing: Thing) -> bool:
    """Whether the thing is in the scope."""
    match scope:
        case "all":
            return True
        case "own":
            return thing.owners is None or caller.name in thing.owners
        case "received":
            return bool(caller.unit) and caller.unit == thing.window
        case "concerned":
            return caller.unit in thing.agencies
        case "task":
            return caller.unit in (thing.units or ()) and thing.role in caller.works
        case "unit":
            return bool(caller.unit) and (thing.units is None or caller.unit in thing.units)
        case "territory":
            return not caller.head_of.isdisjoint(thing.units or ())
    raise AssertionError(scope)


def verdict(table: Table, row: Row, caller: Caller, thing: Thing) -> str:
    """MAY, NOBODY or one of the table's outcomes."""
    if row.public:
        return MAY
    if not caller.signed_in:
        return NOBODY
    held = {
        role for role in caller.roles & set(row.may) if caller.unit or not OF_UNITS.issuperset(row.may[role])
    }
    if row.persons and held and not caller.person:
        return REFUSED
    if any(within(scope, caller, thing) for role in held for scope in row.may[role]):
        return MAY
    told = [outcome for role, outcome in row.but.items() if role in caller.roles]
    outcome = told[0] if told else row.outside if held else row.beyond
    if outcome != SIGHT:
        return outcome
    seen = verdict(table, replace(table.methods[SEEN_BY], but={}), caller, thing.dossier or thing)
    return REFUSED if seen == MAY else HIDDEN


def shapes(table: Table) -> Mapping[str, int]:
    """How many rows have each way of refusing: a table that was read empty would pass everything."""
    rows = table.methods.values()
    return {
        one: sum(one in (row.outside, row.beyond) for row in rows) for one in (EMPTY, HIDDEN, REFUSED, SIGHT)
    }
