# SPDX-License-Identifier: Apache-2.0
"""Owns the pieces that several forms share: letterhead, people, papers, parts of a dossier, results."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

NAME: Final = {"limit": 300}
"""Metadata of a field that goes into an unparted block: letterhead, title or signature."""
CODE: Final = {"limit": 60}
"""Metadata of a dossier code: an agency code (at most 35 characters, QĐ 20/2020/QĐ-TTg), date and number."""
SHORT: Final = {"limit": 100}
"""Metadata of a code, number or notation."""


class Channel(StrEnum):
    """How a dossier came in, or how its result goes out."""

    WINDOW = "WINDOW"
    POST = "POST"
    PORTAL = "PORTAL"
    NATIONAL_PORTAL = "NATIONAL_PORTAL"

    @property
    def label(self) -> str:
        """Vietnamese name as printed."""
        return _CHANNEL_LABELS[self]

    @property
    def unsigned(self) -> str:
        """Why whoever filed does not sign on the spot; empty where they do."""
        if self is Channel.WINDOW:
            return ""
        return (
            "(Gửi qua bưu chính, không ký tay)" if self is Channel.POST else "(Nộp trực tuyến, không ký tay)"
        )


_CHANNEL_LABELS = {
    Channel.WINDOW: "Trực tiếp tại Bộ phận Một cửa",
    Channel.POST: "Qua dịch vụ bưu chính công ích",
    Channel.PORTAL: "Trực tuyến, qua cổng dịch vụ công của tỉnh",
    Channel.NATIONAL_PORTAL: "Trực tuyến, qua Cổng Dịch vụ công quốc gia",
}


class ResultRule(StrEnum):
    """Which of a part's results the person gets."""

    ALL = "ALL"
    ONE_OF = "ONE_OF"
    OPTIONAL = "OPTIONAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who issues the form, under which number, where and when (NĐ 30/2020/NĐ-CP, Phụ lục I).

    Attributes:
        agency: issuing agency, or the one-stop.
        place: place name before the date.
        issued_at: moment of issue; also the creation time inside the PDF.
        parent: agency above; empty when it is not written.
        number: number and notation, such as ``15/TNHS``; empty on papers without one.
    """

    agency: str = field(metadata=NAME)
    place: str = field(metadata=SHORT)
    issued_at: datetime
    parent: str = field(default="", metadata=NAME)
    number: str = field(default="", metadata=SHORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A citizen or an organisation; ``identity`` is a number, ``identity_label`` says of what."""

    name: str = field(metadata=NAME)
    identity: str = ""
    identity_label: str = "Số CCCD/hộ chiếu"
    address: str = ""
    phone: str = field(default="", metadata=SHORT)
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An officer named on a form; ``title`` is printed in capitals above the signature of a leader."""

    name: str = field(metadata=NAME)
    title: str = field(default="", metadata=NAME)
    phone: str = field(default="", metadata=SHORT)
    authority: str = field(default="", metadata=SHORT)
    """Line above the title: ``KT. GIÁM ĐỐC``, ``TL. CHỦ TỊCH`` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper of the dossier with how many of each kind; all zero means none counted (shown empty)."""

    name: str
    original: int = 0
    certified: int = 0
    copy: int = 0
    electronic: int = 0
    note: str = ""


class PaperKind(StrEnum):
    """What a paper may be handed in as; the columns of the national forms."""

    ORIGINAL = "original"
    CERTIFIED = "certified"
    COPY = "copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPaper:
    """A paper that is asked for.

    Attributes:
        name: which paper.
        note: what must be completed.
        accepts: kinds of which one is enough, the usual one first; none: not said.
        copies: how many of it.
    """

    name: str
    note: str
    accepts: tuple[PaperKind, ...] = ()
    copies: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedFile:
    """A file sent online and the paper that it stands for."""

    paper: str
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResult:
    """A result that a part gives; ``code`` is the national result code."""

    name: str
    code: str = field(default="", metadata=SHORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One procedure within the dossier.

    Attributes:
        name: name of the procedure.
        results: what it gives.
        code: procedure code, such as ``1.011443``.
        rule: which of the results.
        due_at: its own legal date when it has one.
        fee: integer đồng; ``None`` when not known here, 0 when nothing is charged.
    """

    name: str
    results: tuple[PartResult, ...]
    code: str = field(default="", metadata=SHORT)
    rule: ResultRule = ResultRule.ALL
    due_at: datetime | None = None
    fee: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartState:
    """A part and where it stands, in a sentence: ``Đã có kết quả số 12/XN-VPĐK, ngày 23/11/2026``."""

    name: str
    state: str
    code: str = field(default="", metadata=SHORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFee:
    """A fee of a part that stopped, and what became of it.

    Attributes:
        part: code of the part, or its name where it has none.
        name: name of the fee or charge.
        state: whether it was collected, in words.
        amount: integer đồng; ``None`` when only the rule is known.
        rule: how it is computed, shown where there is no amount.
        refund: what the procedure lays down about giving it back; empty when it says nothing.
    """

    part: str
    name: str
    state: str
    amount: int | None = None
    rule: str = ""
    refund: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedResult:
    """A result handed over: the paper, its number, who signed it and when; ``note`` is what its maker tells the person."""

    name: str
    number: str = field(metadata=SHORT)
    signed_at: datetime
    signer: str
    code: str = field(default="", metadata=SHORT)
    copies: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One labelled line of a result sheet."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Where the person follows the dossier; ``url`` (http(s), ASCII, at most 200) is the QR code."""

    url: str
    website: str = field(default="", metadata=SHORT)
    hotline: str = field(default="", metadata=SHORT)
