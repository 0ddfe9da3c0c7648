# SPDX-License-Identifier: Apache-2.0
"""What heads of units do: sign for the unit, and read how it does. Apologies (form 04) are read, for the days of a leave, by who
stands in for a head too, and signed by who signs for that head by the organisation file; the assignment service knows who stands
in for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from motcua_identity import Kind, Subject
from motcua_organisation import Organisation, Person, in_place_of, signs_for

from motcua_intake.app.desk import Desk
from motcua_intake.domain import actions
from motcua_intake.domain.standing_in import Signer, StandIn, signers
from motcua_intake.errors import NotHeadOfUnit, SignatureNotLent


class StandIns(Protocol):
    """Who stands in for whom today in a unit. Both raise MotcuaError where the assignment service cannot be asked."""

    def of_callers_unit(self) -> Sequence[StandIn]: ...

    def of_unit(self, unit: str) -> Sequence[StandIn]: ...


@dataclass(frozen=True, slots=True)
class Leader:
    """Who reads the apologies of a unit: a head, or who stands in for one, under both names then. `signers`: who could sign, if
    this one may not (`signs`)."""

    subject: Subject
    unit: str
    signs: bool = True
    signers: tuple[Signer, ...] = ()

    def check_signs(self) -> None:
        """Raises SignatureNotLent."""
        if not self.signs:
            raise SignatureNotLent.but([one.person.name for one in self.signers])


def unit_of(desk: Desk, subject: Subject) -> str:
    """The unit whose head, or head's deputy, the caller is. Raises NotHeadOfUnit: also for software, whatever its roles."""
    if subject.kind is not Kind.PERSON or not actions.leads(desk.organisation, subject):
        raise NotHeadOfUnit()
    return subject.unit or ""


def leader(desk: Desk, subject: Subject, stand_ins: StandIns) -> Leader:
    """The caller, who leads their unit today.

    Raises:
        NotHeadOfUnit, MotcuaError: who stands in for whom cannot be asked.
    """
    if subject.kind is not Kind.PERSON or not subject.unit:
        raise NotHeadOfUnit()
    if actions.leads(desk.organisation, subject):
        return Leader(subject, subject.unit)
    heads = {one.user for one in desk.organisation.heads(subject.unit)}
    own = desk.organisation.people.get(subject.username or "")
    if not heads or own is None or own.unit != subject.unit:
        raise NotHeadOfUnit()
    found = stand_ins.of_callers_unit()
    mine = [one for one in found if one.substitute == own.user and one.absent in heads]
    if not mine:
        raise NotHeadOfUnit()
    return _standing(desk.organisation, subject, own, mine, found)


def _standing(
    organisation: Organisation,
    subject: Subject,
    own: Person,
    mine: Iterable[StandIn],
    found: Iterable[StandIn],
) -> Leader:
    """A stand-in: for the head whom they sign for, where there is one."""
    absent = sorted(
        (organisation.people[one.absent] for one in mine), key=lambda one: not signs_for(one, own)
    )
    named = replace(subject, name=in_place_of(own.name, absent[0].name))
    signs = signs_for(absent[0], own)
    return Leader(named, own.unit, signs, () if signs else signers(organisation, own.unit, found))
