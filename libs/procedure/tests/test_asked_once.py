# SPDX-License-Identifier: Apache-2.0
"""An agency asks once for the file of its part to be completed; how often stands in its form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from motcua_procedure import load_folder

FORMS = load_folder(Path(__file__).parents[3] / "workflows/ho-tich/khai-sinh-thuong-tru-bhyt").forms
AGENCIES = [
    ("tham-tra-thuong-tru", "residence", ("check_household", "check_address")),
    ("tham-dinh-bhyt", "insurance", ("check_card", "check_clinic")),
]


@pytest.mark.parametrize(("form", "part", "checks"), AGENCIES)
@pytest.mark.parametrize("asked", [{}, {"round": 1}])
def test_a_file_is_asked_to_be_completed_once(
    form: str, part: str, checks: tuple[str, ...], asked: dict[str, Any]
) -> None:
    answers = dict.fromkeys(checks, "fail") | {
        f"{part}_check": "incomplete", f"{part}_asks": "Bổ sung ý kiến đồng ý của chủ hộ.",
    }  # fmt: skip
    given = {f"{part}_{key}": value for key, value in asked.items()}
    _, wrong = FORMS[form].validate(answers, given=given)
    assert list(wrong) == ([f"{part}_check"] if asked else [])
    if asked:
        said = wrong[f"{part}_check"]
        assert "khi “Số lần đã yêu cầu hoàn thiện” là “1”. Hãy chọn lại." in said.vi
        assert said.to("en").endswith("is “1”. Please choose again.")


@pytest.mark.parametrize(("form", "part", "checks"), AGENCIES)
def test_who_asked_once_may_still_grant_or_refuse(form: str, part: str, checks: tuple[str, ...]) -> None:
    given = {f"{part}_round": 1}
    granted = dict.fromkeys(checks, "pass") | {f"{part}_check": "eligible"}
    assert FORMS[form].validate(granted, given=given)[1] == {}
    refused = dict.fromkeys(checks, "fail") | {
        f"{part}_check": "refuse", "refusal_reason": "Chủ hộ không đồng ý.",
    }  # fmt: skip
    assert FORMS[form].validate(refused, given=given)[1] == {}
