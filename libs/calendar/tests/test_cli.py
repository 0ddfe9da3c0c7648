# SPDX-License-Identifier: Apache-2.0
"""Tests `clock due` as it is typed: answers, JSON, sentences, exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from motcua_calendar import use_days
from motcua_calendar.cli import clock_app, create_clock_app
from motcua_calendar.errors import ClockError
from motcua_calendar.hours import OfficeHours
from typer import Typer
from typer.testing import CliRunner

EARLY = {"xa-1": OfficeHours.of({"mon-fri": ["07:30-12:00", "13:00-16:30"]})}
RECEIVED = ["--received", "2026-06-01T09:00"]


def run(*options: str, app: Typer = clock_app) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["due", *options])
    return result.exit_code, result.stdout, result.stderr


def test_json_is_one_line_with_due_and_steps() -> None:
    code, out, err = run("--received", "2026-04-29T15:10", "--limit", "3wd", "--json")
    answer = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert list(answer) == ["due", "steps"]
    assert answer["due"] == "2026-05-06T17:00+07:00"
    assert answer["steps"][0] == "Nhận lúc 15:10 thứ Tư 29/04/2026."


def test_text_is_vietnamese_unless_asked() -> None:
    _, vietnamese, _ = run(*RECEIVED, "--limit", "1wd")
    _, english, _ = run(*RECEIVED, "--limit", "1wd", "--lang", "en")
    assert vietnamese.startswith("Hạn trả: 17:00 thứ Ba 02/06/2026 (2026-06-02T17:00+07:00)\n  1. Nhận lúc")
    assert english.startswith("Due: 17:00 Tuesday 2 June 2026 (2026-06-02T17:00+07:00)\n  1. Received at")


def test_every_option_reaches_the_clock() -> None:
    options = [
        "--limit",
        "3wd",
        "--pause",
        "2026-06-03T10:00/2026-06-04T09:00",
        "--pause",
        "2026-06-05T10:00/2026-06-08T09:00",
    ]
    # Restarted Tue 2; Wed 3 paused, Thu 4 (1), Fri 5 paused, Mon 8 (2), Tue 9 excluded, Wed 10 (3).
    options += ["--exclude", "2026-06-09T08:00/2026-06-09T18:00", "--restart", "2026-06-02T08:00", "--json"]
    code, out, _ = run(*RECEIVED, *options)
    assert (code, json.loads(out)["due"]) == (0, "2026-06-10T17:00+07:00")


def test_hours_of_a_unit() -> None:
    app = create_clock_app(EARLY.__getitem__)
    code, out, _ = run(*RECEIVED, "--limit", "1wd", "--unit", "xa-1", "--json", app=app)
    assert (code, json.loads(out)["due"]) == (0, "2026-06-02T16:30+07:00")


def test_unknown_unit_is_a_sentence() -> None:
    def refuse(key: str) -> OfficeHours:
        raise ClockError("UNIT_UNKNOWN", f"Không có đơn vị {key}.", f"There is no unit {key}.")

    missing = ["--limit", "1wd", "--unit", "xa-9"]
    assert run(*RECEIVED, *missing)[2] == (
        "--unit: chưa có danh mục đơn vị; bỏ tùy chọn này để dùng giờ làm việc mặc định.\n"
    )
    for app in (create_clock_app(EARLY.__getitem__), create_clock_app(refuse)):
        code, out, err = run(*RECEIVED, *missing, app=app)
        assert (code, out) == (2, "")
        assert "xa-9" in err and err.count("\n") == 1


@pytest.mark.parametrize(
    "options",
    [
        ["--received", "2026-06-01", "--limit", "3wd"],
        ["--received", "2026-06-31T09:00", "--limit", "3wd"],
        ["--received", "0001-01-01T00:00Z", "--limit", "3wd"],
        ["--received", "9999-12-31T23:59-12:00", "--limit", "3wd"],
        ["--received", "yesterday", "--limit", "3wd"],
        [*RECEIVED, "--limit", "3"],
        [*RECEIVED, "--limit", "sameday", "--cutoff", "25:00"],
        [*RECEIVED, "--limit", "3wd", "--cutoff", "3pm"],
        [*RECEIVED, "--limit", "3wd", "--pause", "2026-06-02T09:00"],
        [*RECEIVED, "--limit", "3wd", "--pause", "2026-06-02T09:00/"],
        [*RECEIVED, "--limit", "3wd", "--pause", "2026-06-03T09:00/2026-06-02T09:00"],
        [*RECEIVED, "--limit", "3wd", "--pause", "2026-05-03T09:00/2026-06-02T09:00"],
        ["--received", "9999-12-31T15:10", "--limit", "3wd"],
        [*RECEIVED, "--limit", "3wd", "--restart", "2026-05-01T09:00"],
        [*RECEIVED, "--limit", "3wd", "--count", "now"],
        ["--received", "1999-06-01T09:00", "--limit", "3wd"],
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_bad_input_is_one_sentence_and_exit_code_2(options: list[str], language: str) -> None:
    code, out, err = run(*options, "--json", "--lang", language)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and err.endswith(".\n")


def test_what_stands_still_twice_stands_still_once() -> None:
    """Tuesday to Thursday paused, Wednesday to Friday excluded: by hand, Tuesday, Wednesday and Thursday do not count; the
    days are Friday 5, Monday 8 and Tuesday 9 June."""
    pause, exclude = "2026-06-02T10:00/2026-06-04T09:00", "2026-06-03T10:00/2026-06-05T09:00"
    options = ["--received", "2026-06-01T08:00", "--limit", "3wd", "--pause", pause, "--exclude", exclude]
    code, out, _ = run(*options, "--json")

    assert code == 0
    assert json.loads(out)["due"] == "2026-06-09T17:00+07:00"


def test_missing_option_is_exit_code_2() -> None:
    assert run("--limit", "3wd")[0] == 2


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "ours.yaml"
    monkeypatch.setenv("MOTCUA_DAYS", str(path))
    yield path
    use_days(None)


def test_days_of_the_operator_count_as_in_the_running_system(ours: Path) -> None:
    ours.write_text(
        "rows:\n  - {date: 2026-06-02, kind: rest, name: {vi: Nghỉ bão, en: Storm}, basis: Công điện 1}\n"
    )
    code, out, err = run(*RECEIVED, "--limit", "1wd")
    assert (code, err) == (0, "") and out.startswith("Hạn trả: 17:00 thứ Tư 03/06/2026") and "Nghỉ bão" in out


def test_a_table_of_days_that_is_wrong_is_told_by_file_and_line(ours: Path) -> None:
    ours.write_text("rows:\n  - {date: 2026-06-02, kind: rest}\n")
    code, out, err = run(*RECEIVED, "--limit", "1wd", "--lang", "en")
    assert (code, out) == (2, "") and err.startswith(f"Table of days: {ours}:2: ")
    ours.unlink()
    code, out, err = run(*RECEIVED, "--limit", "1wd")
    assert (code, out) == (2, "") and str(ours) in err and "không đọc được" in err
