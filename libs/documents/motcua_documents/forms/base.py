# SPDX-License-Identifier: Apache-2.0
"""Owns what every form has: letterhead, lookup, paper size, and its page as plain data for the template."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from motcua_documents.errors import InvalidForm
from motcua_documents.parts import (
    Letterhead,
    Lookup,
    Officer,
    Paper,
    PaperKind,
    Part,
    PartResult,
    PartState,
    Person,
    ResultRule,
    WantedPaper,
)
from motcua_documents.wording import count, date_in_words, dong, short_minute

LAYOUT_NOTE = "Bố cục của MotCua, không phải mẫu in chính thức"
"""Printed at the foot of every page: the national forms' pictures are not copied."""

_ONE_LINE = 56
"""Characters of address and e-mail that fit side by side on A5."""

Json = str | bool | None | Sequence["Json"] | Mapping[str, "Json"]


class PaperSize(StrEnum):
    """Paper that a form is set on."""

    A4 = "a4"
    A5 = "a5"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormData(ABC):
    """Base of all forms; a subclass says its template, title, basis and content.

    Attributes:
        letterhead: who issues it, number, place and moment.
        lookup: gives the QR code and the lookup note; left out when ``None``.
    """

    template: ClassVar[str]
    titles: ClassVar[tuple[str, ...]]
    basis: ClassVar[str]
    size: ClassVar[PaperSize] = PaperSize.A5

    letterhead: Letterhead
    lookup: Lookup | None = None

    def title_lines(self) -> tuple[str, ...]:
        """Return the title as printed, line by line."""
        return self.titles

    def code(self) -> str:
        """Return the dossier code, empty when there is none."""
        return str(getattr(self, "dossier_code", ""))

    @abstractmethod
    def content(self) -> dict[str, Json]:
        """Return the form's own part of the page, every value as it is printed."""

    def require_sense(self) -> None:  # noqa: B027 - most forms have no fields that can contradict each other
        """Raise InvalidForm when fields contradict each other."""


def head(letterhead: Letterhead) -> dict[str, Json]:
    """Return the letterhead as printed; agency names are in capitals (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    return {
        "parent": letterhead.parent.upper(),
        "agency": letterhead.agency.upper(),
        "number": f"Số: {letterhead.number}" if letterhead.number else "",
        "place_date": f"{letterhead.place}, {date_in_words(letterhead.issued_at)}",
    }


def person_lines(person: Person, label: str, *, brief: bool = False) -> list[Json]:
    """Return the lines of a person, each of one or two labelled values; brief leaves out the addresses."""
    where = [("Địa chỉ", person.address), ("Email", person.email)]
    together = len(person.address) + len(person.email) <= _ONE_LINE
    lines: list[list[tuple[str, str]]] = [
        [(label, person.name)],
        [(person.identity_label, person.identity), ("Số điện thoại", unbroken(person.phone))],
        *([where] if together else [[one] for one in where]),
    ]
    shown = lines[:2] if brief else lines
    filled = [[[name, value] for name, value in line if value] for line in shown]
    return [line for line in filled if line]


def owner_line(owner: Person | None) -> list[Json]:
    """Return the lines of the owner (chủ hồ sơ) where that is another than the applicant, else none."""
    return person_lines(owner, "Chủ hồ sơ") if owner else []


def owner_stated(owner: Person | None, applicant: Person) -> list[Json]:
    """Return the lines of the owner, for forms that have a place for it; an applicant who is the owner, and whose address stands
    above, is named in one line."""
    where = "; địa chỉ như trên" if applicant.address else ""
    return owner_line(owner) or [[["Chủ hồ sơ", f"{applicant.name} (là người nộp hồ sơ{where})"]]]


def paper_table(papers: Sequence[Paper], *, notes: str = "") -> dict[str, Json]:
    """Return a table of papers; a column for electronic files appears when there is one. A note stands below the name of its
    paper, or in a column of its own where `notes` names one."""
    electronic = any(paper.electronic for paper in papers)
    noted = bool(notes) and any(paper.note for paper in papers)
    rows: list[Json] = []
    for index, paper in enumerate(papers, start=1):
        counts = [count(paper.original), count(paper.certified), count(paper.copy)]
        counts += [count(paper.electronic)] if electronic else []
        name: Json = [paper.name, paper.note] if paper.note and not notes else paper.name
        rows.append([str(index), name, *counts, *([paper.note] if noted else [])])
    kinds = ["Chính", "Chứng thực", "Photo", *(["Điện tử"] if electronic else [])]
    return {"kinds": kinds, "notes": notes if noted else "", "rows": rows}


def wanted_table(papers: Sequence[WantedPaper]) -> dict[str, Json]:
    """Return the table of papers asked for; where several kinds will do, the further ones are written as "hoặc"."""
    rows: list[Json] = [
        [str(index), paper.name, *(_wanted(paper, kind) for kind in PaperKind), paper.note]
        for index, paper in enumerate(papers, start=1)
    ]
    return {"kinds": ["Chính", "Chứng thực", "Photo"], "notes": "Nội dung phải hoàn thiện", "rows": rows}


def _wanted(paper: WantedPaper, kind: PaperKind) -> Json:
    if kind not in paper.accepts:
        return ""
    return count(paper.copies) if kind is paper.accepts[0] else ["hoặc", count(paper.copies)]


def part_table(parts: Sequence[Part]) -> dict[str, Json]:
    """Return the table of parts and results; own dates and fees appear when a part has one."""
    dated = any(part.due_at for part in parts)
    charged = any(part.fee is not None for part in parts)
    rows: list[Json] = []
    for index, part in enumerate(parts, start=1):
        row: list[Json] = [str(index), named(part.name, part.code), _results(part)]
        row += [[short_minute(part.due_at) if part.due_at else ""]] if dated else []
        row += [["" if part.fee is None else dong(part.fee)]] if charged else []
        rows.append(row)
    heads = [
        "Thủ tục",
        "Kết quả được trả",
        *(["Thời hạn"] if dated else []),
        *(["Phí, lệ phí"] if charged else []),
    ]
    return {"heads": heads, "rows": rows}


def state_table(states: Sequence[PartState]) -> list[Json]:
    """Return rows of parts with their state."""
    return [
        [str(index), named(part.name, part.code), [part.state]] for index, part in enumerate(states, start=1)
    ]


def named(name: str, code: str) -> list[Json]:
    """Return the lines of a table cell: a name and its code."""
    return [name, f"Mã: {code}"] if code else [name]


def contact(officer: Officer, place: str = "") -> str:
    """Return an officer's name, title, address and telephone in one line."""
    phone = f"ĐT {unbroken(officer.phone)}" if officer.phone else ""
    return ", ".join(piece for piece in (officer.name, officer.title, place, phone) if piece)


def signature_of(signer: Officer | None, letterhead: Letterhead, role: str = "") -> dict[str, Json]:
    """Return what stands above the signature and below it: the person, or the agency with a line for whoever acts for it."""
    if signer is None:
        agency = letterhead.agency.upper()
        return {"authority": agency if role else "", "signer_title": role or agency, "signer": ""}
    return {
        "authority": signer.authority.upper(),
        "signer_title": signer.title.upper(),
        "signer": signer.name,
    }


def unbroken(text: str) -> str:
    """Return a short text with blanks that no line breaks at."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def require(condition: bool, field: str, reason_vi: str, reason_en: str) -> None:
    """Raise InvalidForm on the field unless the condition holds."""
    if not condition:
        raise InvalidForm(field, reason_vi, reason_en)


def _results(part: Part) -> list[Json]:
    leads = {ResultRule.ALL: "", ResultRule.ONE_OF: "Một trong các kết quả:", ResultRule.OPTIONAL: "Nếu có:"}
    lead = leads[part.rule] if part.rule is not ResultRule.ONE_OF or len(part.results) > 1 else ""
    lines: list[Json] = [lead] if lead else []
    for result in part.results:
        lines.extend(_result_lines(result, bullet=len(part.results) > 1))
    return lines


def _result_lines(result: PartResult, *, bullet: bool) -> list[Json]:
    code = f", {unbroken(f'mã {result.code}')}" if result.code else ""
    return [f"{'- ' if bullet else ''}{result.name}{code}"]
