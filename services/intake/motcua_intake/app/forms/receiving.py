# SPDX-License-Identifier: Apache-2.0
"""What the applicant gets when a dossier comes in: the acknowledgement of an online submission (00), and the receipt with the
promised date (01)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import motcua_documents as d
from motcua_procedure import Part as PartRule
from motcua_procedure import Procedure, limits
from motcua_text import Text

from motcua_intake.app.forms.papers import not_scanned, papers, sets_handed_in
from motcua_intake.app.forms.sheet import Sheet, line
from motcua_intake.app.printing import Build
from motcua_intake.domain import fees, legal_clock
from motcua_intake.domain.records import Actor, Source
from motcua_intake.domain.return_ways import Choice, Way

NOTE_OF_RECEIVER: Final = "Ghi chú của người tiếp nhận"
MOST_NAMED: Final = 900
_AS_ASKED: Final = "tạm tính theo tờ khai, thu theo số trang, số bản thực tế:"


def acknowledgement(sheet: Sheet) -> Build:
    dossier = sheet.case.dossier
    files = _files(sheet)
    answer_by = dossier.answer_due_at
    assert answer_by is not None, "a submitted dossier has its answer date"
    limit = sheet.procedure.acceptance_limit
    return lambda letterhead, lookup: d.Acknowledgement(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=dossier.code,
        unit=sheet.window,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        channel=sheet.channel,
        request=sheet.request,
        submitted_at=dossier.submitted_at,
        answer_by=answer_by,
        files=files,
        answer_hours=limit.amount if limit.unit.value == "wh" else 8 * max(1, limit.amount),
    )


def _files(sheet: Sheet) -> tuple[d.SubmittedFile, ...]:
    """What was sent, a line for each paper with all of its files."""
    names = {one.code: line(one.name.vi) for one in sheet.procedure.components}
    by_paper: dict[str, list[str]] = {code: [] for code in names}
    for paper in sheet.case.papers.values():
        by_paper.setdefault(paper.component, []).append(paper.file_name or not_scanned(sheet))
    return tuple(
        d.SubmittedFile(paper=names.get(code, code), file_name=_together(files))
        for code, files in by_paper.items()
        if files
    )


def _together(files: Sequence[str]) -> str:
    """All names; of very many how many there are, and the first ones."""
    told = "; ".join(files)
    return told if len(told) <= MOST_NAMED else f"{len(files)} tệp: {told[:MOST_NAMED]}…"


def receipt(
    sheet: Sheet,
    actor: Actor,
    note: str,
    asked: Sequence[tuple[Text, Text]] = (),
    tax_notice: str = "",
    chosen: Choice | None = None,
) -> Build:
    """`asked`: label and value of what the start form marks as what is asked for; `tax_notice`: where the land receipt
    says that the tax notice goes; `chosen`: how the results are to be received, None where nobody chose."""
    dossier = sheet.case.dossier
    received_at, promised_at = legal_clock.starts_at(sheet.case, sheet.procedure), dossier.promised_at
    assert promised_at, "an accepted dossier has its dates"
    online = dossier.source in (Source.PORTAL, Source.NATIONAL_PORTAL)
    return lambda letterhead, lookup: d.Receipt(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=dossier.code,
        unit=sheet.window,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        channel=sheet.channel,
        request=sheet.request,
        asked=tuple(d.Fact(label=line(label.vi), value=line(value.vi)) for label, value in asked),
        papers=papers(sheet) or (d.Paper(name="Không yêu cầu giấy tờ kèm theo"),),
        parts=_parts(sheet),
        sets=sets_handed_in(sheet),
        legal_limit=legal_limit(sheet.procedure),
        received_at=received_at,
        promised_at=promised_at,
        return_place=_return_place(sheet, chosen),
        receiver=sheet.officer(actor),
        not_counted=not_counted(sheet.procedure),
        submitted_at=dossier.submitted_at if online else None,
        tax_notice_place=line(tax_notice),
        notes=(
            *(line(one.vi) for one in sheet.procedure.longer()),
            *_fee_notes(sheet),
            *((f"{NOTE_OF_RECEIVER}: {note}",) if note else ()),
        ),
    )


def _return_place(sheet: Sheet, chosen: Choice | None) -> str:
    """Where the results go, as was chosen before the acceptance; else the window."""
    if chosen is not None and chosen.way == Way.POST:
        to = ", ".join(one for one in (chosen.receiver, chosen.phone, chosen.address) if one)
        return line(f"Qua dịch vụ bưu chính công ích, gửi tới {to}")[:1000]
    if chosen is not None and chosen.way == Way.ELECTRONIC:
        return "Bản điện tử trên trang hồ sơ; bản giấy (nếu có) tại " + line(sheet.window)[:900]
    return f"{sheet.window}, {sheet.unit.address.vi}"[:1000]


def _fee_notes(sheet: Sheet) -> tuple[str, ...]:
    """That a fee by pages and copies is what was asked for so far, and what it will follow."""
    day, channel = sheet.case.dossier.submitted_at.date(), Source(sheet.case.dossier.source).channel
    return tuple(
        line(f"{fee.name.vi} {_AS_ASKED} {fee.formula.text.vi}")
        for rule in sheet.procedure.parts
        for fee in rule.fees
        if fee.formula and fee.applies(day, channel)
    )


def _parts(sheet: Sheet) -> tuple[d.Part, ...]:
    return tuple(_part(sheet, rule) for rule in sheet.procedure.parts)


def _part(sheet: Sheet, rule: PartRule) -> d.Part:
    return d.Part(
        name=line(rule.name.vi),
        code=rule.code,
        results=tuple(d.PartResult(name=line(item.name.vi), code=item.code) for item in rule.results.items),
        rule=d.ResultRule(rule.results.rule),
        due_at=sheet.case.parts[rule.key].due_at if len(sheet.procedure.parts) > 1 else None,
        fee=fees.of_part(sheet.case, rule).amount,
    )


def legal_limit(procedure: Procedure) -> str:
    """The limits of all parts in words."""
    if len(procedure.parts) == 1:
        return procedure.parts[0].limit_words.vi
    told = [f"{part.name.vi}: {limits.limit_of(procedure, part).vi}" for part in procedure.parts]
    return "; ".join(told)[:1000]


def not_counted(procedure: Procedure) -> tuple[str, ...]:
    """The phrases that follow “Thời hạn trên không tính:” on the receipt."""
    phrases = []
    for sentence in procedure.not_counted():
        phrase = sentence.vi.strip().rstrip(".")
        for words in (" không tính vào thời hạn giải quyết", " không tính vào thời hạn"):
            phrase = phrase.removesuffix(words)
        for words in ("Không tính vào thời hạn ", "Không tính "):
            phrase = phrase.removeprefix(words)
        phrases.append(phrase[:1].lower() + phrase[1:])
    return tuple(phrases)
