# SPDX-License-Identifier: Apache-2.0
"""Form 05: notice that work on a dossier stops."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from motcua_documents.forms.base import (
    FormData,
    Json,
    PaperSize,
    owner_line,
    paper_table,
    person_lines,
    signature_of,
    state_table,
)
from motcua_documents.parts import CODE, Fact, Officer, Paper, PartFee, PartState, Person
from motcua_documents.text import LONG_LIMIT, paragraphs
from motcua_documents.wording import dong, minute_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class StopNotice(FormData):
    """Thông báo dừng giải quyết hồ sơ (TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 05).

    Attributes:
        dossier_code, applicant, owner, request: as on the receipt.
        asked_by: who asked for the stop and how, in a phrase.
        asker: who came to the window and asked, where somebody did; with their identity paper.
        asker_role: as whom: người nộp hồ sơ, chủ hồ sơ, người đề nghị thay và căn cứ.
        stage: stage that the dossier was in.
        reason: ground of the stop, at most 20,000 characters.
        stopped_at: moment from which work stops.
        stopped: parts that stop.
        signer: who decided; ``None`` where nobody did: the line stays open for whoever acts for the agency of the letterhead.
        at_window: that agency is the window, whose officer hands the notice over.
        standing: parts that stand, with their results.
        refused: parts that had been refused, which is told by their own notices.
        fees: fees of the parts that stop, and what becomes of each.
        told: notices of other agencies that were sent before, and what each comes to now.
        papers: papers given back with the notice.
        recipients: lines of "Nơi nhận".
    """

    template: ClassVar[str] = "form_05_stop.typ"
    titles: ClassVar[tuple[str, ...]] = ("THÔNG BÁO", "Dừng giải quyết hồ sơ")
    basis: ClassVar[str] = "Mẫu số 05, Phụ lục I, Thông tư 03/2025/TT-VPCP"
    size: ClassVar[PaperSize] = PaperSize.A4

    dossier_code: str = field(metadata=CODE)
    applicant: Person
    request: str
    asked_by: str
    stage: str
    reason: str = field(metadata={"limit": LONG_LIMIT})
    stopped_at: datetime
    stopped: tuple[PartState, ...]
    signer: Officer | None = None
    at_window: bool = False
    standing: tuple[PartState, ...] = ()
    refused: tuple[PartState, ...] = ()
    fees: tuple[PartFee, ...] = ()
    told: tuple[Fact, ...] = ()
    papers: tuple[Paper, ...] = ()
    recipients: tuple[str, ...] = ("Như trên", "Lưu: VT, hồ sơ")
    owner: Person | None = None
    asker: Person | None = None
    asker_role: str = ""

    def content(self) -> dict[str, Json]:
        return {
            "applicant": person_lines(self.applicant, "Kính gửi ông/bà (tổ chức)"),
            "owner": owner_line(self.owner),
            "request": self.request,
            "asked_by": self.asked_by,
            "asker": _asker_lines(self.asker, self.asker_role),
            "stage": self.stage,
            "reason": list(paragraphs(self.reason)),
            "stopped_at": minute_in_words(self.stopped_at),
            "stopped": state_table(self.stopped),
            "standing": state_table(self.standing),
            "refused": state_table(self.refused),
            "fees": [_fee_row(index, fee) for index, fee in enumerate(self.fees, start=1)],
            "told": [[one.label, one.value] for one in self.told],
            "papers": paper_table(self.papers) if self.papers else None,
            "recipients": list(self.recipients),
            **signature_of(self.signer, self.letterhead, WINDOW_OFFICER if self.at_window else ""),
        }


WINDOW_OFFICER = "CÁN BỘ MỘT CỬA"
NO_RULE = "Thủ tục không ghi quy định về hoàn trả"
"""Where a procedure says nothing about giving a fee back; never more than that is claimed."""


def _asker_lines(asker: Person | None, role: str) -> list[Json]:
    """Name and number in one line, as whom in the next: the notice is to be one sheet."""
    if asker is None:
        return []
    number: list[Json] = [[asker.identity_label, asker.identity]] if asker.identity else []
    return [[["Người đề nghị", asker.name], *number], *([[["Tư cách người đề nghị", role]]] if role else [])]


def _fee_row(index: int, fee: PartFee) -> list[Json]:
    amount = fee.rule if fee.amount is None else dong(fee.amount)
    return [str(index), fee.name, fee.part, amount, fee.state, fee.refund or NO_RULE]
