# SPDX-License-Identifier: Apache-2.0
"""Records of this service as protobuf messages, and back. What a caller may not see never gets into a message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from motcua.common.v1 import common_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_organisation import Unit
from motcua_procedure import Component, Procedure
from motcua_rpc.structs import to_struct
from motcua_text import Text

from motcua_intake.adapters.actors import kept_actor
from motcua_intake.app.announcing import stamp
from motcua_intake.app.reading import Shown
from motcua_intake.app.results import going
from motcua_intake.domain import fees, lookups, originals, receiver, slips, visitor
from motcua_intake.domain.actions import Action, Sight
from motcua_intake.domain.case import Case
from motcua_intake.domain.checking import Problem
from motcua_intake.domain.draft_keeping import DraftKeeping
from motcua_intake.domain.fees import Due
from motcua_intake.domain.notices import is_open, when_stopped
from motcua_intake.domain.records import (
    ANY,
    INTERNAL,
    Applicant,
    Document,
    Dossier,
    Draft,
    HistoryLine,
    Paper,
    Part,
    Result,
    Stretch,
    Supplement,
)

_FREE_TEXT: Final = frozenset(
    (
        "dossier.amended",
        "dossier.refused",
        "dossier.supplement_requested",
        "dossier.withdrawal_requested",
        "dossier.withdrawn",
        "dossier.part_decided",
        "dossier.note",
        "result.returned",
        "result.came_back",
        "original.returned",
        "slip.returned",
    )
)
"""Lines that quote what people wrote: not for eyes that may see no person."""
_INTERNAL: Final = frozenset(("result.attached", "result.voided"))
"""Lines about papers that the applicant learns of when they are issued."""


def text(vi: str, en: str) -> common_pb2.LocalizedText:
    return common_pb2.LocalizedText(vi=vi, en=en or vi)


def both(value: Text) -> common_pb2.LocalizedText:
    return text(value.vi, value.en) if value else common_pb2.LocalizedText()


def unit(value: Unit) -> pb.Unit:
    return pb.Unit(key=value.key, name=both(value.window or value.name))


def applicant(value: Applicant) -> pb.Applicant:
    return pb.Applicant(
        user=value.user,
        name=value.name,
        id_number=value.id_number,
        phone=value.phone,
        email=value.email,
        address=value.address,
    )


def typed_applicant(message: pb.Applicant) -> Applicant:
    who = (message.user, message.name, message.id_number)
    return Applicant(*who, message.phone, message.email, message.address)


def paper(value: Paper) -> pb.Paper:
    return pb.Paper(
        paper_id=value.id,
        component=value.component,
        file_id=value.file_id,
        file_name=value.file_name,
        media_type=value.media_type,
        size=value.size,
        sha256=value.sha256,
        form=value.form,
        copies=value.copies,
        attached_at=stamp(value.attached_at),
        attached_by=value.attached_by,
        round=value.round,
        not_scanned_reason=value.not_scanned,
    )


def draft(value: Draft, papers: Iterable[Paper], keeping: DraftKeeping) -> pb.Draft:
    return pb.Draft(
        draft_id=value.id,
        procedure_key=value.procedure_key,
        procedure_version=value.procedure_version,
        unit=value.unit,
        source=f"SOURCE_{value.source}",
        applicant=applicant(Applicant(**value.applicant)),
        answers=to_struct(value.answers),
        papers=[paper(one) for one in papers],
        saved_at=stamp(value.saved_at),
        revision=value.revision,
        dossier_id=value.dossier_id or "",
        kept_until=None if value.dossier_id else stamp(keeping.until(value.saved_at)),
    )


def problem(value: Problem) -> pb.Problem:
    return pb.Problem(field=value.field, message=both(value.message))


def component(
    value: Component,
    forms: Iterable[str],
    media_types: Iterable[str],
    max_bytes: int,
    collected_with: Iterable[Text] = (),
    forms_by_post: Iterable[str] = (),
    *,
    only_when_asked: bool = False,
) -> pb.Component:
    return pb.Component(
        code=value.code,
        name=both(value.name),
        required=value.required == "always",
        condition=both(value.condition),
        forms=forms,
        original_collected_at_return=value.original_collected_at_return,
        media_types=media_types,
        max_bytes=max_bytes,
        note=both(value.note),
        copies=value.copies,
        form_no=value.form_no,
        collected_with=[both(one) for one in collected_with],
        forms_by_post=forms_by_post,
        only_when_asked=only_when_asked,
    )


def line(said: tuple[Text, Text]) -> pb.NoticeLine:
    """A value with its label."""
    return pb.NoticeLine(label=both(said[0]), value=both(said[1]))


def part(value: Part, *, personal: bool, due: Due | None = None, agency: Unit | None = None) -> pb.Part:
    """`due`: its fees, which follow from what the person answered. `agency`: who decides on it."""
    made = pb.Part(
        key=value.key,
        code=value.code,
        name=text(value.name_vi, value.name_en),
        status=f"PART_STATUS_{value.status}",
        reason=value.reason if personal else "",
        reason_en=value.reason_en if personal else "",
        due_at=stamp(value.due_at),
        original_due_at=stamp(value.original_due_at),
        decided_at=stamp(value.decided_at),
        derivation=[text(vi, en) for vi, en in value.derivation],
    )
    if agency is not None:
        made.agency.CopyFrom(pb.Unit(key=agency.key, name=both(agency.name)))
    if personal and due is not None and due.amount is not None:
        made.fee, made.fee_as_made = due.amount, due.as_made
    return made


def result(value: Result, *, personal: bool = True) -> pb.Result:
    return pb.Result(
        part=value.part,
        code=value.code,
        name=text(value.name_vi, value.name_en),
        number=value.number,
        signer=value.signer if personal else "",
        signed_at=stamp(value.signed_at),
        file_id=value.file_id if personal else "",
        issued=value.issued_at is not None,
        returned_at=stamp(value.returned_at),
        copies=value.copies,
        pages=value.pages,
        note=value.note if personal else "",
        result_id=value.id,
    )


def _returnable(shown: Shown, value: Result) -> pb.Result:
    """A result of a dossier that is shown, with the originals that are collected when it is handed over."""
    made = result(value, personal=shown.sight is not Sight.IMPERSONAL)
    if value in shown.case.waiting_results():
        made.withheld = value.part in shown.withheld
        made.changed_answers.extend(_changed(shown, value))
        due = originals.to_collect(shown.case, shown.procedure, [value])
        made.originals_to_collect.extend(one.code for one in due)
    return made


def _changed(shown: Shown, value: Result) -> list[common_pb2.LocalizedText]:
    """What outside databases answer otherwise since it was signed; nothing for who does not see the whole."""
    if shown.sees is not None or shown.sight is Sight.IMPERSONAL:
        return []
    found = lookups.changed_since(value.signed_at, value.attached_at, shown.lookups)
    return [both(lookups.in_words(one, shown.procedure.lookups)) for one in found]


def supplement(value: Supplement, known: Sequence[str], *, personal: bool) -> pb.Supplement:
    """A request in words alone is shown as one for any paper of the procedure (`known`)."""
    items = [(code, why) for one, why in value.items for code in (known if one == ANY else (one,))]
    return pb.Supplement(
        round=value.round,
        stage=value.stage,
        items=[pb.SupplementItem(component=c, reason=why if personal else "") for c, why in items],
        reason=value.reason if personal else "",
        requested_at=stamp(value.requested_at),
        requested_by=kept_actor(value.requested_by),
        answered_at=stamp(value.answered_at),
        answer_by=stamp(value.answer_by),
        closed_at=stamp(value.closed_at if value.answered_at is None else None),
        part=value.part,
    )


def stretch(value: Stretch, grounds: Mapping[str, Text]) -> pb.ClockInterval:
    """`grounds` are the names of the procedure's grounds."""
    made = pb.ClockInterval(
        part=value.part, ground=value.ground, policy=value.policy, to=stamp(value.to_at),
        name=both(grounds.get(value.ground, Text(value.ground, value.ground))),
    )  # fmt: skip
    getattr(made, "from").CopyFrom(stamp(value.from_at))
    return made


def _explained(value: Stretch, procedure: Procedure) -> pb.ClockInterval:
    """A stretch with what its ground means and by which rule."""
    made = stretch(value, {key: one.name for key, one in procedure.grounds.items()})
    ground = procedure.grounds.get(value.ground)
    if ground is not None:
        made.sentence.CopyFrom(both(ground.sentence))
        made.legal_basis.extend(
            pb.LegalBasis(document=one.document, article=one.article) for one in ground.legal_basis
        )
    return made


def document(value: Document, *, personal: bool) -> pb.Document:
    return pb.Document(
        document_id=value.id,
        form=value.form,
        name=text(value.name_vi, value.name_en),
        number=value.number,
        file_id=value.file_id if personal else "",
        issued_at=stamp(value.issued_at),
        part=value.part,
    )


def notice(kept: Mapping[str, Any], *, is_open: bool, stopped: bool = False) -> pb.Notice:
    """A notice to the applicant as it was kept. One that never waited for anything is there to be known."""
    after = kept.get("superseded")
    return pb.Notice(
        name=kept["name"], title=text(*kept["title"]), todo=text(*kept["todo"]), open=is_open,
        lines=[pb.NoticeLine(label=text(*label), value=text(*value)) for label, value in kept["lines"]],
        at=stamp(datetime.fromisoformat(kept["at"])), informs=not kept["ground"] and after is None,
        if_stopped=text(*kept["if_stopped"]) if stopped else None,
        superseded_at=stamp(datetime.fromisoformat(after["at"])) if after else None,
        superseded_by=text(*after["by"]) if after else None,
    )  # fmt: skip


def history_line(value: HistoryLine, *, personal: bool) -> pb.HistoryLine:
    who = dict(value.actor)
    if not personal and not who.get("unit") and not who.get("client"):
        who = {}
    quoted = not personal and (value.type in _FREE_TEXT or value.type.startswith("message."))
    return pb.HistoryLine(
        at=stamp(value.at),
        type=value.type,
        actor=kept_actor(who),
        text=common_pb2.LocalizedText() if quoted else text(value.text_vi, value.text_en),
    )


def _head(value: Dossier, window: pb.Unit, *, personal: bool) -> pb.Dossier:
    return pb.Dossier(
        dossier_id=value.id,
        code=value.code,
        procedure_key=value.procedure_key,
        procedure_version=value.procedure_version,
        procedure_name=text(value.procedure_name_vi, value.procedure_name_en),
        source=f"SOURCE_{value.source}",
        status=f"DOSSIER_STATUS_{value.status}",
        unit=window,
        applicant=applicant(value.applicant) if personal else None,
        owner=applicant(value.owner) if personal and value.owner else None,
        submitted_at=stamp(value.submitted_at),
        answer_due_at=stamp(value.answer_due_at),
        accepted_at=stamp(value.accepted_at),
        promised_at=stamp(value.promised_at),
        original_promised_at=stamp(value.original_promised_at),
        finished_at=stamp(value.finished_at),
        refusal_reason=value.refusal_reason if personal else "",
        revision=value.revision,
    )


def listed(
    value: Dossier,
    window: pb.Unit,
    parts: Iterable[Part],
    results: Iterable[Result],
    sight: Sight,
    clock: Iterable[pb.ClockInterval],
) -> pb.Dossier:
    """A line of the list: without papers, history and answers; of the clock only what stands still now."""
    personal = sight is not Sight.IMPERSONAL
    made = _head(value, window, personal=personal)
    made.parts.extend(part(one, personal=personal) for one in parts)
    made.results.extend(result(one, personal=personal) for one in _seen(results, sight))
    made.clock.extend(clock)
    return made


def dossier(shown: Shown, window: pb.Unit, components: Iterable[pb.Component]) -> pb.Dossier:
    """Everything that the caller may see."""
    case, personal = shown.case, shown.sight is not Sight.IMPERSONAL
    made = _head(case.dossier, window, personal=personal)
    due = fees.due(case, shown.procedure)
    made.parts.extend(
        part(one, personal=personal, due=due.get(one.key), agency=shown.agencies.get(one.key))
        for one in case.parts.values()
    )
    made.results.extend(_returnable(shown, one) for one in _seen(case.results.values(), shown.sight))
    codes = [one.code for one in shown.procedure.components]
    made.supplements.extend(supplement(one, codes, personal=personal) for one in case.supplements.values())
    made.clock.extend(_explained(one, shown.procedure) for one in case.clock.values())
    own = shown.sight is Sight.OWN
    issued = [one for one in case.documents if not (own and one.form in INTERNAL)]
    made.documents.extend(document(one, personal=personal) for one in issued)
    made.history.extend(history_line(one, personal=personal) for one in _lines(case, shown.sight))
    made.originals_to_collect.extend(
        one.code for one in originals.to_collect(case, shown.procedure, case.waiting_results())
    )
    made.slips_to_hand_over.extend(one.id for one in slips.waiting(case))
    made.waits_for_slips = bool(slips.due(case))
    made.originals_to_return.extend(case.waiting_originals())
    made.actions.extend(action(one) for one in shown.actions)
    made.components.extend(components)
    if personal:
        ended = when_stopped(case)
        made.notices.extend(
            notice(one, is_open=is_open(case, one), stopped=one in ended) for one in case.dossier.notices
        )
        made.answers.CopyFrom(to_struct(case.dossier.answers))
        made.asked.extend(pb.NoticeLine(label=both(label), value=both(value)) for label, value in shown.asked)
        made.papers.extend(paper(one) for one in case.papers.values())
        made.receivers.extend(_receivers(shown))
        made.askers.extend(_askers(shown))
    return made


def _receivers(shown: Shown) -> list[pb.Receiver]:
    """Who may fetch what waits; nobody where nothing does."""
    out = going(shown.case, shown.procedure)
    if not out.results and not out.beside:
        return []
    return [
        pb.Receiver(
            name=one.name, id_number=one.id_number, role=both(role), result_codes=[it.code for it in theirs]
        )
        for one, role, theirs in receiver.able(shown.case, out)
    ]


def _askers(shown: Shown) -> list[pb.Receiver]:
    """Who may ask for withdrawal in their own name; nobody where nothing is left to withdraw."""
    if Action.WITHDRAW not in shown.actions:
        return []
    return [
        pb.Receiver(name=one.name, id_number=one.id_number, role=both(role))
        for role, one in visitor.parties(shown.case)
    ]


def _seen(results: Iterable[Result], sight: Sight) -> list[Result]:
    """A result is nobody's news before it is issued, but for those who work on it, who see the latest that was attached; one
    that never will be is history."""
    latest = {(one.part, one.code): one for one in results if one.voided_at is None}
    return [one for one in latest.values() if sight is not Sight.OWN or one.issued_at is not None]


def _lines(case: Case, sight: Sight) -> list[HistoryLine]:
    return [line for line in case.history if sight is Sight.FULL or line.type not in _INTERNAL]


def action(value: Action) -> pb.Action:
    return cast("pb.Action", pb.Action.Value(f"ACTION_{value}"))
