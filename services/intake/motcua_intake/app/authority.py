# SPDX-License-Identifier: Apache-2.0
"""Who answers for what was decided after acceptance: the person where one of an acting agency did it, else the competent unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import motcua_documents as d
from motcua_organisation import CompetenceError, Organisation, Person, Unit
from motcua_procedure import Procedure

from motcua_intake.domain.records import Actor, Dossier

ROLE = "Cơ quan giải quyết"
"""Position of a person of whom the organisation file says none."""
DEPUTY = "Phó"


@dataclass(frozen=True, slots=True)
class Authority:
    """The unit whose letterhead and number a notice bears, and who of it signs; None where no person decided."""

    unit: Unit
    person: Person | None = None

    @property
    def signer(self) -> d.Officer | None:
        """Who decided; None where no person did: then the unit itself stands above the line for the signature."""
        if self.person is None:
            return None
        return d.Officer(
            name=self.person.name,
            title=self.person.title.vi or "Người quyết định",
            phone=self.person.phone,
            authority=self.person.authority,
        )

    def head(self, organisation: Organisation) -> d.Officer | None:
        """Who signs for the unit what has to be signed although nobody decided it: its head, where the organisation knows
        exactly one; deputies sign for somebody else and so are left out."""
        if self.person is not None:
            return self.signer
        leaders = [
            one
            for one in organisation.heads(self.unit.key)
            if not (one.deputises or one.title.vi.startswith(DEPUTY))
        ]
        if len(leaders) != 1:
            return self.signer
        return d.Officer(name=leaders[0].name, title=leaders[0].title.vi or ROLE, phone=leaders[0].phone)

    def words(self) -> str:
        """Person, position and unit in one line."""
        who = [self.person.name, self.person.title.vi] if self.person else []
        return ", ".join(one for one in (*who, self.unit.name.vi) if one)


def authority_of(
    organisation: Organisation, procedure: Procedure, dossier: Dossier, acting: Collection[str], actor: Actor
) -> Authority:
    """Who answers for what `actor` caused. `acting`: keys of the units that act in this dossier.

    Whoever asked for the withdrawal did not decide on it; an operator who let a failed step run again, a timer or another
    system did not either: then it is the competent unit.
    """
    person = organisation.people.get(actor.user)
    asker = (dossier.withdrawal or {}).get("user", "")
    if person and person.unit == actor.unit and person.unit in acting and person.user != asker:
        return Authority(organisation.unit(person.unit), person)
    return Authority(competent_unit(organisation, procedure.competent_kind, dossier))


def competent_unit(organisation: Organisation, kind: str, dossier: Dossier) -> Unit:
    """The unit that answers for the dossier (`Organisation.acting_unit`); the window's own where nobody is competent.

    Always that of the day of submission, whatever the day on which it is asked: its name stands on papers given out, its
    register holds the dossier and its promise was made. By today's it would change under them after a reorganisation, and one
    dossier would stand in two registers. Work itself is another matter: each task goes to the unit of the day on which it opens.
    """
    try:
        return organisation.acting_unit(kind, dossier.territory, dossier.submitted_at.date())
    except CompetenceError:
        return organisation.unit(dossier.unit)
