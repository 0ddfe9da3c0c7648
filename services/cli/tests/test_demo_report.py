# SPDX-License-Identifier: Apache-2.0
"""The demo's last words: every dossier is counted once, every figure is the seed's and not the machine's, and is told in both
languages; progress also where no bar can be drawn."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from types import SimpleNamespace

import pytest
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_calendar.calendar import calendar_of
from motcua_calendar.hours import OfficeHours
from motcua_cli.demo.commands import _bar, _print, summary
from motcua_cli.demo.report import ENDS, Report, _hours, _late, counts_of, end_of

GRANTED, REFUSED = pb.PART_STATUS_GRANTED, pb.PART_STATUS_REFUSED
WITHDRAWN, STOPPED = pb.PART_STATUS_WITHDRAWN, pb.PART_STATUS_STOPPED


def dossier(status: int, *parts: int, ended: bool = True, accepted: bool = True) -> pb.Dossier:
    made = pb.Dossier(status=status, parts=[pb.Part(status=one) for one in parts])  # type: ignore[arg-type]
    if ended:
        made.finished_at.FromJsonString("2026-11-23T02:00:00Z")
    if accepted:
        made.accepted_at.FromJsonString("2026-11-23T01:00:00Z")
    return made


CASES = [
    (dossier(pb.DOSSIER_STATUS_IN_PROGRESS, pb.PART_STATUS_IN_PROGRESS, REFUSED, ended=False), "running"),
    (dossier(pb.DOSSIER_STATUS_RESULT_READY, GRANTED, ended=False), "running"),
    (dossier(pb.DOSSIER_STATUS_RETURNED, GRANTED, REFUSED), "finished"),
    (dossier(pb.DOSSIER_STATUS_RETURNED, GRANTED, WITHDRAWN), "finished"),
    (dossier(pb.DOSSIER_STATUS_RESULT_READY, REFUSED, REFUSED), "refused"),
    (dossier(pb.DOSSIER_STATUS_RETURNED, REFUSED), "refused"),
    (dossier(pb.DOSSIER_STATUS_INTAKE_REFUSED, pb.PART_STATUS_WAITING, accepted=False), "refused"),
    (dossier(pb.DOSSIER_STATUS_WITHDRAWN, pb.PART_STATUS_WAITING, accepted=False), "withdrawn"),
    (dossier(pb.DOSSIER_STATUS_WITHDRAWN, WITHDRAWN), "withdrawn"),
    (dossier(pb.DOSSIER_STATUS_STOPPED, STOPPED, WITHDRAWN), "stopped"),
]


@pytest.mark.parametrize(("one", "end"), CASES)
def test_a_dossier_has_one_end(one: pb.Dossier, end: str) -> None:
    assert end_of(one) == end


def test_what_became_of_them_adds_up_and_the_rest_is_said_to_be_of_them() -> None:
    counts = counts_of([one for one, _ in CASES])
    assert sum(counts[name] for name in ENDS) == counts["received"] == len(CASES)
    assert (counts["accepted"], counts["refused"], counts["refused_in_part"]) == (8, 3, 2)
    report = SimpleNamespace(counts=counts, days=("2026-11-23", "2026-12-12"), whole=True)
    for line, of_them in zip(summary(report), ("Trong số", "Of these"), strict=True):
        whole, _, some = line.partition(of_them)
        total, *ends = map(int, re.findall(r"(?<![-\d])\d+(?![-\d])", whole.split(": ", 1)[1]))
        assert total == sum(ends) == 10 and len(ends) == len(ENDS)
        assert list(map(int, re.findall(r"\d+", some))) == [10, 8, 0, 2]


def test_where_there_is_no_terminal_each_day_is_a_line_on_stderr(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):  # what rich takes for a terminal
        monkeypatch.delenv(name, raising=False)
    with _bar() as progress:
        for slot in range(12):
            progress(date(2026, 11, 23 + slot // 6), slot, 12)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "23/11/2026: 0 %\n24/11/2026: 50 %\n")


def test_a_terminal_sees_the_bar_and_stdout_stays_clean_for_json() -> None:
    """Whoever writes --json into a file sits in front of a terminal all the same."""
    work = (
        "from datetime import date\nfrom motcua_cli.demo.commands import _bar\n"
        "with _bar() as progress:\n progress(date(2026, 11, 24), 1, 2)"
    )
    seen, terminal = os.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", work], stdout=subprocess.PIPE, stderr=terminal, timeout=120, check=True,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
        )  # fmt: skip
        told = os.read(seen, 100_000).decode()
    finally:
        os.close(terminal)
        os.close(seen)
    assert done.stdout == b"" and "Tue 24/11" in told and "1/2" in told


def step(opened: str, closed: str, due: str) -> work.Task:
    made = work.Task(title=common_pb2.LocalizedText(vi="Ký", en="Sign"))
    made.unit_name.vi, made.unit_name.en = "Xã", "Commune"
    for field, at in (("opened_at", opened), ("closed_at", closed), ("due_at", due)):
        getattr(made, field).FromJsonString(f"2026-11-{at}+07:00")
    return made


def test_no_figure_depends_on_how_fast_the_machine_was() -> None:
    """Opened in the slot of 7:35 and done in that of 11:10 or of the next morning, in a moment or in minutes of the machine."""
    calendar = calendar_of(OfficeHours.of({"mon-fri": ["07:00-17:00"]}))
    demo = SimpleNamespace(calendar=lambda unit: calendar)
    fast = [
        step("25T07:35:00.1", "25T11:10:00.2", "25T11:10:00.1"),
        step("25T07:35:01", "26T07:35:00.5", "25T17:00:00"),
    ]
    slow = [
        step("25T07:35:59", "25T11:16:00", "25T11:10:59"),
        step("25T07:39:00", "26T07:55:00", "25T17:00:00"),
    ]
    assert _hours(demo, fast) == _hours(demo, slow) == {"Ký": (2, 10.0, 10.0)}  # type: ignore[arg-type]
    assert _late(fast) == _late(slow) == {"Xã": (2, 1)}


def test_the_tables_name_agencies_and_steps_in_both_languages(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    report = Report(
        counts=counts_of([]), late={"Xã": (2, 1)}, steps={"Ký": (2, 8.0, 8.0), "Khác": (1, 1.0, 1.0)}, differences=[],
        refusals=[], did={}, days=("2026-11-23", "2026-12-12"), whole=True, english={"Xã": "Commune", "Ký": "Sign"},
    )  # fmt: skip
    _print(report, False)
    told = capsys.readouterr().out
    assert "Xã / Commune" in told and "Ký / Sign" in told and "Khác / " not in told
