# SPDX-License-Identifier: Apache-2.0
"""Who acts in place of an absent colleague: both names as history and printed forms have them, and whether such a one signs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from motcua_organisation.model import Organisation, Person
from motcua_organisation.signing import find_name, signers

_BETWEEN = ", thay "


def in_place_of(substitute: str, absent: str) -> str:
    """Both names in one."""
    return f"{substitute}{_BETWEEN}{absent}"


def stands_in(name: str, own: str) -> bool:
    """Whether a recorded name says that the person called `own` stood in for somebody."""
    return name.startswith(f"{own}{_BETWEEN}")


def signs_for(absent: Person, substitute: Person) -> bool:
    """Whether the organisation says that one signs for the other: a deputy (`deputises`) for whoever has the head's position
    (NĐ 30/2020/NĐ-CP, Điều 13: who signs is laid down; a leave alone gives nobody a signature)."""
    if absent.unit != substitute.unit:
        return False
    return bool(substitute.deputises) and substitute.deputises == absent.title


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who can sign a step. `people` as `signers` has them; `both` are the two names under which the officer at work, `own`,
    signs in place of an absent one, "" where that is not so."""

    people: tuple[Person, ...]
    own: str
    user: str
    both: str = ""

    @property
    def names(self) -> list[str]:
        """To choose from, that of the officer at work first."""
        if not self.both:
            return [one.name for one in self.people]
        return [self.both, *(one.name for one in self.people if one.user != self.user)]

    @property
    def default(self) -> str:
        """Who signs where nobody is named: the officer at work, "" when that one may not."""
        if self.both:
            return self.both
        return self.people[0].name if self.people and self.people[0].user == self.user else ""

    def find(self, typed: str) -> str | None:
        """The name as it is recorded; the officer's own name means both while they stand in."""
        found = find_name(self._spellings(), typed)
        return self.both if self.both and found == self.own else found

    def _spellings(self) -> Iterable[str]:
        return [*self.names, *([self.own] if self.both else [])]


def signatures(organisation: Organisation, role: str, unit: str, user: str, absent: str = "") -> Signatures:
    """Who can sign a step of this role and unit, done by `user`, in place of `absent` where somebody is."""
    people = signers(organisation, [role], unit, user)
    here, away = organisation.people.get(user), organisation.people.get(absent)
    own = here.name if here else ""
    if here is None or away not in people or away is None or not signs_for(away, here):
        return Signatures(people, own, user)
    return Signatures(people, own, user, in_place_of(here.name, away.name))
