# SPDX-License-Identifier: Apache-2.0
"""Form 03 in its two uses: the window refuses to accept, or an authority refuses a part after appraisal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import motcua_documents as d
from motcua_procedure import Procedure

from motcua_intake.app.authority import Authority
from motcua_intake.app.forms.outcomes import beside
from motcua_intake.app.forms.sheet import Sheet, line
from motcua_intake.app.printing import Build
from motcua_intake.domain.records import Actor, Part


def intake_refusal(sheet: Sheet, reason: str, actor: Actor) -> Build:
    dossier = sheet.case.dossier
    return lambda letterhead, lookup: d.IntakeRefusal(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=dossier.code,
        unit=sheet.window,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        request=sheet.request,
        channel=sheet.channel,
        reason=reason,
        officer=sheet.officer(actor),
        submitted_at=dossier.submitted_at,
    )


def grounds_in_law(procedure: Procedure, day: date) -> str:
    """The documents that the procedure rests on and that are in force on that day; data of its folder, not ours."""
    named = [
        f"{one.article} {one.document}".strip() for one in procedure.legal_basis if one.valid.covers(day)
    ]
    return "; ".join(named)[:1000]


def part_refusal(
    sheet: Sheet, part: Part, day: date, authority: Authority, together: Mapping[str, str]
) -> Build:
    """Names the part, and what becomes of each other one; `together` as of `Sheet.beside`."""
    others = [other for other in sheet.case.parts.values() if other.key != part.key]
    return lambda letterhead, lookup: d.PartRefusal(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        request=sheet.request,
        part_name=line(part.name_vi),
        part_code=part.code,
        reason=part.reason or "Không đủ điều kiện giải quyết theo quy định.",
        others=beside(sheet, others, together),
        legal_basis=grounds_in_law(sheet.procedure, day),
        contact=d.Officer(name=sheet.window, phone=sheet.unit.phone),
        signer=authority.signer,
    )
