# SPDX-License-Identifier: Apache-2.0
"""Form 03 in its two uses: refusal at the desk, and refusal of a part after appraisal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import (
    FormData,
    Json,
    contact,
    named,
    owner_line,
    person_lines,
    signature_of,
    state_table,
)
from motcua_documents.parts import CODE, Channel, Officer, PartState, Person
from motcua_documents.text import LONG_LIMIT, paragraphs
from motcua_documents.wording import minute_in_words

_PAPERS_BACK = {
    Channel.WINDOW: "Giấy tờ đã nộp được trả lại cùng phiếu này.",
    Channel.POST: "Giấy tờ đã gửi được trả lại cùng phiếu này.",
}
"""What becomes of papers that were handed in on paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRefusal(FormData):
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ (TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 03).

    Attributes:
        unit: one-stop that refuses.
        applicant, owner, request, channel: as on the receipt.
        reason: why, exactly; at most 20,000 characters.
        officer: who refuses and signs, with telephone.
        dossier_code, submitted_at: for a dossier that came online.
        legal_basis: article that the refusal rests on.
    """

    template: ClassVar[str] = "form_03_refusal.typ"
    titles: ClassVar[tuple[str, ...]] = ("PHIẾU TỪ CHỐI", "TIẾP NHẬN GIẢI QUYẾT HỒ SƠ")
    basis: ClassVar[str] = "Mẫu số 03, Phụ lục I, Thông tư 03/2025/TT-VPCP"

    unit: str
    applicant: Person
    request: str
    channel: Channel
    reason: str = field(metadata={"limit": LONG_LIMIT})
    officer: Officer
    dossier_code: str = field(default="", metadata=CODE)
    submitted_at: datetime | None = None
    legal_basis: str = ""
    owner: Person | None = None

    def content(self) -> dict[str, Json]:
        return {
            "unit": self.unit,
            "applicant": person_lines(self.applicant, "Hồ sơ của ông/bà (tổ chức)"),
            "owner": owner_line(self.owner),
            "request": self.request,
            "channel": self.channel.label,
            "unsigned": self.channel.unsigned,
            "papers_back": _PAPERS_BACK.get(self.channel, ""),
            "submitted_at": minute_in_words(self.submitted_at) if self.submitted_at else "",
            "reason": list(paragraphs(self.reason)),
            "legal_basis": self.legal_basis,
            "contact": contact(self.officer),
            "submitter": self.applicant.name,
            "signer": self.officer.name,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRefusal(FormData):
    """Phiếu từ chối giải quyết hồ sơ: one part refused after appraisal (NĐ 61/2018/NĐ-CP, Điều 19.8).

    Attributes:
        dossier_code, applicant, owner, request: as on the receipt.
        part_name, part_code: the part refused.
        reason: why, exactly; at most 20,000 characters.
        signer: who decided; ``None`` where no person of the authority did: then the authority signs, by whoever acts for it.
        undecided: says so in a sentence, where it is so.
        others: what becomes of each other part; empty when the refused part is the whole dossier.
        legal_basis: article that the refusal rests on.
        contact: officer who explains.
        result_name, result_code: what the refusal is in the national catalogue of results; empty where it is none.
    """

    template: ClassVar[str] = "form_03_part_refusal.typ"
    titles: ClassVar[tuple[str, ...]] = ("PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ",)
    basis: ClassVar[str] = "Theo Mẫu số 03, Phụ lục I, Thông tư 03/2025/TT-VPCP (từ chối sau thẩm định)"

    dossier_code: str = field(metadata=CODE)
    applicant: Person
    request: str
    part_name: str
    reason: str = field(metadata={"limit": LONG_LIMIT})
    signer: Officer | None = None
    undecided: str = ""
    part_code: str = ""
    others: tuple[PartState, ...] = ()
    legal_basis: str = ""
    contact: Officer | None = None
    owner: Person | None = None
    result_name: str = ""
    result_code: str = ""

    def content(self) -> dict[str, Json]:
        return {
            "applicant": person_lines(self.applicant, "Hồ sơ của ông/bà (tổ chức)"),
            "owner": owner_line(self.owner),
            "request": self.request,
            "part": named(self.part_name, self.part_code),
            "result": f"{self.result_name} (mã {self.result_code})" if self.result_name else "",
            "reason": list(paragraphs(self.reason)),
            "legal_basis": self.legal_basis,
            "others": state_table(self.others),
            "contact": contact(self.contact) if self.contact else "",
            "undecided": self.undecided,
            **signature_of(self.signer, self.letterhead),
        }
