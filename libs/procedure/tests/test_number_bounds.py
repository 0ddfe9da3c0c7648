# SPDX-License-Identifier: Apache-2.0
"""Bounds of a number are told as readers of each language write numbers; a parcel number says what it takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from motcua_procedure import Form, Option
from motcua_text import Text

LAND = Path(__file__).parents[3] / "workflows" / "dat-dai" / "xoa-the-chap-va-chuyen-nhuong" / "forms"


def said(typed: str, **bounds: float) -> tuple[str, str]:
    number: dict[str, Any] = {
        "type": "number", "id": "field_area", "key": "area", "label": "Diện tích", "decimalDigits": 1,
        "validate": bounds, "properties": {"label_en": "Area"},
    }  # fmt: skip
    form = Form.load(json.dumps({"type": "default", "id": "x", "components": [number]}).encode(), "x.form")
    _, errors = form.validate({"area": typed})
    return errors["area"].vi, errors["area"].to("en")


@pytest.mark.parametrize(
    ("typed", "bounds", "vi", "en"),
    [
        (
            "0",
            {"min": 0.1, "max": 10_000_000},
            "Số này phải từ 0,1 đến 10.000.000.",
            "This must be between 0.1 and 10,000,000.",
        ),
        ("0", {"min": 2.5}, "Số này phải từ 2,5 trở lên.", "This must be 2.5 or more."),
        ("9.999", {"max": 1234.5}, "Số này không được quá 1.234,5.", "This must not be more than 1,234.5."),
    ],
)
def test_bounds_are_written_as_readers_write_them(
    typed: str, bounds: dict[str, float], vi: str, en: str
) -> None:
    assert said(typed, **bounds) == (vi, en)


@pytest.mark.parametrize("key", ["parcel_no", "map_no"])
@pytest.mark.parametrize(("typed", "fits"), [("1234567", False), ("0", False), ("123456", True), ("7", True)])
def test_a_parcel_number_says_what_it_takes(key: str, typed: str, fits: bool) -> None:
    form = Form.load((LAND / "nop-ho-so.form").read_bytes(), "nop-ho-so.form")
    _, errors = form.validate({key: typed}, {"communes": [Option("suoi_trong", Text("Suối Trong"))]})
    assert (key not in errors) is fits
    assert fits or "có từ 1 đến 6 chữ số và không bắt đầu bằng số 0" in errors[key].vi
