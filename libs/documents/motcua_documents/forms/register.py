# SPDX-License-Identifier: Apache-2.0
"""Form 07: extract of the register of a window."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import FormData, Json, PaperSize, require, unbroken
from motcua_documents.parts import CODE, NAME, SHORT, Channel, Person
from motcua_documents.wording import count, short_minute


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredDossier:
    """A line of the register: a dossier that the window accepted, under the number of its receipt."""

    number: str = field(metadata=SHORT)
    code: str = field(metadata=CODE)
    procedure: str
    person: Person
    lead: str
    accepted_at: datetime
    promised_at: datetime
    sets: int = 1
    channel: Channel = Channel.WINDOW
    """How it came in."""
    way: str = field(default="", metadata=SHORT)
    """How its result is to be received."""
    transferred_at: datetime | None = None
    result_at: datetime | None = None
    returned_at: datetime | None = None
    receiver: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(FormData):
    """Sổ theo dõi hồ sơ (TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 07).

    Attributes:
        window: whose register it is.
        first_day, last_day: written days of the extract, both included.
        procedure: name of the only procedure in it; empty for all.
        lines: in the order of their numbers.
        officer: who printed it.
    """

    template: ClassVar[str] = "form_07_register.typ"
    titles: ClassVar[tuple[str, ...]] = ("SỔ THEO DÕI HỒ SƠ",)
    basis: ClassVar[str] = "Mẫu số 07, Phụ lục I, Thông tư 03/2025/TT-VPCP"
    size: ClassVar[PaperSize] = PaperSize.A4

    window: str
    first_day: str = field(metadata=SHORT)
    last_day: str = field(metadata=SHORT)
    lines: tuple[RegisteredDossier, ...]
    officer: str = field(metadata=NAME)
    procedure: str = ""

    def require_sense(self) -> None:
        require(bool(self.lines), "lines", "không được để trống", "must not be empty")

    def content(self) -> dict[str, Json]:
        return {
            "window": self.window,
            "days": f"Từ ngày {self.first_day} đến hết ngày {self.last_day}",
            "procedure": self.procedure,
            "count": f"{len(self.lines)} hồ sơ",
            "officer": self.officer,
            "lines": [_row(one) for one in self.lines],
        }


def _row(one: RegisteredDossier) -> Json:
    who = [one.person.name, one.person.address, unbroken(one.person.phone)]
    outcome = [one.way] if one.way else []
    outcome += [f"Trả: {short_minute(one.returned_at)}"] if one.returned_at else []
    outcome += [one.receiver] if one.receiver else []
    return [
        one.number,
        one.code,
        [one.procedure, f"Cơ quan chủ trì: {one.lead}"],
        count(one.sets),
        [piece for piece in who if piece],
        [
            f"Nhận: {short_minute(one.accepted_at)}",
            one.channel.label,
            f"Hẹn: {short_minute(one.promised_at)}",
        ],
        _moment(one.transferred_at),
        _moment(one.result_at),
        outcome or "",
        one.note,
    ]


def _moment(at: datetime | None) -> str:
    return short_minute(at) if at else ""
