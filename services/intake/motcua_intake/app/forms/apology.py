# SPDX-License-Identifier: Apache-2.0
"""Form 04: the apology of the unit that is late, and the day that it appoints instead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import motcua_documents as d
from motcua_organisation import Person

from motcua_intake.app.forms.sheet import Sheet, line
from motcua_intake.app.printing import Build
from motcua_intake.domain.records import Part

HEAD = "Thủ trưởng đơn vị"
"""Position of a head of whom the organisation file says none."""


@dataclass(frozen=True, slots=True)
class PrintedApology:
    """What was promised until now, why it is late, which parts move to when, which of them are late, who signs, how often the law
    lets a day move (`allowed`) and which time this is (`nth`)."""

    promised_before: datetime
    reason: str
    moved: Sequence[tuple[Part, datetime]]
    late: Collection[str]
    person: Person | None
    name: str
    allowed: int
    nth: int

    @property
    def signer(self) -> d.Officer:
        if self.person is None:
            return d.Officer(name=self.name, title=HEAD)
        return d.Officer(
            name=self.person.name,
            title=self.person.title.vi or HEAD,
            phone=self.person.phone,
            authority=self.person.authority,
        )


def apology(sheet: Sheet, printed: PrintedApology) -> Build:
    dossier = sheet.case.dossier
    accepted, original, new = dossier.accepted_at, dossier.original_promised_at, dossier.promised_at
    assert accepted and original and new, "only what was accepted was promised"
    parts = tuple(
        d.ExtendedPart(
            name=line(part.name_vi),
            code=part.code,
            due_at=part.due_at or original,
            new_due_at=until,
            late=part.key in printed.late,
        )
        for part, until in printed.moved
    )
    return lambda letterhead, lookup: d.ApologyNotice(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=dossier.code,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        request=sheet.request,
        window=sheet.window,
        accepted_at=accepted,
        original_at=original,
        promised_at=printed.promised_before,
        new_at=max(new, printed.promised_before),
        reason=printed.reason,
        parts=parts,
        signer=printed.signer,
        allowed=printed.allowed,
        nth=printed.nth,
    )
