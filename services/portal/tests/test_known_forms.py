# SPDX-License-Identifier: Apache-2.0
"""A form is read once; another text is another form, and what is none is refused every time."""

from __future__ import annotations

import json

import pytest
from motcua_portal.web.known_forms import known_form
from motcua_text import SourceError


def form(label: str) -> str:
    field = {"type": "textfield", "id": "a", "key": "a", "label": label, "properties": {"label_en": "A"}}
    return json.dumps({"type": "default", "id": "x", "schemaVersion": 18, "components": [field]})


def test_the_same_text_is_read_once() -> None:
    first = known_form(form("Một"), "buoc.form")
    assert known_form(form("Một"), "buoc.form") is first
    assert known_form(form("Hai"), "buoc.form") is not first
    assert known_form(form("Hai"), "buoc.form") != first, "the next version of a form"


def test_what_is_no_form_is_refused_every_time() -> None:
    for _ in range(2):
        with pytest.raises(SourceError):
            known_form("{", "buoc.form")
