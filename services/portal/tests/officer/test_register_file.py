# SPDX-License-Identifier: Apache-2.0
"""The register as a file for spreadsheets: accents survive, and nothing that people typed runs as a formula."""

from __future__ import annotations

import csv
import io

import pytest
from motcua_portal.pages import register


@pytest.mark.parametrize("typed", ["=1+1", "+84 912", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_becomes_a_text(typed: str) -> None:
    assert register._csv([typed]).decode().lstrip('"').startswith("'")


@pytest.mark.parametrize(
    "typed", ["Nguyễn Văn An", 'Công ty "Ánh Sáng", Sơn Hà', "01/TNHS", "02000000901", ""]
)
def test_anything_else_is_read_back_as_it_was_typed(typed: str) -> None:
    assert next(csv.reader(io.StringIO(register._csv([typed, "x"]).decode()))) == [typed, "x"]
