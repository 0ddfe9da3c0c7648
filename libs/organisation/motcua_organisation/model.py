# SPDX-License-Identifier: Apache-2.0
"""Units, roles, people and who is competent where. Plain data; the YAML loader is in `loader`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from motcua_calendar import OfficeHours
from motcua_text import Text


class CompetenceError(LookupError):
    """No unit, or more than one, is competent; the sentence says for what and where."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One authority or office. `code` is its mã định danh điện tử (QĐ 20/2020/QĐ-TTg, Điều 4).

    `kind` says what it is competent for (commune, land_branch, …) and is what a procedure names; `serves` are
    the keys of the communes it acts for; `window` names the place where people hand in dossiers (None: no$
    such place). Closed units stay readable (`valid_to`).
    """

    key: str
    code: str
    name: Text
    kind: str
    level: str
    parent: str
    serves: tuple[str, ...]
    hours: OfficeHours
    address: Text
    phone: str
    email: str
    window: Text | None
    valid_from: date
    valid_to: date | None
    aliases: tuple[str, ...] = ()

    def in_force(self, on: date) -> bool:
        """Whether the unit exists on that day (both ends included)."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Role:
    """What a lane of a process asks for."""

    key: str
    name: Text


NOBODY = Text("")
LEADER = "_leader"
"""What the names of the roles of heads and their deputies end with, in every agency."""


def leading(roles: Iterable[str]) -> bool:
    """Whether one of the roles is that of the head of a unit, or of a deputy."""
    return any(role.endswith(LEADER) for role in roles)


@dataclass(frozen=True, slots=True)
class Person:
    """An officer of one unit, in one or more roles. `title` is the position printed with a signature; `deputises` is that of the
    head whom a deputy signs for ("" for anybody else)."""

    user: str
    name: str
    unit: str
    roles: frozenset[str]
    email: str
    phone: str
    title: Text
    deputises: Text = NOBODY
    head: bool = False
    """Said in the file to be the head of the unit, or a deputy who leads it."""

    @property
    def leads(self) -> bool:
        """Whether this person leads their unit: hands its work over, sets substitutes, is told what is late and signs for it."""
        return self.head or leading(self.roles)

    @property
    def authority(self) -> str:
        """The line above the title: a deputy signs "KT." for the head (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần II, mục 7)."""
        return f"KT. {self.deputises.vi}" if self.deputises else ""


@dataclass(frozen=True, slots=True)
class Citizen:
    """A demo citizen. `id_number` has the form of a CCCD number with a province code never given out."""

    user: str
    name: str
    id_number: str
    birth_date: date
    phone: str
    email: str
    address: str
    commune: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """All of one province. Keys are stable; look-ups raise `KeyError` for an unknown key."""

    name: Text
    illustration: Text | None
    units: Mapping[str, Unit]
    roles: Mapping[str, Role]
    people: Mapping[str, Person]
    citizens: Mapping[str, Citizen] = field(default_factory=dict)

    def unit(self, key: str) -> Unit:
        return self.units[key]

    def unit_hours(self, key: str) -> OfficeHours:
        return self.units[key].hours

    def communes(self, on: date | None = None) -> tuple[Unit, ...]:
        """The communes in force on that day (all ever when None), in the file's order."""
        return self.of_kind("commune", on)

    def of_kind(self, kind: str, on: date | None = None) -> tuple[Unit, ...]:
        """Units of one kind in force on that day (all ever when None), in the file's order."""
        return tuple(u for u in self.units.values() if u.kind == kind and (on is None or u.in_force(on)))

    def windows(self, kinds: tuple[str, ...] = (), on: date | None = None) -> tuple[Unit, ...]:
        """Units with a window where dossiers are handed in, of these kinds (any when empty)."""
        return tuple(
            unit
            for unit in self.units.values()
            if unit.window is not None
            and (not kinds or unit.kind in kinds)
            and (on is None or unit.in_force(on))
        )

    def kinds(self) -> frozenset[str]:
        return frozenset(unit.kind for unit in self.units.values())

    def competent_unit(self, kind: str, territory: str, on: date | None = None) -> Unit:
        """The one unit of that kind that acts for the commune with key `territory`.

        Raises:
            CompetenceError: no such commune, or no or more than one such unit.
        """
        if territory not in self.units:
            raise CompetenceError(f'There is no commune "{territory}".')
        found = [unit for unit in self.of_kind(kind, on) if territory in unit.serves]
        if len(found) == 1:
            return found[0]
        names = ", ".join(unit.key for unit in found) or "none"
        raise CompetenceError(f'Exactly one unit of kind "{kind}" must serve "{territory}"; found: {names}.')

    def acting_unit(self, agency: str, territory: str, on: date) -> Unit:
        """The unit that acts on day `on` (of legal time) where a drawing names the kind `agency`; the territory's own, in force
        that day, where it names none (""). The one rule for who gets the work, by whose hours it is due and who may read.

        Raises:
            CompetenceError: no such commune, or no or more than one unit of that kind, or the territory's own is not in force.
        """
        if agency:
            return self.competent_unit(agency, territory, on)
        own = self.units.get(territory)
        if own is None:
            raise CompetenceError(f'There is no commune "{territory}".')
        if not own.in_force(on):
            raise CompetenceError(
                f'No agency is named, and "{territory}" is not in force on {on.isoformat()}.'
            )
        return own

    def heads(self, unit: str) -> tuple[Person, ...]:
        """Who leads the unit, in the file's order; nobody where the file names nobody."""
        return tuple(one for one in self.people.values() if one.unit == unit and one.leads)

    def is_head(self, user: str, unit: str, roles: Iterable[str] = ()) -> bool:
        """Whether this person leads the unit, by the file or by a role of heads (`LEADER`) that whoever signed them in vouches
        for. The one rule for everybody who asks, in every agency."""
        person = self.people.get(user)
        known = person is not None and person.leads and person.unit == unit
        return bool(unit) and (known or leading(roles))

    def people_with(self, role: str, unit: str | None = None) -> tuple[Person, ...]:
        """Officers who hold the role, in that unit (anywhere when None), in the file's order."""
        return tuple(
            person
            for person in self.people.values()
            if role in person.roles and (unit is None or person.unit == unit)
        )
