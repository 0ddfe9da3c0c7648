# SPDX-License-Identifier: Apache-2.0
"""What doctor says of procedures that were not published, of the law in force, and of a year whose days off nobody knows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from motcua_calendar import use_days
from motcua_calendar.clock import LEGAL_ZONE
from motcua_calendar.national import announced_until
from motcua_cli import running
from motcua_cli.doctor import audit, checks
from motcua_cli.doctor.check import Check, Level
from motcua_intake.domain.law import read_law


def test_each_folder_that_was_not_published_is_a_warning() -> None:
    found = list(checks._procedures({"refused": ["workflows/a: its key is b", "workflows/c cannot be read"]}))

    assert [check.level for check in found] == [Level.WARNING, Level.WARNING]
    assert "workflows/a: its key is b" in found[0].message
    assert "procedure publish" in found[0].hint
    assert list(checks._procedures({})) == []


def test_the_next_year_is_asked_for_from_december_on() -> None:
    known = announced_until()

    assert list(checks._days_off(datetime(known, 11, 30, 12, tzinfo=LEGAL_ZONE))) == []
    early = list(checks._days_off(datetime(known, 12, 1, 8, tzinfo=LEGAL_ZONE)))
    late = list(checks._days_off(datetime(known + 1, 3, 1, 8, tzinfo=LEGAL_ZONE)))
    assert [check.level for check in early + late] == [Level.NOTE, Level.NOTE]
    assert all(str(known + 1) in check.message for check in early + late)


def test_rows_of_the_audit_that_nobody_seals_are_an_error_of_their_service() -> None:
    (fine,) = audit.told({"intake": (3, 0.4), "workflow": (0, 0.0)})
    (late,) = audit.told({"intake": (3, 61.2), "workflow": (0, 0.0)})
    assert (fine.level, late.level) == (Level.OK, Level.ERROR)
    assert "3 rows of intake" in late.message and "61 s" in late.message and "audit-intake" in late.hint


@pytest.mark.parametrize(
    ("operators", "asked", "who"),
    [
        (["phuc"], "", "phuc"),
        (["phuc", "lan"], "lan", "lan"),
        (["phuc", "lan"], "", "Say with --as which operator acts. Operators: phuc, lan."),
        (["phuc"], "khanh", "khanh is no operator here. Operators: phuc."),
    ],
)
def test_another_try_is_made_in_the_name_of_one_operator(operators: list[str], asked: str, who: str) -> None:
    people = [{"user": "khanh", "roles": ["designer"]}] + [
        {"user": one, "roles": ["operator"]} for one in operators
    ]
    try:
        found = running.operator({"people": people}, asked)
    except running.NoSuchPerson as error:
        found = str(error)
    assert found == who


ROWS = "rows:\n  - {date: 2031-07-07, kind: rest, name: {vi: Nghỉ, en: Off}, basis: Văn bản 1}\n"


def test_doctor_tells_which_days_off_are_in_force_and_until_when(tmp_path: Path) -> None:
    path = tmp_path / "days.yaml"
    path.write_text(ROWS, encoding="utf-8")
    try:
        used = use_days(path)
        run = {"organisation": "/o.yaml", "days": {"file": str(path), "rows": 1, "sha256": used.sha256}}
        organisation, days = checks.look_at_rules(run)
        assert "/o.yaml" in organisation.message and days.level is Level.OK
        assert f"{path} (1 rows)" in days.message and "end of 2031" in days.message
        path.write_text(ROWS.replace("2031", "2032"), encoding="utf-8")
        assert [one.level for one in checks.look_at_rules(run)] == [Level.OK, Level.WARNING]
        path.write_text("rows: 1", encoding="utf-8")
        broken = list(checks.look_at_rules(run))[-1]
        assert broken.level is Level.ERROR and f"{path}:1" in broken.message
        alone = list(checks.look_at_rules({"days": {"file": "", "rows": 0, "sha256": ""}}))
        assert [one.level for one in alone] == [Level.OK] and "ships alone" in alone[0].message
    finally:
        use_days(None)


LAW = """apologies:
  - valid: {from: 2027-01-01}
    draft_before: 2
    times: 2
    most_days: 20
    proposed_days: 5
    legal_basis: [{document: Nghị định 1, valid: {from: 2027-01-01}}]
"""


def test_doctor_tells_which_law_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "law.yaml"
    path.write_text(LAW, encoding="utf-8")
    run = {"law": {"file": str(path), "rows": 1, "sha256": read_law(path).sha256}}

    def said() -> Check:
        return next(one for one in checks.look_at_rules(run) if one.area == "law")

    assert said().level is Level.OK and f"{path} (1 rows)" in said().message
    path.write_text(LAW.replace("times: 2", "times: 3"), encoding="utf-8")
    assert said().level is Level.WARNING
    path.write_text(LAW.replace("times: 2", "times: 99"), encoding="utf-8")
    assert said().level is Level.ERROR and f"{path}:4" in said().message
    path.unlink()
    assert said().level is Level.ERROR
    run["law"] = {"file": "", "rows": 0, "sha256": ""}
    assert said().level is Level.OK and "ships alone" in said().message
