# SPDX-License-Identifier: Apache-2.0
"""What stands on each printed form: a case, its procedure and its window turned into form data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import motcua_documents as d
from motcua_organisation import Organisation, Unit
from motcua_procedure import Component, Fee, Procedure
from motcua_procedure import Part as PartRule
from motcua_text import Text, business_code

from motcua_intake.app.authority import Authority
from motcua_intake.app.printing import PART_REFUSAL, Build
from motcua_intake.domain import fees, legal_clock, notices
from motcua_intake.domain.carrying import OUTCOMES
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import (
    Actor,
    Applicant,
    Document,
    Paper,
    Part,
    PartStatus,
    Result,
    Source,
    Supplement,
)

MOST: Final = 1_000
"""Characters of one field of a form."""
_BESIDE: Final = {
    PartStatus.WAITING: "Tiếp tục được giải quyết; kết quả được thông báo riêng",
    PartStatus.IN_PROGRESS: "Tiếp tục được giải quyết; kết quả được thông báo riêng",
    PartStatus.GRANTED: "Đã có kết quả; kết quả vẫn có hiệu lực",
    PartStatus.REFUSED: "Cũng bị từ chối giải quyết, có phiếu từ chối riêng",
    PartStatus.WITHDRAWN: "Đã dừng theo đề nghị rút hồ sơ",
    PartStatus.STOPPED: "Đã dừng giải quyết",
}
"""What a refusal of one part says of another."""
_KINDS: Final = {
    "ORIGINAL": d.PaperKind.ORIGINAL, "CERTIFIED_COPY": d.PaperKind.CERTIFIED, "COPY": d.PaperKind.COPY,
}  # fmt: skip
NOTE_OF_RECEIVER: Final = "Ghi chú của người tiếp nhận"
_AS_MADE: Final = "Phí, lệ phí theo số trang, số bản đã làm"
_AS_ASKED: Final = "tạm tính theo tờ khai, thu theo số trang, số bản thực tế:"
NOT_COLLECTED: Final = "Chưa thu"
"""No payment is on record anywhere yet, so that none can be called collected."""
NOTHING_TO_REFUND: Final = "Không có khoản đã thu để hoàn trả"
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

    def owner(self) -> d.Person | None:
        """Whose right is settled, where that is not the applicant."""
        owner = self.case.dossier.owner
        if owner is None:
            return None
        company = business_code(owner.id_number) != ""
        label = "Mã số doanh nghiệp, tổ chức" if company else "Số CCCD/hộ chiếu"
        return replace(person(owner), identity_label=label)

    def officer(self, actor: Actor) -> d.Officer:
        """Who acted for the window; the window itself where somebody else, such as the applicant, did."""
        known = self.organisation.people.get(actor.user)
        if actor.unit != self.case.dossier.unit:
            return d.Officer(name=self.window, title="Nơi tiếp nhận hồ sơ", phone=self.unit.phone)
        if known is None:
            return d.Officer(name=actor.name or self.window, title="Người tiếp nhận", phone=self.unit.phone)
        return d.Officer(name=known.name, title=known.title.vi, phone=known.phone)

    def window_officer(self, actor: Actor) -> d.Officer | None:
        """Who of the window answers for what ended before acceptance: whoever acts for it now, else whoever asked for papers
        last; None where nobody of it has dealt with the dossier."""
        asked = [Actor(**one.requested_by) for one in self.case.supplements.values() if one.requested_by]
        for one in (actor, *reversed(asked)):
            if one.unit == self.case.dossier.unit and (one.name or one.user in self.organisation.people):
                return self.officer(one)
        return None

    def papers(self) -> tuple[d.Paper, ...]:
        """What was handed in, by component in the procedure's order."""
        rows = []
        for component in self.procedure.components:
            mine = [one for one in self.case.submitted_papers() if one.component == component.code]
            if mine:
                rows.append(self._paper(component, mine))
        return tuple(rows)

    def _paper(self, component: Component, mine: Sequence[Paper]) -> d.Paper:
        """One paper as it was handed in. An original that is collected with the result, or only compared, was just shown at the
        window: what the dossier has of it is its scan."""
        later = component.original_collected_at_return
        shown = [p for p in mine if (later or component.original_shown) and self._only_shown(p)]
        counts = self._counts([p for p in mine if p not in shown])
        scans = counts.get("electronic", 0) + sum(bool(p.file_id) for p in shown)
        why = [f"Đã xem tại quầy, không số hóa: {p.not_scanned}" for p in mine if p.not_scanned]
        note = "; ".join([one for one in (_of_original(component, shown), *why) if one])
        return d.Paper(name=_line(component.name.vi), note=_line(note), **{**counts, "electronic": scans})

    def _only_shown(self, paper: Paper) -> bool:
        return self.case.dossier.source == Source.WINDOW and paper.form == "original"

    def _counts(self, mine: Sequence[Paper]) -> dict[str, int]:
        """How many of each kind. Several files of one kind are pages of one paper: each says how many copies there are."""
        scans = [one for one in mine if one.file_id]
        if self.case.dossier.source in (Source.PORTAL, Source.NATIONAL_PORTAL):
            online, mine = {"electronic": len(scans)} if scans else {}, [p for p in mine if not p.file_id]
        else:
            online = {}
        kinds = {"original": "original", "certified_copy": "certified", "copy": "copy"}
        counts: dict[str, int] = {}
        for paper in mine:
            kind = kinds.get(paper.form, "copy")
            counts[kind] = max(counts.get(kind, 0), paper.copies, 1)
        return {**online, **counts}

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
            fee=fees.of_part(self.case, rule).amount,
        )

    def fees(self, stopped: Sequence[Part]) -> tuple[d.PartFee, ...]:
        """Every fee of the parts that stopped; what a procedure says of giving it back is its data."""
        day, source = self.case.dossier.submitted_at.date(), Source(self.case.dossier.source)
        keys = [part.key for part in stopped]
        return tuple(
            self._stopped_fee(rule, fee)
            for rule in self.procedure.parts
            if rule.key in keys
            for fee in rule.fees
            if fee.applies(day, source.channel)
        )

    def _stopped_fee(self, rule: PartRule, fee: Fee) -> d.PartFee:
        return d.PartFee(
            part=rule.code or _line(rule.name.vi),
            name=_line(fee.name.vi),
            state=NOT_COLLECTED,
            amount=fee.amount_for(self.case.dossier.answers),
            rule=_line(fee.formula.text.vi) if fee.formula else "",
            refund=_line(fee.refund.vi) or NOTHING_TO_REFUND,
        )

    def states(self, parts: Sequence[Part]) -> tuple[d.PartState, ...]:
        return tuple(
            d.PartState(name=_line(part.name_vi), code=part.code, state=self._state(part)) for part in parts
        )

    def _state(self, part: Part) -> str:
        told = self._numbers(part)
        if part.status != PartStatus.GRANTED or not told:
            return _STATES[PartStatus(part.status)]
        return f"Đã có kết quả {told}"

    def beside(self, others: Sequence[Part], together: Mapping[str, str]) -> tuple[d.PartState, ...]:
        """What becomes of other parts, as a refusal says it. `together`: outcomes of the same move of the process, which may not
        have been carried out yet."""
        return tuple(
            d.PartState(name=_line(one.name_vi), code=one.code, state=self._beside(one, together))
            for one in others
        )

    def _beside(self, part: Part, together: Mapping[str, str]) -> str:
        status = PartStatus(part.status)
        if part.open:
            status = OUTCOMES.get(together.get(part.key, ""), status)
        if status == PartStatus.GRANTED and (told := self._numbers(part)):
            return f"Đã có kết quả {told}; kết quả vẫn có hiệu lực"
        notice = next((one.number for one in self._refusals() if one.part == part.key), "")
        if status == PartStatus.REFUSED and notice:
            return f"Cũng bị từ chối giải quyết, theo Phiếu số {notice}"
        return _BESIDE[status]

    def _refusals(self) -> list[Document]:
        return [one for one in self.case.documents if one.series == PART_REFUSAL.notation]

    def _numbers(self, part: Part) -> str:
        results = [one for one in self.case.results.values() if one.part == part.key and one.issued_at]
        return "; ".join(f"số {one.number}, ký {_minute(one.signed_at)}" for one in results)


def acknowledgement(sheet: Sheet) -> Build:
    dossier = sheet.case.dossier
    names = {one.code: _line(one.name.vi) for one in sheet.procedure.components}
    files = tuple(
        d.SubmittedFile(
            paper=names.get(paper.component, paper.component),
            file_name=paper.file_name or "Đã xem tại quầy, không số hóa",
        )
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
        owner=sheet.owner(),
        channel=sheet.channel,
        request=sheet.request,
        submitted_at=dossier.submitted_at,
        answer_by=answer_by,
        files=files,
        answer_hours=limit.amount if limit.unit.value == "wh" else 8 * max(1, limit.amount),
    )


def receipt(sheet: Sheet, actor: Actor, note: str, asked: Sequence[tuple[Text, Text]] = ()) -> Build:
    """`asked`: label and value of what the start form marks as what is asked for."""
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
        asked=tuple(d.Fact(label=_line(label.vi), value=_line(value.vi)) for label, value in asked),
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
        notes=(*_fee_notes(sheet), *((f"{NOTE_OF_RECEIVER}: {note}",) if note else ())),
    )


def _fee_notes(sheet: Sheet) -> tuple[str, ...]:
    """That a fee by pages and copies is what was asked for so far, and what it will follow."""
    day, channel = sheet.case.dossier.submitted_at.date(), Source(sheet.case.dossier.source).channel
    return tuple(
        _line(f"{fee.name.vi} {_AS_ASKED} {fee.formula.text.vi}")
        for rule in sheet.procedure.parts
        for fee in rule.fees
        if fee.formula and fee.applies(day, channel)
    )


def supplement(sheet: Sheet, asked: Supplement, officer: d.Officer, unit: str = "") -> Build:
    """`unit`: the authority that asks after appraisal, where `officer` signs. The papers are handed in at the window all the
    same, and whoever needs help turns there (NĐ 61/2018/NĐ-CP, Điều 5.1.e, 11.2.c, 19.4)."""
    ground = sheet.procedure.grounds.get("supplement")
    accepted = sheet.case.dossier.accepted_at is not None
    return lambda letterhead, lookup: d.SupplementRequest(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        unit=unit or sheet.window,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        request=sheet.request,
        papers=tuple(_wanted(sheet, *item) for item in asked.items),
        reason=asked.reason or "Hồ sơ chưa đầy đủ, hợp lệ.",
        guide=d.Officer(name=sheet.window, phone=sheet.unit.phone) if unit else officer,
        guide_place=sheet.unit.address.vi[:MOST] if unit else "",
        signer=officer if unit else None,
        answer_by=asked.answer_by,
        clock_note=ground.sentence.vi if accepted and ground else "",
        hand_in_at=f"{sheet.window}, {sheet.unit.address.vi}"[:MOST] if unit else "",
        signer_role=officer.title if unit and officer.title else "Người hướng dẫn",
    )


def _wanted(sheet: Sheet, code: str, why: str) -> d.WantedPaper:
    """A paper of a request. A process may ask in words only; then the reason says which paper and what about it."""
    component = next((one for one in sheet.procedure.components if one.code == code), None)
    if component is None:
        return d.WantedPaper(name="Giấy tờ theo lý do dưới đây", note=why or "Theo lý do dưới đây")
    missing = code not in sheet.case.paper_codes()
    return d.WantedPaper(
        name=_line(component.name.vi),
        note=why or ("Chưa có trong hồ sơ, cần nộp" if missing else "Theo lý do dưới đây"),
        accepts=tuple(_KINDS[form] for form in component.accepts_forms if form in _KINDS),
        copies=max(1, component.copies),
    )


def intake_refusal(sheet: Sheet, reason: str, actor: Actor) -> Build:
    dossier = sheet.case.dossier
    return lambda letterhead, lookup: d.IntakeRefusal(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=dossier.code,
        unit=sheet.window,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
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


def part_refusal(
    sheet: Sheet, part: Part, day: date, authority: Authority, together: Mapping[str, str]
) -> Build:
    """Names the part, and what becomes of each other one; `together` as of `Sheet.beside`."""
    others = [other for other in sheet.case.parts.values() if other.key != part.key]
    return lambda letterhead, lookup: d.PartRefusal(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        request=sheet.request,
        part_name=_line(part.name_vi),
        part_code=part.code,
        reason=part.reason or "Không đủ điều kiện giải quyết theo quy định.",
        others=sheet.beside(others, together),
        legal_basis=grounds_in_law(sheet.procedure, day),
        contact=d.Officer(name=sheet.window, phone=sheet.unit.phone),
        signer=authority.signer,
    )


def stop_notice(
    sheet: Sheet, stopped: Sequence[Part], reason: str, asked_by: str, at: datetime, signer: d.Officer | None
) -> Build:
    """Names what stopped, what stands and what had been refused. `signer` None: nobody of the window dealt with it yet."""
    parts, keys = sheet.case.parts.values(), {part.key for part in stopped}
    accepted = sheet.case.dossier.accepted_at is not None
    return lambda letterhead, lookup: d.StopNotice(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        request=sheet.request,
        asked_by=_line(asked_by),
        stage="Đang giải quyết" if accepted else "Chưa tiếp nhận",
        reason=reason or "Theo đề nghị của người nộp hồ sơ.",
        stopped_at=at,
        stopped=sheet.states(stopped),
        standing=sheet.states(
            [one for one in parts if one.key not in keys and one.status != PartStatus.REFUSED]
        ),
        refused=sheet.states([one for one in parts if one.status == PartStatus.REFUSED]),
        fees=sheet.fees(stopped),
        told=tuple(_told(one) for one in notices.when_stopped(sheet.case)),
        signer=signer,
    )


def _told(kept: Mapping[str, Any]) -> d.Fact:
    """A notice that was sent before, and what it comes to now that work has stopped."""
    said = "; ".join(f"{label[0]}: {value[0]}" for label, value in kept["lines"])
    at = _minute(datetime.fromisoformat(kept["at"]))
    return d.Fact(label=_line(kept["title"][0]), value=f"Gửi {at}. {said}. {kept['if_stopped'][0]}"[:MOST])


@dataclass(frozen=True)
class HandedOver:
    """What a return consists of; `role` is as whom the receiver came."""

    results: Sequence[Result]
    originals: Sequence[str]
    handed_back: Sequence[str]
    slips: Sequence[Document]
    role: str


def return_slip(sheet: Sheet, receiver: d.Person, out: HandedOver, at: datetime, actor: Actor) -> Build:
    """What went out, which originals were collected, which went back to their owner, and which slips were handed over."""
    names = {one.code: _line(one.name.vi) for one in sheet.procedure.components}
    return lambda letterhead, lookup: d.ReturnSlip(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        request=sheet.request,
        receiver=receiver,
        receiver_role=out.role,
        results=tuple(
            d.ReturnedResult(
                name=one.name_vi,
                code=one.code,
                number=one.number,
                signer=one.signer,
                signed_at=one.signed_at,
                copies=one.copies,
                note=_line(" ".join(one.note.split())),
            )
            for one in out.results
        ),
        fees=_fees_made(sheet, out.results),
        originals=tuple(d.Paper(name=names.get(code, code), original=1) for code in out.originals),
        handed_back=tuple(d.Paper(name=names.get(code, code), original=1) for code in out.handed_back),
        slips=tuple(_slip(sheet, one) for one in out.slips),
        returned_at=at,
        officer=sheet.officer(actor),
    )


def _fees_made(sheet: Sheet, results: Sequence[Result]) -> tuple[d.PartFee, ...]:
    """Fees of the parts whose results go out, where they follow what was made; the receipt told all others."""
    parts = {one.part for one in results}
    rules = [rule for rule in sheet.procedure.parts if rule.key in parts]
    due = [(rule, fees.of_part(sheet.case, rule)) for rule in rules]
    return tuple(
        d.PartFee(part=_line(rule.name.vi), name=_AS_MADE, state=NOT_COLLECTED, amount=one.amount)
        for rule, one in due
        if one.as_made and one.amount is not None
    )


def _slip(sheet: Sheet, one: Document) -> d.Paper:
    part = sheet.case.parts.get(one.part)
    return d.Paper(
        name=f"{one.name_vi} số {one.number}", note=_line(part.name_vi) if part else "", original=1
    )


def _of_original(component: Component, shown: Sequence[Paper]) -> str:
    """What becomes of the original of a paper."""
    if component.original_collected_at_return:
        if shown:
            return "Đã xuất trình bản chính để đối chiếu; nộp bản chính khi nhận kết quả"
        return "Bản chính nộp khi nhận kết quả"
    return "Bản chính xuất trình để đối chiếu, đã trả lại ngay" if shown else ""


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
