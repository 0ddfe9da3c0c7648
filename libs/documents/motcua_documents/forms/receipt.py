# SPDX-License-Identifier: Apache-2.0
"""Form 01: receipt of a dossier with the promised date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import (
    FormData,
    Json,
    owner_stated,
    paper_table,
    part_table,
    person_lines,
    require,
    unbroken,
)
from motcua_documents.parts import CODE, Channel, Fact, Officer, Paper, Part, Person
from motcua_documents.wording import count, dong, minute_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(FormData):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả (TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 01).

    Attributes:
        dossier_code: mã hồ sơ.
        unit: one-stop that received the dossier.
        applicant: who handed it in.
        channel: how.
        request: what is asked for, the name of the procedure.
        asked: what exactly, as the person wrote it: label and value.
        papers: what was handed in.
        parts: the procedures in the dossier with their results; several for a merged dossier.
        legal_limit: the time that the law gives, in words.
        received_at, promised_at: moments of receipt and of the promised return.
        return_place: where or how the results are fetched.
        receiver: officer who received.
        owner: whose right is settled, when that is another person.
        sets: number of sets handed in.
        not_counted: times that the promised date leaves out, each as a phrase.
        tax_notice_place: where the tax notice goes (land).
        submitted_at: moment of online submission or posting, if any.
        notes: further sentences.
    """

    template: ClassVar[str] = "form_01_receipt.typ"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ")
    basis: ClassVar[str] = "Mẫu số 01, Phụ lục I, Thông tư 03/2025/TT-VPCP"

    dossier_code: str = field(metadata=CODE)
    unit: str
    applicant: Person
    channel: Channel
    request: str
    papers: tuple[Paper, ...]
    parts: tuple[Part, ...]
    legal_limit: str
    received_at: datetime
    promised_at: datetime
    return_place: str
    receiver: Officer
    owner: Person | None = None
    sets: int = 1
    not_counted: tuple[str, ...] = ()
    tax_notice_place: str = ""
    submitted_at: datetime | None = None
    notes: tuple[str, ...] = ()
    asked: tuple[Fact, ...] = ()

    def require_sense(self) -> None:
        require(
            self.promised_at >= self.received_at,
            "promised_at",
            "sớm hơn thời điểm tiếp nhận",
            "is before the moment of receipt",
        )
        require(self.sets > 0, "sets", "phải từ 1 bộ", "must be at least 1")

    def content(self) -> dict[str, Json]:
        return {
            "unit": self.unit,
            "applicant": [
                *person_lines(self.applicant, "Người nộp hồ sơ"),
                [["Hình thức nộp", self.channel.label]],
            ],
            "owner": owner_stated(self.owner, self.applicant),
            "request": self.request,
            "asked": [[one.label, one.value] for one in self.asked],
            "merged": _merged_sentence(self.parts),
            "parts": part_table(self.parts),
            "fee_total": _fee_total(self.parts),
            "papers": paper_table(self.papers),
            "sets": f"{count(self.sets)} bộ",
            "legal_limit": self.legal_limit,
            "submitted_at": minute_in_words(self.submitted_at) if self.submitted_at else "",
            "received_at": minute_in_words(self.received_at),
            "promised_at": minute_in_words(self.promised_at),
            "not_counted": _not_counted(self.not_counted),
            "return_place": self.return_place,
            "tax_notice_place": self.tax_notice_place,
            "notes": list(self.notes),
            "unsigned": self.channel.unsigned,
            "submitter": self.applicant.name,
            "receiver": self.receiver.name,
            "receiver_phone": unbroken(self.receiver.phone),
        }


def _merged_sentence(parts: tuple[Part, ...]) -> str:
    results = sum(len(part.results) if part.rule.value == "ALL" else 1 for part in parts)
    if len(parts) == 1:
        return "Kết quả được trả:"
    return (
        f"Một hồ sơ gồm {count(len(parts))} thủ tục, trả {count(results)} kết quả, "
        "chung một mã hồ sơ và một ngày hẹn trả:"
    )


def _fee_total(parts: tuple[Part, ...]) -> str:
    """Return the sum of the fees; nothing when one of them is not known here, because a sum would mislead."""
    fees = [part.fee for part in parts if part.fee is not None]
    return dong(sum(fees)) if len(parts) > 1 and len(fees) == len(parts) else ""


def _not_counted(phrases: tuple[str, ...]) -> str:
    if not phrases:
        return ""
    return f"Thời hạn trên không tính: {'; '.join(phrase.rstrip('.;') for phrase in phrases)}."
