# SPDX-License-Identifier: Apache-2.0
"""Who stands in for whom, and who signs for a unit on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from motcua_organisation import Organisation, Person, signs_for


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who stands in for whom today, by user; `until` is the last day of it."""

    absent: str
    substitute: str
    until: date


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for a unit, or could: a head (`away_until` while another one stands in), or a deputy who signs when they stand in
    for one of the heads `for_whom`. `today`: signs today."""

    person: Person
    today: bool
    away_until: date | None = None
    for_whom: tuple[Person, ...] = ()


def signers(organisation: Organisation, unit: str, found: Iterable[StandIn]) -> tuple[Signer, ...]:
    """Who signs for a unit today and who could: heads in the file's order, then deputies. A head on leave signs if they come."""
    found, heads = list(found), organisation.heads(unit)
    until = {one.absent: one.until for one in found}
    led = [Signer(one, one.user not in until, until.get(one.user)) for one in heads]
    deputies = []
    for person in organisation.people.values():
        able = tuple(one for one in heads if signs_for(one, person))
        if able and person not in heads:
            now = {one.absent for one in found if one.substitute == person.user}
            deputies.append(Signer(person, any(one.user in now for one in able), for_whom=able))
    return (*led, *deputies)
