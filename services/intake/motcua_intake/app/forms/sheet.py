# SPDX-License-Identifier: Apache-2.0
"""A case with its procedure and its window, and what every form says of them: who handed in, for whom, who acted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import motcua_documents as d
from motcua_organisation import Organisation, Unit, stands_in
from motcua_procedure import Procedure
from motcua_text import business_code

from motcua_intake.domain.case import Case
from motcua_intake.domain.ledger import Ledger
from motcua_intake.domain.records import Actor, Applicant

MOST: Final = 1_000
"""Characters of one field of a form."""
NOT_COLLECTED: Final = "Chưa thu"
"""Of a fee that nobody has paid."""


@dataclass(frozen=True)
class Sheet:
    """The case as forms are made from it."""

    case: Case
    procedure: Procedure
    organisation: Organisation
    ledger: Ledger | None = None

    @property
    def unit(self) -> Unit:
        return self.organisation.unit(self.case.dossier.unit)

    @property
    def window(self) -> str:
        return self.unit.window.vi if self.unit.window else self.unit.name.vi

    @property
    def channel(self) -> d.Channel:
        return d.Channel(self.case.dossier.source)

    @property
    def request(self) -> str:
        return line(self.procedure.name.vi)

    def applicant(self) -> d.Person:
        return person(self.case.dossier.applicant)

    def owner(self) -> d.Person | None:
        """Whose right is settled, where that is not the applicant."""
        owner = self.case.dossier.owner
        if owner is None:
            return None
        company = business_code(owner.id_number) != ""
        label = "Mã số doanh nghiệp, tổ chức" if company else "Số CCCD/hộ chiếu"
        return replace(person(owner), identity_label=label)

    def officer(self, actor: Actor) -> d.Officer:
        """Who acted for the window; the window itself where somebody else, such as the applicant, did."""
        known = self.organisation.people.get(actor.user)
        if actor.unit != self.case.dossier.unit:
            return d.Officer(name=self.window, title="Nơi tiếp nhận hồ sơ", phone=self.unit.phone)
        if known is None:
            return d.Officer(name=actor.name or self.window, title="Người tiếp nhận", phone=self.unit.phone)
        name = actor.name if stands_in(actor.name, known.name) else known.name
        return d.Officer(name=name, title=known.title.vi, phone=known.phone)

    def window_officer(self, actor: Actor) -> d.Officer | None:
        """Who of the window answers for what ended before acceptance: whoever acts for it now, else whoever asked for papers
        last; None where nobody of it has dealt with the dossier."""
        asked = [Actor(**one.requested_by) for one in self.case.supplements.values() if one.requested_by]
        for one in (actor, *reversed(asked)):
            if one.unit == self.case.dossier.unit and (one.name or one.user in self.organisation.people):
                return self.officer(one)
        return None


def person(applicant: Applicant) -> d.Person:
    return d.Person(
        name=applicant.name,
        identity=applicant.id_number,
        address=applicant.address,
        phone=applicant.phone,
        email=applicant.email,
    )


def line(text: str) -> str:
    """What a form takes in one field; the texts of a procedure may be longer."""
    return text[:MOST]


def minute(moment: datetime) -> str:
    return f"{moment:%H:%M ngày %d/%m/%Y}"
