# SPDX-License-Identifier: Apache-2.0
"""The return slip: what went out, what was collected, what went back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import motcua_documents as d
from motcua_text import Text

from motcua_intake.app.forms.sheet import NOT_COLLECTED, Sheet, line
from motcua_intake.app.printing import Build
from motcua_intake.domain import fees
from motcua_intake.domain.records import Actor, Document, Result

_AS_MADE: Final = "Phí, lệ phí theo số trang, số bản đã làm"


@dataclass(frozen=True)
class HandedOver:
    """What a return consists of; `role` is as whom the receiver came, `left` what goes on waiting, with where it is."""

    results: Sequence[Result]
    originals: Sequence[str]
    handed_back: Sequence[str]
    slips: Sequence[Document]
    role: str
    channel: d.Channel = d.Channel.WINDOW
    left: Sequence[tuple[Result, Text]] = ()


def return_slip(sheet: Sheet, receiver: d.Person, out: HandedOver, at: datetime, actor: Actor) -> Build:
    """What went out, which originals were collected, which went back to their owner, and which slips were handed over."""
    names = {one.code: line(one.name.vi) for one in sheet.procedure.components}
    return lambda letterhead, lookup: d.ReturnSlip(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        request=sheet.request,
        receiver=receiver,
        receiver_role=out.role,
        channel=out.channel,
        results=tuple(
            d.ReturnedResult(
                name=one.name_vi,
                code=one.code,
                number=one.number,
                signer=one.signer,
                signed_at=one.signed_at,
                copies=one.copies,
                note=line(" ".join(one.note.split())),
            )
            for one in out.results
        ),
        fees=_fees_made(sheet, out.results),
        left=tuple((line(one.name_vi), line(_capital(place.vi))) for one, place in out.left),
        originals=tuple(d.Paper(name=names.get(code, code), original=1) for code in out.originals),
        handed_back=tuple(d.Paper(name=names.get(code, code), original=1) for code in out.handed_back),
        slips=tuple(_slip(sheet, one) for one in out.slips),
        returned_at=at,
        officer=sheet.officer(actor),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _fees_made(sheet: Sheet, results: Sequence[Result]) -> tuple[d.PartFee, ...]:
    """Fees of the parts whose results go out, where they follow what was made; the receipt told all others."""
    parts = {one.part for one in results}
    rules = [rule for rule in sheet.procedure.parts if rule.key in parts]
    due = [(rule, fees.of_part(sheet.case, rule)) for rule in rules]
    return tuple(
        d.PartFee(part=line(rule.name.vi), name=_AS_MADE, state=NOT_COLLECTED, amount=one.amount)
        for rule, one in due
        if one.as_made and one.amount is not None
    )


def _slip(sheet: Sheet, one: Document) -> d.Paper:
    part = sheet.case.parts.get(one.part)
    return d.Paper(name=f"{one.name_vi} số {one.number}", note=line(part.name_vi) if part else "", original=1)
