# SPDX-License-Identifier: Apache-2.0
"""What the process decided, carried out: outcomes of parts, the clock, requests to the applicant.

Each handler is idempotent beside the inbox row, so that an event that comes a second time under another id changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua.events.v1 import process_pb2 as p
from motcua_calendar import Policy, legal_time
from motcua_events import Invalid
from motcua_rpc.structs import to_dict
from motcua_text import Text

from motcua_intake.adapters import cases, return_ways
from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import announcing, days_moved, forms, ledgers
from motcua_intake.app.authority import Authority, authority_of, competent_unit
from motcua_intake.app.concern import acting_units
from motcua_intake.app.desk import Desk
from motcua_intake.app.printing import STOP, SUPPLEMENT, refusal_of
from motcua_intake.app.withdrawing import asked_by, recorded_by, tell_too_late
from motcua_intake.domain import carrying, legal_clock, lifecycle, notices, originals, slips, texts, wording
from motcua_intake.domain import status as statuses
from motcua_intake.domain.asker import Asker
from motcua_intake.domain.carrying import OUTCOMES, CannotCarryOut
from motcua_intake.domain.case import Case
from motcua_intake.domain.ledger import Ledger, total
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import ANY, Actor, Part, PartStatus, Result, Stage, Stretch
from motcua_intake.domain.return_ways import AtOffice, Choice, at_office, way_of
from motcua_intake.domain.whereabouts import owed_for
from motcua_intake.errors import SupplementUsed

Told = tuple[str, Message]
ENDED = (PartStatus.WITHDRAWN, PartStatus.STOPPED)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What carrying out works with: the locked case, its rules, the units that act in it."""

    loaded: Loaded
    rules: Rules
    sheet: forms.Sheet
    acting: list[str]

    @property
    def case(self) -> Case:
        return self.loaded.case

    def authority(self, actor: Actor) -> Authority:
        return authority_of(
            self.sheet.organisation, self.rules.procedure, self.case.dossier, self.acting, actor
        )


def decide(connection: sa.Connection, desk: Desk, said: p.ProcessResultDecided) -> None:
    """process.result_decided. A part that is granted without its signed result is a failure that an operator sees."""
    scene = _scene(connection, desk, said.process)
    case, rules, loaded = scene.case, scene.rules, scene.loaded
    ending = {one.part for one in said.together}
    days_moved.settle(connection, desk, loaded, rules, {said.part, *ending})
    before, held = {one.code for one in case.waiting_results()}, case.waiting_originals()
    known = legal_clock.known(case, rules.procedure, rules.hours, rules.now)
    at, actor = _moment(said.at, rules), _actor(said.actor)
    why = _reason(case, said)
    decided = carrying.Decided(
        said.part,
        said.outcome,
        why.vi,
        at,
        actor,
        why.en,
        tuple(said.result_ids),
        _stood_at(desk, case, said),
    )
    if not _carry(lambda: carrying.decide(case, rules, decided)):
        return
    part = case.parts[said.part]
    follows = carrying.consequence(case, rules.procedure, part)
    actor = carrying.PROCESS if follows else actor
    ledger = ledgers.follow(connection, case, rules.procedure, rules.now, actor)
    scene = replace(scene, sheet=replace(scene.sheet, ledger=ledger))
    issued = [one for one in case.waiting_results() if one.code not in before]
    told: list[Told] = [announcing.result_issued(one, actor) for one in issued]
    authority = scene.authority(actor)
    answers_for = "" if follows else authority.unit.key
    told.append(announcing.part_decided(part, said.outcome, actor, answers_for))
    if part.status == PartStatus.REFUSED:
        together = {one.part: one.outcome for one in said.together}
        build = forms.part_refusal(scene.sheet, part, rules.now.date(), authority, together)
        kind = refusal_of(rules.procedure.part(part.key))
        desk.printer.issue(connection, case, kind, build, rules.now, part.key, authority.unit)
    told += days_moved.by_decision(loaded, rules, part, known, ending, at, actor)
    told += _stop(connection, desk, scene)
    told += tell_too_late(case, at)
    back = [code for code in case.waiting_originals() if code not in held]
    originals.tell_waiting(case, rules.procedure, back, rules.now)
    slips.tell_waiting(case, rules.now)
    ended = carrying.settle(case, rules.now)
    here = at_office(case, chosen := return_ways.chosen(connection, case.dossier.draft_id))
    if back or here.due or (here.results and (issued or not case.open_parts())):
        told.append(_ready(case, rules, issued, ledger, here, chosen))
    if ended:
        told.append(announcing.finished(case))
    desk.keep(connection, loaded, *told)


def _ready(
    case: Case, rules: Rules, issued: Sequence[Result], ledger: Ledger, here: AtOffice, chosen: Choice | None
) -> Told:
    waiting = here.results
    ways = {one.key: way_of(rules.procedure, one, chosen) for one in waiting}
    taken = originals.to_collect(case, rules.procedure, waiting)
    owed = {one.key: owed_for(one, ledger) for one in waiting}
    money = total(ledger.owed_before_return(sorted({one.part for one in waiting}))).outstanding
    codes = [one.code for one in taken]
    return announcing.results_ready(case, here, ways, issued, codes, owed, money)


def _stood_at(desk: Desk, case: Case, said: p.ProcessResultDecided) -> tuple[tuple[str, str], ...]:
    """Step and unit where the dossier stood until the decision."""
    return tuple(
        (
            texts.harmless(one.name, 300),
            competent_unit(desk.organisation, one.agency, case.dossier).name.vi if one.agency else "",
        )
        for one in said.stood_at
    )


def _reason(case: Case, said: p.ProcessResultDecided) -> Text:
    """Why; of a withdrawal what the person wrote, as the drawing only knows that there was one. What a person wrote has no
    English."""
    typed = (case.dossier.withdrawal or {}).get("reason", "")
    withdrawn = OUTCOMES.get(said.outcome) is PartStatus.WITHDRAWN
    if withdrawn and typed:
        return Text(typed)
    return Text(texts.harmless(said.reason), texts.harmless(said.reason_en))


def _stop(connection: sa.Connection, desk: Desk, scene: _Scene) -> list[Told]:
    """One notice (form 05) for all that stopped, when the last part has its outcome: then it is known what stands. Who decided
    the last stop answers for it. Of parts that end with a refused one its form 03 tells."""
    case, rules = scene.case, scene.rules
    ended = [part for part in case.parts.values() if part.status in ENDED]
    stopped = [part for part in ended if not carrying.consequence(case, rules.procedure, part)]
    if not stopped or case.open_parts() or any(document.form == STOP.form for document in case.documents):
        return []
    last = max(stopped, key=lambda part: part.decided_at or rules.now)
    authority = scene.authority(Actor(**last.decided_by))
    asked = case.dossier.withdrawal or {}
    reason = asked.get("reason") or next((part.reason for part in stopped if part.reason), "")
    who = forms.StopAsked(f"Quyết định dừng giải quyết, {authority.words()}")
    if not last.decided_by:
        who = forms.StopAsked(f"Dừng theo quy trình, không do một người của {authority.words()} quyết định")
    came, recorder = Asker.kept(asked), recorded_by(asked)
    if _withdrawn(stopped):
        who = forms.StopAsked(asked_by(case.dossier, recorder, came), came)
    signer = authority.head(scene.sheet.organisation)
    build = forms.stop_notice(scene.sheet, stopped, reason, who, rules.now, signer)
    desk.printer.issue(connection, case, STOP, build, rules.now, authority=authority.unit)
    if not _withdrawn(stopped):
        return []
    standing = [part.key for part in case.parts.values() if part not in stopped]
    return [announcing.withdrawn([part.key for part in stopped], standing, recorder, came)]


def _withdrawn(parts: list[Part]) -> bool:
    return any(part.status == PartStatus.WITHDRAWN for part in parts)


def move_clock(connection: sa.Connection, desk: Desk, said: p.ProcessClockRequested) -> None:
    """process.clock_requested: a stretch opens or closes; dates and status follow."""
    loaded = _open(connection, desk, said.process)
    case, rules = loaded.case, desk.rules(connection, loaded.case)
    ground = rules.procedure.grounds.get(said.ground)
    if ground is None or (said.part and said.part not in case.parts) or said.action not in ("open", "close"):
        raise Invalid(
            f"Dossier {case.dossier.code}: the clock cannot take ground '{said.ground}', part '{said.part}', "
            f"action '{said.action}'; the procedure does not name it."
        )
    if not case.open_parts():
        return
    reckoned, anew = days_moved.settle(connection, desk, loaded, rules), _awaits_anew(case)
    at = _moment(said.at, rules)
    stretch = Stretch(case.id, said.key, said.part, said.ground, ground.policy, at)
    actor, waited = _actor(said.actor), case.open_supplement(Stage.AFTER_APPRAISAL)
    completed = lifecycle.stop_completing(case, said.part, at) if said.action == "close" else []
    over = [announcing.supplement_closed(case, one, overdue=False) for one in completed]
    promised = case.dossier.promised_at
    kind = carrying.move_clock(case, rules, stretch, said.action, at, actor)
    if not kind:
        if completed:
            statuses.refresh(case)
            desk.keep(connection, loaded, *over)
        return
    if said.action == "close":
        promised = loaded.promised = legal_clock.promised_without(
            case, rules.procedure, rules.hours, rules.now, said.key
        )
        if promised == case.dossier.promised_at and reckoned is not None and not anew:
            # It moved nothing. Another day than the one that was kept is then one that the table of days off moved meanwhile.
            promised = loaded.promised = reckoned
    moved = case.clock[said.key]
    ended = case.supplements[waited.round] if waited is not None else None
    closed = ended if ended is not None and ended.lapsed else None
    overdue = closed is not None and lifecycle.is_overdue(closed, at)
    told: list[Told] = [
        announcing.clock_changed(case, kind, moved, ground.name, at, actor, promised, lapsed=overdue)
    ]
    if closed is not None:
        # After the clock: who hears of the end of the round compares with the date before it.
        told.append(announcing.supplement_closed(case, closed, overdue=overdue))
    statuses.refresh(case)
    desk.keep(connection, loaded, *told)


def _awaits_anew(case: Case) -> bool:
    """Whether a limit is reckoned as if it had begun anew by now."""
    return any(one.to_at is None and one.policy == Policy.RESTART for one in case.clock.values())


def speak_to_applicant(connection: sa.Connection, desk: Desk, said: p.MessageThrown) -> None:
    """message.thrown to the applicant: a request for papers, or a notice."""
    scene = _scene(connection, desk, said.process)
    loaded, case, rules, actor = scene.loaded, scene.case, scene.rules, _actor(said.actor)
    if said.name != "supplement_request":
        agency = competent_unit(desk.organisation, said.sender_agency, case.dossier).name
        _notify(case, rules, said, agency, actor)
        desk.keep(connection, loaded)
        return
    if any(one.key == said.message_id for one in case.supplements.values()) or not case.open_parts():
        return
    payload = to_dict(said.payload)
    items, reason = _asked(rules, payload)
    if payload.get("stage") == Stage.COMPLETION:
        part = str(payload.get("part", ""))
        if part in case.parts and case.parts[part].open:
            stays = carrying.limit_stays(case, part, _moment(said.at, rules))
            asked = lifecycle.ask_to_complete(case, rules, said.message_id, part, items, reason, actor)
            statuses.refresh(case)
            desk.keep(connection, loaded, announcing.supplement_requested(asked, limit_stays=stays))
        return
    try:
        until = _moment(said.answer_by, rules) if said.HasField("answer_by") else None
        asked = lifecycle.ask(
            case, rules, Stage.AFTER_APPRAISAL, said.message_id, items, reason, actor, until=until
        )
    except SupplementUsed as error:
        raise Invalid(
            f"Dossier {case.dossier.code}: the process asks for papers again, but the procedure allows "
            f"{rules.procedure.supplement.max_rounds} round(s) after appraisal. Correct the drawing."
        ) from error
    statuses.refresh(case)
    authority = scene.authority(actor)
    build = forms.supplement(scene.sheet, asked, authority.signer, authority.unit.name.vi)
    desk.printer.issue(connection, case, SUPPLEMENT, build, rules.now, authority=authority.unit)
    desk.keep(connection, loaded, announcing.supplement_requested(asked))


def _notify(case: Case, rules: Rules, said: p.MessageThrown, agency: Text, actor: Actor) -> None:
    """A notice in the procedure's words, with what it asks for; one that the procedure has no words for is only mentioned."""
    at = _moment(said.at, rules)
    notice = rules.procedure.notices.get(said.name)
    if notice is not None:
        notices.take(case, said.message_id, notice, to_dict(said.payload), agency, at, actor)
        return
    text = wording.fill(wording.NOTICE, agency_vi=agency.vi, agency_en=agency.to("en"))
    case.tell(f"message.{said.name}"[:100], at, actor, text)


def _asked(rules: Rules, payload: dict[str, Any]) -> tuple[list[list[str]], str]:
    """The papers and the reason. A code that the procedure does not know is told in the reason, so that nothing is lost."""
    named = payload.get("components") or payload.get("papers") or []
    codes = [str(code) for code in (named if isinstance(named, list) else [named])]
    known = {component.code for component in rules.procedure.components}
    items = [[code, ""] for code in dict.fromkeys(codes) if code in known]
    rest = [texts.harmless(code, 200) for code in codes if code not in known]
    reason = texts.harmless(" ".join([str(payload.get("reason", "")), *rest]).strip())
    return items or [[ANY, ""]], reason


def _open(connection: sa.Connection, desk: Desk, process: p.ProcessHead) -> Loaded:
    loaded = cases.load(connection, process.dossier_id, lock=True)
    if loaded is None or loaded.case.dossier.accepted_at is None:
        raise Invalid(f"No accepted dossier has the id {process.dossier_id[:60]!r}.")
    return loaded


def _scene(connection: sa.Connection, desk: Desk, process: p.ProcessHead) -> _Scene:
    loaded = _open(connection, desk, process)
    rules = desk.rules(connection, loaded.case)
    sheet = forms.Sheet(loaded.case, rules.procedure, desk.organisation)
    return _Scene(loaded, rules, sheet, acting_units(connection, desk, loaded.case.dossier))


def _carry(step: Callable[[], bool]) -> bool:
    try:
        return step()
    except CannotCarryOut as error:
        raise Invalid(str(error)) from error


def _actor(message: common_pb2.Actor) -> Actor:
    """Who caused it; PROCESS where no person did."""
    return Actor(*(texts.harmless(one, 200) for one in (message.user, message.name, message.unit)))


def _moment(stamp: Timestamp, rules: Rules) -> datetime:
    """When it happened; the present for an event that does not say."""
    return legal_time(stamp.ToDatetime(tzinfo=UTC)) if stamp.seconds else rules.now
