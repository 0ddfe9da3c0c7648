# SPDX-License-Identifier: Apache-2.0
"""Fills in any form by its own rules. In the shipped procedures, as in most forms, the first choice is the one that goes on."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from motcua_procedure import Form
from motcua_procedure.form_model import CHOICES, INPUTS, Field

from motcua_cli.actors import LAND_ANSWERS, LAND_STEPS
from motcua_cli.birth import BIRTH_ANSWERS

REASON = "Qua kiểm tra, hồ sơ mô phỏng chưa đáp ứng một nội dung theo quy định."
KNOWN: dict[str, Any] = {
    **BIRTH_ANSWERS,
    **LAND_ANSWERS,
    **{key: value for step in LAND_STEPS.values() for key, value in step.items()},
    "applicant_name": "Nguyễn Thị Ánh Nguyệt",
    "applicant_id": "099185001234",
    "document_name": "Bằng tốt nghiệp trung học phổ thông",
    "issued_by": "Sở Giáo dục và Đào tạo",
    "document_language": "vi",
    "pages": 2,
    "copies": 3,
    "pages_checked": 2,
    "personal_number": "099226001234",
}
"""Answers of the shipped forms by field, where a plausible one cannot be told from the field's rules."""


class Filler:
    """Fills one form once. `given`: what readonly fields hold; `turn`: a decision is to go another way than on."""

    def __init__(self, form: Form, given: Mapping[str, Any], today: date, known: Mapping[str, Any]) -> None:
        self._form = form
        self._given = given
        self._today = today
        self._known = {**KNOWN, **known}

    def fill(self, turn: random.Random | None) -> dict[str, Any]:
        """Answers for every field that is asked."""
        decision = self._decision(turn)
        answers: dict[str, Any] = dict(decision)
        shown = dict(self._given) | decision
        gone = None
        for field in self._form.components:
            if field.hidden is not None and field.hidden.holds(shown):
                gone = field.label if field.type == "group" else gone
                continue
            if field.type not in INPUTS or field.readonly or (gone is not None and field.group == gone):
                continue
            if field.key not in answers and (value := self._value(field, shown)) is not None:
                answers[field.key] = value
            if field.key in answers:
                shown[field.key] = answers[field.key]
        return self._agree(answers, set(decision))

    def _decision(self, turn: random.Random | None) -> dict[str, Any]:
        """Another way than on: of the form's routing choice, one of the other options."""
        routing = [
            one for one in self._form.inputs() if one.fact and one.type == "radio" and len(one.options) > 1
        ]
        if turn is None or not routing:
            return {}
        return {routing[0].key: turn.choice(routing[0].options[1:]).value}

    def _value(self, field: Field, shown: Mapping[str, Any]) -> Any:
        rules = field.rules
        if rules.equal is not None and rules.equal.field in shown:
            return shown[rules.equal.field]
        if field.type in CHOICES:
            return self._choice(field)
        if field.type == "checkbox":
            return True if rules.required else None
        if field.key in self._known:
            return self._dated(self._known[field.key])
        return self._plain(field) if rules.required else None

    def _choice(self, field: Field) -> Any:
        known = self._known.get(field.key)
        values = [one.value for one in field.options]
        if field.type == "checklist":
            papers = [one for one in (known if isinstance(known, list) else values) if one][:1]
            return papers if field.rules.required else None
        if values and known not in values:
            return values[0] if field.rules.required or field.fact else None
        return known

    def _dated(self, value: Any) -> Any:
        days = {"today": self._today, "today+30d": self._today + timedelta(days=30)}
        return days[value].isoformat() if isinstance(value, str) and value in days else value

    def _plain(self, field: Field) -> Any:
        """Something that the field's own rules allow."""
        rules = field.rules
        if field.type == "number":
            return max(1, int(rules.minimum or 1))
        if field.type == "date":
            return self._today.isoformat()
        text = REASON if (rules.min_length or 0) >= 5 or field.type == "textarea" else "12/MP"
        return text[: rules.max_length]

    def _agree(self, answers: dict[str, Any], decided: set[str]) -> dict[str, Any]:
        """Checks agree with the decision: all met when it goes on, one not met when a ground is asked for."""
        by_key = {one.key: one for one in self._form.inputs()}
        for field in self._form.inputs():
            must = field.rules.must
            if must is None or not must.when.holds(answers) or answers.get(field.key) in (None, *must.values):
                continue
            if field.key in decided and (other := by_key[must.when.field].options):
                answers[must.when.field] = other[-1].value
            else:
                answers[field.key] = must.values[0]
        for field in self._form.inputs():
            needs = field.rules.needs
            if (
                needs
                and needs.when.holds(answers)
                and not any(answers.get(one) == needs.value for one in needs.others)
            ):
                answers[needs.others[0]] = needs.value
        return answers
