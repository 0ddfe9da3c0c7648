# SPDX-License-Identifier: Apache-2.0
"""Apologies with an extension (form 04): drafted when a part of a dossier will be late, signed by the head of the unit that is
late, for what is late there; let go when the work is done, or lies elsewhere, before anybody signed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
import uuid_utils
from motcua_calendar import calendar_of, legal_time
from motcua_calendar.text import short_day, written
from motcua_identity import Subject
from motcua_text import Text

from motcua_intake.adapters import apologies, cases
from motcua_intake.adapters.apologies import DRAFT, SIGNED, Apology
from motcua_intake.app import announcing, days_moved, forms
from motcua_intake.app.concern import begin_with, projection_of
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.heading import Leader
from motcua_intake.app.printing import APOLOGY
from motcua_intake.domain import extending, legal_clock, texts, wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.law import ApologyRule
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import Document, Part
from motcua_intake.errors import ApologyClosed, BadFields, UnknownApology

MAX_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Shown:
    """An apology with its dossier and what the dates are, or would be with the proposed day."""

    apology: Apology
    case: Case
    parts: list[tuple[Part, datetime]]
    new_promised_at: datetime
    new_day: date
    first_day: date
    last_day: date
    document: Document | None = None
    late: frozenset[str] = frozenset()
    """Keys of the parts that are late themselves; the others follow one of them."""
    sheet: bytes = b""
    """What would be signed, where it was asked for."""
    named: bool = True
    """Whether the caller's agency may know who the applicant is."""
    allowed: int = 0
    """How often the law in force lets a day move; of a draft also which time this would be (`nth`)."""
    nth: int = 0


# Drafting and letting go: what the worker does -----------------------------------------------------------------------


def next_late(connection: sa.Connection, desk: Desk, but: Collection[str]) -> str | None:
    """The dossier that needs a draft longest, none of `but`."""
    now = desk.clock.now()
    rule = desk.law.apology(legal_time(now).date())
    return None if rule is None else apologies.next_late(connection, now, rule.times, but)


def draft(connection: sa.Connection, desk: Desk, dossier_id: str) -> bool:
    """Draft the apology of the unit of a dossier whose late part is due soonest, for all that is late there; False when none is
    needed (any more). Units are drafted for one after the other, each its own."""
    loaded = cases.load(connection, dossier_id, lock=True)
    promised = loaded.case.dossier.promised_at if loaded else None
    if loaded is None or promised is None:
        return False
    case, rules = loaded.case, desk.rules(connection, loaded.case)
    drafts = apologies.waiting(connection, dossier_id)
    taken = {key for one in drafts for key in one.parts}
    free = [part for part in _extendable(case, rules) if part.key not in taken]
    if not free:
        return False
    lying = apologies.lying(connection, dossier_id)
    unit = _unit(free[0].key, lying, rules)
    keys = [part.key for part in free if _unit(part.key, lying, rules) == unit]
    held = next((one for one in drafts if one.unit == unit), None)
    if held is not None:
        apologies.cover(connection, held.id, [*held.parts, *keys])
        return True
    named = [{"part": key} for key in keys]
    new = Apology(str(uuid_utils.uuid7()), dossier_id, unit, DRAFT, rules.now, promised, named)
    apologies.add(connection, new)
    return True


def let_go(connection: sa.Connection, desk: Desk) -> str:
    """Take out of the oldest draft what is needed no more, or lies with another unit now, and let it go when nothing is left;
    its dossier, empty when there is none."""
    now = desk.clock.now()
    rule = desk.law.apology(legal_time(now).date())
    found = apologies.next_needless(connection, now, rule.times if rule else 0)
    if found is None:
        return ""
    apology_id, dossier_id = found
    loaded = cases.load(connection, dossier_id, lock=True)
    held = next((one for one in apologies.waiting(connection, dossier_id) if one.id == apology_id), None)
    if loaded is None or held is None:
        return ""
    changed = _look_again(connection, loaded.case, desk.rules(connection, loaded.case), held)
    return dossier_id if changed else ""


def _look_again(connection: sa.Connection, case: Case, rules: Rules, held: Apology) -> bool:
    """Bring a draft up to what is late with its unit; whether that changed it."""
    own = [part.key for part in _own(connection, case, rules, held)]
    if own and own != held.parts:
        apologies.cover(connection, held.id, own)
    elif not own:
        apologies.close(connection, held.id, rules.now)
    return own != held.parts or not own


def _own(connection: sa.Connection, case: Case, rules: Rules, held: Apology) -> list[Part]:
    """What a draft is for that is still late, and lies with its unit. One of before units had their own is for all that does."""
    lying = apologies.lying(connection, case.id)
    if held.late:
        return [
            part
            for part in _extendable(case, rules)
            if part.key in held.parts and _unit(part.key, lying, rules, held.unit) == held.unit
        ]
    others = {key for one in apologies.waiting(connection, case.id) for key in one.parts}
    free = (part for part in _extendable(case, rules) if part.key not in others)
    return [part for part in free if _unit(part.key, lying, rules) == held.unit]


def _unit(part: str, lying: Mapping[str, list[str]], rules: Rules, holder: str = "") -> str:
    """Whose it is that a part is late: the unit in whose inbox it lies, else whoever had it before (`holder`), else the one that
    decides on it."""
    units = lying.get(part, [])
    if holder and (holder in units or not units):
        return holder
    return units[0] if units else rules.hours.unit(part).key


def _extendable(case: Case, rules: Rules) -> list[Part]:
    """What is late and may be given another day, soonest due first."""
    rule = _rule(rules)
    if rule is None:
        return []
    found = [part for part in extending.late(case, rules.now) if extending.allows(rule, case, part.key)]
    if (end := extending.latest(rule, case)) is not None:
        # What another part follows would move the promised day with it.
        followed = {one.after for one in rules.procedure.parts if one.after and case.parts[one.key].open}
        found = [
            part
            for part in found
            if part.key not in followed and _first(_days(rules, [part]), [part], case, rules) <= end
        ]
    return sorted(found, key=lambda part: (part.due_at or rules.now, part.key))


def allowed(desk: Desk) -> int:
    """How often the law of today lets the day of a part, and the promised day of a dossier, move; 0: there is no such law."""
    rule = desk.law.apology(legal_time(desk.clock.now()).date())
    return rule.times if rule else 0


# What the head of a unit does ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """What a head asks before signing: what would come of this day, and how the sheet with this reason would read."""

    new_day: str = ""
    reason: str = ""
    preview: bool = False


def show(
    connection: sa.Connection, desk: Desk, leader: Leader, apology_id: str, asked: Question | None = None
) -> Shown:
    """One apology of the caller's unit.

    Raises:
        UnknownApology, and of a question ApologyClosed, BadFields, SignatureNotLent.
    """
    subject = leader.subject
    if asked is not None and asked.preview:
        leader.check_signs()
    found = apologies.find(connection, apology_id, leader.unit)
    loaded = cases.load(connection, found.dossier_id) if found else None
    if found is None or loaded is None:
        raise UnknownApology()
    if asked is not None and found.state != DRAFT:
        raise ApologyClosed()
    return _shown(connection, desk, found, loaded.case, subject, asked)


def sign(
    connection: sa.Connection, desk: Desk, leader: Leader, apology_id: str, reason: str, new_day: str
) -> Shown:
    """Sign a draft: the dates move, the form is issued, the applicant is told.

    Raises:
        SignatureNotLent, UnknownApology, ApologyClosed, BadFields.
    """
    leader.check_signs()
    subject, unit = leader.subject, leader.unit
    found = apologies.find(connection, apology_id, unit)
    if found is None:
        raise UnknownApology()
    loaded = desk.open_any(connection, found.dossier_id)
    held = apologies.find(connection, apology_id, unit, lock=True)
    case, rules = loaded.case, desk.rules(connection, loaded.case)
    rule = _rule(rules)
    if held is None or held.state != DRAFT or rule is None:
        raise ApologyClosed()
    known = _own(connection, case, rules, held)
    if not known:
        raise ApologyClosed()
    # What moved by itself is told as such: no form is taken for the cause, nor its one re-appointment used up.
    days_moved.settle(connection, desk, loaded, rules)
    late = [case.parts[part.key] for part in known]
    why, day = _reason(reason), _chosen(new_day, known, case, rules, rule)
    signed = _Signed(desk, case, rules, subject, why, late)
    document, moved = signed.carry_out(connection, day)
    keys = {part.key for part in late}
    apologies.sign(
        connection, apology_id, reason=why, new_day=day, closed_at=rules.now, document_id=document.id,
        signed_by=signed.actor.to_dict(), promised_at=signed.before, promised_after=case.dossier.promised_at,
        late=[
            {"part": one.key, "before": iso(one.due_at), "after": iso(until), "follows": "" if one.key in keys else "1"}
            for one, until in moved
        ],
    )  # fmt: skip
    event = announcing.extension_signed(case, signed.before, why, unit, late, moved, document, signed.actor)
    begin_with(
        connection, desk, case.id, unit
    )  # who signs for a dossier reads it, before they have a task in it
    desk.keep(connection, loaded, event)
    for other in apologies.waiting(connection, case.id):  # the promised day may be moved no more
        _look_again(connection, case, rules, other)
    kept = apologies.find(connection, apology_id, unit)
    assert kept is not None, "it was just signed"
    return _shown(connection, desk, kept, case, subject)


class _Signed:
    """What a signature does to its dossier."""

    def __init__(
        self, desk: Desk, case: Case, rules: Rules, subject: Subject, why: str, late: list[Part]
    ) -> None:
        assert case.dossier.promised_at is not None, "what is late was promised"
        self.before, self.actor = case.dossier.promised_at, actor_of(subject)
        self._desk, self._case, self._rules, self._why, self._late = desk, case, rules, why, late
        self._unit, self._subject = desk.organisation.unit(self.actor.unit), subject

    def carry_out(self, connection: sa.Connection, day: date) -> tuple[Document, list[tuple[Part, datetime]]]:
        """Move the dates and issue the form; each part as it was with its new moment."""
        case, rules, parts = self._case, self._rules, dict(self._case.parts)
        given = _given(case, rules, self._late, day)
        self._move(given)
        moved = _moved(parts, case.parts, rules.now)
        if _later_day(case, self.before):
            given = replace(given, times=given.times + 1)
        sheet = forms.Sheet(case, rules.procedure, self._desk.organisation)
        person = self._desk.organisation.people.get(self.actor.user)
        late = [one.key for one in self._late]
        told = [one for one in moved if one[0].key in _visible(self._desk, rules, case, self._subject, late)]
        apology = forms.PrintedApology(
            self.before, self._why, told, late, person, self.actor.name,
            given.allowed, _nth(given, late, _later_day(case, self.before)),
        )  # fmt: skip
        build = forms.apology(sheet, apology)
        document = self._desk.printer.issue(connection, case, APOLOGY, build, rules.now, authority=self._unit)
        # The derivation names the document, whose number is known now.
        self._move(given.numbered(document.number))
        case.tell("dossier.extension_signed", rules.now, self.actor, self._line(document.number))
        return document, moved

    def _move(self, given: extending.Given) -> None:
        rules = self._rules
        self._case.change(extension=given.to_dict())
        legal_clock.recompute(self._case, rules.procedure, rules.hours, rules.now, rules.law)

    def _line(self, number: str) -> Text:
        case, promised = self._case, self._case.dossier.promised_at
        parts = [(one, case.parts[one.key].due_at) for one in self._late]
        return wording.both(
            wording.EXTENDED if _later_day(case, self.before) else wording.EXTENDED_PARTS,
            parts=Text(
                "; ".join(f"{one.name_vi} {written(at, 'vi')}" for one, at in parts),
                "; ".join(f"{one.name_en or one.name_vi} {written(at, 'en')}" for one, at in parts),
            ),
            unit=self._unit.name,
            number=Text(number, number),
            promised=Text(written(promised, "vi"), written(promised, "en")),
            reason=Text(self._why, self._why),
        )


def _moved(
    before: Mapping[str, Part], after: Mapping[str, Part], otherwise: datetime
) -> list[tuple[Part, datetime]]:
    """Each open part whose day moves, as it was, with its new moment."""
    changed = (key for key, part in before.items() if part.open and part.due_at != after[key].due_at)
    return [(before[key], after[key].due_at or otherwise) for key in changed]


def _later_day(case: Case, before: datetime) -> bool:
    """Whether the promised day of the whole dossier is a later one than before."""
    promised = case.dossier.promised_at
    return promised is not None and legal_time(promised).date() > legal_time(before).date()


def _visible(desk: Desk, rules: Rules, case: Case, subject: Subject, late: Collection[str]) -> frozenset[str]:
    """Keys of the parts that the caller's agency may know of: its own late ones, and what the procedure says (`sees`)."""
    sees = projection_of(desk, rules.procedure, subject, case.dossier.unit)
    return frozenset(case.parts) if sees is None else sees.parts | set(late)


def _nth(given: extending.Given, late: Collection[str], moves: bool) -> int:
    """Which time it is: of the late parts, and of the promised day where that moves."""
    return max(*(given.of(key).nth for key in late), given.times if moves else 0)


def iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _reason(typed: str) -> str:
    """Printed: it must say something."""
    if len(typed.strip()) > MAX_REASON:
        least = f"Tối đa {MAX_REASON} ký tự."
        raise BadFields.one("reason", "TEXT_TOO_LONG", least, f"At most {MAX_REASON} characters.")
    return texts.refusal("reason", typed)


def _chosen(typed: str, late: list[Part], case: Case, rules: Rules, rule: ApologyRule) -> date:
    """The day that was chosen: one on which unit and window work, after what is not kept, and not absurdly far."""
    days = _days(rules, late)
    first, last = _range(days, late, case, rules, rule)
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise BadFields.one(
            "new_day", "DAY_INVALID", "Hãy chọn ngày hẹn mới.", "Please choose the new day."
        ) from None
    if not first <= day <= last:
        raise BadFields.one(
            "new_day",
            "NEW_DAY_RANGE",
            f"Ngày hẹn mới phải từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}.",
            f"The new day must be between {short_day(first, 'en')} and {short_day(last, 'en')}.",
        )
    if not days.may_be(day):
        deciding = [rules.hours.unit(part.key) for part in late]
        closed = next((one for one in deciding if not calendar_of(one.hours).day(day).works), rules.unit)
        vi, en = closed.name.vi, closed.name.to("en")
        raise BadFields.one(
            "new_day",
            "NEW_DAY_OFF",
            f"Ngày {day:%d/%m/%Y} {vi} không làm việc. Hãy chọn ngày làm việc của cả nơi giải quyết và nơi trả kết quả.",
            f"{en} does not work on {short_day(day, 'en')}. Please choose a day on which both the unit and the window work.",
        )
    return day


def _range(
    days: extending.Days, late: list[Part], case: Case, rules: Rules, rule: ApologyRule
) -> tuple[date, date]:
    """The first and the last day that may be appointed: the promised one at the latest, where that may be moved no more."""
    first = _first(days, late, case, rules)
    last, end = days.last(first, rule), extending.latest(rule, case)
    return first, last if end is None else min(last, end)


def _first(days: extending.Days, late: list[Part], case: Case, rules: Rules) -> date:
    """The first day that would move what is late, as it was told (`late`), also where days off that were announced since have
    moved it already."""
    due = legal_clock.dues(case, rules.procedure, rules.hours, rules.now)
    moments = {part.key: max(part.due_at or rules.now, due[part.key].at) for part in late}
    return days.first([replace(part, due_at=moments[part.key]) for part in late], rules.now)


def _proposed(days: extending.Days, first: date, last: date, rule: ApologyRule) -> date:
    day = days.proposed(first, rule)
    return day if day <= last else last if days.may_be(last) else first


def _rule(rules: Rules) -> ApologyRule | None:
    """What the law of today says."""
    return rules.law.apology(legal_time(rules.now).date())


def _days(rules: Rules, late: list[Part]) -> extending.Days:
    """By the calendars of all that must work on the day: the unit of each late part, and the window."""
    work = tuple(rules.hours.of(part.key) for part in late)
    return extending.Days(work, calendar_of(rules.unit.hours))


def _given(case: Case, rules: Rules, late: list[Part], day: date) -> extending.Given:
    rule = _rule(rules)
    days = legal_clock.extension(case, rules.procedure, rules.hours, late, day, rules.now)
    return extending.give(case, rules.procedure, days, day, rules.now, rule.times if rule else 0)


def _shown(
    connection: sa.Connection,
    desk: Desk,
    found: Apology,
    case: Case,
    subject: Subject,
    asked: Question | None = None,
) -> Shown:
    rules = desk.rules(connection, case)
    rule = _rule(rules)
    known = _own(connection, case, rules, found) if found.state == DRAFT else []
    seen = _visible(desk, rules, case, subject, () if found.state == SIGNED else found.parts)
    if rule is None or not known:
        if asked is not None:
            raise ApologyClosed()
        return _closed(
            found, case, case.dossier.promised_at or rules.now, seen, _named(desk, rules, case, subject)
        )
    # As of today, as a signature finds it.
    legal_clock.recompute(case, rules.procedure, rules.hours, rules.now, rules.law)
    late, promised = [case.parts[one.key] for one in known], case.dossier.promised_at or rules.now
    days = _days(rules, late)
    first, last = _range(days, known, case, rules, rule)
    day = (
        _chosen(asked.new_day, known, case, rules, rule)
        if asked and asked.new_day
        else _proposed(days, first, last, rule)
    )
    tried = replace(case, parts=copy(case.parts), history=[], clock=copy(case.clock))
    given = _given(case, rules, late, day)
    tried.change(extension=given.to_dict())
    legal_clock.recompute(tried, rules.procedure, rules.hours, rules.now, rules.law)
    moved = [one for one in _moved(case.parts, tried.parts, promised) if one[0].key in seen]
    moves = _later_day(tried, promised)
    nth = _nth(replace(given, times=given.times + moves), [part.key for part in late], moves)
    return Shown(
        replace(found, promised_at=promised),
        case,
        moved,
        tried.dossier.promised_at or promised,
        day,
        first,
        last,
        late=frozenset(part.key for part in late),
        allowed=rule.times,
        nth=nth,
        sheet=_preview(desk, tried, rules, subject, moved, promised, late, asked, (rule.times, nth))
        if asked and asked.preview
        else b"",
        named=_named(desk, rules, case, subject),
    )


def _named(desk: Desk, rules: Rules, case: Case, subject: Subject) -> bool:
    sees = projection_of(desk, rules.procedure, subject, case.dossier.unit)
    return sees is None or "applicant_name" in sees.fields


def _preview(
    desk: Desk,
    tried: Case,
    rules: Rules,
    subject: Subject,
    moved: list[tuple[Part, datetime]],
    promised: datetime,
    late: list[Part],
    asked: Question,
    often: tuple[int, int],
) -> bytes:
    """The sheet as it would be signed: no number, nothing kept. `often`: how often a day may move, and which time it is."""
    actor, sheet = actor_of(subject), forms.Sheet(tried, rules.procedure, desk.organisation)
    printed = forms.PrintedApology(
        promised, _reason(asked.reason), moved, [one.key for one in late],
        desk.organisation.people.get(actor.user), actor.name, *often,
    )  # fmt: skip
    unit = desk.organisation.unit(actor.unit)
    return desk.printer.preview(tried, forms.apology(sheet, printed), rules.now, unit)


def _closed(found: Apology, case: Case, promised: datetime, seen: Collection[str], named: bool) -> Shown:
    """As it was signed, or as it was let go."""
    parts = []
    for one in found.late:
        if (part := case.parts.get(one["part"])) is not None and part.key in seen:
            before = datetime.fromisoformat(one["before"]) if "before" in one else part.due_at
            after = datetime.fromisoformat(one["after"]) if "after" in one else part.due_at or promised
            parts.append((replace(part, due_at=before), after))
    day = found.new_day or promised.date()
    document = next((one for one in case.documents if one.id == found.document_id), None)
    late = frozenset(one["part"] for one in found.late if not one.get("follows"))
    until = found.promised_after or promised
    return Shown(found, case, parts, until, day, day, day, document, late, named=named)
