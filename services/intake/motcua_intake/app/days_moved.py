# SPDX-License-Identifier: Apache-2.0
"""Days that move by more than what is being done are told as a move of their own.

A dossier keeps its days as they were counted at its last move. The table of days off, hours of a unit and rules change beside
it, and its next move counts every part anew: the inboxes, the applicant and the history hear of all that moves by it, whichever
part the move is about, and no form or decision is taken for the cause.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from google.protobuf.message import Message
from motcua_calendar import legal_time
from motcua_calendar.text import short_day, written
from motcua_procedure import Procedure
from motcua_text import Text

from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import announcing
from motcua_intake.app.desk import Desk
from motcua_intake.domain import carrying, legal_clock, wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.legal_clock import Days, Firm
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import Actor, Part

KIND = "clock.moved"


def settle(
    connection: sa.Connection, desk: Desk, loaded: Loaded, rules: Rules, ending: Collection[str] = ()
) -> datetime | None:
    """Count the days of a dossier as of now, before a move counts them with what it changes, and keep and tell what that moved.

    What is only reckoned, as the clock stands still, is told when it goes on. `ending`: parts that end by the move; where none
    is left then, the history says what was counted and nobody is given a new day beside the results. Returns the promise as it
    was kept where it is only reckoned, else None. Costs no statement where nothing moved.
    """
    case, kept = loaded.case, legal_clock.kept(loaded.case)
    if not case.open_parts():
        return None
    legal_clock.recompute(case, rules.procedure, rules.hours, rules.now, rules.law)
    firm = _firm(case, rules)
    if not firm.promised:
        loaded.promised = case.dossier.promised_at  # another day by the time that went by is no news
    before = kept.promised if firm.promised else case.dossier.promised_at
    if lines := _lines(case, kept, firm, [part.key for part in case.open_parts()]):
        _say(case, wording.COUNTED_ANEW, lines, rules.now)
        if any(part.key not in ending for part in case.open_parts()):
            told = announcing.dates_moved(case, "", rules.now, carrying.PROCESS, before)
            desk.keep(connection, loaded, told)
    return None if firm.promised else kept.promised


def by_decision(
    loaded: Loaded,
    rules: Rules,
    part: Part,
    before: Days,
    ending: Collection[str],
    at: datetime,
    actor: Actor,
) -> list[tuple[str, Message]]:
    """What a decision on `part` moved: parts that count from it, or from its due day where its clock stood still until then.

    `before`: the days that people knew (`legal_clock.known`); `ending`: parts that end by the same move, which get no new date.
    """
    case, firm = loaded.case, _firm(loaded.case, rules)
    now = loaded.promised = case.dossier.promised_at
    going = [one.key for one in case.open_parts() if one.key not in ending]
    lines = _lines(case, before, firm, going) if going else []
    counts = _counted_from(rules.procedure, part.key, going)
    if any(case.parts[key].due_at != before.dues[key] for key in counts):
        loaded.promised = before.promised
        _say_counted_from(case, part, at)
        return [announcing.dates_moved(case, part.key, at, actor, before.promised)]
    if not lines:
        return []
    loaded.promised = before.promised if firm.promised else now
    _say(case, wording.WAIT_OVER, lines, at, part=_name(part))
    return [announcing.dates_moved(case, "", at, actor, loaded.promised)]


def _firm(case: Case, rules: Rules) -> Firm:
    return legal_clock.firm(case, rules.procedure, rules.hours, rules.now)


def _lines(case: Case, before: Days, firm: Firm, keys: Collection[str]) -> list[Text]:
    """Of each of the parts `keys`, and of the promised day, what moved and is not only reckoned."""
    parts = [case.parts[key] for key in keys if key in firm.parts]
    lines = [
        _line(wording.MOVED_PART, before.dues[one.key], one.due_at, part=_name(one))
        for one in parts
        if one.due_at != before.dues[one.key]
    ]
    promised = case.dossier.promised_at
    if firm.promised and promised != before.promised:
        lines.append(_line(wording.MOVED_PROMISE, before.promised, promised))
    return lines


def _line(words: Text, before: datetime | None, after: datetime | None, **more: Text) -> Text:
    was, now = (Text(written(at, "vi"), written(at, "en")) for at in (before, after))
    return wording.both(words, before=was, after=now, **more)


def _name(part: Part) -> Text:
    return Text(part.name_vi, part.name_en or part.name_vi)


def _say(case: Case, words: Text, lines: Sequence[Text], at: datetime, **more: Text) -> None:
    moved = Text("; ".join(one.vi for one in lines), "; ".join(one.to("en") for one in lines))
    case.tell(KIND, at, carrying.PROCESS, wording.both(words, moved=moved, **more))


def _counted_from(procedure: Procedure, part: str, going: Collection[str]) -> list[str]:
    """Keys of the parts that count from the decision on `part` and go on."""
    return [
        one.key for one in procedure.parts if one.after == part and one.from_decision and one.key in going
    ]


def _say_counted_from(case: Case, part: Part, at: datetime) -> None:
    day, when = legal_time(at), case.dossier.promised_at
    late = part.due_at is not None and part.due_at < at
    text = wording.fill(
        wording.DATES_MOVED_LATE if late else wording.DATES_MOVED, part_vi=part.name_vi, part_en=part.name_en,
        day_vi=short_day(day, "vi"), day_en=short_day(day, "en"),
        promised_vi=written(when, "vi"), promised_en=written(when, "en"),
    )  # fmt: skip
    case.tell(KIND, at, carrying.PROCESS, text)
