# SPDX-License-Identifier: Apache-2.0
"""Times in `--json` outputs are RFC 3339, with a zone; what has none is no moment."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import typer
from motcua.common.v1 import common_pb2
from motcua_calendar.clock import LEGAL_ZONE
from motcua_cli import incidents, running
from motcua_cli.doctor import failures, report
from motcua_cli.doctor.check import Check, Level
from motcua_cli.machine_readable import json_line

RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
AT = datetime(2026, 11, 23, 9, 5, 7, 120_000, tzinfo=LEGAL_ZONE)


def failed() -> failures.Failure:
    one = common_pb2.Failure(id="1", state="open", message="x")
    one.first_at.FromDatetime(AT)
    one.last_at.FromDatetime(AT)
    return failures.read("workflow", one)


def check(found: dict[str, str]) -> None:
    for name in ("since", "last"):
        assert RFC_3339.fullmatch(found[name]), found[name]
        assert datetime.fromisoformat(found[name]) == AT


def test_incident_list(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    @contextmanager
    def system(var: Path, user: str | None = None) -> Iterator[None]:
        yield None

    monkeypatch.setattr(incidents, "system", system)
    monkeypatch.setattr(failures, "list_failures", lambda *_: ([failed()], {}))
    monkeypatch.setattr(running, "read_run", lambda _: {"http": "http://127.0.0.1:1"})
    with pytest.raises(typer.Exit) as ended:
        incidents.list_(Path("var"), False, True)
    assert ended.value.exit_code == 1
    check(json.loads(capsys.readouterr().out)["failures"][0])


def test_doctor(capsys: pytest.CaptureFixture[str]) -> None:
    report.running([Check("a", Level.OK, "b")], [failed()], pages="", ok=False, as_json=True)
    said = json.loads(capsys.readouterr().out)
    check(said["failures"][0])
    assert said["checks"][0]["level"] == "ok"


def test_what_json_has_not_is_no_text_by_chance() -> None:
    for value in (datetime(2026, 11, 23, 9), Path("x")):
        with pytest.raises(TypeError, match="cannot be written"):
            json_line({"value": value})
