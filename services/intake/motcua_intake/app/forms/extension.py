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
class Apology:
    """What was promised until now, why it is late, which parts move to when, which of them are late, and who signs."""

    promised_before: datetime
    reason: str
    moved: Sequence[tuple[Part, datetime]]
    late: Collection[str]
    person: Person | None
    name: str

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


def extension(sheet: Sheet, apology: Apology) -> Build:
    dossier = sheet.case.dossier
    accepted, original, new = dossier.accepted_at, dossier.original_promised_at, dossier.promised_at
    assert accepted and original and new, "only what was accepted was promised"
    parts = tuple(
        d.ExtendedPart(
            name=line(part.name_vi),
            code=part.code,
            due_at=part.due_at or original,
            new_due_at=until,
            late=part.key in apology.late,
        )
        for part, until in apology.moved
    )
    return lambda letterhead, lookup: d.ExtensionNotice(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=dossier.code,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        request=sheet.request,
        window=sheet.window,
        accepted_at=accepted,
        original_at=original,
        promised_at=apology.promised_before,
        new_at=max(new, apology.promised_before),
        reason=apology.reason,
        parts=parts,
        signer=apology.signer,
    )
