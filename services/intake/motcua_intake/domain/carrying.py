# SPDX-License-Identifier: Apache-2.0
"""What the process decided, carried out on a case: outcomes of parts, the clock, the return of results."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from motcua_calendar.text import written
from motcua_procedure import Procedure
from motcua_text import Text

from motcua_intake.domain import legal_clock, lifecycle, slips, status, wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import Actor, DossierStatus, Part, PartStatus, Result, Stage, Stretch
from motcua_intake.errors import NothingToReturn, WrongState

PROCESS: Final = Actor()
OUTCOMES: Final = {
    "granted": PartStatus.GRANTED,
    "refused": PartStatus.REFUSED,
    "withdrawn": PartStatus.WITHDRAWN,
    "stopped": PartStatus.STOPPED,
}
_LINES: Final = {
    PartStatus.GRANTED: wording.GRANTED,
    PartStatus.REFUSED: wording.PART_REFUSED,
    PartStatus.WITHDRAWN: wording.PART_WITHDRAWN,
    PartStatus.STOPPED: wording.PART_STOPPED,
}


class CannotCarryOut(ValueError):
    """What the process asks for contradicts the dossier; an operator must look. The sentence says where and what to do."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The outcome of a part as the process tells it: by whom (nobody for a timer) and when. `papers` are the ids of the results
    that completed steps named, `stood_at` step and unit where the dossier stood until then."""

    part: str
    outcome: str
    reason: str
    at: datetime
    actor: Actor = PROCESS
    reason_en: str = ""
    papers: tuple[str, ...] = ()
    stood_at: tuple[tuple[str, str], ...] = ()


def decide(case: Case, rules: Rules, said: Decided) -> bool:
    """Give a part its outcome; False when it has one that stands.

    Finished parts stand: a withdrawal that comes later does not touch them.

    Raises:
        CannotCarryOut: unknown part or outcome, granted without its result, or two outcomes that contradict each other.
    """
    part, wanted = case.parts.get(said.part), OUTCOMES.get(said.outcome)
    if part is None or wanted is None:
        raise CannotCarryOut(
            f"Dossier {case.dossier.code}: no part '{said.part}' or no outcome '{said.outcome}'."
        )
    if not part.open:
        if part.status == wanted or wanted in (PartStatus.WITHDRAWN, PartStatus.STOPPED):
            return False
        raise CannotCarryOut(
            f"Dossier {case.dossier.code}: part '{said.part}' is {part.status} already and cannot become {wanted}."
        )
    if wanted is PartStatus.GRANTED:
        _issue(case, rules, part, said)
    # Nobody of another agency's part decided that it ends: it follows.
    said = replace(said, actor=PROCESS) if _follows(case, rules, said, wanted) else said
    by = said.actor.to_dict() if said.actor != PROCESS else {}
    case.change_part(
        said.part,
        status=wanted,
        reason=said.reason,
        reason_en=said.reason_en,
        decided_at=said.at,
        decided_by=by,
        stood_at=[list(one) for one in said.stood_at],
    )
    _wake_followers(case, rules, said.part)
    case.tell("dossier.part_decided", said.at, said.actor, _decision(part, wanted, said))
    _void(case, said)
    lifecycle.stop_completing(case, said.part, said.at)
    _close_round(case, said.at, said.actor)
    legal_clock.recompute(case, rules.procedure, rules.hours, rules.now, rules.law)
    return True


def consequence(case: Case, procedure: Procedure, part: Part) -> bool:
    """Whether a part stopped by the move that refused the part it waits for: the refusal says so, and there is no paper of its
    own, as the agency of this part decided nothing."""
    before = case.parts.get(procedure.part(part.key).after)
    if part.status != PartStatus.STOPPED or before is None or before.decided_at != part.decided_at:
        return False
    return before.status == PartStatus.REFUSED or consequence(case, procedure, before)


def _follows(case: Case, rules: Rules, said: Decided, wanted: PartStatus) -> bool:
    ended = replace(case.parts[said.part], status=wanted, decided_at=said.at)
    return consequence(case, rules.procedure, ended)


def _decision(part: Part, outcome: PartStatus, said: Decided) -> Text:
    why = Text(said.reason, said.reason_en) if said.reason else wording.NO_REASON
    line = _LINES[outcome]
    return Text(
        line.vi.format(part=part.name_vi, reason=why.vi),
        line.en.format(part=part.name_en, reason=why.to("en")),
    )


def _issue(case: Case, rules: Rules, part: Part, said: Decided) -> None:
    """The named results become issued. A part is never granted without the signed paper that it gives."""
    attached = _named(case, rules, part, said)
    if not rules.procedure.part(part.key).results.complete(one.code for one in attached):
        wanted = ", ".join(item.code for item in rules.procedure.part(part.key).results.items)
        raise CannotCarryOut(
            f"Dossier {case.dossier.code}: part '{part.key}' was granted, but its signed result is not attached "
            f"(wanted {wanted}). Attach it, then try again."
        )
    for one in attached:
        case.change_result(one, issued_at=said.at, holds_number=True)
        text = Text(
            wording.ISSUED.vi.format(result=one.name_vi, number=one.number),
            wording.ISSUED.en.format(result=one.name_en, number=one.number),
        )
        case.tell("result.issued", said.at, said.actor, text)


def _named(case: Case, rules: Rules, part: Part, said: Decided) -> list[Result]:
    """The papers that completed steps named, one of each code. A code of which none was named is one from before papers had
    ids, or attached by hand after a failure: its latest.

    Raises:
        CannotCarryOut: a paper was named that the dossier does not have.
    """
    waiting = case.attached(part.key)
    named = {one.code: one for one in waiting if one.id and one.id in said.papers}
    if lost := set(said.papers) - {one.id for one in named.values()}:
        raise CannotCarryOut(
            f"Dossier {case.dossier.code}: part '{part.key}' was granted with the signed paper "
            f"{', '.join(sorted(lost))[:200]}, which is not attached to it. Restore it, then try again."
        )
    older = {one.code: one for one in waiting if not one.id and one.code not in named}
    chosen = named | older if named else {}
    if named and rules.procedure.part(part.key).results.complete(chosen):
        return list(chosen.values())
    return list(({one.code: one for one in waiting} | chosen).values())


def _void(case: Case, said: Decided) -> None:
    """What was attached to a part that ended without issuing it, as by a signature that crossed a withdrawal or another
    signature, never goes out."""
    granted = case.parts[said.part].status == PartStatus.GRANTED
    words = wording.OVERTAKEN if granted else wording.VOIDED
    for one in case.attached(said.part):
        case.change_result(one, voided_at=said.at)
        text = Text(
            words.vi.format(result=one.name_vi, number=one.number),
            words.en.format(result=one.name_en, number=one.number),
        )
        case.tell("result.voided", said.at, PROCESS, text)


def _wake_followers(case: Case, rules: Rules, part_key: str) -> None:
    for rule in rules.procedure.parts:
        if rule.after == part_key and case.parts[rule.key].status == PartStatus.WAITING:
            case.change_part(rule.key, status=PartStatus.IN_PROGRESS)


def _close_round(case: Case, at: datetime, actor: Actor) -> None:
    """Nobody waits for papers any more once every part has its outcome, and no stretch of the clock stays open."""
    if case.open_parts():
        return
    while (asked := case.open_supplement()) is not None:
        case.supplements[asked.round] = replace(asked, closed_at=at)
        case.tell("dossier.supplement_closed", at, actor, wording.fill(wording.CLOSED, round=asked.round))
    for key, one in case.clock.items():
        if one.to_at is None:
            case.clock[key] = legal_clock.without_answer(one, max(at, one.from_at))


def settle(case: Case, now: datetime) -> bool:
    """Derive the status; True when the dossier ends by it: every part decided, nothing left to hand over or back."""
    status.refresh(case)
    ends = case.dossier.finished_at is None and not case.open_parts()
    ends = ends and not (case.waiting_results() or case.waiting_originals() or slips.due(case))
    if ends:
        case.change(finished_at=now)
        case.tell("dossier.finished", now, PROCESS, wording.FINISHED)
    return ends


def move_clock(
    case: Case, rules: Rules, stretch: Stretch, action: str, at: datetime, actor: Actor = PROCESS
) -> str:
    """Open or close a stretch; the event type that tells of it, "" when nothing changed. `actor` caused it.

    The order of the two does not matter: a close that comes first leaves a stretch without length, which its open widens. With a
    supplement's stretch its round ends too; one that was not answered does not make the limit begin anew.
    """
    known = case.clock.get(stretch.key)
    if action == "open":
        if known is not None and known.from_at <= at:
            return ""
        case.clock[stretch.key] = stretch if known is None else replace(known, from_at=at)
        kind = "clock.paused"
        if (
            stretch.policy == "EXTEND"
        ):  # nothing stands still: it is over as it begins, and the days are added
            case.clock[stretch.key] = replace(stretch, to_at=at)
            kind = "clock.resumed"
    else:
        if known is not None and known.to_at is not None:
            return ""
        ended = _ended(case, stretch if known is None else known, at)
        case.clock[stretch.key] = ended
        kind = "clock.restarted" if ended.policy == "RESTART" else "clock.resumed"
    dates = [one.due_at for one in case.parts.values()]
    legal_clock.recompute(case, rules.procedure, rules.hours, rules.now, rules.law)
    case.tell(kind, at, actor, _clock_line(case, rules, case.clock[stretch.key], kind, dates))
    return kind


def _ended(case: Case, one: Stretch, at: datetime) -> Stretch:
    """The stretch with its end. Without an answer that is at the latest the end of the last day for the papers, whenever the
    timer got round to it."""
    lapsed = lifecycle.stop_waiting(case, one.ground, at)
    if lapsed is None:
        return replace(one, to_at=max(at, one.from_at))
    return legal_clock.without_answer(one, min(at, lifecycle.lapses_at(lapsed) or at))


def _extended_line(case: Case, rules: Rules, stretch: Stretch, line: Text) -> Text:
    """Which part has longer, and until when; a stretch of no part concerns the whole dossier."""
    ground, part = rules.procedure.grounds[stretch.ground], case.parts.get(stretch.part)
    name = Text(f"phần “{part.name_vi}”", f"the part “{part.name_en}”") if part else wording.WHOLE_DOSSIER
    due = part.due_at if part else case.dossier.promised_at
    promised = _promised(case, part, line)
    return Text(
        line.vi.format(
            ground=ground.name.vi, part_vi=name.vi, days=ground.extends, due_vi=written(due, "vi"), promised_vi=promised.vi
        ),
        line.en.format(
            ground=ground.name.to("en"), part_en=name.to("en"), days=ground.extends, due_en=written(due, "en"),
            promised_en=promised.en,
        ),
    )  # fmt: skip


def _promised(case: Case, part: Part | None, line: Text) -> Text:
    """The promised day as the end of a line; "" where the agency of the part is told of another (`legal_clock.promise_told`)."""
    promised, original = case.dossier.promised_at, case.dossier.original_promised_at
    if promised is None or original is None:
        return Text("", "")
    due = [(one.due_at, part is None or one.key == part.key) for one in case.parts.values() if one.due_at]
    if legal_clock.promise_told(promised, original, due) != promised:
        return Text("", "")
    words = wording.PROMISED_NOW if line is wording.CLOCK_EXTENDED else wording.PROMISED_STILL
    return wording.fill(words, promised_vi=written(promised, "vi"), promised_en=written(promised, "en"))


def limit_stays(case: Case, part: str, at: datetime) -> bool:
    """Whether a request at that moment to complete the file of a part makes its limit no longer: that had passed, or such a
    request was made before. The clock may have been told of it already, or not yet."""
    due = case.parts[part].due_at
    asked = any(one.stage == Stage.COMPLETION and one.part == part for one in case.supplements.values())
    return asked or (due is not None and due < at)


def _came_late(case: Case, stretch: Stretch) -> bool:
    part = case.parts.get(stretch.part)
    due = part.due_at if part else case.dossier.promised_at
    return due is not None and due < stretch.from_at


def _clock_line(case: Case, rules: Rules, stretch: Stretch, kind: str, before: list[datetime | None]) -> Text:
    """`before`: when the parts were due until now; days are added once only, and said where they were."""
    ground = rules.procedure.grounds[stretch.ground].name
    if stretch.policy == "EXTEND":
        added = before != [one.due_at for one in case.parts.values()]
        none = wording.CLOCK_EXTENDED_LATE if _came_late(case, stretch) else wording.CLOCK_EXTENDED_BEFORE
        return _extended_line(case, rules, stretch, wording.CLOCK_EXTENDED if added else none)
    if kind == "clock.paused":
        effect = wording.EFFECTS[stretch.policy]
        return Text(
            wording.CLOCK_OPENED.vi.format(ground=ground.vi, effect=effect.vi),
            wording.CLOCK_OPENED.en.format(ground=ground.to("en"), effect=effect.en),
        )
    promised = case.dossier.promised_at
    lapsed = legal_clock.unanswered(stretch, rules.procedure.grounds)
    line = wording.CLOCK_LAPSED if lapsed else wording.CLOCK_CLOSED
    return Text(
        line.vi.format(ground=ground.vi, promised_vi=written(promised, "vi")),
        line.en.format(ground=ground.to("en"), promised_en=written(promised, "en")),
    )


def attach(case: Case, result: Result, actor: Actor) -> None:
    """Attach a signed result to an open part, beside what is attached already.

    Raises:
        WrongState: the part is decided, or the dossier is not accepted.
    """
    part = case.parts.get(result.part)
    if part is None or not part.open or case.dossier.accepted_at is None:
        raise WrongState(
            message_vi="Phần việc này không còn chờ kết quả.",
            message_en="This part waits for no result any more.",
        )
    rivals = [one for one in case.attached(result.part) if one.holds_number]
    free = all(_numbered(one) != _numbered(result) for one in rivals)
    case.results[result.key] = replace(result, holds_number=free)
    text = Text(
        wording.ATTACHED.vi.format(result=result.name_vi, number=result.number),
        wording.ATTACHED.en.format(result=result.name_en, number=result.number),
    )
    case.tell("result.attached", result.attached_at, actor, text)


def chosen(case: Case, codes: Collection[str], ids: Collection[str]) -> list[Result]:
    """The results that a return names, by code or by id; every one that waits where it names none.

    Raises:
        NothingToReturn: one that was named does not wait.
    """
    waiting = case.waiting_results()
    if not codes and not ids:
        return waiting
    found = [one for one in waiting if one.code in codes or (one.id and one.id in ids)]
    if {*codes, *ids} - {name for one in found for name in (one.code, one.id)}:
        raise NothingToReturn()
    return found


def hand_over(case: Case, chosen: Sequence[Result], receiver: str, now: datetime, actor: Actor) -> None:
    """Hand issued results over."""
    if not chosen:
        return
    for one in chosen:
        case.change_result(one, returned_at=now)
    text = Text(
        wording.RETURNED.vi.format(receiver=receiver, results="; ".join(one.name_vi for one in chosen)),
        wording.RETURNED.en.format(receiver=receiver, results="; ".join(one.name_en for one in chosen)),
    )
    case.tell("result.returned", now, actor, text)


def withdrawn(case: Case) -> bool:
    """Whether a withdrawal has ended something of the dossier."""
    return any(part.status == PartStatus.WITHDRAWN for part in case.parts.values())


def withdrawable(case: Case) -> bool:
    """Whether asking for withdrawal makes sense; what can still be withdrawn is the process's answer."""
    early = case.dossier.accepted_at is None and case.dossier.status in (
        DossierStatus.SUBMITTED,
        DossierStatus.SUPPLEMENT_REQUESTED,
    )
    return early or (case.dossier.accepted_at is not None and bool(case.open_parts()))


def _numbered(result: Result) -> tuple[str, str, str]:
    """What index result_number counts as one: case and spaces make no other number."""
    return result.unit, result.code, "".join(result.number.split()).lower()
