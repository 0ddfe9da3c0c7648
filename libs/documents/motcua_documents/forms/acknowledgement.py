# SPDX-License-Identifier: Apache-2.0
"""Acknowledgement of an online submission: MotCua's own paper; the receipt comes when the desk accepts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import FormData, Json, owner_line, person_lines, require
from motcua_documents.parts import CODE, Channel, Person, SubmittedFile
from motcua_documents.wording import count, minute_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement(FormData):
    """Giấy xác nhận đã nộp hồ sơ trực tuyến: says what arrived and by when the desk must answer.

    Attributes:
        dossier_code: mã hồ sơ.
        unit: one-stop that will check the dossier.
        applicant, owner, channel, request: as on the receipt.
        submitted_at: moment of submission.
        answer_by: when the desk must have accepted, refused or asked for a supplement.
        files: what was sent.
        answer_hours: working hours that the desk has.
    """

    template: ClassVar[str] = "form_00_acknowledgement.typ"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY XÁC NHẬN", "ĐÃ NỘP HỒ SƠ TRỰC TUYẾN")
    basis: ClassVar[str] = "Giấy do MotCua đặt ra, không thuộc các mẫu của Thông tư 03/2025/TT-VPCP"

    dossier_code: str = field(metadata=CODE)
    unit: str
    applicant: Person
    channel: Channel
    request: str
    submitted_at: datetime
    answer_by: datetime
    files: tuple[SubmittedFile, ...] = ()
    owner: Person | None = None
    answer_hours: int = 8

    def require_sense(self) -> None:
        late = self.answer_by >= self.submitted_at
        require(late, "answer_by", "sớm hơn thời điểm nộp", "is before the moment of submission")

    def content(self) -> dict[str, Json]:
        return {
            "unit": self.unit,
            "applicant": [
                *person_lines(self.applicant, "Người nộp hồ sơ"),
                [["Hình thức nộp", self.channel.label]],
            ],
            "owner": owner_line(self.owner),
            "request": self.request,
            "submitted_at": minute_in_words(self.submitted_at),
            "files": [[str(i), file.paper, file.file_name] for i, file in enumerate(self.files, start=1)],
            "answer_by": minute_in_words(self.answer_by),
            "answer_hours": f"{count(self.answer_hours)} giờ làm việc",
        }
