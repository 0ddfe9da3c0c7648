# SPDX-License-Identifier: Apache-2.0
"""What stands on each printed form: a case, its procedure and its window turned into form data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import motcua_documents as d
from motcua_organisation import CompetenceError, Organisation, Unit
from motcua_procedure import Part as PartRule
from motcua_procedure import Procedure

from motcua_intake.app.printing import Build
from motcua_intake.domain import legal_clock
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Actor, Applicant, Part, PartStatus, Result, Source, Supplement

MOST: Final = 1_000
"""Characters of one field of a form."""
_STATES: Final = {
    PartStatus.WAITING: "Chờ phần việc trước",
    PartStatus.IN_PROGRESS: "Đang giải quyết",
    PartStatus.GRANTED: "Đã có kết quả",
    PartStatus.REFUSED: "Đã bị từ chối giải quyết",
    PartStatus.WITHDRAWN: "Dừng theo đề nghị rút hồ sơ",
    PartStatus.STOPPED: "Dừng giải quyết",
}


@dataclass(frozen=True)
class Sheet:
    """The case as forms are made from it."""

    case: Case
    procedure: Procedure
    organisation: Organisation

    @property
    def unit(self) -> Unit:
        return self.organisation.unit(self.case.dossier.unit)

    @property
    def window(self) -> str:
        return self.unit.window.vi if self.unit.window else self.unit.name.vi

    @property
    def channel(self) -> d.Channel:
        return d.Channel(self.case.dossier.source)

    @property
    def request(self) -> str:
        return _line(self.procedure.name.vi)

    def applicant(self) -> d.Person:
        return person(self.case.dossier.applicant)

    def officer(self, actor: Actor) -> d.Officer:
        known = self.organisation.people.get(actor.user)
        if known is None:
            return d.Officer(name=actor.name or self.window, phone=self.unit.phone)
        return d.Officer(name=known.name, title=known.title.vi, phone=known.phone)

    def authority(self) -> d.Officer:
        """Who answers for what the process decided: the competent unit. Its leader signs the decision itself, not this notice."""
        try:
            unit = self.organisation.competent_unit(
                self.procedure.competent_kind, self.case.dossier.territory
            )
        except CompetenceError:
            unit = self.unit
        return d.Officer(name=unit.name.vi, title="Cơ quan giải quyết", phone=unit.phone)

    def papers(self) -> tuple[d.Paper, ...]:
        """What was handed in, by component in the procedure's order."""
        rows = []
        for component in self.procedure.components:
            mine = [one for one in self.case.submitted_papers() if one.component == component.code]
            if mine:
                note = "Bản gốc nộp khi nhận kết quả" if component.original_collected_at_return else ""
                rows.append(
                    d.Paper(
                        name=component.name.vi, note=note, **self._counts([(p.form, p.copies) for p in mine])
                    )
                )
        return tuple(rows)

    def _counts(self, shown: Sequence[tuple[str, int]]) -> dict[str, int]:
        if self.case.dossier.source in (Source.PORTAL, Source.NATIONAL_PORTAL):
            return {"electronic": len(shown)}
        kinds = {"original": "original", "certified_copy": "certified", "copy": "copy"}
        counts: dict[str, int] = {}
        for form, copies in shown:
            kind = kinds.get(form, "copy")
            counts[kind] = counts.get(kind, 0) + max(1, copies)
        return counts

    def parts(self) -> tuple[d.Part, ...]:
        return tuple(self._part(rule) for rule in self.procedure.parts)

    def _part(self, rule: PartRule) -> d.Part:
        return d.Part(
            name=_line(rule.name.vi),
            code=rule.code,
            results=tuple(
                d.PartResult(name=_line(item.name.vi), code=item.code) for item in rule.results.items
            ),
            rule=d.ResultRule(rule.results.rule),
            due_at=self.case.parts[rule.key].due_at if len(self.procedure.parts) > 1 else None,
            fee=self._fee(rule),
        )

    def _fee(self, rule: PartRule) -> int | None:
        """Đồng of one part; None when one of its fees is computed elsewhere."""
        source = Source(self.case.dossier.source)
        day = self.case.dossier.submitted_at.date()
        amounts = [
            fee.amount_for(self.case.dossier.answers) for fee in rule.fees if fee.applies(day, source.channel)
        ]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if len(known) == len(amounts) else None

    def states(self, parts: Sequence[Part]) -> tuple[d.PartState, ...]:
        return tuple(
            d.PartState(name=_line(part.name_vi), code=part.code, state=self._state(part)) for part in parts
        )

    def _state(self, part: Part) -> str:
        results = [one for one in self.case.results.values() if one.part == part.key]
        if part.status != PartStatus.GRANTED or not results:
            return _STATES[PartStatus(part.status)]
        told = "; ".join(f"số {one.number}, ký {_minute(one.signed_at)}" for one in results)
        return f"Đã có kết quả {told}"


def acknowledgement(sheet: Sheet) -> Build:
    dossier = sheet.case.dossier
    names = {one.code: _line(one.name.vi) for one in sheet.procedure.components}
    files = tuple(
        d.SubmittedFile(paper=names.get(paper.component, paper.component), file_name=paper.file_name)
        for paper in sheet.case.papers.values()
    )
    answer_by = dossier.answer_due_at
    assert answer_by is not None, "a submitted dossier has its answer date"
    limit = sheet.procedure.acceptance_limit
    return lambda letterhead, lookup: d.Acknowledgement(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=dossier.code,
        unit=sheet.window,
        applicant=sheet.applicant(),
        channel=sheet.channel,
        request=sheet.request,
        submitted_at=dossier.submitted_at,
        answer_by=answer_by,
        files=files,
        answer_hours=limit.amount if limit.unit.value == "wh" else 8 * max(1, limit.amount),
    )


def receipt(sheet: Sheet, actor: Actor, note: str) -> Build:
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
        channel=sheet.channel,
        request=sheet.request,
        papers=sheet.papers() or (d.Paper(name="Không yêu cầu giấy tờ kèm theo"),),
        parts=sheet.parts(),
        legal_limit=legal_limit(sheet.procedure),
        received_at=received_at,
        promised_at=promised_at,
        return_place=f"{sheet.window}, {sheet.unit.address.vi}"[:1000],
        receiver=sheet.officer(actor),
        not_counted=not_counted(sheet.procedure),
        submitted_at=dossier.submitted_at if online else None,
        # The land receipt says where the tax notice goes; a form that asks for it names the field so.
        tax_notice_place=_line(str(dossier.answers.get("tax_address") or "")),
        notes=(note,) if note else (),
    )


def supplement(sheet: Sheet, asked: Supplement, actor: Actor) -> Build:
    names = {one.code: _line(one.name.vi) for one in sheet.procedure.components}
    papers = tuple(
        d.Paper(name=names.get(item[0], "Giấy tờ theo lý do dưới đây"), note=item[1]) for item in asked.items
    )
    ground = sheet.procedure.grounds.get("supplement")
    accepted = sheet.case.dossier.accepted_at is not None
    return lambda letterhead, lookup: d.SupplementRequest(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        unit=sheet.window,
        applicant=sheet.applicant(),
        request=sheet.request,
        papers=papers,
        reason=asked.reason or "Hồ sơ chưa đầy đủ, hợp lệ.",
        guide=sheet.officer(actor),
        answer_by=asked.answer_by,
        clock_note=ground.sentence.vi if accepted and ground else "",
    )


def intake_refusal(sheet: Sheet, reason: str, actor: Actor) -> Build:
    dossier = sheet.case.dossier
    return lambda letterhead, lookup: d.IntakeRefusal(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=dossier.code,
        unit=sheet.window,
        applicant=sheet.applicant(),
        request=sheet.request,
        channel=sheet.channel,
        reason=reason,
        officer=sheet.officer(actor),
        submitted_at=dossier.submitted_at,
    )


def grounds_in_law(procedure: Procedure, day: date) -> str:
    """The documents that the procedure rests on and that are in force on that day; data of its folder, not ours."""
    named = [
        f"{one.article} {one.document}".strip() for one in procedure.legal_basis if one.valid.covers(day)
    ]
    return "; ".join(named)[:1000]


def part_refusal(sheet: Sheet, part: Part, reason: str, day: date) -> Build:
    """Names the part, and the parts that stand or go on."""
    others = [other for other in sheet.case.parts.values() if other.key != part.key]
    return lambda letterhead, lookup: d.PartRefusal(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        applicant=sheet.applicant(),
        request=sheet.request,
        part_name=_line(part.name_vi),
        part_code=part.code,
        reason=reason or "Không đủ điều kiện giải quyết theo quy định.",
        standing=sheet.states(others),
        legal_basis=grounds_in_law(sheet.procedure, day),
        signer=sheet.authority(),
    )


def stop_notice(
    sheet: Sheet, stopped: Sequence[Part], reason: str, asked_by: str, at: datetime, signer: d.Officer
) -> Build:
    """Names what stopped and what stands."""
    keys = {part.key for part in stopped}
    standing = [part for part in sheet.case.parts.values() if part.key not in keys]
    accepted = sheet.case.dossier.accepted_at is not None
    return lambda letterhead, lookup: d.StopNotice(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        applicant=sheet.applicant(),
        request=sheet.request,
        asked_by=asked_by,
        stage="Đang giải quyết" if accepted else "Chưa tiếp nhận",
        reason=reason or "Theo đề nghị của người nộp hồ sơ.",
        stopped_at=at,
        stopped=sheet.states(stopped),
        standing=sheet.states(standing),
        signer=signer,
    )


def return_slip(
    sheet: Sheet,
    results: Sequence[Result],
    receiver: d.Person,
    originals: Sequence[str],
    at: datetime,
    actor: Actor,
) -> Build:
    names = {one.code: _line(one.name.vi) for one in sheet.procedure.components}
    return lambda letterhead, lookup: d.ReturnSlip(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        applicant=sheet.applicant(),
        request=sheet.request,
        receiver=receiver,
        results=tuple(
            d.ReturnedResult(
                name=one.name_vi, code=one.code, number=one.number, signer=one.signer, signed_at=one.signed_at
            )
            for one in results
        ),
        originals=tuple(d.Paper(name=names.get(code, code), original=1) for code in originals),
        returned_at=at,
        officer=sheet.officer(actor),
    )


def legal_limit(procedure: Procedure) -> str:
    """The limits of all parts in words."""
    if len(procedure.parts) == 1:
        return procedure.parts[0].limit_words.vi
    names = {part.key: part.name.vi for part in procedure.parts}
    told = []
    for part in procedure.parts:
        after = f" sau ngày đến hạn của phần “{names[part.after]}”" if part.after else ""
        told.append(f"{part.name.vi}: {part.limit_words.vi}{after}")
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


def person(applicant: Applicant) -> d.Person:
    return d.Person(
        name=applicant.name,
        identity=applicant.id_number,
        address=applicant.address,
        phone=applicant.phone,
        email=applicant.email,
    )


def _line(text: str) -> str:
    """What a form takes in one field; the texts of a procedure may be longer."""
    return text[:MOST]


def _minute(moment: datetime) -> str:
    return f"{moment:%H:%M ngày %d/%m/%Y}"
