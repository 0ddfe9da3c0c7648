# SPDX-License-Identifier: Apache-2.0
"""What a dossier asks of its applicant now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from motcua_calendar import Policy, legal_time
from motcua_calendar.text import short_moment
from motcua_procedure import Procedure
from motcua_text import Text

from motcua_intake.domain import notices, originals
from motcua_intake.domain.case import Case
from motcua_intake.domain.ledger import Ledger
from motcua_intake.domain.records import ANY, Document, Result, Stage
from motcua_intake.domain.return_ways import AtOffice, Choice, Way, at_office, dead_end, way_of
from motcua_intake.domain.whereabouts import owed_for, owed_words


class Kind(StrEnum):
    SUPPLEMENT = "SUPPLEMENT"
    PAY = "PAY"
    FETCH = "FETCH"
    DRAFT = "DRAFT"


PAYMENT: Final = "payment"
"""Beginning of the clock grounds in which the applicant pays; in other financial grounds an agency works."""


ASKED: Final = Text("Cơ quan giải quyết yêu cầu", "The agency asks for")
HAND_IN_BY: Final = Text("Hạn nộp", "To be handed in")
NO_LAST_DAY: Final = Text(
    "không có ngày cuối riêng, nên nộp sớm: cơ quan có thể giải quyết tiếp với giấy tờ đang có",
    "no last day of its own, the sooner the better: the agency may go on with the papers that are there",
)
DONE_BY: Final = Text(
    "; phần “{part}” phải xong chậm nhất {due}", "; “{part}” is to be done by {due} at the latest"
)
OWED: Final = Text(
    "Phí, lệ phí phải nộp trước khi kết quả được gửi", "Fees to be paid before the results are sent"
)
PAY_AT: Final = Text("Nơi nộp", "Where to pay")
PAY_HOW: Final = Text("Cách nộp", "How to pay")
CASH: Final = Text(
    "tiền mặt hoặc chuyển khoản, tại quầy; không nộp trực tuyến",
    "cash or transfer, at the window; not online",
)
HOURS: Final = Text("Giờ làm việc", "Office hours")
CAME_BACK: Final = Text("Bưu chính trả về", "The post brought it back")
FETCH_OR_CHOOSE: Final = Text(
    "giấy tờ chờ tại quầy; muốn gửi lại thì chọn lại cách nhận trên trang hồ sơ",
    "it waits at the window; to have it sent again, choose again on the page of the dossier",
)
STILL_OWED: Final = Text("Phí, lệ phí còn phải nộp", "Fees still to be paid")


Lines = tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Todo:
    """`until` is the last moment, None where there is none or `lines` say it; `items` is what it is about, in words."""

    kind: Kind
    unit: str
    procedure: Text
    dossier_id: str = ""
    code: str = ""
    draft_id: str = ""
    until: datetime | None = None
    items: tuple[Text, ...] = ()
    lines: tuple[tuple[Text, Text], ...] = ()
    to_bring: tuple[Text, ...] = ()
    about: tuple[Text, Text] | None = None


def of(
    case: Case,
    procedure: Procedure,
    ledger: Ledger | None = None,
    chosen: Choice | None = None,
    pay_at: Lines = (),
    now: datetime | None = None,
) -> Iterator[Todo]:
    """In the order in which a page names them. `chosen`: how results are to be received, the window where nobody chose; `pay_at`:
    where and how fees are paid; `now`: days that are over are not named as days to come."""
    yield from _supplement(case, procedure, now)
    yield from _pay(case, procedure)
    yield from _fetch(case, procedure, ledger, chosen, pay_at)


def _supplement(case: Case, procedure: Procedure, now: datetime | None) -> Iterator[Todo]:
    for asked in case.supplements.values():
        if not asked.open:
            continue
        named = [code for code, _ in asked.items if code != ANY]
        items = tuple(procedure.component(code).name for code in dict.fromkeys(named))
        # An agency asks in its own words for what no list of papers names.
        lines: Lines = ()
        if asked.stage == Stage.COMPLETION:
            lines = ((ASKED, Text(asked.reason, asked.reason)), (HAND_IN_BY, _until(case, asked.part, now)))
        yield _todo(case, Kind.SUPPLEMENT, until=asked.answer_by, items=items, lines=lines)


def _until(case: Case, key: str, now: datetime | None) -> Text:
    """Until when papers make sense that nobody set a day for: the agency of the part decides by its due day, if that is known
    (the clock does not stand still) and to come."""
    part = case.parts.get(key)
    still = any(
        one.to_at is None and one.policy != Policy.EXTEND and one.part in ("", key)
        for one in case.clock.values()
    )
    due = part.due_at if part is not None and not still else None
    if part is None or due is None or (now is not None and due <= now):
        return NO_LAST_DAY
    due = legal_time(due)
    vi = DONE_BY.vi.format(part=part.name_vi, due=short_moment(due, "vi"))
    en = DONE_BY.to("en").format(part=part.name_en, due=short_moment(due, "en"))
    return Text(NO_LAST_DAY.vi + vi, NO_LAST_DAY.to("en") + en)


def _pay(case: Case, procedure: Procedure) -> Iterator[Todo]:
    """What notices ask for; where the waiting for a payment is read before its notice, that alone."""
    open_notices = [kept for kept in case.dossier.notices if notices.is_open(case, kept)]
    for kept in open_notices:
        lines = tuple((_text(label), _text(value)) for label, value in kept["lines"])
        yield _todo(case, Kind.PAY, items=(_text(kept["title"]),), lines=lines)
    grounds = {
        one.ground for one in case.clock.values() if one.to_at is None and one.ground.startswith(PAYMENT)
    }
    if grounds and not open_notices and case.open_parts():
        known = [procedure.grounds[key].name for key in sorted(grounds) if key in procedure.grounds]
        yield _todo(case, Kind.PAY, items=tuple(known))


def _fetch(
    case: Case, procedure: Procedure, ledger: Ledger | None, chosen: Choice | None, pay_at: Lines
) -> Iterator[Todo]:
    """Results with what is still owed for them, originals that go back, and refusal slips that keep the dossier open. Of results
    that are sent only the money that they wait for is asked; what is always on paper is fetched all the same."""
    here = at_office(case, chosen)
    waiting = here.results
    at_window = [one for one in waiting if way_of(procedure, one, chosen) is Way.WINDOW]
    sent = [one for one in waiting if one not in at_window]
    if to_pay := _owed(sent, ledger):
        yield _todo(case, Kind.PAY, items=(OWED,), lines=(*to_pay, *pay_at))
    back = [procedure.component(code).name for code in here.originals]
    money = _owed(at_window, ledger)
    again = [one for one in here.slips if chosen is not None and one.id in chosen.slips_back]
    if dead_end(case, procedure, chosen):  # may be chosen again as if it had only come back now
        again = here.back
    items = [*(Text(one.name_vi, one.name_en) for one in at_window), *back]
    along = any(way_of(procedure, one, chosen) is not Way.ELECTRONIC for one in waiting) or back
    papers = again if along else _fetched(here, chosen)
    items += [Text(one.name_vi, one.name_en) for one in papers]
    if items:
        bring = tuple(one.name for one in originals.to_collect(case, procedure, at_window))
        back_by_post = bool(again) or (
            chosen is not None and any(one.key in chosen.came_back for one in at_window)
        )
        lines = (*(((CAME_BACK, FETCH_OR_CHOOSE),) if back_by_post else ()), *money)
        yield _todo(case, Kind.FETCH, items=tuple(items), lines=lines, to_bring=bring)


def _fetched(here: AtOffice, chosen: Choice | None) -> list[Document]:
    """Of the slips that are to be handed over those that nobody chose to have sent again; while a part is open those that the
    post brought back."""
    wait = here.due or here.back
    if chosen is None or chosen.way != Way.POST:
        return wait
    return [one for one in wait if not one.posted or one.id in chosen.slips_back]


def _owed(waiting: Sequence[Result], ledger: Ledger | None) -> Lines:
    """What stands against handing results over, part by part with the results that wait for it: the others owe nothing."""
    by_part: dict[str, list[Result]] = {}
    for one in waiting:
        by_part.setdefault(one.part, []).append(one)
    found = []
    for results in by_part.values():
        unpaid, amount = owed_for(results[0], ledger) if ledger else (False, 0)
        if unpaid:
            found.append((_still_owed(results if len(waiting) > 1 else []), owed_words(amount)))
    return tuple(found)


def _still_owed(results: Sequence[Result]) -> Text:
    """With the results that wait, where there are others."""
    if not results:
        return STILL_OWED
    vi, en = (
        "; ".join(one.name_vi for one in results),
        "; ".join(one.name_en or one.name_vi for one in results),
    )
    return Text(f"{STILL_OWED.vi} ({vi})", f"{STILL_OWED.to('en')} ({en})")


def _todo(case: Case, kind: Kind, **more: Any) -> Todo:
    dossier = case.dossier
    name = Text(dossier.procedure_name_vi, dossier.procedure_name_en)
    return Todo(kind, dossier.unit, name, dossier.id, dossier.code, **more)


def _text(both: list[str]) -> Text:
    vi, en = both
    return Text(vi, en)
