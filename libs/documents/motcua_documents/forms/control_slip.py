# SPDX-License-Identifier: Apache-2.0
"""Form 06: the slip that goes with a dossier from unit to unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import FormData, Json, PaperSize, person_lines
from motcua_documents.parts import CODE, NAME, SHORT, Person
from motcua_documents.wording import minute_in_words, short_minute


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A hand-over: who gave, who received, when, until when, when it was handed on, and whether in time."""

    given_by: str = field(metadata=NAME)
    received_by: str = field(metadata=NAME)
    at: datetime
    outcome: str = field(metadata=SHORT)
    due_at: datetime | None = None
    left_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSlip(FormData):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ (TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 06).

    Attributes:
        book: year and unit of the numbers ("quyển số").
        dossier_code, applicant, request: as on the receipt.
        lead: agency that answers for the dossier.
        cooperating: the others that acted.
        accepted_at, promised_at, ended_at: moments of the dossier.
        lines: hand-overs, oldest first.
    """

    template: ClassVar[str] = "form_06_control_slip.typ"
    titles: ClassVar[tuple[str, ...]] = ("PHIẾU KIỂM SOÁT", "QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ")
    basis: ClassVar[str] = "Mẫu số 06, Phụ lục I, Thông tư 03/2025/TT-VPCP"
    size: ClassVar[PaperSize] = PaperSize.A4

    dossier_code: str = field(metadata=CODE)
    book: str = field(metadata=SHORT)
    applicant: Person
    request: str
    lead: str
    accepted_at: datetime
    promised_at: datetime
    lines: tuple[HandedOver, ...]
    cooperating: tuple[str, ...] = ()
    ended_at: datetime | None = None

    def content(self) -> dict[str, Json]:
        return {
            "book": self.book,
            "applicant": person_lines(self.applicant, "Kèm theo hồ sơ của"),
            "request": self.request,
            "lead": self.lead,
            "cooperating": "; ".join(self.cooperating) or "Không có",
            "accepted_at": minute_in_words(self.accepted_at),
            "promised_at": minute_in_words(self.promised_at),
            "ended_at": minute_in_words(self.ended_at) if self.ended_at else "",
            "lines": [_row(index, one) for index, one in enumerate(self.lines, start=1)],
        }


def _row(index: int, one: HandedOver) -> Json:
    times = [f"Nhận: {short_minute(one.at)}"]
    times += [f"Chuyển: {short_minute(one.left_at)}"] if one.left_at else []
    return [
        str(index),
        [f"Giao: {one.given_by}", f"Nhận: {one.received_by}"],
        times,
        short_minute(one.due_at) if one.due_at else "",
        one.outcome,
        one.note,
    ]
