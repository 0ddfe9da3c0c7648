# SPDX-License-Identifier: Apache-2.0
"""Stretches of the clock that overlap are made disjoint, so that no order of events makes a dossier stuck."""

from __future__ import annotations

from datetime import datetime
from itertools import permutations

import pytest
from intake_harness import LAND, ROOT, load_folder
from motcua_calendar import LEGAL_ZONE
from motcua_intake.domain import lifecycle, status
from motcua_intake.domain.carrying import PROCESS, move_clock
from motcua_intake.domain.case import Case
from motcua_intake.domain.legal_clock import intervals
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import Dossier, DossierStatus, Part, PartStatus, Stage, Stretch
from motcua_organisation import Unit, load_organisation

PACKAGE = load_folder(ROOT / "workflows" / LAND)
UNIT = load_organisation(ROOT / "infra/demo/organisation.yaml").unit("suoi_trong")
POLICY = {"tax": "EXCLUDE", "payment": "EXCLUDE", "supplement": "RESTART", "wait": "PAUSE"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=LEGAL_ZONE)


def stretch(ground: str, start: str, end: str | None, part: str = "transfer") -> Stretch:
    key = f"{ground}/{start}"
    return Stretch("d", key, part, ground, POLICY[ground], at(start), at(end) if end else None)


def disjoint(*stretches: Stretch, decided: str | None = None) -> list[tuple[str, str, str | None]]:
    part = Part(
        "d",
        "transfer",
        1,
        "1.013831",
        "x",
        "x",
        PartStatus.IN_PROGRESS,
        decided_at=at(decided) if decided else None,
    )
    made = intervals(stretches, part, at("11-23T09:00"), {})
    return [
        (str(one.policy), f"{one.start:%d %H:%M}", f"{one.end:%d %H:%M}" if one.end else None) for one in made
    ]


CASES = [
    pytest.param(
        [stretch("tax", "11-25T08:00", "11-26T08:00"), stretch("payment", "11-26T08:00", "11-27T08:00")],
        [("EXCLUDE", "25 08:00", "26 08:00"), ("EXCLUDE", "26 08:00", "27 08:00")],
        id="one follows the other",
    ),
    pytest.param(
        [stretch("tax", "11-25T08:00", "11-27T08:00"), stretch("payment", "11-26T08:00", "11-28T08:00")],
        [("EXCLUDE", "25 08:00", "27 08:00"), ("EXCLUDE", "27 08:00", "28 08:00")],
        id="the second begins inside the first",
    ),
    pytest.param(
        [stretch("tax", "11-25T08:00", "11-28T08:00"), stretch("wait", "11-26T08:00", "11-27T08:00")],
        [("EXCLUDE", "25 08:00", "28 08:00")],
        id="one inside the other counts once",
    ),
    pytest.param(
        [stretch("tax", "11-25T08:00", None), stretch("wait", "11-26T08:00", None)],
        [("EXCLUDE", "25 08:00", None)],
        id="two open ones are one",
    ),
    pytest.param(
        [stretch("tax", "11-25T08:00", "11-28T08:00"), stretch("supplement", "11-26T08:00", "11-27T08:00")],
        [
            ("EXCLUDE", "25 08:00", "26 08:00"),
            ("RESTART", "26 08:00", "27 08:00"),
            ("EXCLUDE", "27 08:00", "28 08:00"),
        ],
        id="a supplement inside tax time",
    ),
    pytest.param(
        [stretch("tax", "11-25T08:00", None), stretch("supplement", "11-26T08:00", None)],
        [("EXCLUDE", "25 08:00", "26 08:00"), ("RESTART", "26 08:00", None)],
        id="an open supplement inside open tax time",
    ),
    pytest.param(
        [
            stretch("supplement", "11-25T08:00", "11-27T08:00"),
            stretch("supplement", "11-26T08:00", "11-28T08:00"),
        ],
        [("RESTART", "25 08:00", "28 08:00")],
        id="the last end of two restarts counts",
    ),
    pytest.param(
        [stretch("tax", "11-22T08:00", "11-25T08:00")],
        [("EXCLUDE", "23 09:00", "25 08:00")],
        id="nothing before the clock started",
    ),
    pytest.param([stretch("tax", "11-25T08:00", "11-26T08:00", "release")], [], id="another part's"),
    pytest.param(
        [stretch("tax", "11-25T08:00", "11-26T08:00", "")],
        [("EXCLUDE", "25 08:00", "26 08:00")],
        id="every part's",
    ),
]


@pytest.mark.parametrize(("stretches", "expected"), CASES)
def test_stretches_become_disjoint_in_any_order(
    stretches: list[Stretch], expected: list[tuple[str, str, str | None]]
) -> None:
    for order in permutations(stretches):
        assert disjoint(*order) == expected


def test_nothing_after_a_part_was_decided_counts() -> None:
    found = disjoint(
        stretch("tax", "11-25T08:00", None), stretch("wait", "11-27T08:00", None), decided="11-26T10:00"
    )
    assert found == [("EXCLUDE", "25 08:00", "26 10:00")]


def accepted_case(now: datetime, window: Unit = UNIT, competent: Unit = UNIT) -> tuple[Case, Rules]:
    names = "draft_id code procedure_key procedure_name_vi procedure_name_en applicant_id applicant_user applicant_name"
    blank = dict.fromkeys([*names.split(), "id_number", "phone", "email", "address"], "")
    dossier = Dossier(
        id="d", procedure_version=1, source="PORTAL", status=DossierStatus.SUBMITTED, unit="suoi_trong",
        territory="suoi_trong", answers={}, submitted_at=now, **blank,
    )  # fmt: skip
    case = Case(dossier, lifecycle.new_parts("d", PACKAGE.procedure))
    rules = Rules(PACKAGE.procedure, window, competent, now)
    lifecycle.accept(case, rules, PROCESS)
    return case, rules


def rules_at(text: str) -> Rules:
    return Rules(PACKAGE.procedure, UNIT, UNIT, at(text))


def test_tax_time_moves_the_promised_date_and_leaves_the_original() -> None:
    case, _ = accepted_case(at("11-23T09:00"))
    original = case.dossier.promised_at
    move_clock(case, rules_at("11-25T10:00"), stretch("tax", "11-25T10:00", None), "open", at("11-25T10:00"))
    assert status.derive(case) is DossierStatus.FINANCIAL_OBLIGATION
    assert any("Tạm tính" in line[0] or "tạm tính" in line[0] for line in case.parts["transfer"].derivation)
    move_clock(case, rules_at("11-27T10:00"), stretch("tax", "11-25T10:00", None), "close", at("11-27T10:00"))

    # 25 and 26 November did not count: two working days later than 4 December.
    assert case.dossier.promised_at == at("12-08T17:00")
    assert case.dossier.original_promised_at == original == at("12-04T17:00")
    assert case.parts["release"].due_at == at("11-23T17:00")
    assert case.parts["transfer"].original_due_at == at("12-04T17:00")


def test_a_supplement_counts_anew_from_its_answer() -> None:
    case, _ = accepted_case(at("11-23T09:00"))
    asked = stretch("supplement", "11-26T09:00", None)
    move_clock(case, rules_at("11-26T09:00"), asked, "open", at("11-26T09:00"))
    kind = move_clock(case, rules_at("12-01T09:00"), asked, "close", at("12-01T09:00"))
    assert kind == "clock.restarted"
    assert case.dossier.promised_at == at("12-11T17:00")
    assert case.dossier.original_promised_at == at("12-04T17:00")


# Accepted on 23/11/2026 (the 24th is a holiday): the release is due that day, the transfer 8 working days after it, on 04/12.
# Days on which the clock stands still at closing time do not count; 25/11 is the first of the eight in the rows below.
UNANSWERED = [
    # 25/11 counted; the rest waits to the end of 25/12; then 28, 29, 30, 31/12, 04, 05, 06/01/2027 (01/01 is a holiday).
    pytest.param("11-26T09:00", "12-25T17:00", "2026-12-25T17:00", "2027-01-06", id="timer fires in time"),
    pytest.param("11-26T09:00", "12-25T17:00", "2026-12-30T09:10", "2027-01-06", id="timer fires days later"),
    # 25/11; 26/11 to 01/12 do not count, as the process went another way on 02/12; then 02, 03, 04, 07, 08, 09, 10/12.
    pytest.param("11-26T09:00", "12-25T17:00", "2026-12-02T09:00", "2026-12-10", id="ends before the last day"),
    # 25/11 to 03/12 are seven; asked on the eighth, which then does not count; the last day is 10/12: 11/12 is the eighth.
    pytest.param("12-04T16:00", "12-10T17:00", "2026-12-14T08:00", "2026-12-11", id="asked on the last day"),
]  # fmt: skip


@pytest.mark.parametrize(("asked_at", "last", "fired", "due"), UNANSWERED)
@pytest.mark.parametrize("order", [("open", "close"), ("close", "open")])
def test_a_supplement_without_an_answer_does_not_count_anew(
    asked_at: str, last: str, fired: str, due: str, order: tuple[str, str]
) -> None:
    """“Kể từ khi nhận đủ hồ sơ”: nothing was received, so that the wait is left out and the rest of the limit goes on."""
    case, _ = accepted_case(at("11-23T09:00"))
    end = datetime.fromisoformat(fired).replace(tzinfo=LEGAL_ZONE)
    papers, moments = [["MAU-18", ""]], {"open": at(asked_at), "close": end}
    lifecycle.ask(
        case, rules_at(asked_at), Stage.AFTER_APPRAISAL, "m", papers, "Thiếu", PROCESS, until=at(last)
    )
    for action in order:
        wanted = Stretch("d", "k", "transfer", "supplement", "RESTART", moments[action])
        kind = move_clock(case, Rules(PACKAGE.procedure, UNIT, UNIT, end), wanted, action, moments[action])
        assert kind == ("clock.paused" if action == "open" else "clock.resumed")

    assert case.dossier.promised_at == datetime.fromisoformat(f"{due}T17:00").replace(tzinfo=LEGAL_ZONE)
    assert case.dossier.original_promised_at == at("12-04T17:00")
    assert case.clock["k"].policy == "PAUSE"
    assert case.supplements[1].lapsed
    said = " ".join(step for step, _ in case.parts["transfer"].derivation)
    assert "không nhận được giấy tờ, thời gian chờ không tính" in said
    assert "Tính lại từ đầu" not in said
    (line,) = [one for one in case.history if one.type == "clock.resumed"]
    assert "phần thời hạn còn lại được tính tiếp" in line.text_vi


def test_a_part_that_is_decided_while_papers_are_awaited_does_not_count_anew() -> None:
    part = Part(
        "d", "transfer", 1, "1.013831", "x", "x", PartStatus.REFUSED, decided_at=at("11-27T10:00")
    )  # fmt: skip
    for end in (None, "11-30T09:00"):
        (one,) = intervals([stretch("supplement", "11-26T09:00", end)], part, at("11-23T09:00"), {})
        assert (str(one.policy), one.end) == ("PAUSE", at("11-27T10:00"))


def test_open_and_close_may_come_in_any_order_and_twice() -> None:
    dates = set()
    for order in (
        ("open", "close"),
        ("close", "open"),
        ("open", "open", "close", "close"),
        ("close", "open", "close"),
    ):
        case, _ = accepted_case(at("11-23T09:00"))
        for action in order:
            moment = at("11-25T10:00" if action == "open" else "11-27T10:00")
            made = Stretch("d", "tax/1", "transfer", "tax", "EXCLUDE", moment)
            move_clock(case, rules_at("11-27T10:00"), made, action, moment)
        dates.add(case.dossier.promised_at)
    assert dates == {at("12-08T17:00")}


def test_the_promised_day_is_one_on_which_the_window_is_open_and_the_agency_keeps_its_own() -> None:
    """8 working days after Thursday 26 November, Saturdays worked: 27, 28, 30 November, 1, 2, 3, 4, 5 December. The
    window is closed on Saturday the 5th."""
    organisation = load_organisation(ROOT / "infra/demo/organisation.yaml")
    now, saturdays = at("11-26T09:00"), organisation.unit("ben_gio")
    for window, promised in ((UNIT, at("12-07T17:00")), (saturdays, at("12-05T11:30"))):
        case, _ = accepted_case(now, window, saturdays)
        assert case.parts["transfer"].due_at == case.parts["transfer"].original_due_at == at("12-05T11:30")
        assert case.dossier.promised_at == case.dossier.original_promised_at == promised
        told = case.parts["transfer"].derivation[-1][1]
        assert told.startswith("The window is closed on Saturday 5 December 2026") is (window is UNIT)
        assert "window is closed" not in case.parts["release"].derivation[-1][1]
