# SPDX-License-Identifier: Apache-2.0
"""Form 02: the request for papers, by the window before acceptance or by the authority after appraisal."""

from __future__ import annotations

from typing import Final

import motcua_documents as d

from motcua_intake.app.forms.sheet import MOST, Sheet, line
from motcua_intake.app.printing import Build
from motcua_intake.domain.checking import accepts
from motcua_intake.domain.records import Source, Supplement

UNDECIDED: Final = "Phiếu được lập theo quy trình, không do một người quyết định."
_KINDS: Final = {
    "original": d.PaperKind.ORIGINAL, "certified_copy": d.PaperKind.CERTIFIED, "copy": d.PaperKind.COPY,
}  # fmt: skip


def supplement(sheet: Sheet, asked: Supplement, officer: d.Officer | None, unit: str = "") -> Build:
    """`unit`: the authority that asks after appraisal; `officer` signs for it, or whoever acts for the unit where None: nobody of
    it asked. The papers are handed in at the window all the same, and whoever needs help turns there (NĐ 61/2018/NĐ-CP, Điều
    5.1.e, 11.2.c, 19.4)."""
    ground = sheet.procedure.grounds.get("supplement")
    accepted = sheet.case.dossier.accepted_at is not None
    posted = sheet.case.dossier.source == Source.POST
    window = d.Officer(name=sheet.window, phone=sheet.unit.phone)
    return lambda letterhead, lookup: d.SupplementRequest(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        unit=unit or sheet.window,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        request=sheet.request,
        papers=tuple(_wanted(sheet, *item) for item in asked.items),
        reason=asked.reason or "Hồ sơ chưa đầy đủ, hợp lệ.",
        guide=window if unit or officer is None else officer,
        guide_place=sheet.unit.address.vi[:MOST] if unit else "",
        signer=officer if unit else None,
        answer_by=asked.answer_by,
        clock_note=ground.sentence.vi if accepted and ground else "",
        hand_in_at=f"{sheet.window}, {sheet.unit.address.vi}"[:MOST] if unit or posted else "",
        signer_role=officer.title if unit and officer and officer.title else "Người hướng dẫn",
        by_agency=officer is None,
        undecided="" if asked.requested_by.get("user") else UNDECIDED,
    )


def _wanted(sheet: Sheet, code: str, why: str) -> d.WantedPaper:
    """A paper of a request. A process may ask in words only; then the reason says which paper and what about it."""
    component = next((one for one in sheet.procedure.components if one.code == code), None)
    if component is None:
        return d.WantedPaper(name="Giấy tờ theo lý do dưới đây", note=why or "Theo lý do dưới đây")
    missing = code not in sheet.case.paper_codes()
    return d.WantedPaper(
        name=line(component.name.vi),
        note=why or ("Chưa có trong hồ sơ, cần nộp" if missing else "Theo lý do dưới đây"),
        accepts=tuple(
            _KINDS[form] for form in accepts(component, sheet.case.dossier.source) if form in _KINDS
        ),
        copies=max(1, component.copies),
    )
