# SPDX-License-Identifier: Apache-2.0
"""Results: attached by the officer who had them signed, handed over at the window against signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import motcua_documents as d
import sqlalchemy as sa
from motcua_calendar import legal_time
from motcua_identity import Subject
from motcua_procedure import Component
from motcua_rpc import FieldError

from motcua_intake.adapters import files
from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import announcing, forms
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.printing import RETURN_SLIP
from motcua_intake.domain import carrying, texts
from motcua_intake.domain.case import Case
from motcua_intake.domain.files import PDF
from motcua_intake.domain.records import Actor, FileRow, Result
from motcua_intake.errors import BadFields, BadFile, NothingToReturn, ResultIssued, UnknownFile

AHEAD: Final = timedelta(minutes=5)
"""Clocks of people and machines differ a little."""


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


def attach(connection: sa.Connection, desk: Desk, signed: Signed, actor: Actor) -> Result:
    """Attach the signed result of a part, or replace one that is not issued yet.

    Raises:
        UnknownDossier, BadFields, BadFile, UnknownFile, ResultIssued, WrongState; ResultNumberTaken at the commit.
    """
    loaded = desk.open_any(connection, signed.dossier_id)
    case = loaded.case
    result = _checked(connection, desk, case, signed, actor)
    known = case.results.get((signed.part, signed.code))
    if known is not None and known.issued_at is not None:
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
        number=texts.required_line("number", signed.number, 100),
        signer=texts.required_line("signer", signed.signer, 200),
        signed_at=_signed_at(signed.signed_at, case, now),
        file_id=_pdf(connection, signed.file_id, case, actor).id,
        attached_at=now,
        attached_by=actor.user,
    )


def _signed_at(moment: datetime | None, case: Case, now: datetime) -> datetime:
    """To the minute: the order of registrations depends on it (NĐ 99/2022/NĐ-CP, Điều 35.1)."""
    accepted = case.dossier.accepted_at
    if moment is None:
        raise BadFields.one(
            "signed_at", "FIELD_REQUIRED", "Hãy nhập thời điểm ký.", "Please enter when it was signed."
        )
    local = legal_time(moment).replace(second=0, microsecond=0)
    if local > now + AHEAD or (accepted is not None and local.date() < accepted.date()):
        raise BadFields.one(
            "signed_at",
            "SIGNED_AT_RANGE",
            "Thời điểm ký phải sau khi tiếp nhận hồ sơ và không ở tương lai.",
            "It must have been signed after acceptance of the dossier and not in the future.",
        )
    return local


def _pdf(connection: sa.Connection, file_id: str, case: Case, actor: Actor) -> FileRow:
    """The actor's own upload that hangs nowhere yet, or the file that this dossier's result has already."""
    row = files.find(connection, file_id)
    places = files.places(connection, file_id) if row else []
    ours = all(place.kind == "result" and place.dossier_id == case.id for place in places)
    if row is None or not ours or actor.user not in (row.uploaded_user, row.uploaded_by):
        raise UnknownFile()
    if row.media_type != PDF:
        raise BadFile.of(
            "RESULT_NOT_PDF", "Kết quả đã ký phải là tệp PDF.", "A signed result must be a PDF file."
        )
    return row


def hand_over(
    connection: sa.Connection,
    desk: Desk,
    subject: Subject,
    dossier_id: str,
    codes: Sequence[str],
    receiver: d.Person,
    originals: Sequence[str],
    signed: bool,
) -> Loaded:
    """Return issued results against signature; originals that the law wants are collected at this moment.

    Raises:
        UnknownDossier, NotYourUnit, NothingToReturn, BadFields.
    """
    loaded = desk.open_at_window(connection, subject, dossier_id)
    case, actor, rules = loaded.case, actor_of(subject), desk.rules(connection, loaded.case)
    if not case.waiting_results():
        raise NothingToReturn()
    name = texts.required_line("receiver_name", receiver.name)
    identity = texts.line("receiver_id_number", receiver.identity, 20)
    if not signed:
        raise BadFields.one(
            "signed",
            "SIGNATURE_MISSING",
            "Người nhận phải ký giấy biên nhận trước khi trả kết quả.",
            "The receiver must sign the slip before the results are handed over.",
        )
    collected = _collected(rules.procedure.originals_at_return(), case, originals)
    returned = carrying.hand_over(case, codes, name, collected, rules.now, actor)
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    person = d.Person(name=name, identity=identity)
    build = forms.return_slip(sheet, returned, person, collected, rules.now, actor)
    desk.printer.issue(connection, case, RETURN_SLIP, build, rules.now)
    told = [announcing.result_returned(returned, rules.now)]
    ended = carrying.settle(case, rules.now)
    desk.keep(connection, loaded, *told, *([announcing.finished(case)] if ended else []))
    return loaded


def _collected(wanted: Sequence[Component], case: Case, ticked: Sequence[str]) -> list[str]:
    """The originals collected now. Those that the dossier has only as copies must all be, unless they were before."""
    names = {one.code: one.name for one in wanted}
    present = [code for code in names if code in case.paper_codes() and code not in case.dossier.originals]
    unknown = [code for code in ticked if code not in names]
    missing = [code for code in present if code not in ticked]
    errors = [
        FieldError(
            "originals_collected",
            "ORIGINAL_UNKNOWN",
            "Giấy tờ này không phải thu bản chính.",
            "The original of this paper is not collected.",
        )
        for _ in unknown
    ]
    errors += [
        FieldError(
            f"originals_collected.{code}",
            "ORIGINAL_MISSING",
            f"Hãy thu bản chính: {names[code].vi}.",
            f"Please collect the original: {names[code].to('en')}.",
        )
        for code in missing
    ]
    if errors:
        raise BadFields.many(errors)
    return [code for code in ticked if code not in case.dossier.originals]
