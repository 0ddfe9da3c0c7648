# SPDX-License-Identifier: Apache-2.0
"""Cases as payloads of events. Contact data and papers stay here; of the person only the name travels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua.events.v1 import dossier_pb2 as pb
from motcua_text import Text

from motcua_intake.adapters.actors import kept_actor
from motcua_intake.domain.asker import Asker
from motcua_intake.domain.case import Case, ResultKey
from motcua_intake.domain.records import ANY, Actor, Document, Dossier, Part, Result, Stretch, Supplement
from motcua_intake.domain.return_ways import AtOffice, Way


def stamp(moment: datetime | None) -> Timestamp | None:
    """A moment as protobuf; None stays unset."""
    if moment is None:
        return None
    made = Timestamp()
    made.FromDatetime(moment)
    return made


def head(dossier: Dossier) -> pb.DossierHead:
    return pb.DossierHead(
        dossier_id=dossier.id,
        code=dossier.code,
        procedure_key=dossier.procedure_key,
        procedure_version=dossier.procedure_version,
        procedure_name=common_pb2.LocalizedText(vi=dossier.procedure_name_vi, en=dossier.procedure_name_en),
        unit=dossier.unit,
        applicant_name=dossier.applicant_name,
        applicant_user=dossier.applicant_user,
        promised_at=stamp(dossier.promised_at),
    )


def actor_message(actor: Actor) -> common_pb2.Actor:
    return common_pb2.Actor(user=actor.user, name=actor.name, unit=actor.unit, client=actor.client)


def part_dues(case: Case) -> list[pb.PartDue]:
    return [
        pb.PartDue(part=part.key, due_at=stamp(part.due_at), decided=not part.open)
        for part in case.parts.values()
        if part.due_at
    ]


def submitted(case: Case) -> tuple[str, pb.DossierSubmitted]:
    dossier = case.dossier
    return "dossier.submitted", pb.DossierSubmitted(
        submitted_at=stamp(dossier.submitted_at),
        answer_due_at=stamp(dossier.answer_due_at),
        source=dossier.source.lower(),
    )


def accepted(case: Case, actor: Actor) -> tuple[str, pb.DossierAccepted]:
    return "dossier.accepted", pb.DossierAccepted(
        accepted_at=stamp(case.dossier.accepted_at), parts=part_dues(case), actor=actor_message(actor)
    )


def refused(reason: str, actor: Actor) -> tuple[str, pb.DossierRefused]:
    return "dossier.refused", pb.DossierRefused(reason=reason, actor=actor_message(actor))


def supplement_requested(
    asked: Supplement, *, limit_stays: bool = False
) -> tuple[str, pb.DossierSupplementRequested]:
    """`limit_stays`: of a completion that makes the limit of its part no longer."""
    named = [item for item in asked.items if item[0] != ANY]
    return "dossier.supplement_requested", pb.DossierSupplementRequested(
        round=asked.round,
        stage=asked.stage,
        components=[item[0] for item in named],
        item_reasons=[item[1] for item in named],
        reason=asked.reason,
        answer_by=stamp(asked.answer_by),
        actor=kept_actor(asked.requested_by) if asked.requested_by.get("user") else None,
        limit_stays=limit_stays,
    )


def supplement_answered(case: Case, asked: Supplement) -> tuple[str, pb.DossierSupplementAnswered]:
    return "dossier.supplement_answered", pb.DossierSupplementAnswered(
        round=asked.round, stage=asked.stage, answer_due_at=stamp(case.dossier.answer_due_at)
    )


def supplement_closed(
    case: Case, ended: Supplement, *, overdue: bool
) -> tuple[str, pb.DossierSupplementClosed]:
    return "dossier.supplement_closed", pb.DossierSupplementClosed(
        round=ended.round,
        stage=ended.stage,
        overdue=overdue,
        answer_by=stamp(ended.answer_by),
        answer_due_at=stamp(case.dossier.answer_due_at),
        parts=part_dues(case),
        part=ended.part,
    )


def withdrawn(
    stopped: list[str], standing: list[str], recorder: Actor, came: Asker | None
) -> tuple[str, pb.DossierWithdrawn]:
    return "dossier.withdrawn", pb.DossierWithdrawn(
        parts_stopped=stopped,
        parts_standing=standing,
        actor=_known(recorder),
        asked_as=came.came_as if came else "",
    )


def withdrawal_late(
    standing: list[str], recorder: Actor, came: Asker | None
) -> tuple[str, pb.DossierWithdrawn]:
    """A withdrawal that was taken when every part had been decided: nothing stopped."""
    return "dossier.withdrawal_late", withdrawn([], standing, recorder, came)[1]


def part_decided(part: Part, outcome: str, actor: Actor, authority: str) -> tuple[str, pb.DossierPartDecided]:
    return "dossier.part_decided", pb.DossierPartDecided(
        part=part.key,
        outcome=outcome,
        reason=part.reason,
        reason_en=part.reason_en,
        actor=_known(actor),
        authority=authority,
    )


def results_ready(
    case: Case,
    here: AtOffice,
    ways: Mapping[ResultKey, Way],
    issued: Sequence[Result] = (),
    to_collect: Sequence[str] = (),
    owed: Mapping[ResultKey, tuple[bool, int]] | None = None,
    total_owed: int = 0,
) -> tuple[str, pb.DossierResultsReady]:
    """`here`: what waits and is not with the post; `ways`: how each reaches the applicant. `issued` are those that became ready
    by this; `to_collect` the originals that the window takes for what waits; `owed`: whether a result waits for a fee of its
    part, and for how many đồng of it, `total_owed` all of it once."""
    waits = owed or {}
    new = {one.code for one in issued}
    ready = [
        pb.ReadyResult(
            result_code=one.code, number=one.number, signed_at=stamp(one.signed_at), issued_now=one.code in new,
            copies=one.copies, note=one.note, way=ways[one.key].value,
            waits_for_fee=waits.get(one.key, (False, 0))[0], owed=waits.get(one.key, (False, 0))[1],
        )
        for one in here.results
    ]  # fmt: skip
    return "dossier.results_ready", pb.DossierResultsReady(
        result_codes=[one.code for one in case.waiting_results()],
        with_post=[one.code for one in case.waiting_results() if one not in here.results],
        ready=ready,
        complete=not case.open_parts(),
        originals=here.originals,
        slips=[one.id for one in here.due],
        originals_to_collect=to_collect,
        owed=total_owed,
    )


def result_issued(result: Result, actor: Actor) -> tuple[str, pb.ResultIssued]:
    return "result.issued", pb.ResultIssued(
        part=result.part,
        result_code=result.code,
        number=result.number,
        signed_at=stamp(result.signed_at),
        actor=_known(actor),
    )


def answer_changed(result: Result) -> tuple[str, pb.ResultAnswerChanged]:
    return "result.answer_changed", pb.ResultAnswerChanged(
        part=result.part,
        result_code=result.code,
        name=common_pb2.LocalizedText(vi=result.name_vi, en=result.name_en or result.name_vi),
        number=result.number,
        unit=result.unit,
        returned=result.returned_at is not None,
    )


def result_returned(
    results: list[Result], at: datetime, originals: list[str], handed: Sequence[str] = ()
) -> tuple[str, pb.ResultReturned]:
    return "result.returned", pb.ResultReturned(
        result_codes=[one.code for one in results], returned_at=stamp(at), originals=originals, slips=handed
    )


def extension_signed(
    case: Case,
    before: datetime,
    reason: str,
    unit: str,
    late: Sequence[Part],
    moved: Sequence[tuple[Part, datetime]],
    document: Document,
    actor: Actor,
) -> tuple[str, pb.DossierExtensionSigned]:
    """`moved`: each part whose day moved, as it was, with its new moment."""
    keys = {part.key for part in late}
    return "dossier.extension_signed", pb.DossierExtensionSigned(
        promised_before=stamp(before),
        original_promised_at=stamp(case.dossier.original_promised_at),
        reason=reason,
        unit=unit,
        parts=part_dues(case),
        late_parts=[part.key for part in late],
        number=document.number,
        document_id=document.id,
        actor=actor_message(actor),
        moved=[
            pb.MovedPart(part=one.key, before=stamp(one.due_at), after=stamp(until), late=one.key in keys)
            for one, until in moved
        ],
    )


def finished(case: Case) -> tuple[str, pb.DossierFinished]:
    return "dossier.finished", pb.DossierFinished(status=case.dossier.status)


def clock_changed(
    case: Case,
    kind: str,
    stretch: Stretch,
    name: Text,
    at: datetime,
    actor: Actor,
    before: datetime | None,
    *,
    lapsed: bool = False,
) -> tuple[str, pb.ClockChanged]:
    """`name` is what the procedure calls the ground, `before` the promised date until now. `lapsed`: supplement_closed follows
    and tells people."""
    return kind, pb.ClockChanged(
        part=stretch.part,
        ground=stretch.ground,
        policy=stretch.policy,
        at=stamp(at),
        parts=part_dues(case),
        actor=_known(actor),
        key=stretch.key,
        ground_name=common_pb2.LocalizedText(vi=name.vi, en=name.to("en")),
        lapsed=lapsed,
        promised_before=stamp(before),
    )


def dates_moved(
    case: Case, part: str, at: datetime, actor: Actor, before: datetime | None
) -> tuple[str, pb.ClockChanged]:
    """The decision on `part` moved the dates of parts that count from it; `before` is the promised date until then."""
    return "clock.moved", pb.ClockChanged(
        part=part, at=stamp(at), parts=part_dues(case), actor=_known(actor), promised_before=stamp(before)
    )


def _known(actor: Actor) -> common_pb2.Actor | None:
    """Unset where no person acted."""
    return actor_message(actor) if actor.user or actor.name else None
