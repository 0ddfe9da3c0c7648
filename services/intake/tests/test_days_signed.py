# SPDX-License-Identifier: Apache-2.0
"""A signed form 04 names a day. What came before is in it; what comes after moves it, or makes the limit begin anew.

Accepted on Monday 23 November 2026 (the 24th is a holiday) and released that day: the transfer has 8 working days, until Friday
4 December.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_harness import LAND, ROOT, load_folder
from motcua_calendar import LEGAL_ZONE, DayTable, Limit, WorkingCalendar, calendar_of, compute
from motcua_intake.domain import extending, legal_clock, lifecycle
from motcua_intake.domain.carrying import PROCESS, move_clock
from motcua_intake.domain.case import Case
from motcua_intake.domain.law import shipped
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import Dossier, DossierStatus, PartStatus, Stretch
from motcua_organisation import load_organisation
from motcua_text import Text

UNIT = load_organisation(ROOT / "infra/demo/organisation.yaml").unit("suoi_trong")
BIRTH = load_folder(ROOT / "workflows/ho-tich/khai-sinh-thuong-tru-bhyt").procedure
LAND_AS_IT_IS = load_folder(ROOT / "workflows" / LAND).procedure
GROUNDS = {
    **LAND_AS_IT_IS.grounds,
    "completion": BIRTH.grounds["completion"],
    "wait": replace(LAND_AS_IT_IS.grounds["tax"], policy="PAUSE"),
}
PROCEDURE = replace(LAND_AS_IT_IS, grounds=GROUNDS)
ACCEPTED = "11-23T09:00"
NUMBER = "07/XLGH"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=LEGAL_ZONE)


def rules_at(moment: datetime) -> Rules:
    return Rules(PROCEDURE, UNIT, UNIT, moment, law=shipped())


@dataclass(frozen=True)
class Span:
    """What stops the clock of the transfer, or makes its limit longer: `end` is None while it is open."""

    ground: str
    start: datetime
    end: datetime | None = None
    part: str = "transfer"

    @property
    def stretch(self) -> Stretch:
        policy = str(GROUNDS[self.ground].policy)
        return Stretch("d", f"{self.ground}/{self.start}", self.part, self.ground, policy, self.start)


def span(ground: str, start: str, end: str = "") -> Span:
    return Span(ground, at(start), at(end) if end else None)


def accepted() -> Case:
    names = "draft_id code procedure_key procedure_name_vi procedure_name_en applicant_id applicant_user applicant_name"
    blank = dict.fromkeys([*names.split(), "id_number", "phone", "email", "address"], "")
    dossier = Dossier(
        id="d", procedure_version=1, source="PORTAL", status=DossierStatus.SUBMITTED, unit="suoi_trong",
        territory="suoi_trong", answers={}, submitted_at=at(ACCEPTED), **blank,
    )  # fmt: skip
    case = Case(dossier, lifecycle.new_parts("d", PROCEDURE))
    lifecycle.accept(case, rules_at(at(ACCEPTED)), PROCESS)
    case.change_part("release", decided_at=at("11-23T15:00"), status=PartStatus.GRANTED)
    case.change_part("transfer", status=PartStatus.IN_PROGRESS)
    return case


def meet(case: Case, spans: Sequence[Span], until: datetime) -> None:
    """Everything that was said until a moment, in order; both ends of a span where it has two."""
    said = [(one.start, "open", one) for one in spans]
    said += [(one.end, "close", one) for one in spans if one.end and one.ground != "completion"]
    for moment, action, one in sorted(said, key=lambda said: said[0]):
        if moment <= until:
            move_clock(case, rules_at(moment), one.stretch, action, moment)
    recount(case, until)


def recount(case: Case, now: datetime) -> None:
    rules = rules_at(now)
    legal_clock.recompute(case, PROCEDURE, rules.hours, now, rules.law)


def sign(case: Case, day: date, now: datetime, *parts: str) -> None:
    hours, late = rules_at(now).hours, [case.parts[key] for key in parts or ("transfer",)]
    days = legal_clock.extension(case, PROCEDURE, hours, late, day, now)
    signed = extending.give(case, PROCEDURE, days, day, now, 1).numbered(NUMBER)
    case.change(extension=signed.to_dict())
    recount(case, now)


def due(case: Case, part: str = "transfer") -> str:
    moment = case.parts[part].due_at
    assert moment is not None and f"{moment:%H:%M}" == "17:00"
    return f"{moment:%Y-%m-%d}"


def told(case: Case, part: str = "transfer") -> str:
    return " ".join(line for line, _ in case.parts[part].derivation)


@dataclass(frozen=True)
class Row:
    before: Sequence[Span]
    signed: str
    after: Sequence[Span]
    now: str
    expected: str
    new_day: str = "2026-12-11"


TAX, WAIT, MORE, ANEW = "tax", "wait", "completion", "supplement"
ROWS = {
    "nothing else": Row([], "12-03T10:00", [], "12-03T10:00", "2026-12-11"),
    # EXTEND: 2 working days. Asked for before, it is in the due day (8 December) and in what was signed.
    "more, before": Row([span(MORE, "12-01T08:00")], "12-07T10:00", [], "12-07T10:00", "2026-12-11"),
    "more, before, the day next to the due one": Row(
        [span(MORE, "12-01T08:00")], "12-07T10:00", [], "12-07T10:00", "2026-12-09", "2026-12-09"
    ),
    "more, after": Row([], "12-03T10:00", [span(MORE, "12-03T10:01")], "12-03T11:00", "2026-12-15"),
    "more, after the old due day": Row(
        [], "12-03T10:00", [span(MORE, "12-08T08:00")], "12-08T08:00", "2026-12-15"
    ),
    "more, the moment it was signed": Row(
        [], "12-03T10:00", [span(MORE, "12-03T10:00")], "12-03T10:00", "2026-12-15"
    ),
    "more, on the signed day": Row(
        [], "12-03T10:00", [span(MORE, "12-11T16:59")], "12-11T16:59", "2026-12-15"
    ),
    "more, when the signed day is over": Row(
        [], "12-03T10:00", [span(MORE, "12-14T08:00")], "12-14T08:00", "2026-12-11"
    ),
    "more, after, twice": Row(
        [], "12-03T10:00", [span(MORE, "12-04T08:00"), span(MORE, "12-07T08:00")], "12-07T08:00", "2026-12-15"
    ),
    "more, before and after": Row(
        [span(MORE, "12-01T08:00")], "12-07T10:00", [span(MORE, "12-08T08:00")], "12-08T08:00", "2026-12-11"
    ),
    # RESTART: the limit of 8 working days counts from the answer.
    "anew, before": Row(
        [span(ANEW, "11-25T08:00", "11-26T08:00")], "12-07T10:00", [], "12-07T10:00", "2026-12-11"
    ),
    "anew, after, open": Row([], "12-03T10:00", [span(ANEW, "12-03T10:01")], "12-08T10:00", "2026-12-18"),
    "anew, after, answered": Row(
        [], "12-03T10:00", [span(ANEW, "12-03T10:01", "12-08T10:00")], "12-08T10:00", "2026-12-18"
    ),
    "anew, the moment it was signed, answered at once": Row(
        [], "12-03T10:00", [span(ANEW, "12-03T10:00", "12-03T10:00")], "12-03T10:00", "2026-12-15"
    ),
    "anew, after, a day further on was signed": Row(
        [],
        "12-03T10:00",
        [span(ANEW, "12-04T08:00", "12-08T10:00")],
        "12-08T10:00",
        "2026-12-30",
        "2026-12-30",
    ),
    "anew, before and after": Row(
        [span(ANEW, "11-25T08:00", "11-26T08:00")],
        "12-07T10:00",
        [span(ANEW, "12-08T09:00", "12-08T10:00")],
        "12-08T10:00",
        "2026-12-18",
    ),
    "anew, after, twice": Row(
        [],
        "12-03T10:00",
        [span(ANEW, "12-04T08:00", "12-07T08:00"), span(ANEW, "12-08T09:00", "12-08T10:00")],
        "12-08T10:00",
        "2026-12-18",
    ),
    "anew, then more": Row(
        [],
        "12-03T10:00",
        [span(ANEW, "12-04T08:00", "12-08T10:00"), span(MORE, "12-09T08:00")],
        "12-09T08:00",
        "2026-12-22",
    ),
    "more, then anew": Row(
        [],
        "12-03T10:00",
        [span(MORE, "12-04T08:00"), span(ANEW, "12-07T08:00", "12-08T10:00")],
        "12-08T10:00",
        "2026-12-22",
    ),
    "anew, then it stands still": Row(
        [],
        "12-03T10:00",
        [span(ANEW, "12-04T08:00", "12-08T10:00"), span(WAIT, "12-10T08:00", "12-11T08:00")],
        "12-11T08:00",
        "2026-12-21",
    ),
}
for ground in (TAX, WAIT):  # EXCLUDE and PAUSE stop the clock alike
    ROWS |= {
        f"{ground}, before": Row(
            [span(ground, "11-25T08:00", "11-27T08:00")], "12-07T10:00", [], "12-07T10:00", "2026-12-11"
        ),
        f"{ground}, after the due day, before the signature": Row(
            [span(ground, "12-07T08:00", "12-09T08:00")], "12-10T10:00", [], "12-10T10:00", "2026-12-11"
        ),
        f"{ground}, after": Row(
            [], "12-03T10:00", [span(ground, "12-07T08:00", "12-09T08:00")], "12-09T08:00", "2026-12-15"
        ),
        f"{ground}, after, open": Row(
            [], "12-03T10:00", [span(ground, "12-07T08:00")], "12-09T08:00", "2026-12-15"
        ),
        f"{ground}, after, before the old due day": Row(
            [], "12-03T10:00", [span(ground, "12-03T11:00", "12-04T08:00")], "12-04T08:00", "2026-12-14"
        ),
        f"{ground}, when the signed day is over": Row(
            [], "12-03T10:00", [span(ground, "12-14T08:00", "12-16T08:00")], "12-16T08:00", "2026-12-11"
        ),
        f"{ground}, after, twice": Row(
            [], "12-03T10:00", [span(ground, "12-07T08:00", "12-08T08:00"), span(ground, "12-09T08:00", "12-10T08:00")],
            "12-10T08:00", "2026-12-15",
        ),
        f"{ground}, before and after": Row(
            [span(ground, "11-25T08:00", "11-27T08:00")], "12-07T10:00",
            [span(ground, "12-08T08:00", "12-09T08:00")], "12-09T08:00", "2026-12-14",
        ),
        f"{ground}, then more": Row(
            [], "12-03T10:00", [span(ground, "12-07T08:00", "12-09T08:00"), span(MORE, "12-14T08:00")],
            "12-14T08:00", "2026-12-17",
        ),
        f"more, then {ground} in the days that it added": Row(
            [], "12-03T10:00", [span(MORE, "12-07T08:00"), span(ground, "12-14T08:00", "12-15T08:00")],
            "12-15T08:00", "2026-12-16",
        ),
    }  # fmt: skip
ROWS["two grounds at once"] = Row(
    [], "12-03T10:00", [span(TAX, "12-07T08:00", "12-09T08:00"), span(WAIT, "12-08T08:00", "12-10T08:00")],
    "12-10T08:00", "2026-12-16",
)  # fmt: skip


def follow(row: Row) -> Case:
    case = accepted()
    meet(case, row.before, at(row.signed))
    sign(case, date.fromisoformat(row.new_day), at(row.signed))
    assert due(case) == row.new_day, "the day computed right after signing is the day that was signed"
    meet(case, row.after, at(row.now))
    return case


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_signed_day_and_what_comes_after_it(row: Row) -> None:
    case = follow(row)
    assert due(case) == row.expected
    assert case.dossier.promised_at == case.parts["transfer"].due_at
    signed, now = date.fromisoformat(row.new_day), date.fromisoformat(row.expected)
    lines = [line for line, _ in case.parts["transfer"].derivation]
    (named,) = [number for number, line in enumerate(lines) if NUMBER in line]
    assert f"{signed:%d/%m/%Y}" in lines[named], "the line names the day that was signed"
    last = [line for line in lines if "Hạn trả: " in line or "hạn mới " in line or "được giữ" in line][-1]
    assert f"{now:%d/%m/%Y}" in last


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("more, before", ["Thêm 2 ngày", "Hạn trả: 17:00 thứ Ba 08/12", "Gia hạn 3 ngày", "hạn mới 17:00 thứ Sáu 11/12"]),
        ("more, after", ["Hạn trả: 17:00 thứ Sáu 04/12", "Gia hạn 5 ngày", "hạn mới 17:00 thứ Sáu 11/12", "Thêm 2 ngày",
                         "Hạn trả: 17:00 thứ Ba 15/12"]),
        ("tax, after", ["Gia hạn 5 ngày", "hạn mới 17:00 thứ Sáu 11/12", "Không tính vào thời hạn từ 08:00 thứ Hai 07/12",
                        "Hạn trả: 17:00 thứ Ba 15/12"]),
        ("tax, after, open", ["hạn mới 17:00 thứ Sáu 11/12", "Đồng hồ dừng", "Hạn tạm tính"]),
        ("anew, after, answered", ["Tính lại từ đầu", "Hạn trả: 17:00 thứ Sáu 18/12", "đã hẹn 17:00 thứ Sáu 11/12"]),
        ("anew, after, a day further on was signed", ["Hạn trả: 17:00 thứ Sáu 18/12", "đã hẹn 17:00 thứ Tư 30/12",
                                                      "ngày đã hẹn được giữ"]),
    ],
)  # fmt: skip
def test_the_derivation_tells_it_in_this_order(name: str, words: Sequence[str]) -> None:
    said = told(follow(ROWS[name]))
    places = [said.index(one) for one in words]
    assert places == sorted(places)


@pytest.mark.parametrize("name", [name for name in ROWS if len(ROWS[name].after) > 1])
def test_in_which_order_it_was_heard_of_changes_nothing(name: str) -> None:
    row = ROWS[name]
    for order in permutations(row.after):
        case = follow(replace(row, after=[]))
        for one in order:
            meet(case, [one], at(row.now))
        assert due(case) == row.expected


def test_a_supplement_without_an_answer_moves_the_signed_day_by_its_length() -> None:
    case = follow(ROWS["nothing else"])
    asked = span(ANEW, "12-07T08:00")
    meet(case, [asked], at("12-08T08:00"))
    key = asked.stretch.key
    case.clock[key] = legal_clock.without_answer(case.clock[key], at("12-09T08:00"))
    recount(case, at("12-09T08:00"))
    assert due(case) == "2026-12-15"


def test_a_signed_day_that_became_a_day_off_is_the_next_one_that_works() -> None:
    """Not the day before the signature: the form has named a later one."""
    usual = calendar_of()
    own = extending.Own(at("12-07T09:00"), date(2026, 12, 11), NUMBER, 1, 1)
    off = WorkingCalendar(table=DayTable({own.new_day: Text("Nghỉ", "Off")}, {}))
    legal = compute(at("12-02T09:00"), Limit.parse("2wd"), usual)
    since = extending.Since((), begun=False)
    found = [extending.extended(legal, own, one, since, at("12-10T09:00"))[0].at for one in (usual, off)]
    assert [f"{one:%d/%m %H:%M}" for one in found] == ["11/12 17:00", "14/12 17:00"]


def test_what_follows_counts_from_the_signed_day_and_what_moved_it() -> None:
    """The release is signed for Friday the 27th: the transfer counts 8 working days from there, to the 9th, and goes on to."""
    case = accepted()
    case.change_part("release", decided_at=None, status=PartStatus.IN_PROGRESS)
    sign(case, date(2026, 11, 27), at("11-23T16:00"), "release")
    assert (due(case, "release"), due(case)) == ("2026-11-27", "2026-12-09")
    meet(case, [Span("completion", at("11-25T08:00"), part="release")], at("11-25T08:00"))
    assert (due(case, "release"), due(case)) == ("2026-12-01", "2026-12-11")
    assert NUMBER not in told(case), "nobody apologised for the transfer"


def test_one_form_for_two_parts_names_the_day_of_both() -> None:
    case = accepted()
    case.change_part("release", decided_at=None, status=PartStatus.IN_PROGRESS)
    sign(case, date(2026, 12, 11), at("12-03T10:00"), "release", "transfer")
    assert (due(case, "release"), due(case)) == ("2026-12-11", "2026-12-11")


OLD: Mapping[str, tuple[dict[str, int], Sequence[Span], str]] = {
    "as it was": ({"transfer": 5}, [], "2026-12-11"),
    "more, after": ({"transfer": 5}, [span(MORE, "12-08T08:00")], "2026-12-15"),
    "anew, after": ({"transfer": 5}, [span(ANEW, "12-04T08:00", "12-08T10:00")], "2026-12-18"),
    # The count of then had the days of the request in it as well, and so was 1 in place of 3; the form said the 11th.
    "more, before": ({"transfer": 1}, [span(MORE, "12-01T08:00")], "2026-12-11"),
}


@pytest.mark.parametrize(("days", "spans", "expected"), OLD.values(), ids=OLD)
@pytest.mark.parametrize("parts", [True, False])
def test_what_an_earlier_release_kept_as_a_count_of_days_is_the_day_of_its_form(
    days: dict[str, int], spans: Sequence[Span], expected: str, parts: bool
) -> None:
    case = accepted()
    signed = {"signed_at": at("12-03T10:00").isoformat(), "new_day": "2026-12-11", "number": NUMBER}
    own = {"parts": {"transfer": {**signed, "nth": 1, "times": 1}}} if parts else {}
    case.change(extension={"days": days, **signed, "times": 1, "allowed": 1, **own})
    meet(case, spans, at("12-09T08:00"))
    assert due(case) == expected


def test_what_followed_in_an_earlier_release_still_only_follows() -> None:
    case = accepted()
    signed = {"signed_at": at("11-23T16:00").isoformat(), "new_day": "2026-11-27", "number": NUMBER}
    case.change_part("release", decided_at=None, status=PartStatus.IN_PROGRESS)
    case.change(extension={"days": {"release": 3, "transfer": 3}, **signed, "times": 1, "allowed": 1})
    recount(case, at("11-25T08:00"))
    assert (due(case, "release"), due(case)) == ("2026-11-27", "2026-12-09")


moments = st.integers(0, 4 * 24 * 20).map(lambda quarters: at(ACCEPTED) + timedelta(minutes=15) * quarters)
spans = st.builds(
    lambda ground, start, length: Span(ground, start, start + length),
    st.sampled_from([TAX, WAIT, MORE, ANEW]),
    moments,
    st.integers(1, 4 * 24 * 6).map(lambda quarters: timedelta(minutes=15) * quarters),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(spans, max_size=4, unique_by=lambda one: one.start), st.data())
def test_the_day_computed_right_after_signing_is_the_signed_one_whatever_came_before(
    before: list[Span], data: st.DataObject
) -> None:
    case = accepted()
    ended = max([one.end for one in before if one.end], default=at(ACCEPTED))
    now = ended + data.draw(st.integers(0, 2000).map(lambda minutes: timedelta(minutes=minutes)))
    meet(case, before, now)
    hours, rule = rules_at(now).hours, shipped().apology(now.date())
    assert rule is not None
    days = extending.Days([hours.of("transfer")], hours.of("transfer"))
    first = days.first([case.parts["transfer"]], now)
    last = days.last(first, rule)
    offered = [first + timedelta(days=more) for more in range((last - first).days + 1)]
    day = data.draw(st.sampled_from([one for one in offered if days.may_be(one)]))
    sign(case, day, now)
    assert due(case) == day.isoformat()
    (line,) = [line for line, _ in case.parts["transfer"].derivation if NUMBER in line]
    assert f"{day:%d/%m/%Y}" in line
    recount(case, now + timedelta(days=data.draw(st.integers(0, 60))))
    assert due(case) == day.isoformat(), "time alone moves nothing"
    assert told(case).count("Gia hạn") == 1
