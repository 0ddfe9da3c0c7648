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
from motcua_intake.app.forms.supplement import UNDECIDED
from motcua_intake.app.printing import Build
from motcua_intake.domain.lifecycle import is_overdue, last_day
from motcua_intake.domain.records import Actor, Part, Stage, Supplement


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
    result = sheet.procedure.part(part.key).refusal
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
        others=beside(sheet, part, others, together),
        legal_basis=grounds_in_law(sheet.procedure, day),
        contact=d.Officer(name=sheet.window, phone=sheet.unit.phone),
        signer=authority.signer,
        undecided=undecided(sheet, part),
        result_name=line(result.name.vi) if result else "",
        result_code=result.code if result else "",
    )


def undecided(sheet: Sheet, part: Part) -> str:
    """That nobody decided it, where the process moved on by itself; with what was waited for where time ran out. "" where
    somebody acted, though it may be for another unit to sign."""
    if part.decided_by:
        return ""
    asked = [one for one in sheet.case.supplements.values() if one.stage == Stage.AFTER_APPRAISAL]
    ran_out = [one for one in asked if _ran_out(one, part)]
    if not ran_out:
        return UNDECIDED
    last = ran_out[-1]
    day = f"{last_day(last.answer_by):%d/%m/%Y}" if last.answer_by else ""
    return (
        f"Hết hạn bổ sung lần {last.round} (ngày {day}) mà không nhận được giấy tờ; phiếu được lập theo quy trình, "
        "không do một người quyết định."
    )


def _ran_out(asked: Supplement, part: Part) -> bool:
    """Whether its last day had passed without papers when the part was decided."""
    waited_until = part.decided_at
    return asked.answered_at is None and waited_until is not None and is_overdue(asked, waited_until)
