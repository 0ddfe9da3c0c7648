# SPDX-License-Identifier: Apache-2.0
"""What will be late is apologised for in writing (form 04), once, by the head of the unit that is late."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date
from typing import Any

import pytest
from intake_harness import LAND, House, printed, request_id
from intake_prepared import prepared
from motcua.events.v1 import inbox_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua.intake.v1 import return_ways_pb2
from motcua_calendar import OfficeHours
from motcua_intake.domain.law import Law
from motcua_intake.entrypoints.apologising import ApologyWorker
from motcua_procedure.law import Validity
from motcua_rpc import Conflict, InvalidInput, MotcuaError, NotFound, PermissionDenied
from motcua_storage import count_statements
from support.pdfs import text_of

Week = Mapping[str, list[str]]
SECOND = "được hẹn lại nhiều nhất 2 lần; đây là lần thứ 2"
REASON = "Phải trích đo lại ranh giới thửa đất do bản đồ không khớp hiện trạng."


def worker(house: House) -> ApologyWorker:
    return next(one for one in house.service.background if isinstance(one, ApologyWorker))


def work(house: House) -> int:
    done, one = 0, worker(house)
    one._put_off.clear()
    while one.do_one():
        done += 1
        assert done < 20
    return done


def drafts(house: House, who: str = "son", state: int = 0) -> list[law.Extension]:
    return list(house.of(who).ListExtensions(law.ListExtensionsRequest(state=state)).extensions)


def shown(house: House, extension_id: str, who: str = "son") -> law.Extension:
    return house.of(who).GetExtension(law.GetExtensionRequest(extension_id=extension_id)).extension


def sign(house: House, extension_id: str, who: str = "son", **values: Any) -> law.Extension:
    asked = {
        "request_id": request_id(),
        "reason": REASON,
        "new_day": shown(house, extension_id).new_day,
    } | values
    return house.of(who).SignExtension(law.SignExtensionRequest(extension_id=extension_id, **asked)).extension


def day(stamp: Any) -> str:
    return stamp.ToJsonString()


@prepared
def released(house: House) -> pb.Dossier:
    dossier = house.accepted(LAND)
    house.sign(dossier, "release", "KQ.G15.000335")
    house.decide(dossier, "release", "granted")
    return house.get(dossier)


@prepared
def late(house: House) -> tuple[pb.Dossier, law.Extension]:
    """A land dossier whose mortgage was released in time, on the last working day but one of the transfer, with its draft."""
    dossier = released(house)
    house.at("2026-12-03 00:00")
    assert work(house) == 1
    (draft,) = drafts(house)
    return dossier, shown(house, draft.extension_id)


@pytest.mark.parametrize(
    ("now", "drafted"),
    [
        ("2026-12-02 23:59", 0),
        # Friday the 4th is the due day: Thursday is the last working day before it.
        ("2026-12-03 00:00", 1),
        # The machine was off.
        ("2026-12-30 10:00", 1),
    ],
)
def test_it_is_drafted_on_the_last_working_day_before_the_due_day(
    house: House, now: str, drafted: int
) -> None:
    released(house)
    house.at(now)
    assert work(house) == drafted
    assert len(drafts(house)) == drafted
    assert work(house) == 0, "one draft, however often it is looked at"


def test_a_draft_says_what_its_proposal_would_come_to(house: House) -> None:
    _, draft = late(house)
    assert (draft.first_day, draft.new_day, draft.last_day) == ("2026-12-07", "2026-12-09", "2027-01-18")
    assert day(draft.promised_at) == "2026-12-04T10:00:00Z"
    assert day(draft.new_promised_at) == "2026-12-09T10:00:00Z"
    (part,) = draft.parts
    assert (part.part, day(part.due_at), day(part.new_due_at)) == (
        "transfer", "2026-12-04T10:00:00Z", "2026-12-09T10:00:00Z",
    )  # fmt: skip


def test_a_signature_moves_the_promise_and_keeps_the_first_one(house: House) -> None:
    dossier, draft = late(house)
    signed = sign(house, draft.extension_id, new_day="2026-12-11")
    assert signed.state == law.EXTENSION_STATE_SIGNED
    assert (signed.number, signed.signed_by.name) == ("01/XLGH", "Trịnh Hồng Sơn")
    assert day(signed.parts[0].due_at) == "2026-12-04T10:00:00Z"
    seen = house.get(dossier, "an")
    assert day(seen.promised_at) == "2026-12-11T10:00:00Z"
    assert day(seen.original_promised_at) == "2026-12-04T10:00:00Z"
    transfer = next(one for one in seen.parts if one.key == "transfer")
    assert (day(transfer.due_at), day(transfer.original_due_at)) == (
        "2026-12-11T10:00:00Z", "2026-12-04T10:00:00Z",
    )  # fmt: skip
    assert "01/XLGH" in transfer.derivation[-1].vi
    assert "xin lỗi" in seen.history[-1].text.vi and REASON in seen.history[-1].text.vi
    text = printed(house, seen, "04")
    once = "Thời hạn của mỗi phần việc và thời điểm hẹn trả kết quả của cả hồ sơ chỉ được hẹn lại một lần"
    for words in (
        "01/XLGH",
        REASON,
        once,
        "17 giờ 00 phút, thứ Sáu, ngày 11 tháng 12 năm 2026",
        "Trịnh Hồng Sơn",
    ):
        assert words in text
    (event,) = house.events("dossier.extension_signed")
    assert event.data["promisedBefore"] == "2026-12-04T10:00:00Z"
    assert event.data["dossier"]["promisedAt"] == "2026-12-11T10:00:00Z"
    assert (event.data["unit"], event.data["lateParts"]) == ("chi_nhanh_dat_dai", ["transfer"])


@pytest.mark.parametrize("now", ["2026-12-09 07:30", "2026-12-09 16:59", "2026-12-09 17:38"])
def test_no_moment_is_promised_that_is_over_or_nearly_so(house: House, now: str) -> None:
    _, draft = late(house)
    house.at(now)
    assert shown(house, draft.extension_id).first_day == "2026-12-10"
    with pytest.raises(InvalidInput) as caught:
        sign(house, draft.extension_id, new_day="2026-12-09")
    assert [one.code for one in caught.value.field_errors] == ["NEW_DAY_RANGE"]
    signed = sign(house, draft.extension_id, new_day="2026-12-10")
    assert signed.new_promised_at.ToDatetime() > house.clock.now().astimezone(UTC).replace(tzinfo=None)


def test_an_appointment_is_moved_once_only(house: House) -> None:
    _, draft = late(house)
    sign(house, draft.extension_id)
    with pytest.raises(Conflict) as caught:
        sign(house, draft.extension_id)
    assert caught.value.code == "EXTENSION_CLOSED"
    house.at("2027-01-20 08:00")
    assert work(house) == 0, "late again, and no second day is appointed"
    assert len(drafts(house, state=law.EXTENSION_STATE_SIGNED)) == 1


@pytest.fixture
def decree(house: House) -> Iterator[Callable[..., None]]:
    """A rule of our own from the first day of the test on, as a file of the operator's would enter it."""
    desk = worker(house)._desk
    before = desk.law

    def follow(**changed: Any) -> None:
        rule = before.apology(date(2026, 11, 23))
        assert rule is not None
        row = replace(rule, **({"valid": Validity(date(2026, 11, 23))} | changed))
        object.__setattr__(desk, "law", Law((row, *before.apologies)))

    yield follow
    object.__setattr__(desk, "law", before)


def test_how_long_before_is_what_the_law_says(house: House, decree: Callable[..., None]) -> None:
    decree(draft_before=3)
    released(house)
    house.at("2026-11-30 23:59")
    assert work(house) == 0
    house.at("2026-12-01 00:00")
    assert work(house) == 1, "three working days before Friday the 4th"


def test_a_law_that_allows_no_other_day_drafts_and_signs_nothing(
    house: House, decree: Callable[..., None]
) -> None:
    _, draft = late(house)
    decree(times=0)
    with pytest.raises(Conflict) as caught:
        sign(house, draft.extension_id, new_day="2026-12-09")
    assert caught.value.code == "EXTENSION_CLOSED"
    assert work(house) == 1 and drafts(house) == [], "what nobody may sign goes away"
    released(house)
    house.at("2026-12-30 08:00")
    assert work(house) == 0


@pytest.mark.parametrize("times", [1, 3])
def test_how_often_is_said_as_the_law_says_it(house: House, decree: Callable[..., None], times: int) -> None:
    decree(times=times)
    _, draft = late(house)
    assert (draft.allowed, draft.nth) == (times, 1)
    assert house.of("son").ListExtensions(law.ListExtensionsRequest()).allowed == times


def test_how_far_is_what_the_law_says(house: House, decree: Callable[..., None]) -> None:
    decree(most_days=2, proposed_days=1)
    _, draft = late(house)
    assert (draft.first_day, draft.new_day, draft.last_day) == ("2026-12-07", "2026-12-07", "2026-12-08")
    with pytest.raises(InvalidInput):
        sign(house, draft.extension_id, new_day="2026-12-09")


def test_a_law_that_allows_two_days_moves_the_promise_twice(
    house: House, decree: Callable[..., None]
) -> None:
    decree(times=2)
    dossier, draft = late(house)
    sign(house, draft.extension_id, new_day="2026-12-11")
    house.at("2026-12-09 23:59")
    assert work(house) == 0
    house.at("2026-12-10 00:00")
    assert work(house) == 1
    (again,) = drafts(house)
    asked = shown(house, again.extension_id)
    assert (asked.allowed, asked.nth) == (2, 2)
    preview = law.GetExtensionRequest(extension_id=again.extension_id, reason=REASON, preview=True)
    assert SECOND in text_of(house.of("son").GetExtension(preview).preview)
    signed = sign(house, again.extension_id, new_day="2026-12-16")
    assert signed.number == "02/XLGH"
    assert [(day(one.due_at), day(one.new_due_at)) for one in signed.parts] == [
        ("2026-12-11T10:00:00Z", "2026-12-16T10:00:00Z")
    ]
    seen = house.get(dossier)
    assert SECOND in printed(house, seen, "04")
    assert day(seen.promised_at) == "2026-12-16T10:00:00Z"
    assert day(seen.original_promised_at) == "2026-12-04T10:00:00Z"
    transfer = next(one for one in seen.parts if one.key == "transfer")
    assert "8 ngày làm việc" in transfer.derivation[-1].vi and "lần 2" in transfer.derivation[-1].vi
    house.at("2027-01-20 08:00")
    assert work(house) == 0, "a third one is not allowed"


def test_the_chosen_day_is_the_promised_one_though_the_clock_stood_still_in_between(house: House) -> None:
    """What stood still after the due day is not counted, so the extension must not count it either."""
    dossier, _ = late(house)
    house.at("2026-12-07 08:00")
    house.stop_clock(dossier, "tax", "k1")
    house.at("2026-12-09 08:00")
    house.stop_clock(dossier, "tax", "k1", "close")
    house.at("2026-12-10 08:00")
    work(house)
    (draft,) = drafts(house)
    signed = sign(house, draft.extension_id, new_day="2026-12-11")
    assert day(signed.new_promised_at) == day(house.get(dossier).promised_at) == "2026-12-11T10:00:00Z"


OFFICE = ["07:00-11:30", "13:30-17:00"]
SATURDAY = {"mon-fri": OFFICE, "sat": ["07:30-11:30"]}
NO_MONDAY = {"tue-fri": OFFICE}


@pytest.mark.parametrize(
    ("branch", "window", "first", "off"),
    [
        # The unit has a Saturday, the window has not: nobody could fetch on the 5th.
        (SATURDAY, {"mon-fri": OFFICE}, "2026-12-07", "2026-12-12"),
        # The window has one, the unit has not.
        ({"mon-fri": OFFICE}, SATURDAY, "2026-12-07", "2026-12-12"),
        (SATURDAY, SATURDAY, "2026-12-05", "2026-12-13"),
        ({"mon-fri": OFFICE}, NO_MONDAY, "2026-12-08", "2026-12-14"),
    ],
)
def test_the_new_day_is_one_on_which_the_competent_unit_works_and_the_window_is_open(
    house: House, organised: Callable[..., None], branch: Week, window: Week, first: str, off: str
) -> None:
    dossier, draft = late(house)
    organised(chi_nhanh_dat_dai=branch, suoi_trong=window)
    assert shown(house, draft.extension_id).first_day == first
    with pytest.raises(InvalidInput) as caught:
        sign(house, draft.extension_id, new_day=off)
    assert [one.code for one in caught.value.field_errors] == ["NEW_DAY_OFF"]
    signed = sign(house, draft.extension_id, new_day=first)
    assert day(house.get(dossier).promised_at).startswith(first), "what was chosen is what is promised"
    assert signed.new_day == first


@pytest.fixture
def organised(house: House) -> Iterator[Callable[..., None]]:
    """Units with other hours, as another file of the organisation would have them."""
    desk = worker(house)._desk
    before = desk.organisation

    def work_by(**hours: Week) -> None:
        units = {key: replace(before.units[key], hours=OfficeHours.of(week)) for key, week in hours.items()}
        object.__setattr__(desk, "organisation", replace(before, units={**before.units, **units}))

    yield work_by
    object.__setattr__(desk, "organisation", before)


def test_the_same_request_is_answered_once(house: House) -> None:
    _, draft = late(house)
    asked = law.SignExtensionRequest(
        request_id=request_id(), extension_id=draft.extension_id, reason=REASON, new_day=draft.new_day
    )
    first, again = house.of("son").SignExtension(asked), house.of("son").SignExtension(asked)
    assert first == again
    assert len(house.events("dossier.extension_signed")) == 1


def test_time_that_does_not_count_moves_the_new_day_too(house: House) -> None:
    dossier, draft = late(house)
    sign(house, draft.extension_id, new_day="2026-12-11")
    house.at("2026-12-07 08:00")
    house.stop_clock(dossier, "tax", "k1")
    house.at("2026-12-09 08:00")
    house.stop_clock(dossier, "tax", "k1", "close")
    # Monday and Tuesday are not counted: two more working days.
    assert day(house.get(dossier).promised_at) == "2026-12-15T10:00:00Z"


@pytest.mark.parametrize("answered", ["2026-12-04 09:00", "2026-12-10 08:00"])
def test_papers_that_are_asked_for_after_it_make_the_limit_begin_anew_with_nothing_on_top(
    house: House, answered: str
) -> None:
    """As the same dossier without a form 04; the day of before is the one that was signed, not what was reckoned meanwhile."""
    dossier, draft = late(house)
    sign(house, draft.extension_id, new_day="2026-12-08")
    dues = []
    for moment, action in (("2026-12-04 08:00", "open"), (answered, "close")):
        house.at(moment)
        house.stop_clock(dossier, "supplement", "k1", action)
        dues.append(day(house.get(dossier, "an").promised_at))
    house.at("2026-12-10 16:00")
    until = {"2026-12-04 09:00": "2026-12-16", "2026-12-10 08:00": "2026-12-22"}[answered]
    assert dues == ["2026-12-16T10:00:00Z", f"{until}T10:00:00Z"]
    assert day(house.get(dossier, "an").promised_at) == dues[-1], "time alone moves nothing"
    (event,) = house.events("clock.restarted")
    assert event.data["promisedBefore"] == "2026-12-08T10:00:00Z"
    assert event.data["dossier"]["promisedAt"] == dues[-1]


def test_while_papers_are_awaited_the_reckoned_day_has_no_days_of_the_form_on_top(house: House) -> None:
    dossier, draft = late(house)
    sign(house, draft.extension_id, new_day="2026-12-08")
    house.at("2026-12-04 08:00")
    house.stop_clock(dossier, "supplement", "k1")
    for moment, until in (("2026-12-04 09:00", "2026-12-16"), ("2026-12-10 08:00", "2026-12-22")):
        house.at(moment)
        assert day(house.get(dossier, "an").promised_at) == f"{until}T10:00:00Z"
        (line,) = [one.vi for one in house.get(dossier, "an").parts[1].derivation if "01/XLGH" in one.vi]
        assert "đã hẹn 17:00 thứ Ba 08/12/2026" in line


def test_a_draft_goes_away_when_the_work_is_done(house: House) -> None:
    dossier, draft = late(house)
    house.sign(dossier, "transfer", "KQ.G10.001147")
    house.decide(dossier, "transfer", "granted")
    with pytest.raises(Conflict):
        sign(house, draft.extension_id, new_day="2026-12-09")
    assert work(house) == 1
    assert drafts(house) == []
    assert shown(house, draft.extension_id).state == law.EXTENSION_STATE_NOT_NEEDED
    assert not house.events("dossier.extension_signed")


def test_nothing_is_late_while_the_clock_stands_still(house: House) -> None:
    dossier = released(house)
    house.at("2026-11-30 08:00")
    house.stop_clock(dossier, "tax", "k1")
    house.at("2026-12-03 08:00")
    assert work(house) == 0
    house.at("2026-12-10 08:00")
    house.stop_clock(dossier, "tax", "k1", "close")
    assert work(house) == 0, "the due day has moved"
    house.at("2026-12-15 08:00")
    assert work(house) == 1


def test_a_draft_goes_away_when_the_clock_is_stopped_and_comes_again(house: House) -> None:
    dossier, _ = late(house)
    house.stop_clock(dossier, "tax", "k1")
    assert work(house) == 1
    assert drafts(house) == []
    house.at("2026-12-09 08:00")
    house.stop_clock(dossier, "tax", "k1", "close")
    house.at("2027-01-05 08:00")
    assert work(house) == 1
    assert len(drafts(house)) == 1


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"reason": ""}, "reason", "FIELD_REQUIRED"),
        ({"reason": "......"}, "reason", "TEXT_TOO_SHORT"),
        ({"reason": "a b" * 400}, "reason", "TEXT_TOO_LONG"),
        ({"new_day": ""}, "new_day", "DAY_INVALID"),
        ({"new_day": "2026-02-30"}, "new_day", "DAY_INVALID"),
        ({"new_day": "2026-12-04"}, "new_day", "NEW_DAY_RANGE"),
        ({"new_day": "2027-12-09"}, "new_day", "NEW_DAY_RANGE"),
        ({"new_day": "2026-12-12"}, "new_day", "NEW_DAY_OFF"),
    ],
)
def test_a_form_that_cannot_be_signed_is_refused_by_field(
    house: House, values: dict[str, str], field: str, code: str
) -> None:
    dossier, draft = late(house)
    with pytest.raises(InvalidInput) as caught:
        sign(house, draft.extension_id, **values)
    assert [(one.field, one.code) for one in caught.value.field_errors] == [(field, code)]
    assert day(house.get(dossier).promised_at) == "2026-12-04T10:00:00Z", "nothing happened"


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("an", PermissionDenied), ("lan", PermissionDenied), ("minh", PermissionDenied), ("huong", PermissionDenied),
        ("phuc", PermissionDenied), ("khanh", PermissionDenied), ("software", PermissionDenied),
        ("assignment", PermissionDenied), ("quang", NotFound), ("ha", None), ("son", None),
    ],
)  # fmt: skip
def test_only_heads_of_the_unit_see_and_sign(
    house: House, who: str, refusal: type[MotcuaError] | None
) -> None:
    _, draft = late(house)
    asked = law.SignExtensionRequest(
        request_id=request_id(), extension_id=draft.extension_id, reason=REASON, new_day=draft.new_day
    )
    if refusal is None:
        assert house.of(who).SignExtension(asked).extension.signed_by.user.startswith(who)
        return
    for call in (lambda: shown(house, draft.extension_id, who), lambda: house.of(who).SignExtension(asked)):
        with pytest.raises(refusal):
            call()
    assert len(drafts(house)) == 1


HEADS = ("quang", "son", "ha", "giang", "thang", "hien")


@pytest.mark.parametrize(
    "who", [*HEADS, "lan", "thao", "minh", "huong", "cuong", "linh", "phuc", "software", "an"]
)
def test_in_every_agency_heads_and_nobody_else_sign_and_read_how_it_does(house: House, who: str) -> None:
    calls = (
        lambda: house.of(who).ListExtensions(law.ListExtensionsRequest()),
        lambda: house.of(who).CountRatings(
            return_ways_pb2.CountRatingsRequest(**{"from": "2026-11-01", "to": "2026-11-30"})
        ),
    )
    for call in calls:
        if who in HEADS:
            call()
            continue
        with pytest.raises(PermissionDenied) as caught:
            call()
        assert caught.value.code == "HEAD_REQUIRED"


@pytest.mark.parametrize(
    ("unit", "head"),
    [
        ("thue_co_so", "giang"),
        ("cong_an_suoi_trong", "thang"),
        ("bhxh_co_so", "hien"),
        ("suoi_trong", "quang"),
    ],
)
def test_whose_inbox_the_late_part_lies_in_apologises(house: House, unit: str, head: str) -> None:
    dossier = released(house)
    ids = {"task_id": f"t-{unit}", "dossier_id": dossier.dossier_id}
    said = inbox_pb2.InboxChanged(unit=unit, part="transfer", kind="step", **ids)
    said.at.FromDatetime(house.clock.now())
    house.tell("inbox.opened", said, group="intake.inbox")
    house.at("2026-12-03 00:00")
    assert work(house) == 1 and not drafts(house, "son")
    (draft,) = drafts(house, head)
    asked = {
        "request_id": request_id(),
        "reason": REASON,
        "new_day": shown(house, draft.extension_id, head).new_day,
    }
    signed = (
        house.of(head)
        .SignExtension(law.SignExtensionRequest(extension_id=draft.extension_id, **asked))
        .extension
    )
    assert (signed.unit, signed.signed_by.unit) == (unit, unit)
    assert signed.signed_by.name in printed(house, house.get(dossier), "04")


def test_a_deputy_signs_for_the_head(house: House) -> None:
    dossier, draft = late(house)
    sign(house, draft.extension_id, "ha")
    text = printed(house, house.get(dossier), "04")
    assert "KT. GIÁM ĐỐC CHI NHÁNH" in text and "Nguyễn Việt Hà" in text


def test_a_list_pages_without_gaps(house: House) -> None:
    for _ in range(3):
        released(house)
    house.at("2026-12-03 08:00")
    assert work(house) == 3
    seen, token = [], ""
    for _ in range(3):
        answer = house.of("son").ListExtensions(law.ListExtensionsRequest(page_size=1, page_token=token))
        seen += [one.extension_id for one in answer.extensions]
        token = answer.next_page_token
    assert len(set(seen)) == 3 and token == ""


def test_costs_do_not_grow_with_the_number_of_drafts(house: House) -> None:
    _, draft = late(house)
    with count_statements() as one:
        drafts(house)
    with count_statements() as detail:
        shown(house, draft.extension_id)
    for _ in range(3):
        released(house)
    house.at("2026-12-16 08:00")
    work(house)
    with count_statements() as many:
        assert len(drafts(house)) == 4
    assert one.total == many.total <= 3
    assert detail.total <= 14


def test_a_crash_before_the_commit_leaves_no_number_and_no_promise(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, draft = late(house)

    def crash(*_: Any, **__: Any) -> None:
        raise RuntimeError("kill -9")

    with monkeypatch.context() as patch:
        patch.setattr("motcua_intake.adapters.apologies.sign", crash)
        with pytest.raises(MotcuaError):
            sign(house, draft.extension_id)
    assert day(house.get(dossier).promised_at) == "2026-12-04T10:00:00Z"
    assert sign(house, draft.extension_id).number == "01/XLGH", "no gap"
