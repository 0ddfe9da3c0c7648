# SPDX-License-Identifier: Apache-2.0
"""What an answer that was left empty counts as is said by the form, in the one word that there is for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from motcua_procedure import Form
from motcua_text import SourceError


def form(kind: str, when_empty: str) -> Form:
    component: dict[str, Any] = {
        "type": kind, "id": "a", "key": "a", "label": "A", "properties": {"label_en": "A", "whenEmpty": when_empty},
    }  # fmt: skip
    content = {"type": "default", "components": [component]}
    return Form.load(json.dumps(content).encode(), "forms/a.form")


def test_an_address_left_empty_may_be_the_applicants() -> None:
    known = form("textfield", "applicant_address")
    assert known.when_empty("a") == "applicant_address"
    assert known.when_empty("b") == ""
    assert known.validate({"a": ""})[1] == {}, "it stays an answer that may be left empty"


@pytest.mark.parametrize(
    ("kind", "named"), [("textfield", "owner_address"), ("number", "applicant_address"), ("textfield", " ")]
)
def test_anything_else_is_refused_on_its_line(kind: str, named: str) -> None:
    with pytest.raises(SourceError) as refused:
        form(kind, named)
    (problem,) = refused.value.problems
    assert "empty answer" in problem.message and "applicant_address" in problem.hint
