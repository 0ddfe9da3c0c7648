# SPDX-License-Identifier: Apache-2.0
"""What an officer types into a step form is held to the kinds of its fields, as the applicant's own form is."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from motcua_assignment.app.forms import StepForm
from motcua_procedure import Form

_FIELDS = {"heir_name": "person_name", "heir_id": "identity_number", "heir_phone": "phone"}
SOURCE = json.dumps(
    {
        "type": "default",
        "components": [
            {
                "type": "textfield",
                "key": key,
                "label": key,
                "properties": {"label_en": key, "kind": kind},
            }
            for key, kind in _FIELDS.items()
        ],
    }
)
STEP = StepForm(Form.load(SOURCE.encode(), "forms/buoc.form"), SOURCE, {})
GOOD = {"heir_name": "K' Tèo", "heir_id": "099190004321", "heir_phone": "0912345678"}


@pytest.mark.parametrize(
    ("wrong", "places"),
    [
        ({}, []),
        ({"heir_name": "Lý \U0001f642 Mua"}, ["answers.heir_name"]),
        ({"heir_id": "999999999999"}, ["answers.heir_id"]),
        ({"heir_id": 99190004321}, ["answers.heir_id"]),
        ({"heir_phone": "00000000"}, ["answers.heir_phone"]),
    ],
)
def test_a_step_takes_no_name_and_no_number_of_nobody(wrong: dict[str, Any], places: list[str]) -> None:
    clean, errors = STEP.check({**GOOD, **wrong}, {}, date(2026, 11, 23))
    assert [(one.field, one.code) for one in errors] == [(place, "ANSWER_INVALID") for place in places]
    assert errors or clean == GOOD
