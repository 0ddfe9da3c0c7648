# SPDX-License-Identifier: Apache-2.0
"""Apologies with an extension (form 04): drafted when a dossier will be late, signed by the head of the unit that is late, let go
when the work is done before anybody signed."""

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
from motcua_intake.adapters.apologies import DRAFT, Apology
from motcua_intake.app import announcing, forms, heading
from motcua_intake.app.desk import Desk, actor_of
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


# Drafting and letting go: what the worker does -----------------------------------------------------------------------


def next_late(connection: sa.Connection, desk: Desk, but: Collection[str]) -> str | None:
    """The dossier that needs a draft longest, none of `but`."""
    now = desk.clock.now()
    rule = desk.law.apology(legal_time(now).date())
    return None if rule is None else apologies.next_late(connection, now, rule.times, but)


def draft(connection: sa.Connection, desk: Desk, dossier_id: str) -> bool:
    """Draft the apology of a dossier; False when it needs none (any more)."""
    loaded = cases.load(connection, dossier_id, lock=True)
    if loaded is None or apologies.waits(connection, dossier_id):
        return False
    case, now = loaded.case, desk.clock.now()
    if not extending.allows(desk.law.apology(legal_time(now).date()), case.dossier.extension):
        return False
    late = extending.late(case, now)
    if not late or case.dossier.promised_at is None:
        return False
    keys = [part.key for part in late]
    unit = (
        apologies.unit_with(connection, dossier_id, keys)
        or desk.rules(connection, case).hours.unit(keys[0]).key
    )
    named = [{"part": key} for key in keys]
    new = Apology(str(uuid_utils.uuid7()), dossier_id, unit, DRAFT, now, case.dossier.promised_at, named)
    apologies.add(connection, new)
    return True


def let_go(connection: sa.Connection, desk: Desk) -> bool:
    """Let the oldest draft go that is needed no more; False when there is none."""
    now = desk.clock.now()
    found = apologies.next_needless(connection, now)
    if found is None:
        return False
    apology_id, dossier_id = found
    loaded = cases.load(connection, dossier_id, lock=True)
    if loaded is None or extending.late(loaded.case, now):
        return False
    apologies.close(connection, apology_id, now)
    return True


# What the head of a unit does ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """What a head asks before signing: what would come of this day, and how the sheet with this reason would read."""

    new_day: str = ""
    reason: str = ""
    preview: bool = False


def show(
    connection: sa.Connection, desk: Desk, subject: Subject, apology_id: str, asked: Question | None = None
) -> Shown:
    """One apology of the caller's unit.

    Raises:
        NotHeadOfUnit, UnknownApology, and of a question ApologyClosed, BadFields.
    """
    found = apologies.find(connection, apology_id, heading.unit_of(desk, subject))
    loaded = cases.load(connection, found.dossier_id) if found else None
    if found is None or loaded is None:
        raise UnknownApology()
    if asked is not None and found.state != DRAFT:
        raise ApologyClosed()
    return _shown(connection, desk, found, loaded.case, subject, asked)


def sign(
    connection: sa.Connection, desk: Desk, subject: Subject, apology_id: str, reason: str, new_day: str
) -> Shown:
    """Sign a draft: the dates move, the form is issued, the applicant is told.

    Raises:
        NotHeadOfUnit, UnknownApology, ApologyClosed, BadFields.
    """
    unit = heading.unit_of(desk, subject)
    found = apologies.find(connection, apology_id, unit)
    if found is None:
        raise UnknownApology()
    loaded = desk.open_any(connection, found.dossier_id)
    held = apologies.find(connection, apology_id, unit, lock=True)
    case, rules = loaded.case, desk.rules(connection, loaded.case)
    late = extending.late(case, rules.now)
    rule = _rule(rules)
    if held is None or held.state != DRAFT or rule is None or not late:
        raise ApologyClosed()
    if not extending.allows(rule, case.dossier.extension):
        raise ApologyClosed()
    why, day = _reason(reason), _chosen(new_day, late, rules, rule)
    signed = _Signed(desk, case, rules, subject, why, late)
    document, moved = signed.carry_out(connection, day)
    keys = {part.key for part in late}
    apologies.sign(
        connection, apology_id, reason=why, new_day=day, closed_at=rules.now, document_id=document.id,
        signed_by=signed.actor.to_dict(), promised_at=signed.before,
        late=[
            {"part": one.key, "before": iso(one.due_at), "after": iso(until), "follows": "" if one.key in keys else "1"}
            for one, until in moved
        ],
    )  # fmt: skip
    event = announcing.extension_signed(case, signed.before, why, unit, late, document, signed.actor)
    desk.keep(connection, loaded, event)
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
        self._unit = desk.organisation.unit(self.actor.unit)

    def carry_out(self, connection: sa.Connection, day: date) -> tuple[Document, list[tuple[Part, datetime]]]:
        """Move the dates and issue the form; each part as it was with its new moment."""
        case, rules, parts = self._case, self._rules, dict(self._case.parts)
        given = _given(case, rules, self._late, day)
        self._move(given)
        moved = _moved(parts, case.parts, rules.now)
        sheet = forms.Sheet(case, rules.procedure, self._desk.organisation)
        person = self._desk.organisation.people.get(self.actor.user)
        late = [one.key for one in self._late]
        apology = forms.PrintedApology(self.before, self._why, moved, late, person, self.actor.name)
        build = forms.apology(sheet, apology)
        document = self._desk.printer.issue(connection, case, APOLOGY, build, rules.now, authority=self._unit)
        # The derivation names the document, whose number is known now.
        self._move(replace(given, number=document.number))
        case.tell("dossier.extension_signed", rules.now, self.actor, self._line(document.number))
        return document, moved

    def _move(self, given: extending.Given) -> None:
        rules = self._rules
        self._case.change(extension=given.to_dict())
        legal_clock.recompute(self._case, rules.procedure, rules.hours, rules.now, rules.law)

    def _line(self, number: str) -> Text:
        promised = self._case.dossier.promised_at
        return wording.both(
            wording.EXTENDED,
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


def iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _reason(typed: str) -> str:
    """Printed: it must say something."""
    if len(typed.strip()) > MAX_REASON:
        least = f"Tối đa {MAX_REASON} ký tự."
        raise BadFields.one("reason", "TEXT_TOO_LONG", least, f"At most {MAX_REASON} characters.")
    return texts.refusal("reason", typed)


def _chosen(typed: str, late: list[Part], rules: Rules, rule: ApologyRule) -> date:
    """The day that was chosen: one on which unit and window work, after what is not kept, and not absurdly far."""
    days = _days(rules, late)
    first = days.first(late, rules.now)
    last = days.last(first, rule)
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
    rule, promised = _rule(rules), case.dossier.promised_at or rules.now
    if found.state != DRAFT or rule is None or not extending.allows(rule, case.dossier.extension):
        if asked is not None:
            raise ApologyClosed()
        return _closed(found, case, promised)
    keys = [one["part"] for one in found.late]
    late = extending.late(case, rules.now) or [case.parts[key] for key in keys if key in case.parts]
    days = _days(rules, late)
    first = days.first(late, rules.now)
    day = _chosen(asked.new_day, late, rules, rule) if asked and asked.new_day else days.proposed(first, rule)
    tried = replace(case, parts=copy(case.parts), history=[], clock=copy(case.clock))
    given = _given(case, rules, late, day)
    tried.change(extension=given.to_dict())
    legal_clock.recompute(tried, rules.procedure, rules.hours, rules.now, rules.law)
    moved = _moved(case.parts, tried.parts, promised)
    return Shown(
        found,
        case,
        moved,
        tried.dossier.promised_at or promised,
        day,
        first,
        days.last(first, rule),
        late=frozenset(part.key for part in late),
        sheet=_preview(desk, tried, rules, subject, moved, promised, late, asked)
        if asked and asked.preview
        else b"",
    )


def _preview(
    desk: Desk,
    tried: Case,
    rules: Rules,
    subject: Subject,
    moved: list[tuple[Part, datetime]],
    promised: datetime,
    late: list[Part],
    asked: Question,
) -> bytes:
    """The sheet as it would be signed: no number, nothing kept."""
    actor, sheet = actor_of(subject), forms.Sheet(tried, rules.procedure, desk.organisation)
    printed = forms.PrintedApology(
        promised, _reason(asked.reason), moved, [one.key for one in late],
        desk.organisation.people.get(actor.user), actor.name,
    )  # fmt: skip
    unit = desk.organisation.unit(actor.unit)
    return desk.printer.preview(tried, forms.apology(sheet, printed), rules.now, unit)


def _closed(found: Apology, case: Case, promised: datetime) -> Shown:
    """As it was signed, or as it was let go."""
    parts = []
    for one in found.late:
        if (part := case.parts.get(one["part"])) is not None:
            before = datetime.fromisoformat(one["before"]) if "before" in one else part.due_at
            after = datetime.fromisoformat(one["after"]) if "after" in one else part.due_at or promised
            parts.append((replace(part, due_at=before), after))
    day = found.new_day or promised.date()
    document = next((one for one in case.documents if one.id == found.document_id), None)
    late = frozenset(one["part"] for one in found.late if not one.get("follows"))
    return Shown(found, case, parts, promised, day, day, day, document, late)
