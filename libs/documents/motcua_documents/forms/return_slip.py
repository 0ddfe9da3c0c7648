# SPDX-License-Identifier: Apache-2.0
"""Slip signed when results are handed over (a local form in use, not one of the seven national ones)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import FormData, Json, named, owner_stated, paper_table, person_lines
from motcua_documents.parts import CODE, Channel, Officer, Paper, PartFee, Person, ReturnedResult
from motcua_documents.wording import count, dong, minute_in_words, short_minute


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSlip(FormData):
    """Giấy biên nhận trả kết quả.

    Attributes:
        dossier_code, applicant, owner, request: as on the receipt.
        receiver: who fetched the results.
        results: what was handed over; none when only originals or slips were.
        returned_at: when.
        officer: who handed over.
        receiver_role: chủ hồ sơ, người được ủy quyền …
        channel: how the results went out.
        originals: originals collected at that moment (land papers, as in procedure 1.013831).
        handed_back: originals collected before that went back to their owner, as what they were for was not granted.
        fees: fees that follow what was made, by procedure; the receipt could only say what was asked for.
        left: results that were not handed over this time: name, and where each is or which fee it waits for.
        slips: refusals and stop notices that were handed over (a refusal counts as a result, NĐ 61/2018/NĐ-CP, Điều 19.8).
    """

    template: ClassVar[str] = "form_return_slip.typ"
    titles: ClassVar[tuple[str, ...]] = ("GIẤY BIÊN NHẬN", "TRẢ KẾT QUẢ GIẢI QUYẾT HỒ SƠ")
    basis: ClassVar[str] = "Giấy do MotCua đặt ra, không thuộc các mẫu của Thông tư 03/2025/TT-VPCP"

    dossier_code: str = field(metadata=CODE)
    applicant: Person
    request: str
    receiver: Person
    returned_at: datetime
    officer: Officer
    results: tuple[ReturnedResult, ...] = ()
    receiver_role: str = ""
    channel: Channel = Channel.WINDOW
    originals: tuple[Paper, ...] = ()
    handed_back: tuple[Paper, ...] = ()
    slips: tuple[Paper, ...] = ()
    owner: Person | None = None
    fees: tuple[PartFee, ...] = ()
    left: tuple[tuple[str, str], ...] = ()

    def content(self) -> dict[str, Json]:
        role = [["Tư cách người nhận", self.receiver_role]] if self.receiver_role else []
        return {
            "applicant": person_lines(_known(self.applicant, self.owner), "Người nộp hồ sơ"),
            "owner": owner_stated(self.owner, self.applicant),
            "request": self.request,
            "receiver": [
                *person_lines(self.receiver, "Người nhận kết quả", brief=True),
                [["Hình thức trả", self.channel.label], *role],
            ],
            "returned_at": minute_in_words(self.returned_at),
            "results": [_result_row(index, result) for index, result in enumerate(self.results, start=1)],
            "notes": [f"{one.name}: {one.note}" for one in self.results if one.note],
            "fees": [_fee_line(one, alone=len(self.fees) == 1) for one in self.fees],
            "left": [[name, place] for name, place in self.left],
            "originals": _originals(self.originals),
            "handed_back": paper_table(self.handed_back) if self.handed_back else None,
            "slips": paper_table(self.slips, notes="Phần việc") if self.slips else None,
            "receiver_name": self.receiver.name,
            "officer": self.officer.name,
        }


def _known(applicant: Person, owner: Person | None) -> Person:
    """The applicant without what the receipt has and nobody signs for: the slip is to be one sheet. The address stays where the
    applicant is the owner (chủ hồ sơ)."""
    return replace(applicant, email="", address=applicant.address if owner is None else "")


def _originals(papers: tuple[Paper, ...]) -> Json:
    if not papers:
        return None
    plain = all(
        one.original and not (one.certified or one.copy or one.electronic or one.note) for one in papers
    )
    if not plain:
        return {**paper_table(papers), "alone": False}
    rows = [[str(index), one.name, count(one.original)] for index, one in enumerate(papers, start=1)]
    return {"rows": rows, "alone": True}


def _fee_line(fee: PartFee, *, alone: bool) -> list[Json]:
    return [fee.name if alone else f"{fee.name} ({fee.part})", dong(fee.amount or 0)]


def _result_row(index: int, result: ReturnedResult) -> list[Json]:
    signed: list[Json] = [result.signer, short_minute(result.signed_at)]
    return [str(index), named(result.name, result.code), result.number, signed, count(result.copies)]
