# SPDX-License-Identifier: Apache-2.0
"""Form 02: request to supplement a dossier."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import FormData, Json, contact, paper_table, person_lines
from motcua_documents.parts import CODE, Officer, Paper, Person
from motcua_documents.text import LONG_LIMIT, paragraphs
from motcua_documents.wording import minute_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequest(FormData):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 02).

    Attributes:
        unit: one-stop that asks.
        applicant, request: as on the receipt.
        papers: exactly what must be completed; ``note`` says what is wrong with each.
        reason: why, at most 20,000 characters.
        guide: officer who explains, with telephone; also signs.
        dossier_code: empty when the dossier has none yet.
        answer_by: until when the person may answer.
        clock_note: what happens to the time limit meanwhile, in a sentence.
    """

    template: ClassVar[str] = "form_02_supplement.typ"
    titles: ClassVar[tuple[str, ...]] = ("PHIẾU YÊU CẦU", "BỔ SUNG, HOÀN THIỆN HỒ SƠ")
    basis: ClassVar[str] = "Mẫu số 02, Phụ lục I, Thông tư 03/2025/TT-VPCP"

    unit: str
    applicant: Person
    request: str
    papers: tuple[Paper, ...]
    reason: str = field(metadata={"limit": LONG_LIMIT})
    guide: Officer
    dossier_code: str = field(default="", metadata=CODE)
    answer_by: datetime | None = None
    clock_note: str = ""

    def content(self) -> dict[str, Json]:
        return {
            "unit": self.unit,
            "applicant": person_lines(self.applicant, "Hồ sơ của ông/bà (tổ chức)"),
            "request": self.request,
            "papers": paper_table(self.papers, notes="Nội dung phải hoàn thiện"),
            "reason": list(paragraphs(self.reason)),
            "answer_by": minute_in_words(self.answer_by) if self.answer_by else "",
            "clock_note": self.clock_note,
            "guide": contact(self.guide),
            "signer": self.guide.name,
        }
