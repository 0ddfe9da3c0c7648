# SPDX-License-Identifier: Apache-2.0
"""From submission to acceptance, refusal or withdrawal at the window: what each step does to a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from motcua_calendar import LEGAL_ZONE, Limit, calendar_of, compute, legal_time, step_due
from motcua_calendar import Unit as LimitUnit
from motcua_calendar.text import written
from motcua_organisation import Unit
from motcua_procedure import Procedure
from motcua_text import Text

from motcua_intake.domain import legal_clock, wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.law import Law, shipped
from motcua_intake.domain.legal_clock import Hours
from motcua_intake.domain.records import (
    ANY,
    Actor,
    DossierStatus,
    Part,
    PartStatus,
    Source,
    Stage,
    Supplement,
)
from motcua_intake.errors import AlreadyDone, NotAsked, SupplementOver, SupplementUsed, WrongState

SUPPLEMENT_GROUND: Final = "supplement"
"""Beginning of the clock's grounds under which a process waits for papers."""
BEFORE: Final = (DossierStatus.SUBMITTED, DossierStatus.SUPPLEMENT_REQUESTED)
_DONE: Final = {
    "dossier.accepted": ("tiếp nhận", "accepted"),
    "dossier.refused": ("từ chối tiếp nhận", "refused"),
    "dossier.supplement_requested": ("yêu cầu bổ sung", "asked for a supplement of"),
    "dossier.withdrawn": ("rút", "withdrew"),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a step needs to know of the world: the procedure in force for the dossier, the unit of its window, the unit that is
    competent for it, the time, what the law says about every dossier, and which unit decides on a part, by its key (`deciding`;
    the competent one where it names none)."""

    procedure: Procedure
    unit: Unit
    competent: Unit
    now: datetime
    law: Law = field(default_factory=shipped)
    deciding: Mapping[str, Unit] = field(default_factory=dict)

    @property
    def hours(self) -> Hours:
        """By whose hours the dates are counted."""
        return Hours(self.competent, self.unit, self.deciding)


def new_parts(dossier_id: str, procedure: Procedure) -> dict[str, Part]:
    """The parts of a fresh dossier."""
    return {
        rule.key: Part(
            dossier_id, rule.key, position, rule.code, rule.name.vi, rule.name.to("en"), PartStatus.WAITING
        )
        for position, rule in enumerate(procedure.parts)
    }


def answer_due(rules: Rules) -> datetime:
    """When the window must have answered what came now, by its own hours."""
    limit, calendar = rules.procedure.acceptance_limit, calendar_of(rules.unit.hours)
    if limit.unit in (LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS):
        return step_due(rules.now, limit, calendar).at
    return compute(rules.now, limit, calendar).at


def submit(case: Case, rules: Rules, actor: Actor) -> None:
    """The draft has become a dossier; the window must answer in time."""
    case.change(status=DossierStatus.SUBMITTED, answer_due_at=answer_due(rules))
    case.tell("dossier.submitted", rules.now, actor, wording.SUBMITTED)


def bring(case: Case, rules: Rules, actor: Actor) -> None:
    """Handed in at the window, or come there by post; it answers on the spot."""
    posted = case.dossier.source == Source.POST
    case.tell("dossier.submitted", rules.now, actor, wording.POSTED if posted else wording.BROUGHT)


def accept(case: Case, rules: Rules, actor: Actor, *, at_once: bool = False) -> None:
    """Accept: the clock starts, every part has its date, the promised date is the last of them.

    Raises:
        AlreadyDone, WrongState.
    """
    if not at_once:
        _expect(case, DossierStatus.SUBMITTED)
    case.change(status=DossierStatus.ACCEPTED, accepted_at=rules.now, answer_due_at=None)
    for rule in rules.procedure.parts:
        case.change_part(rule.key, status=PartStatus.WAITING if rule.after else PartStatus.IN_PROGRESS)
    legal_clock.recompute(case, rules.procedure, rules.hours, rules.now, rules.law)
    promised = case.dossier.promised_at
    text = wording.fill(
        wording.ACCEPTED, promised_vi=written(promised, "vi"), promised_en=written(promised, "en")
    )
    if at_once:
        posted = case.dossier.source == Source.POST
        came = wording.RECEIVED_BY_POST if posted else wording.RECEIVED
        case.tell("dossier.submitted", rules.now, actor, came)
    case.tell("dossier.accepted", rules.now, actor, text)


def refuse(case: Case, rules: Rules, reason: str, actor: Actor) -> None:
    """Refuse at intake; also a dossier whose supplement never came.

    Raises:
        AlreadyDone, WrongState.
    """
    _expect(case, *BEFORE)
    _require_early(case)
    _end_supplement(case, rules.now)
    _end_parts(case, PartStatus.REFUSED, reason, rules.now)
    case.change(
        status=DossierStatus.INTAKE_REFUSED, refusal_reason=reason, finished_at=rules.now, answer_due_at=None
    )
    case.tell("dossier.refused", rules.now, actor, wording.fill(wording.REFUSED, reason=reason))


def withdraw_early(case: Case, rules: Rules, reason: str, actor: Actor, asker: Text | None = None) -> None:
    """Withdraw before acceptance: it ends at once. `asker`: who came to the window, and as whom."""
    _expect(case, *BEFORE)
    _require_early(case)
    _end_supplement(case, rules.now)
    _end_parts(case, PartStatus.WITHDRAWN, reason, rules.now)
    case.change(status=DossierStatus.WITHDRAWN, finished_at=rules.now, answer_due_at=None)
    text = wording.both(wording.WITHDRAWN_EARLY_FOR, asker=asker) if asker else wording.WITHDRAWN_EARLY
    case.tell("dossier.withdrawn", rules.now, actor, text)


def ask(
    case: Case,
    rules: Rules,
    stage: Stage,
    key: str,
    items: list[list[str]],
    reason: str,
    actor: Actor,
    *,
    until: datetime | None = None,
) -> Supplement:
    """Ask for papers, as often as the procedure lets this stage (by law once; NĐ 61/2018/NĐ-CP, Điều 11.2.c). `until` is the last
    day where whoever waits has fixed it; otherwise it follows from the procedure.

    Raises:
        AlreadyDone, WrongState, SupplementUsed.
    """
    if stage is Stage.BEFORE_ACCEPTANCE:
        _expect(case, DossierStatus.SUBMITTED)
    if case.rounds(stage) >= rules.procedure.supplement.max_rounds or case.open_supplement(stage) is not None:
        raise SupplementUsed()
    days = Limit.parse(f"{rules.procedure.supplement.window_days}d")
    last = until or day_end(compute(rules.now, days, calendar_of(rules.unit.hours)).at)
    made = _round(case, rules, stage, key, items, reason, actor, answer_by=last)
    if stage is Stage.BEFORE_ACCEPTANCE:
        case.change(status=DossierStatus.SUPPLEMENT_REQUESTED, answer_due_at=None)
    return made


def ask_to_complete(
    case: Case, rules: Rules, key: str, part: str, items: list[list[str]], reason: str, actor: Actor
) -> Supplement:
    """An agency asks to complete the file of its part: the applicant is asked too, beside the commune that answers. Two
    agencies may ask at once; nothing ends by a last day, as the commune may complete the file without the applicant
    (`stop_completing`)."""
    return _round(case, rules, Stage.COMPLETION, key, items, reason, actor, part=part)


def stop_completing(case: Case, part: str, at: datetime) -> list[Supplement]:
    """The agency of a part has its answer, or waits for none any more: what was asked for it is over."""
    open_rounds = [one for one in case.supplements.values() if one.open and one.stage == Stage.COMPLETION]
    done = [replace(one, closed_at=at) for one in open_rounds if one.part == part]
    for one in done:
        case.supplements[one.round] = one
        text = wording.fill(wording.CLOSED, round=one.round)
        case.tell("dossier.supplement_closed", at, Actor(), text)
    return done


def _round(
    case: Case,
    rules: Rules,
    stage: Stage,
    key: str,
    items: list[list[str]],
    reason: str,
    actor: Actor,
    *,
    answer_by: datetime | None = None,
    part: str = "",
) -> Supplement:
    made = Supplement(
        dossier_id=case.id,
        round=len(case.supplements) + 1,
        key=key,
        stage=stage,
        items=items,
        reason=reason,
        requested_at=rules.now,
        requested_by=actor.to_dict(),
        answer_by=answer_by,
        part=part,
    )
    case.supplements[made.round] = made
    names = {one.code: one.name for one in rules.procedure.components}
    papers = [names.get(item[0], wording.ANY_PAPER) for item in items]
    text = Text(
        wording.ASKED.vi.format(round=made.round, papers="; ".join(p.vi for p in papers), reason=reason),
        wording.ASKED.en.format(
            round=made.round, papers="; ".join(p.to("en") for p in papers), reason=reason
        ),
    )
    case.tell("dossier.supplement_requested", rules.now, actor, text)
    return made


def lapses_at(asked: Supplement) -> datetime | None:
    """The first moment after the last day for the papers: a last day ends at midnight (Civil Code 2015, art. 148.6), whenever
    the office closes."""
    return None if asked.answer_by is None else day_end(asked.answer_by)


def day_end(moment: datetime) -> datetime:
    """The midnight that ends the day of a moment; a midnight ends the day before it."""
    return datetime.combine(last_day(moment) + timedelta(days=1), time(), LEGAL_ZONE)


def last_day(until: datetime) -> date:
    """The last day on which something may be done until that moment."""
    return (legal_time(until) - timedelta(microseconds=1)).date()


def lapse(case: Case, rules: Rules) -> Supplement | None:
    """The last day of a supplement before acceptance has passed: the window decides on what there is, within its own limit
    counted from now. None when there is nothing to end; after appraisal the drawing's own timer does it."""
    asked = case.open_supplement(Stage.BEFORE_ACCEPTANCE)
    if asked is None:
        return None
    end = lapses_at(asked)
    if end is None or rules.now < end:
        return None
    done = replace(asked, closed_at=rules.now)
    case.supplements[asked.round] = done
    case.change(status=DossierStatus.SUBMITTED, answer_due_at=answer_due(rules))
    last = end - timedelta(days=1)
    text = wording.fill(
        wording.OVERDUE, round=asked.round, day_vi=f"{last:%d/%m/%Y}", day_en=f"{last.day} {last:%B %Y}"
    )
    case.tell("dossier.supplement_closed", rules.now, Actor(), text)
    return done


def stop_waiting(case: Case, ground: str, at: datetime) -> Supplement | None:
    """The process waits no longer for the papers of a round after appraisal: it ends without an answer. None when nothing did,
    above all when the answer was what ended the waiting."""
    asked = case.open_supplement(Stage.AFTER_APPRAISAL)
    if asked is None or not ground.startswith(SUPPLEMENT_GROUND):
        return None
    done = replace(asked, closed_at=at)
    case.supplements[asked.round] = done
    text = wording.fill(wording.CLOSED, round=asked.round)
    if is_overdue(done, at) and asked.answer_by is not None:
        last = last_day(asked.answer_by)
        text = wording.fill(
            wording.LAPSED, round=asked.round, day_vi=f"{last:%d/%m/%Y}", day_en=f"{last.day} {last:%B %Y}"
        )
    case.tell("dossier.supplement_closed", at, Actor(), text)
    return done


def is_overdue(asked: Supplement, at: datetime) -> bool:
    """Whether the last day for the papers has passed."""
    return asked.answer_by is not None and at >= asked.answer_by


def answer(case: Case, rules: Rules, actor: Actor, round: int = 0) -> Supplement:
    """Hand in what a round asked for, 0 the oldest that waits; before acceptance the window's own limit begins anew.

    Raises:
        NotAsked, SupplementOver.
    """
    asked = expected(case, round)
    done = replace(asked, answered_at=rules.now)
    case.supplements[asked.round] = done
    if asked.stage == Stage.BEFORE_ACCEPTANCE:
        case.change(status=DossierStatus.SUBMITTED, answer_due_at=answer_due(rules))
    words = wording.ANSWERED_LATE if asked.lapsed else wording.ANSWERED
    case.tell("dossier.supplement_answered", rules.now, actor, wording.fill(words, round=asked.round))
    return done


def expected(case: Case, round: int = 0, component: str = "") -> Supplement:
    """The round whose papers are still taken, as `Case.expected_supplement` finds it.

    Raises:
        NotAsked, SupplementOver.
    """
    asked = case.expected_supplement(round, component)
    if asked is not None:
        return asked
    if case.awaited_supplements():
        raise SupplementOver.of_another_round(round)
    gone = [part.status == PartStatus.WITHDRAWN for part in case.parts.values()]
    if case.dossier.status == DossierStatus.WITHDRAWN or (gone and all(gone)):
        raise SupplementOver.withdrawn()
    ended = [one for one in case.supplements.values() if one.lapsed]
    if case.open_parts() and any(one.stage == Stage.AFTER_APPRAISAL for one in ended):
        raise SupplementOver.while_going_on()
    if ended:
        raise SupplementOver()
    raise NotAsked(
        message_vi="Hồ sơ này không chờ giấy tờ bổ sung.", message_en="This dossier does not wait for papers."
    )


def missing_answers(case: Case, asked: Supplement) -> list[str]:
    """Components of an open round for which nothing new was attached."""
    brought = {paper.component for paper in case.papers.values() if paper.round == asked.round}
    return [item[0] for item in asked.items if not brought or item[0] not in (ANY, *brought)]


def _expect(case: Case, *allowed: DossierStatus) -> None:
    """Raise, naming who was faster, unless the dossier is in one of these states."""
    if case.dossier.status in allowed:
        return
    last = next((line for line in reversed(case.history) if line.type in _DONE), None)
    if last is not None:
        raise AlreadyDone.by(last.actor.get("name", ""), last.at, *_DONE[last.type])
    raise WrongState()


def _require_early(case: Case) -> None:
    if case.dossier.accepted_at is not None:
        _expect(case)


def _end_supplement(case: Case, now: datetime) -> None:
    asked = case.open_supplement()
    if asked is not None:
        case.supplements[asked.round] = replace(asked, closed_at=now)


def _end_parts(case: Case, status: PartStatus, reason: str, now: datetime) -> None:
    for part in case.open_parts():
        case.change_part(part.key, status=status, reason=reason, decided_at=now)
