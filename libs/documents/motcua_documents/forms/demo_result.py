# SPDX-License-Identifier: Apache-2.0
"""A result sheet for demonstrations; it cannot be printed without the stamp MẪU."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import FormData, Json, PaperSize, person_lines
from motcua_documents.parts import CODE, NAME, Fact, Officer, Person
from motcua_documents.text import LONG_LIMIT, paragraphs
from motcua_documents.wording import minute_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResult(FormData):
    """Kết quả giải quyết, stamped MẪU on every page: number, signer and minute, but no legal force.

    Attributes:
        dossier_code: mã hồ sơ.
        result_name, result_code: the result that it stands for.
        part_name, part_code: the procedure that gave it.
        holder: whose right is settled.
        signer: who signs.
        signed_at: minute of signature (it matters for security registration, NĐ 99/2022/NĐ-CP, Điều 35.1).
        facts: labelled lines, such as the parcel.
        body: what is decided or certified, at most 20,000 characters.
    """

    template: ClassVar[str] = "demo_result.typ"
    titles: ClassVar[tuple[str, ...]] = ("KẾT QUẢ GIẢI QUYẾT",)
    basis: ClassVar[str] = "Tờ MẪU để trình diễn, không có giá trị pháp lý"
    size: ClassVar[PaperSize] = PaperSize.A4

    dossier_code: str = field(metadata=CODE)
    result_name: str = field(metadata=NAME)
    part_name: str
    holder: Person
    signer: Officer
    signed_at: datetime
    result_code: str = ""
    part_code: str = ""
    facts: tuple[Fact, ...] = ()
    body: str = field(default="", metadata={"limit": LONG_LIMIT})

    def title_lines(self) -> tuple[str, ...]:
        return (*self.titles, self.result_name)

    def content(self) -> dict[str, Json]:
        return {
            "result_code": self.result_code,
            "part": self.part_name,
            "part_code": self.part_code,
            "holder": person_lines(self.holder, "Cấp cho"),
            "facts": [[fact.label, fact.value] for fact in self.facts],
            "body": list(paragraphs(self.body)),
            "signed_at": minute_in_words(self.signed_at),
            "authority": self.signer.authority.upper(),
            "signer_title": self.signer.title.upper(),
            "signer": self.signer.name,
        }
