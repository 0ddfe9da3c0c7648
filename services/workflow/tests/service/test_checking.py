# SPDX-License-Identifier: Apache-2.0
"""Folders are checked in a child process: what needs too much ends there, and nobody's work goes on unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from motcua_calendar import use_days
from motcua_organisation import load_organisation
from motcua_procedure import read_folder
from motcua_rpc import Cancelled
from motcua_workflow.app.checking import Checker
from motcua_workflow.engine.check.examples import build
from motcua_workflow.errors import BadPackage, TooCostly
from workflow_harness import COPIES, COPIES_KEY, ORGANISATION, folder

WORKFLOWS = ORGANISATION.parents[2] / "workflows"


def _new() -> dict[str, bytes]:
    """A good folder that was not checked yet: what was found good is not checked again."""
    return folder(COPIES) | {"README.md": uuid4().hex.encode()}


def test_a_good_folder_is_told_by_key_and_codes(checker: Checker) -> None:
    package, findings = checker.check(_new())
    assert (package.key, package.codes) == (COPIES_KEY, ("2.000815",))
    assert [one for _, one in findings if one.severity == "error"] == []


def test_what_is_no_folder_is_refused_and_the_next_one_is_checked(checker: Checker) -> None:
    with pytest.raises(BadPackage):
        checker.check({"procedure.yaml": b"\xff"})
    assert checker.check(_new())[0].key == COPIES_KEY


def test_a_check_that_computes_too_long_is_ended_and_said() -> None:
    short = Checker(load_organisation(ORGANISATION), cpu_seconds=0.01)
    try:
        for _ in range(2):  # the second one gets a child of its own
            with pytest.raises(TooCostly):
                short.check(_new())
    finally:
        short.close()


def test_nothing_is_computed_for_a_caller_who_has_gone(checker: Checker) -> None:
    checker.check(_new())
    child = checker._child
    assert child is not None
    looks = iter((True, False))
    slow = folder(COPIES) | {"process.bpmn": _slow()}
    with pytest.raises(Cancelled):
        checker.check(slow, lambda: next(looks, False))
    assert child.poll() is not None, "the work has ended with the caller"
    assert checker.check(_new())[0].key == COPIES_KEY


def test_a_child_that_went_away_is_replaced(checker: Checker) -> None:
    checker.check(_new())
    child = checker._child
    assert child is not None
    child.kill()
    child.wait()
    assert checker.check(_new())[0].key == COPIES_KEY


def test_what_was_found_good_is_not_checked_again_and_what_was_not_is(checker: Checker) -> None:
    good, bad = _new(), _new() | {"forms/a.form": b"{}"}
    found = checker.check(good)
    with pytest.raises(BadPackage):
        checker.check(bad)
    wrong = good | {"process.bpmn": good["process.bpmn"].replace(b"motcua:role=", b"role=")}
    assert [one for _, one in checker.check(wrong)[1] if one.severity == "error"]
    checker.close()
    assert checker.check(dict(reversed(good.items()))) == found
    assert checker._child is None, "nothing was computed"
    with pytest.raises(BadPackage):
        checker.check(bad)
    checker.close()
    checker.check(wrong)
    assert checker._child is not None, "computed again"


def _slow() -> bytes:
    """A drawing whose check takes longer than two looks at the caller."""
    tasks = "".join(f'<scriptTask id="t{n}"><script>x{n} = {n}</script></scriptTask>' for n in range(1_900))
    return build(tasks, "s e").encode()


@pytest.fixture
def stormy(tmp_path: Path) -> Iterator[None]:
    """An operator's file that makes nearly every day of two years a day off."""
    path = tmp_path / "days.yaml"
    days = (date(2026, 1, 1) + timedelta(days=number) for number in range(730))
    said = "name: {vi: Nghỉ, en: Off}, basis: Thử"
    rows = [f"  - {{date: {day}, kind: rest, {said}}}" for day in days if day.day > 1]
    path.write_text("\n".join(["rows:", *rows]) + "\n")
    use_days(path)
    yield
    use_days(None)


@pytest.mark.usefixtures("stormy")
@pytest.mark.parametrize(
    "path", sorted(WORKFLOWS.glob("*/*/procedure.yaml")), ids=lambda path: path.parent.name
)
def test_days_off_of_one_place_refuse_no_procedure_that_ships(path: Path) -> None:
    """Scenarios say what the law asks for and are dated by the days that ship, also in the child process."""
    package = read_folder(path.parent)
    made = Checker(load_organisation(ORGANISATION))
    try:
        assert [one for _, one in made.check(package)[1] if one.severity == "error"] == []
    finally:
        made.close()


@pytest.mark.usefixtures("stormy")
def test_a_day_that_only_the_days_off_of_one_place_make_right_is_refused(checker: Checker) -> None:
    files = _new()
    name = "scenarios/chung-thuc.yaml"
    moved = files[name].replace(b'promised: "2026-11-23"', b'promised: "2026-12-01"')
    found = {one.code for _, one in checker.check(files | {name: moved})[1]}
    assert moved != files[name] and found == {"scenario-expected"}
