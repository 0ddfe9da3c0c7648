# SPDX-License-Identifier: Apache-2.0
"""Form 04: apology for being late, and another day for the result."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import (
    FormData,
    Json,
    PaperSize,
    named,
    owner_line,
    person_lines,
    require,
    signature_of,
)
from motcua_documents.parts import CODE, Officer, Person
from motcua_documents.text import LONG_LIMIT, paragraphs
from motcua_documents.wording import minute_in_words, short_minute


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendedPart:
    """A part whose day moves: the one before and the new one."""

    name: str
    due_at: datetime
    new_due_at: datetime
    code: str = ""
    late: bool = True
    """Whether it is late itself; else it follows a part that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologyNotice(FormData):
    """Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết (TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 04).

    Attributes:
        dossier_code, applicant, owner, request: as on the receipt.
        window: one-stop that hands the results out.
        accepted_at: when the dossier was accepted.
        original_at: the moment that was promised at first.
        promised_at: the moment that was promised last.
        new_at: the moment that is promised now; `promised_at` where the day of the whole dossier stays.
        reason: why it is late, exactly; at most 20,000 characters.
        parts: what is late, and what follows it.
        signer: the head of the unit that is late, or who signs for them.
        allowed, nth: how often the law lets the day of a part, and the promised day, move; which time this is.
    """

    template: ClassVar[str] = "form_04_apology.typ"
    titles: ClassVar[tuple[str, ...]] = ("XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN", "THỜI GIAN GIẢI QUYẾT HỒ SƠ")
    basis: ClassVar[str] = "Mẫu số 04, Phụ lục I, Thông tư 03/2025/TT-VPCP"
    size: ClassVar[PaperSize] = PaperSize.A4

    dossier_code: str = field(metadata=CODE)
    applicant: Person
    request: str
    window: str
    accepted_at: datetime
    original_at: datetime
    promised_at: datetime
    new_at: datetime
    reason: str = field(metadata={"limit": LONG_LIMIT})
    parts: tuple[ExtendedPart, ...]
    signer: Officer
    recipients: tuple[str, ...] = ("Như trên", "Bộ phận Một cửa", "Lưu: VT, hồ sơ")
    owner: Person | None = None
    allowed: int = 1
    nth: int = 1

    def require_sense(self) -> None:
        require(
            self.new_at >= self.promised_at,
            "new_at",
            "phải từ ngày đã hẹn trở đi",
            "must not be before the day that was promised",
        )

    def content(self) -> dict[str, Json]:
        moved, stays = self.promised_at != self.original_at, self.new_at == self.promised_at
        return {
            "applicant": person_lines(self.applicant, "Kính gửi ông/bà (tổ chức)"),
            "owner": owner_line(self.owner),
            "request": self.request,
            "window": self.window,
            "accepted_at": minute_in_words(self.accepted_at),
            "original_at": minute_in_words(self.original_at),
            "promised_at": minute_in_words(self.promised_at) if moved else "",
            "new_at": minute_in_words(self.new_at),
            "stays": stays,
            "often": self._often(stays),
            "reason": list(paragraphs(self.reason)),
            "parts": [_row(index, one) for index, one in enumerate(self.parts, start=1)],
            "recipients": list(self.recipients),
            **signature_of(self.signer, self.letterhead),
        }

    def _often(self, stays: bool) -> str:
        """The sentence before the signature. Each agency apologises for its own parts, so that one dossier may have several of
        these; what is moved so often is the day of a part, and that of the dossier."""
        what = "Thời hạn của mỗi phần việc" + ("" if stays else " và thời điểm hẹn trả kết quả của cả hồ sơ")
        if self.allowed <= 1:
            return f"{what} chỉ được hẹn lại một lần./."
        return f"{what} được hẹn lại nhiều nhất {self.allowed} lần; đây là lần thứ {self.nth}./."


def _row(index: int, one: ExtendedPart) -> Json:
    name = [*named(one.name, one.code), *([] if one.late else ["(theo sau phần bị chậm)"])]
    return [str(index), name, short_minute(one.due_at), short_minute(one.new_due_at)]
