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
from motcua_intake.domain.records import Dossier, DossierStatus, Part, PartStatus, Stretch
from motcua_organisation import load_organisation

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


def accepted_case(now: datetime) -> tuple[Case, Rules]:
    names = "draft_id code procedure_key procedure_name_vi procedure_name_en applicant_id applicant_user applicant_name"
    blank = dict.fromkeys([*names.split(), "id_number", "phone", "email", "address"], "")
    dossier = Dossier(
        id="d", procedure_version=1, source="PORTAL", status=DossierStatus.SUBMITTED, unit="suoi_trong",
        territory="suoi_trong", answers={}, submitted_at=now, **blank,
    )  # fmt: skip
    case = Case(dossier, lifecycle.new_parts("d", PACKAGE.procedure))
    rules = Rules(PACKAGE.procedure, UNIT, now)
    lifecycle.accept(case, rules, PROCESS)
    return case, rules


def rules_at(text: str) -> Rules:
    return Rules(PACKAGE.procedure, UNIT, at(text))


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
