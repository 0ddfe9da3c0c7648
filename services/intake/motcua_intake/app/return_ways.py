# SPDX-License-Identifier: Apache-2.0
"""How results reach the applicant: the choice, what the post carries, the return by the portal alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import motcua_documents as d
import sqlalchemy as sa
from motcua_calendar import legal_time
from motcua_identity import Subject
from motcua_procedure import Procedure
from motcua_rpc import FieldError
from motcua_text import Text
from uuid_utils import uuid7

from motcua_intake.adapters import drafts, return_ways
from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import announcing, drafting, ledgers, results
from motcua_intake.app import announcing_fees as telling
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.papers import require_concerned
from motcua_intake.domain import carrying, originals, texts
from motcua_intake.domain import slips as slips_of
from motcua_intake.domain.actions import is_applicant
from motcua_intake.domain.case import Case
from motcua_intake.domain.charging import Said
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import Actor, Document, Draft, Result
from motcua_intake.domain.return_ways import (
    ORIGINALS,
    AtOffice,
    Choice,
    Delivery,
    Way,
    at_office,
    closed,
    closed_now,
    electronic,
    in_parcel,
    still_open,
)
from motcua_intake.domain.whereabouts import owed_for
from motcua_intake.errors import BadFields, DraftSubmitted
from motcua_intake.return_errors import (
    NotElectronic,
    NothingSent,
    WayClosed,
    WayFixed,
)

CARRIER: Final = "Vietnam Post (BCCI)"
WORDS: Final = {
    Way.WINDOW: Text("nhận tại Bộ phận Một cửa", "at the window"),
    Way.POST: Text("nhận qua bưu chính công ích", "by public post"),
    Way.ELECTRONIC: Text("nhận bản điện tử", "electronically"),
}
WANTED: Final = {
    "receiver": Text("Hãy ghi họ và tên người nhận.", "Please enter who receives it."),
    "phone": Text("Hãy ghi số điện thoại người nhận.", "Please enter the receiver's telephone number."),
    "address": Text("Hãy ghi địa chỉ nhận.", "Please enter the address."),
}
NOT_CHOSEN: Final = Text(
    "Người nộp không chọn nhận bản điện tử.", "The applicant did not choose to receive it electronically."
)
ON_PAPER_ONLY: Final = Text("Kết quả đang chờ phải giao bản giấy.", "What waits is handed over on paper.")

WHICH_PARCEL: Final = Text(
    "Nhiều bưu gửi đang trên đường: hãy chọn bưu gửi nào.",
    "Several parcels are under way: please say which one.",
)


@dataclass(frozen=True, slots=True)
class Named:
    """The results that are meant, by code or id; none named: all that may go."""

    codes: Sequence[str] = ()
    ids: Sequence[str] = ()


NOT_NAMED: Final = Named()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, as typed."""

    way: str
    receiver: str = ""
    phone: str = ""
    address: str = ""


def choose_for_draft(
    connection: sa.Connection, desk: Desk, subject: Subject, draft_id: str, wish: Wish
) -> Choice:
    """Choose for an own draft that was not handed in.

    Raises:
        UnknownDraft, DraftSubmitted, WayClosed, BadFields.
    """
    draft = drafting.find(connection, subject, draft_id, lock=True)
    if draft.dossier_id is not None:
        raise DraftSubmitted.as_dossier(draft.dossier_id)
    shut = closed(procedure_of(connection, desk, draft), draft.source)
    made = _made(desk, subject, draft.id, wish, shut)
    return_ways.choose(connection, made)
    drafts.touch(connection, draft.id, desk.clock.now())
    return made


def choose_for_dossier(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, wish: Wish
) -> Choice:
    """Choose again: the applicant until the first result is ready and when the post brought it back, the window for them until it
    was handed over. What is with the post goes on as it was sent.

    Raises:
        UnknownDossier, NotYourUnit, WayFixed, WayClosed, DeliveryUnderWay, BadFields.
    """
    loaded = desk.open(connection, subject, dossier_id)
    case = loaded.case
    require_concerned(subject, case)
    before = return_ways.chosen(connection, case.dossier.draft_id)
    procedure = desk.package(connection, case).procedure
    if not changeable(subject, case, procedure, before):
        raise WayFixed()
    if _all_with_the_post(case, before):
        raise results.nothing_here(before)
    made = _made(desk, subject, case.dossier.draft_id, wish, closed_now(case, procedure, before))
    return_ways.choose(connection, made)
    words = WORDS[Way(made.way)]
    text = Text(f"Cách nhận kết quả: {words.vi}.", f"How the result is to be received: {words.to('en')}.")
    case.tell("dossier.return_way_chosen", made.chosen_at, actor_of(subject), text)
    desk.keep(connection, loaded)
    return made


def changeable(subject: Subject, case: Case, procedure: Procedure, chosen: Choice | None) -> bool:
    """Whether this caller may choose now."""
    if is_applicant(subject, case.dossier):
        return still_open(case, procedure, chosen)
    return case.dossier.finished_at is None or bool(slips_of.due(case))


def _all_with_the_post(case: Case, chosen: Choice | None) -> bool:
    """Nothing is left to choose for: all that is to be handed over is with the post, and no part is open that may give another
    result."""
    away, here = chosen is not None and bool(chosen.parcels), at_office(case, chosen)
    return away and not (here.results or here.due or here.back) and not case.open_parts()


def procedure_of(connection: sa.Connection, desk: Desk, draft: Draft) -> Procedure:
    """By the version in force."""
    current = drafting.current(connection, desk, [draft])[0]
    return desk.package_of(connection, current.procedure_key, current.procedure_version).procedure


def _made(desk: Desk, subject: Subject, draft_id: str, wish: Wish, shut: Mapping[Way, Text]) -> Choice:
    try:
        way = Way(wish.way)
    except ValueError:
        raise BadFields.one(
            "way", "FIELD_REQUIRED", "Hãy chọn cách nhận kết quả.", "Please choose how to receive the result."
        ) from None
    why = shut.get(way)
    if why is not None:
        raise WayClosed(message_vi=f"{WayClosed.message_vi} {why.vi}", message_en=why.to("en"))
    receiver, phone, address = _addressee(wish) if way is Way.POST else ("", "", "")
    now = desk.clock.now()
    return Choice(draft_id, way.value, receiver, phone, address, now, actor_of(subject).to_dict())


def _addressee(wish: Wish) -> tuple[str, str, str]:
    """All three are needed by post; every mistake at once."""
    errors: list[FieldError] = []
    made = []
    for name, value, limit in (
        ("receiver", wish.receiver, 200), ("phone", wish.phone, 30), ("address", wish.address, 500),
    ):  # fmt: skip
        try:
            made.append(texts.line(name, value, limit))
        except BadFields as bad:
            errors += bad.field_errors
        else:
            if not made[-1]:
                errors.append(FieldError(name, "FIELD_REQUIRED", WANTED[name].vi, WANTED[name].to("en")))
    digits = sum(one.isdigit() for one in wish.phone)
    if not errors and not 8 <= digits <= 15:
        sentence = Text("Số điện thoại cần 8 đến 15 chữ số.", "A telephone number has 8 to 15 digits.")
        errors.append(FieldError("phone", "PHONE_UNFIT", sentence.vi, sentence.to("en")))
    if errors:
        raise BadFields.many(errors)
    return made[0], made[1], made[2]


# The post ---------------------------------------------------------------------------------------------------------------------


def send(
    connection: sa.Connection,
    desk: Desk,
    subject: Subject,
    dossier_id: str,
    waybill: str,
    carrier: str,
    *,
    named: Named = NOT_NAMED,
    slips: Sequence[str] | None = None,
    changed_seen: bool = False,
) -> Delivery:
    """Hand results to the post, to the address that was chosen: those that are named, else all that wait here and owe nothing.
    Originals that wait go along, and the slips that are named (None: all that wait); where no result waits they go alone, a stop
    notice (which need not be handed over) only when it is named.

    Raises:
        UnknownDossier, NotYourUnit, NothingToReturn, WayClosed, DeliveryUnderWay, FeesOwed, AnswerChanged, BadFields.
    """
    loaded = desk.open_at_window(connection, subject, dossier_id)
    case, actor, rules = loaded.case, actor_of(subject), desk.rules(connection, loaded.case)
    chosen = return_ways.chosen(connection, case.dossier.draft_id)
    here = at_office(case, chosen)
    along = results.picked_slips(here.slips, slips)
    if not (here.originals or (along and (slips or here.due or here.back))):
        here = _here(case, chosen)
    if chosen is None or chosen.way != Way.POST or Way.POST not in rules.procedure.return_ways:
        raise WayClosed(
            message_vi="Người nộp không chọn nhận qua bưu chính. Hãy ghi lại cách nhận kết quả trước.",
            message_en="The applicant did not choose the post. Enter the way of receiving first.",
        )
    going = _payable(connection, case, rules, here.results, named, actor) if here.results else []
    results.require_known(connection, case, rules, going, actor, seen=changed_seen)
    number = texts.required_line("waybill", waybill, 40).upper()
    made = Delivery(
        str(uuid7()), case.id, number, texts.line("carrier", carrier, 100) or CARRIER, chosen.receiver, chosen.phone,
        chosen.address, [list(one.key) for one in going], rules.now, actor.to_dict(),
        originals=here.originals, slips=[one.id for one in along],
    )  # fmt: skip
    return_ways.send(connection, made)
    names = _names(going, along, rules.procedure, here.originals)
    text = Text(
        f"Đã giao cho bưu chính ({made.carrier}), vận đơn {number}: {names.vi}.",
        f"Handed to the post ({made.carrier}), waybill {number}: {names.to('en')}.",
    )
    case.tell("result.sent_by_post", rules.now, actor, text)
    desk.keep(connection, loaded, telling.sent_by_post(made, rules.now, actor))
    return made


def _here(case: Case, chosen: Choice | None) -> AtOffice:
    """What waits here. Raises NothingToReturn, or DeliveryUnderWay where every result is with the post."""
    here = at_office(case, chosen)
    if not here.results:
        raise results.nothing_here(chosen)
    return here


def _payable(
    connection: sa.Connection, case: Case, rules: Rules, here: Sequence[Result], named: Named, actor: Actor
) -> list[Result]:
    """The results that are named; else all that owe nothing: what one part owes holds back no other part's result.

    Raises:
        NothingToReturn, DeliveryUnderWay, FeesOwed (one that is named owes, or all do).
    """
    found = results.picked(case, here, named.codes, named.ids)
    if named == NOT_NAMED:
        ledger = ledgers.open_ledger(connection, case, rules.procedure, Said(rules.now, actor))
        found = [one for one in here if not owed_for(one, ledger)[0]] or found
    results.require_paid(connection, case, rules, found, actor)
    return found


def _names(
    going: Sequence[Result], along: Sequence[Document], procedure: Procedure, back: Sequence[str]
) -> Text:
    """What is in a parcel."""
    named = [Text(one.name_vi, one.name_en or one.name_vi) for one in going]
    named += [slips_of.in_words(one) for one in along] + [procedure.component(code).name for code in back]
    return Text("; ".join(one.vi for one in named), "; ".join(one.to("en") for one in named))


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the post's slip says: when (None: now), who signed, which originals came back and which were handed over; of which
    parcel, where several are under way."""

    at: datetime | None
    receiver: d.Person
    ground: str
    collected: Sequence[str]
    handed_back: Sequence[str]
    delivery_id: str = ""


def confirm(
    connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, said: Delivered
) -> Delivery:
    """The post delivered it against signature: what it carried is returned. Of a parcel of which everything was handed over
    otherwise only that it arrived is kept, as a receipt of nothing would be none.

    Raises:
        UnknownDossier, NotYourUnit, NothingSent, BadFields.
    """
    loaded = desk.open_at_window(connection, subject, dossier_id)
    sent = _sent(connection, loaded.case.id, said.delivery_id)
    now = desk.clock.now()
    at = legal_time(said.at) if said.at is not None else now
    if not sent.sent_at - timedelta(minutes=1) <= at <= now:
        raise BadFields.one(
            "delivered_at",
            "DELIVERED_AT_RANGE",
            "Thời điểm phát phải sau khi giao cho bưu chính và không ở tương lai.",
            "It must have been delivered after it was handed to the post and not in the future.",
        )
    out = results.HandOver(
        codes=(),
        receiver=said.receiver,
        collected=said.collected,
        handed_back=said.handed_back,
        signed=True,
        ground=said.ground,
        parcel=sent,
    )
    if in_parcel(loaded.case, sent).anything:
        results.hand_over(connection, desk, subject, dossier_id, out)
    return_ways.end(connection, sent.id, delivered_at=at)
    return replace(sent, delivered_at=at)


def _sent(connection: sa.Connection, dossier_id: str, delivery_id: str) -> Delivery:
    """The parcel that is meant, of those under way. Raises NothingSent; BadFields where several are and none is named."""
    parcels = [one for one in return_ways.under_way(connection, dossier_id) if delivery_id in ("", one.id)]
    if not parcels:
        raise NothingSent()
    if len(parcels) > 1:
        raise BadFields.one("delivery_id", "FIELD_REQUIRED", WHICH_PARCEL.vi, WHICH_PARCEL.to("en"))
    return parcels[0]


def came_back(
    connection: sa.Connection,
    desk: Desk,
    subject: Subject,
    dossier_id: str,
    reason: str,
    delivery_id: str = "",
) -> Delivery:
    """The post brought it back: what was in it waits at the window again.

    Raises:
        UnknownDossier, NotYourUnit, NothingSent, BadFields.
    """
    loaded = desk.open_at_window(connection, subject, dossier_id)
    sent = _sent(connection, loaded.case.id, delivery_id)
    why, now = texts.refusal("reason", reason), desk.clock.now()
    return_ways.end(connection, sent.id, came_back_at=now, came_back_reason=why)
    text = Text(
        f"Bưu chính trả về vận đơn {sent.waybill}: {why}",
        f"The post brought waybill {sent.waybill} back: {why}",
    )
    loaded.case.tell("result.came_back", now, actor_of(subject), text)
    told = telling.came_back(sent, now, actor_of(subject))
    desk.keep(connection, loaded, told)
    return replace(sent, came_back_at=now, came_back_reason=why)


# Electronically ---------------------------------------------------------------------------------------------------------------


def against_electronic(case: Case, procedure: Procedure, chosen: Choice | None) -> Text | None:
    """Why nothing that waits can be returned by the portal; None when something can, as far as it owes nothing. Beside it papers
    may wait, which are handed over by themselves."""
    if chosen is None or chosen.way != Way.ELECTRONIC:
        return NOT_CHOSEN
    shut = closed(procedure, case.dossier.source).get(Way.ELECTRONIC)
    if shut is not None:
        return shut
    going = electronic(procedure, at_office(case, chosen).results)
    if not going:
        return ON_PAPER_ONLY
    return ORIGINALS if originals.to_collect(case, procedure, going) else None


def return_electronically(
    connection: sa.Connection,
    desk: Desk,
    subject: Subject,
    dossier_id: str,
    *,
    named: Named = NOT_NAMED,
    changed_seen: bool = False,
) -> list[str]:
    """Return what waits and need not be on paper: the applicant has the signed files on the dossier's page. Those that are named,
    else all that owe nothing. Codes of what was returned.

    Raises:
        UnknownDossier, NotYourUnit, NothingToReturn, NotElectronic, DeliveryUnderWay, FeesOwed, AnswerChanged.
    """
    loaded: Loaded = desk.open_at_window(connection, subject, dossier_id)
    case, actor, rules = loaded.case, actor_of(subject), desk.rules(connection, loaded.case)
    chosen = return_ways.chosen(connection, case.dossier.draft_id)
    here = _here(case, chosen)
    why = against_electronic(case, rules.procedure, chosen)
    if why is not None:
        raise NotElectronic.why(why)
    able = electronic(rules.procedure, here.results)
    going = _payable(connection, case, rules, able, named, actor)
    results.require_known(connection, case, rules, going, actor, seen=changed_seen)
    name = case.dossier.applicant_name
    carrying.hand_over(case, going, f"{name} (bản điện tử)", rules.now, actor)
    kept = {
        "at": rules.now.isoformat(),
        "by": actor.to_dict(),
        "receiver": {"name": name, "id_number": case.dossier.id_number, "role": "Người nộp hồ sơ"},
        "ground": "",
        "results": [[one.part, one.code] for one in going],
        "collected": [],
        "handed_back": [],
        "slips": [],
        "way": Way.ELECTRONIC.value,
    }
    case.change(handovers=[*case.dossier.handovers, kept])
    told = [announcing.result_returned(going, rules.now, [])]
    ended = carrying.settle(case, rules.now)
    desk.keep(connection, loaded, *told, *([announcing.finished(case)] if ended else []))
    return [one.code for one in going]
