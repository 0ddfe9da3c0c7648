# SPDX-License-Identifier: Apache-2.0
"""The register as a file for spreadsheets: accents survive, and nothing that people typed runs as a formula."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from desk_harness import text_of
from motcua.intake.v1 import law_papers_pb2 as law
from motcua_portal.pages import register


@pytest.mark.parametrize("typed", ["=1+1", "+84 912", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_becomes_a_text(typed: str) -> None:
    assert register._csv([typed]).decode().lstrip('"').startswith("'")


@pytest.mark.parametrize(
    "typed", ["Nguyễn Văn An", 'Công ty "Ánh Sáng", Sơn Hà', "01/TNHS", "02000000901", ""]
)
def test_anything_else_is_read_back_as_it_was_typed(typed: str) -> None:
    assert next(csv.reader(io.StringIO(register._csv([typed, "x"]).decode()))) == [typed, "x"]


def test_a_refusal_is_a_result_that_waits_or_went_out(desk: Any) -> None:
    """Brought on paper it waits for the person; filed online it was delivered on the dossier's page, and nothing waits."""
    for number, state in (
        ("01/TNHS", law.RegisterLine.DOSSIER_STATE_OPEN),
        ("02/TNHS", law.RegisterLine.DOSSIER_STATE_ENDED),
    ):
        line = law.RegisterLine(number=number, code=f"H99.101-261127-{number[:2]}", state=state)
        line.note.vi = f"Từ chối, số {number[:2]}/TCGQ"
        for one in (line.accepted_at, line.promised_at, line.result_at):
            one.FromJsonString("2026-11-27T02:00:00Z")
        desk.intake.registered.append(line)
    browser = desk.browser("mai", "window_clerk", unit="suoi_trong")
    waits, ended = text_of(browser.get("/so-theo-doi")).split("02/TNHS")
    assert "Từ chối, số 01/TCGQ" in waits and "Chờ trả" in waits
    assert "Từ chối, số 02/TCGQ" in ended and "Đã kết thúc" in ended and "Chờ trả" not in ended
    saved = list(csv.reader(io.StringIO(browser.get("/so-theo-doi.csv").text)))
    assert [(one[11], one[14]) for one in saved[1:]] == [
        ("2026-11-27 09:00", "Từ chối, số 01/TCGQ"), ("2026-11-27 09:00", "Từ chối, số 02/TCGQ"),
    ]  # fmt: skip
