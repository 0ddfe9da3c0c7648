# SPDX-License-Identifier: Apache-2.0
"""A part that counts from the decision on another one has another date when that is decided late: a line, and an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from intake_harness import ROOT, House
from motcua_intake.app.desk import Desk
from motcua_procedure import ProcedurePackage, load_folder

RELEASE = "KQ.G15.000335"


@pytest.fixture
def from_decision(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The land procedure, whose transfer counts from the decision on the release."""
    known = Desk.package_of

    def package_of(self: Desk, connection: Any, key: str, version: int) -> ProcedurePackage:
        package = known(self, connection, key, version)
        parts = tuple(replace(one, from_decision=bool(one.after)) for one in package.procedure.parts)
        return replace(package, procedure=replace(package.procedure, parts=parts))

    monkeypatch.setattr(Desk, "package_of", package_of)
    yield


def decided(house: House, day: str) -> Any:
    dossier = house.accepted()
    house.at(day)
    house.sign(dossier, "release", RELEASE)
    house.decide(dossier, "release", "granted")
    return dossier


def test_a_late_decision_moves_the_limits_behind_it_and_not_the_day_that_was_promised(
    house: House, from_decision: None
) -> None:
    dossier = decided(house, "2026-11-25 08:04")
    seen = house.get(dossier, "an")
    assert seen.promised_at == seen.original_promised_at
    assert seen.promised_at.ToDatetime() < seen.parts[1].due_at.ToDatetime()
    (event,) = house.events("clock.moved")
    assert event.data["part"] == "release" and not event.data.get("ground")
    dues = {one["part"]: one for one in event.data["parts"]}
    assert dues["transfer"]["dueAt"] == seen.parts[1].due_at.ToJsonString() and dues["release"]["decided"]
    assert event.data["dossier"]["promisedAt"] == seen.promised_at.ToJsonString()
    (line,) = [one for one in seen.history if one.type == "clock.moved"]
    assert "ngày 25/11/2026, sau hạn: các phần sau tính từ ngày đó; hẹn trả vẫn là" in line.text.vi
    assert (
        "25 November 2026, after its due day: the parts after it count from that day; the app" in line.text.en
    )


def test_what_is_overdue_stays_so_when_the_part_before_is_decided_at_last(
    house: House, from_decision: None
) -> None:
    """Weeks after the promised day. The agency behind has its whole limit, the applicant the day that was promised."""
    seen = house.get(decided(house, "2026-12-21 09:00"), "an")
    assert seen.promised_at == seen.original_promised_at
    assert seen.promised_at.ToDatetime(UTC) < house.clock.now() < seen.parts[1].due_at.ToDatetime(UTC)


def test_what_stood_still_before_the_decision_was_not_late(house: House, from_decision: None) -> None:
    """Four days later than it was due at first, on the day on which it is due: the promise moves with the limits, as before."""
    dossier = house.accepted()
    house.stop_clock(dossier, "tax", "k-1", part="release")
    house.at("2026-11-27 10:00")
    house.stop_clock(dossier, "tax", "k-1", "close", part="release")
    later = house.get(dossier, "an")
    assert later.promised_at.ToDatetime() > later.original_promised_at.ToDatetime()
    house.sign(dossier, "release", RELEASE)
    house.decide(dossier, "release", "granted")
    seen = house.get(dossier, "an")
    assert seen.promised_at == later.promised_at and seen.parts[1].due_at == later.parts[1].due_at


def test_a_decision_in_time_moves_nothing(house: House, from_decision: None) -> None:
    dossier = decided(house, "2026-11-23 10:00")
    assert not house.events("clock.moved")
    assert house.get(dossier, "an").promised_at == house.get(dossier, "an").original_promised_at


@pytest.mark.parametrize("outcome", ["refused", "withdrawn"])
def test_what_ends_by_the_same_late_decision_is_given_no_new_date(
    house: House, from_decision: None, outcome: str
) -> None:
    dossier = house.accepted()
    house.at("2026-11-25 08:04")
    together = {"release": outcome, "transfer": outcome}
    for part in together:
        house.decide(dossier, part, outcome, reason="Không đủ căn cứ giải quyết.", together=together)
    assert not house.events("clock.moved")
    assert not [one for one in house.get(dossier, "an").history if one.type == "clock.moved"]


def test_where_the_due_day_counts_nothing_moves(house: House) -> None:
    decided(house, "2026-11-25 08:04")
    assert not house.events("clock.moved")


@pytest.fixture
def completing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The land procedure with the ground of the birth procedure that adds 2 working days."""
    known, birth = (
        Desk.package_of,
        load_folder(ROOT / "workflows/ho-tich/khai-sinh-thuong-tru-bhyt").procedure,
    )

    def package_of(self: Desk, connection: Any, key: str, version: int) -> ProcedurePackage:
        package = known(self, connection, key, version)
        grounds = {**package.procedure.grounds, "completion": birth.grounds["completion"]}
        return replace(package, procedure=replace(package.procedure, grounds=grounds))

    monkeypatch.setattr(Desk, "package_of", package_of)
    yield


def test_what_is_asked_for_after_the_due_day_makes_nothing_be_in_time(house: House, completing: None) -> None:
    dossier = house.accepted()
    before = house.get(dossier, "an")
    house.at("2026-12-21 09:00")
    house.stop_clock(dossier, "completion", "k-1")
    seen = house.get(dossier, "an")
    assert (seen.promised_at, [one.due_at for one in seen.parts]) == (
        before.promised_at,
        [one.due_at for one in before.parts],
    )
    (line,) = [one for one in seen.history if one.type == "clock.resumed"]
    assert "đã qua từ 17:00 thứ Sáu 04/12/2026, nên không được thêm ngày; hẹn trả vẫn là" in line.text.vi
    assert "which had passed, so no days are added" in line.text.en


def test_days_are_said_to_be_added_when_they_are(house: House, completing: None) -> None:
    dossier = house.accepted()
    first = house.get(dossier, "an").promised_at.ToJsonString()
    house.stop_clock(dossier, "completion", "k-1")
    longer = house.get(dossier, "an").promised_at.ToJsonString()
    house.stop_clock(dossier, "completion", "k-2")
    seen = house.get(dossier, "an")
    assert seen.promised_at.ToJsonString() == longer > first
    said = [one.text.vi for one in seen.history if one.type == "clock.resumed"]
    name = next(one.name.vi for one in seen.parts if one.key == "transfer")
    assert len(said) == 2 and f"thời hạn phần “{name}” được thêm 02 ngày làm việc, đến" in said[0]
    assert "đã được thêm 02 ngày làm việc trước đó và không thêm nữa, vẫn đến" in said[1]


@pytest.mark.parametrize(("part", "told"), [("release", False), ("transfer", True)])
def test_a_longer_limit_names_the_promised_day_only_where_it_is_that_of_the_part(
    house: House, completing: None, part: str, told: bool
) -> None:
    """Its agency reads the line, and is told of no day that another part moves."""
    dossier = house.accepted()
    house.stop_clock(dossier, "completion", "k-0", part="transfer")
    house.stop_clock(dossier, "completion", "k-1", part=part)
    line = [one.text for one in house.get(dossier, "an").history if one.type == "clock.resumed"][-1]
    assert ("hẹn trả" in line.vi) is told and ("promised for" in line.en) is told


@pytest.mark.parametrize("clock_first", [True, False])
@pytest.mark.parametrize(
    ("day", "stays"), [("2026-12-03 09:00", [False, True]), ("2026-12-21 09:00", [True, True])]
)
def test_who_asks_says_whether_the_limit_gets_longer_by_it(
    house: House, completing: None, day: str, stays: list[bool], clock_first: bool
) -> None:
    """By the second request it was made longer before."""
    dossier = house.accepted()
    house.at(day)
    for number in ("1", "2"):
        wanted = {"stage": "completion", "part": "transfer", "reason": "Thiếu chữ ký."}
        said = (
            lambda number=number: house.stop_clock(dossier, "completion", f"k-{number}"),
            lambda number=number, wanted=wanted: house.throw(
                dossier, "supplement_request", f"m-{number}", **wanted
            ),
        )
        for one in said if clock_first else reversed(said):
            one()
    asked = house.events("dossier.supplement_requested")
    assert [one.data.get("limitStays", False) for one in asked] == stays
