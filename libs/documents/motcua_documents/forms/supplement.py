# SPDX-License-Identifier: Apache-2.0
"""Form 02: request to supplement a dossier."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import (
    FormData,
    Json,
    contact,
    owner_line,
    person_lines,
    signature_of,
    wanted_table,
)
from motcua_documents.parts import CODE, NAME, Officer, Person, WantedPaper
from motcua_documents.text import LONG_LIMIT, paragraphs
from motcua_documents.wording import until_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequest(FormData):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 02).

    Attributes:
        unit: one-stop or authority that asks.
        applicant, owner, request: as on the receipt.
        papers: exactly what must be completed, and as what kind of copy; ``note`` says what is wrong with each.
        reason: why, at most 20,000 characters.
        guide: whom the person asks, with telephone; also signs, unless `signer` does.
        dossier_code: empty when the dossier has none yet.
        answer_by: until when the person may answer.
        clock_note: what happens to the time limit meanwhile, in a sentence.
        hand_in_at: where the papers are handed in, when that is not the unit that asks.
        signer_role: line above the signature.
        signer: who asks, where that is not the guide: after appraisal people turn to the one-stop only (NĐ 61/2018/NĐ-CP,
            Điều 5.1.e, 11.2.c).
        by_agency: the agency of the letterhead asks, with a line for whoever signs for it; nobody's name is printed.
        undecided: that no person decided to ask, in a sentence, where it is so.
        guide_place: address of the guide.
    """

    template: ClassVar[str] = "form_02_supplement.typ"
    titles: ClassVar[tuple[str, ...]] = ("PHIẾU YÊU CẦU", "BỔ SUNG, HOÀN THIỆN HỒ SƠ")
    basis: ClassVar[str] = "Mẫu số 02, Phụ lục I, Thông tư 03/2025/TT-VPCP"

    unit: str
    applicant: Person
    request: str
    papers: tuple[WantedPaper, ...]
    reason: str = field(metadata={"limit": LONG_LIMIT})
    guide: Officer
    dossier_code: str = field(default="", metadata=CODE)
    answer_by: datetime | None = None
    clock_note: str = ""
    owner: Person | None = None
    hand_in_at: str = ""
    signer_role: str = field(default="Người hướng dẫn", metadata=NAME)
    signer: Officer | None = None
    guide_place: str = ""
    by_agency: bool = False
    undecided: str = ""

    def content(self) -> dict[str, Json]:
        return {
            "unit": self.unit,
            "applicant": person_lines(self.applicant, "Hồ sơ của ông/bà (tổ chức)"),
            "owner": owner_line(self.owner),
            "request": self.request,
            "papers": wanted_table(self.papers),
            "reason": list(paragraphs(self.reason)),
            "answer_by": until_in_words(self.answer_by) if self.answer_by else "",
            "clock_note": self.clock_note,
            "hand_in_at": self.hand_in_at,
            "guide": contact(self.guide, self.guide_place),
            "at_window": self.by_agency or self.signer is not None,
            "undecided": self.undecided,
            **self._signature(),
        }

    def _signature(self) -> dict[str, Json]:
        if self.by_agency:
            return {**signature_of(None, self.letterhead), "stamped": True}
        name = (self.signer or self.guide).name
        return {"signer_title": self.signer_role.upper(), "signer": name, "stamped": False}
