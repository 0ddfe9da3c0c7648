# SPDX-License-Identifier: Apache-2.0
"""Whom the window tells, because no mail can: what a change of a dossier means to a person without an e-mail address.

The one-stop tells by message, e-mail or telephone (NĐ 61/2018/NĐ-CP, Điều 19.9; NĐ 224/2026/NĐ-CP, Điều 15.1.g). What asks
something of them, moves what was promised, or can be fetched is somebody's task; who stands at the window when it happens is told
there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from motcua_calendar.text import written
from motcua_text import Text

from motcua_intake.domain.records import Dossier, HistoryLine, Source

RESULTS: Final = "dossier.results_ready"
ASKED: Final = "dossier.supplement_requested"
CAME_BACK: Final = "result.came_back"
TOLD: Final = frozenset(
    {
        "dossier.accepted", "dossier.refused", ASKED, "dossier.supplement_closed", "dossier.extension_signed", "clock.moved",
        CAME_BACK, "dossier.withdrawal_late",
    }
)  # fmt: skip
"""Types of lines of the history that are told in their own words; beside them what the process says to the applicant."""
SPOKEN: Final = "message."
HERE: Final = frozenset({"dossier.accepted", "dossier.refused", ASKED})
"""Decided on while the person stands there, of what was brought to the window."""
WAITING_THERE: Final = ("result.issued", "slip.waiting", "original.waiting")
MOOT: Final = {
    "dossier.supplement_answered": frozenset({ASKED, "dossier.supplement_closed"}),
    "result.returned": frozenset({RESULTS, CAME_BACK}),
    "result.sent_by_post": frozenset({CAME_BACK}),
    "slip.returned": frozenset({RESULTS, CAME_BACK}),
    "original.returned": frozenset({RESULTS, CAME_BACK}),
}
"""By what happened: what need not be told any more. A withdrawal ends everything."""
WITHDRAWN: Final = "dossier.withdrawn"
READY: Final = Text("Đã có kết quả hoặc giấy tờ để trao.", "There is something to be handed over.")


CLOCK: Final = "clock."
PAUSED: Final = "clock.paused"
MOVED: Final = "clock.moved"
NAME_THE_DAY: Final = frozenset({MOVED, "dossier.extension_signed"})
"""Lines that are told and say the new day themselves."""
NEW_DAY: Final = Text(
    "Ngày hẹn trả kết quả nay là {after} (trước đây: {before}).",
    "The results are now promised for {after} (before: {before}).",
)


class CallWay(StrEnum):
    PHONE = "PHONE"
    PAPER = "PAPER"
    IN_PERSON = "IN_PERSON"


@dataclass(frozen=True, slots=True)
class Call:
    """One thing to tell one person."""

    id: str
    dossier_id: str
    unit: str
    moment: str
    at: datetime
    text_vi: str
    text_en: str
    state: str = "WAITING"
    closed_at: datetime | None = None
    way: str = ""
    note: str = ""
    told_by: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told of one change: when, and in which words."""

    moment: str
    at: datetime
    text: Text


def news(
    dossier: Dossier,
    lines: Sequence[HistoryLine],
    events: Collection[str],
    now: datetime,
    promised_before: datetime | None = None,
) -> Iterator[News]:
    """What of a change (its lines of the history, its events) the applicant is to be told by the window; nothing where a mail
    tells it. `promised_before`: the day that they were promised until now."""
    if dossier.email.strip():
        return
    other = moved(dossier, lines, promised_before)
    if other and not any(line.type in NAME_THE_DAY for line in lines):
        yield _new_day(dossier, lines, promised_before, now)
    here = dossier.source == Source.WINDOW
    for line in lines:
        if line.type == MOVED and not other:
            continue
        if here and line.type in HERE and dossier.accepted_at in (None, line.at):
            continue
        if line.type in TOLD or line.type.startswith(SPOKEN):
            yield News(line.type, line.at, Text(line.text_vi, line.text_en))
    if RESULTS in events:
        there = [line for line in lines if line.type in WAITING_THERE]
        yield News(
            RESULTS,
            now,
            Text(
                " ".join([READY.vi, *(line.text_vi for line in there)]),
                " ".join([READY.to("en"), *(line.text_en for line in there)]),
            ),
        )


def moved(dossier: Dossier, lines: Sequence[HistoryLine], before: datetime | None) -> bool:
    """Whether the promised day is another one now, whatever moved it; a clock that begins to stand still promises none yet."""
    after = dossier.promised_at
    stopped = {line.type for line in lines if line.type.startswith(CLOCK)} == {PAUSED}
    return before is not None and after is not None and before != after and not stopped


def _new_day(dossier: Dossier, lines: Sequence[HistoryLine], before: datetime | None, now: datetime) -> News:
    """The day with the one before it, and in the words of the history what moved it."""
    after = dossier.promised_at
    vi = NEW_DAY.vi.format(after=written(after, "vi"), before=written(before, "vi"))
    en = NEW_DAY.to("en").format(after=written(after, "en"), before=written(before, "en"))
    why = [line for line in lines if line.type.startswith(CLOCK)]
    return News(
        MOVED,
        now,
        Text(" ".join([vi, *(one.text_vi for one in why)]), " ".join([en, *(one.text_en for one in why)])),
    )


def moot(lines: Sequence[HistoryLine], *, something_waits: bool = False) -> frozenset[str] | None:
    """The moments that need not be told any more after this change; None: all of them. As long as `something_waits` for its
    receiver, they are told so."""
    happened = {line.type for line in lines}
    if WITHDRAWN in happened:
        return None
    over = frozenset().union(*(MOOT.get(kind, frozenset()) for kind in happened))
    return over - {RESULTS} if something_waits else over
