# SPDX-License-Identifier: Apache-2.0
"""Results: attached by the officer who had them signed, handed over at the window against signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import motcua_documents as d
import sqlalchemy as sa
from motcua_calendar import legal_time
from motcua_identity import Subject
from motcua_procedure import Procedure
from motcua_rpc import Conflict, FieldError
from motcua_text import Text
from uuid_utils import uuid7

from motcua_intake.adapters import files, lookups, return_ways
from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import announcing, forms, ledgers
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.printing import RETURN_SLIP
from motcua_intake.app.signing import signer_of
from motcua_intake.domain import carrying, originals, slips, texts, wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.charging import Said
from motcua_intake.domain.files import PDF
from motcua_intake.domain.ledger import Ledger
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.lookups import changed_since, in_words
from motcua_intake.domain.receiver import Going, Receiver, check
from motcua_intake.domain.records import Actor, Document, FileRow, Result
from motcua_intake.domain.return_ways import AtOffice, Choice, Delivery, at_office, in_parcel
from motcua_intake.domain.whereabouts import where
from motcua_intake.errors import BadFields, BadFile, NothingToReturn, ResultIssued, UnknownFile
from motcua_intake.return_errors import AnswerChanged, DeliveryUnderWay

MAX_COPIES: Final = 1000
MAX_PAGES: Final = 10_000
MAX_NOTE: Final = 1000


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed paper as the officer states it."""

    dossier_id: str
    part: str
    code: str
    number: str
    signer: str
    signed_at: datetime | None
    file_id: str
    copies: int = 0
    pages: int = 0
    note: str = ""


def attach(connection: sa.Connection, desk: Desk, signed: Signed, actor: Actor) -> Result:
    """Attach a signed result of a part, beside those that other requests attached: the completed step names one of them.

    Raises:
        UnknownDossier, BadFields, BadFile, UnknownFile, ResultIssued, WrongState; ResultNumberTaken at the commit.
    """
    loaded = desk.open_any(connection, signed.dossier_id)
    case = loaded.case
    result = _checked(connection, desk, case, signed, actor)
    same = [one for one in case.results.values() if (one.part, one.code) == (signed.part, signed.code)]
    if any(one.issued_at is not None for one in same):
        raise ResultIssued()
    carrying.attach(case, result, actor)
    desk.keep(connection, loaded)
    return result


def _checked(connection: sa.Connection, desk: Desk, case: Case, signed: Signed, actor: Actor) -> Result:
    procedure = desk.package(connection, case).procedure
    kinds = {(p.key, item.code): item for p in procedure.parts for item in p.results.items}
    kind = kinds.get((signed.part, signed.code))
    if kind is None:
        raise BadFields.one(
            "result_code",
            "RESULT_UNKNOWN",
            f"Phần “{signed.part[:60]}” không có kết quả mã “{signed.code[:60]}”.",
            f"Part “{signed.part[:60]}” has no result with the code “{signed.code[:60]}”.",
        )
    now = desk.clock.now()
    return Result(
        dossier_id=case.id,
        part=signed.part,
        code=signed.code,
        name_vi=kind.name.vi,
        name_en=kind.name.to("en"),
        unit=actor.unit or case.dossier.unit,
        number=texts.paper_number("number", signed.number),
        signer=signer_of(desk.organisation, signed.signer, actor),
        signed_at=_signed_at(signed.signed_at, case, now),
        file_id=_pdf(connection, procedure, case, signed, actor).id,
        attached_at=now,
        attached_by=actor.user,
        copies=_copies(signed.copies),
        pages=_pages(signed.pages),
        note=texts.block("note", signed.note, MAX_NOTE),
        id=str(uuid7()),
    )


def _copies(made: int) -> int:
    """As many as were made; one where nobody says."""
    if not 0 <= made <= MAX_COPIES:
        text = Text(f"Số bản từ 1 đến {MAX_COPIES}.", f"Between 1 and {MAX_COPIES} copies.")
        raise BadFields.one("copies", "COPIES_RANGE", text.vi, text.en)
    return made or 1


def _pages(counted: int) -> int:
    if not 0 <= counted <= MAX_PAGES:
        text = Text(f"Số trang từ 1 đến {MAX_PAGES}.", f"Between 1 and {MAX_PAGES} pages.")
        raise BadFields.one("pages", "PAGES_RANGE", text.vi, text.en)
    return counted


def _signed_at(moment: datetime | None, case: Case, now: datetime) -> datetime:
    """To the minute: the order of registrations depends on it (NĐ 99/2022/NĐ-CP, Điều 35.1)."""
    accepted = case.dossier.accepted_at
    if moment is None:
        raise BadFields.one(
            "signed_at", "FIELD_REQUIRED", "Hãy nhập thời điểm ký.", "Please enter when it was signed."
        )
    local = legal_time(moment).replace(second=0, microsecond=0)
    if local > now or (accepted is not None and local.date() < accepted.date()):
        raise BadFields.one(
            "signed_at",
            "SIGNED_AT_RANGE",
            "Thời điểm ký phải sau khi tiếp nhận hồ sơ và không ở tương lai.",
            "It must have been signed after acceptance of the dossier and not in the future.",
        )
    return local


def _pdf(
    connection: sa.Connection, procedure: Procedure, case: Case, signed: Signed, actor: Actor
) -> FileRow:
    """The actor's own upload that hangs nowhere yet, or the file that this dossier's result has already."""
    row = files.find(connection, signed.file_id)
    if row is None or actor.user not in (row.uploaded_user, row.uploaded_by):
        raise UnknownFile()
    _check_unused(connection, procedure, case, signed, row.sha256)
    places = files.places(connection, row.id)
    if not all(place.kind == "result" and place.dossier_id == case.id for place in places):
        raise UnknownFile()
    if row.media_type != PDF:
        raise BadFile.of(
            "RESULT_NOT_PDF", "Kết quả đã ký phải là tệp PDF.", "A signed result must be a PDF file."
        )
    return row


def _check_unused(
    connection: sa.Connection, procedure: Procedure, case: Case, signed: Signed, sha256: str
) -> None:
    """What was signed is a new paper: neither one that was handed in, nor a result or printed form of any dossier, under whatever
    file id. Only the same step may bring it again, as after a refused completion. Of another dossier nothing is told."""
    names = {one.code: one.name for one in procedure.components}
    paper = next((one for one in case.papers.values() if one.sha256 == sha256), None)
    if paper is not None:
        name = names.get(paper.component, wording.ANY_PAPER)
        vi = f"chính là giấy tờ “{name.vi}” (tệp “{paper.file_name}”) của hồ sơ này"
        en = f"is the paper “{name.to('en')}” (file “{paper.file_name}”) of this dossier"
        raise _used(Text(vi, en))
    files.hold(connection, sha256)
    there = files.issued_with(connection, sha256, (case.id, signed.part, signed.code))
    if there is None:
        return
    if there.dossier_id == case.id:
        kind = Text("kết quả", "the result") if there.code else Text("giấy tờ đã in", "the printed form")
        vi, en = f"{kind.vi} “{there.name.vi}”", f"{kind.to('en')} “{there.name.to('en')}”"
        if there.handed_in:
            vi, en = "giấy tờ đã nộp", "a paper"
        raise _used(Text(f"chính là {vi} của hồ sơ này", f"is {en} of this dossier"))
    if there.code:
        raise _used(Text("là kết quả của một hồ sơ khác", "is the result of another dossier"))
    if there.handed_in:
        raise _used(Text("là giấy tờ đã nộp trong một hồ sơ khác", "was handed in with another dossier"))
    raise _used(Text("là giấy tờ đã in cho một hồ sơ khác", "was printed for another dossier"))


def _used(what: Text) -> BadFile:
    return BadFile.of(
        "RESULT_FILE_USED",
        f"Tệp này {what.vi}, không phải văn bản kết quả vừa ký. Hãy đính kèm tệp PDF của đúng văn bản đã ký.",
        f"This file {what.to('en')}, not the result that was signed now. Please attach the PDF of the paper that was signed.",
    )


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a clerk states about handing over: results by code or id (none named: all that wait here), originals collected and
    handed back, slips (None: all that wait here); or the parcel that the post delivered, with what was in it."""

    codes: Sequence[str]
    receiver: d.Person
    collected: Sequence[str]
    handed_back: Sequence[str]
    signed: bool
    ground: str = ""
    ids: Sequence[str] = ()
    parcel: Delivery | None = None
    changed_seen: bool = False
    slips: Sequence[str] | None = None


def hand_over(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, said: HandOver
) -> Loaded:
    """Return issued results against signature, with the refusal slips that wait. Originals that are collected with these results
    are taken at this moment; those that were collected for what was not granted go back.

    Raises:
        UnknownDossier, NotYourUnit, NothingToReturn, DeliveryUnderWay, FeesOwed, AnswerChanged, BadFields.
    """
    loaded = desk.open_at_window(connection, subject, dossier_id)
    case, actor, rules = loaded.case, actor_of(subject), desk.rules(connection, loaded.case)
    out = _going_out(connection, case, said)
    returned = out.results
    today = legal_time(desk.clock.now()).date()
    receiver = _receiver(case, said, today, going(case, rules.procedure, out))
    back = _handed_back(rules.procedure, out.originals, said.handed_back)
    collected = _collected(rules.procedure, case, returned, said.collected)
    if said.parcel is None:  # paid and acknowledged it was when the post took it
        require_paid(connection, case, rules, returned, actor)
        require_known(connection, case, rules, returned, actor, seen=said.changed_seen)
    given = out.slips
    carrying.hand_over(case, returned, receiver.told, rules.now, actor)
    originals.collect(case, rules.procedure, collected)
    originals.hand_back(case, rules.procedure, back, receiver.told, rules.now, actor)
    slips.hand_over(case, given, receiver.told, rules.now, actor)
    kept = _kept(receiver, returned, collected, back, given, rules.now, actor)
    case.change(handovers=[*case.dossier.handovers, kept])
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    person = d.Person(name=receiver.name, identity=receiver.id_number)
    channel = d.Channel.POST if said.parcel is not None else d.Channel.WINDOW
    left = _left(connection, case, rules, actor)
    written = forms.HandedOver(returned, collected, back, given, receiver.role, channel, left)
    desk.printer.issue(
        connection, case, RETURN_SLIP, forms.return_slip(sheet, person, written, rules.now, actor), rules.now
    )
    told = [announcing.result_returned(returned, rules.now, back, [one.id for one in given])]
    ended = carrying.settle(case, rules.now)
    desk.keep(connection, loaded, *told, *([announcing.finished(case)] if ended else []))
    return loaded


def _going_out(connection: sa.Connection, case: Case, said: HandOver) -> AtOffice:
    """What this return hands over. Raises NothingToReturn, DeliveryUnderWay."""
    chosen = return_ways.chosen(connection, case.dossier.draft_id)
    if said.parcel is not None:
        return in_parcel(case, said.parcel)
    here = at_office(case, chosen)
    if not here.anything and not (here.slips and said.slips):  # a stop notice need not go, but may
        raise nothing_here(chosen)
    out = replace(
        here,
        results=picked(case, here.results, said.codes, said.ids),
        slips=picked_slips(here.slips, said.slips),
    )
    if not (out.results or out.originals or out.slips):
        raise NothingToReturn()
    return out


def nothing_here(chosen: Choice | None) -> Conflict:
    """Why nothing can be handed over here now: the post has it, or nothing waits."""
    parcels = chosen.parcels if chosen is not None else ()
    return DeliveryUnderWay.of([one.waybill for one in parcels]) if parcels else NothingToReturn()


def picked_slips(here: Sequence[Document], named: Sequence[str] | None) -> list[Document]:
    """Of the slips that wait here those that are named; all where nobody says which. Raises BadFields."""
    if named is None:
        return list(here)
    found = [one for one in here if one.id in named]
    if set(named) - {one.id for one in found}:
        text = Text("Phiếu này không chờ giao ở đây.", "This slip does not wait here to be handed over.")
        raise BadFields.one("slips", "SLIP_UNKNOWN", text.vi, text.en)
    return found


def picked(case: Case, here: Sequence[Result], codes: Sequence[str], ids: Sequence[str]) -> list[Result]:
    """Of the results that wait here those that are named; all where none is. Raises NothingToReturn; DeliveryUnderWay where one
    that is named is with the post."""
    if not codes and not ids:
        return list(here)
    found = [one for one in carrying.chosen(case, codes, ids) if one in here]
    if {*codes, *ids} - {name for one in found for name in (one.code, one.id)}:
        raise DeliveryUnderWay()
    return found


def _left(connection: sa.Connection, case: Case, rules: Rules, actor: Actor) -> list[tuple[Result, Text]]:
    """The results that go on waiting after a return, each with where it is and what it waits for."""
    chosen, ledger = return_ways.chosen(connection, case.dossier.draft_id), Ledger(case.id)
    waiting = case.waiting_results()
    if waiting:
        ledger = ledgers.open_ledger(connection, case, rules.procedure, Said(rules.now, actor))
    return [(one, where(rules.procedure, one, chosen, ledger)) for one in waiting]


def require_paid(
    connection: sa.Connection, case: Case, rules: Rules, out: Sequence[Result], actor: Actor
) -> None:
    """What these results cost is paid. Raises FeesOwed."""
    if out:
        said = Said(rules.now, actor)
        ledger = ledgers.open_ledger(connection, case, rules.procedure, said)
        ledgers.require_paid(ledger, [one.part for one in out])


def require_known(
    connection: sa.Connection, case: Case, rules: Rules, out: Sequence[Result], actor: Actor, *, seen: bool
) -> None:
    """Where outside databases answer otherwise since these results were signed, the clerk has `seen` it, and the history says so.
    Raises AnswerChanged."""
    procedure = rules.procedure
    kept = lookups.of_dossier(connection, case.id) if procedure.lookups and out else []
    changed = [
        (Text(one.name_vi, one.name_en), in_words(each, procedure.lookups))
        for one in out
        for each in changed_since(one.signed_at, one.attached_at, kept)
    ]
    if not changed:
        return
    if not seen:
        raise AnswerChanged.of(changed)
    for name in dict.fromkeys(name for name, _ in changed):
        text = Text(
            f"Giao “{name.vi}” khi cơ sở dữ liệu đã trả lời khác với nội dung đã ký; kết quả phải được cải chính.",
            f"“{name.to('en')}” goes out though the database now answers otherwise; it has to be corrected.",
        )
        case.tell("result.answer_changed", rules.now, actor, text)


def _kept(
    receiver: Receiver,
    results: Sequence[Result],
    collected: Sequence[str],
    back: Sequence[str],
    given: Sequence[Document],
    now: datetime,
    actor: Actor,
) -> dict[str, Any]:
    """What the dossier keeps of a return: who got what, and as whom."""
    return {
        "at": now.isoformat(),
        "by": actor.to_dict(),
        "receiver": {"name": receiver.name, "id_number": receiver.id_number, "role": receiver.role},
        "ground": receiver.ground,
        "results": [[one.part, one.code] for one in results],
        "collected": list(collected),
        "handed_back": list(back),
        "slips": [one.id for one in given],
    }


def going(case: Case, procedure: Procedure, out: AtOffice | None = None) -> Going:
    """What a return hands over, as far as it matters to whom; None: all that waits, here or with the post."""
    if out is None:
        out = AtOffice(case.waiting_results(), case.waiting_originals(), slips.waiting(case), [])
    back = [procedure.component(code).name for code in out.originals]
    return Going(procedure, out.results, [*back, *(slips.in_words(one) for one in out.slips)])


def _receiver(case: Case, said: HandOver, day: date, out: Going) -> Receiver:
    addressee = said.parcel.receiver if said.parcel is not None else ""
    made = check(case, said.receiver.name, said.receiver.identity, said.ground, day, out, addressee)
    if not said.signed:
        raise BadFields.one(
            "signed",
            "SIGNATURE_MISSING",
            "Người nhận phải ký giấy biên nhận trước khi trả kết quả.",
            "The receiver must sign the slip before the results are handed over.",
        )
    return made


def _collected(procedure: Procedure, case: Case, going: Sequence[Result], ticked: Sequence[str]) -> list[str]:
    """The originals collected now: all that go with what is handed over, and no other. One that was collected before is no
    mistake."""
    names = {one.code: one.name for one in originals.to_collect(case, procedure, going)}
    fresh = [code for code in dict.fromkeys(ticked) if code not in case.dossier.originals]
    unknown = Text(
        "Không thu bản chính của giấy tờ này cùng kết quả trả lần này.",
        "The original of this paper is not collected with what is handed over now.",
    )
    missing = Text("Hãy thu bản chính: {}.", "Please collect the original: {}.")
    _check_ticks("originals_collected", names, fresh, unknown, missing)
    return fresh


def _handed_back(procedure: Procedure, going: Sequence[str], ticked: Sequence[str]) -> list[str]:
    """The originals handed back now: all that wait here, or are in the parcel, and no other."""
    names = {code: procedure.component(code).name for code in going}
    given = list(dict.fromkeys(ticked))
    unknown = Text("Bản chính này không chờ trả lại.", "This original does not wait to be handed back.")
    missing = Text("Hãy trả lại bản chính: {}.", "Please hand the original back: {}.")
    _check_ticks("originals_returned", names, given, unknown, missing)
    return given


def _check_ticks(
    field: str, wanted: Mapping[str, Text], ticked: Sequence[str], unknown: Text, missing: Text
) -> None:
    errors = [
        FieldError(field, "ORIGINAL_UNKNOWN", unknown.vi, unknown.en) for code in ticked if code not in wanted
    ]
    errors += [
        FieldError(
            f"{field}.{code}",
            "ORIGINAL_MISSING",
            missing.vi.format(name.vi),
            missing.en.format(name.to("en")),
        )
        for code, name in wanted.items()
        if code not in ticked
    ]
    if errors:
        raise BadFields.many(errors)
