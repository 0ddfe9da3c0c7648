# SPDX-License-Identifier: Apache-2.0
"""A form: load the file, give the fields to a template, take the answers.

The browser's own checks are a comfort; these here are the gate. A field hidden by its rule takes no answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua_text import Source, SourceError, Text, read_json

from motcua_procedure import messages
from motcua_procedure.answers import Refused, Value, answer, differs
from motcua_procedure.form_model import INPUTS, Field, FieldView, Option, OptionSources, view
from motcua_procedure.form_read import FormReader

MAX_ANSWERS = 400
MAX_ANSWER_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Form:
    """One form-js form of our subset. `key` is its file name without `.form`."""

    key: str
    components: tuple[Field, ...]

    @classmethod
    def load(cls, content: bytes, file: str) -> Form:
        """Read a form; `file` is its path, whose last part gives the key.

        Raises:
            SourceError: all problems, with line and field.
        """
        return cls.of(read_json(content, file))

    @classmethod
    def of(cls, source: Source) -> Form:
        """As `load`, from a source that is already read."""
        reader = FormReader(source)
        reader.read()
        if reader.problems:
            raise SourceError(sorted(reader.problems, key=lambda problem: problem.line))
        key = source.file.rpartition("/")[2].removesuffix(".form")
        return cls(key, tuple(reader.fields))

    def inputs(self) -> tuple[Field, ...]:
        """The fields that take an answer."""
        return tuple(field for field in self.components if field.type in INPUTS)

    def option_sources(self) -> frozenset[str]:
        """Names of the option sources that `fields` and `validate` must be given."""
        return frozenset(field.options_from for field in self.components if field.options_from)

    def fields(self, language: str = "vi", sources: OptionSources | None = None) -> tuple[FieldView, ...]:
        """All components in order, prepared for a template. KeyError when an option source is missing."""
        return tuple(view(field, language, _options(field, sources)) for field in self.components)

    def given(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Those facts of a process that this form shows or starts with, by field key; nothing else is to be handed out."""
        wanted = (field.key for field in self.inputs() if field.readonly or field.prefill)
        return {key: facts[key] for key in wanted if facts.get(key) is not None}

    def validate(
        self,
        answers: Mapping[str, Any],
        sources: OptionSources | None = None,
        given: Mapping[str, Any] | None = None,
        *,
        today: date | None = None,
    ) -> tuple[dict[str, Value], dict[str, Text]]:
        """Clean answers and what is wrong, by field. Take the clean answers only when nothing is wrong.

        `today` is the day of the business clock, which forms with dates relative to it need (ValueError without).
        `given` is what readonly fields hold (see the method of that name); what was sent for them is not looked at.

        `answers` is what a page or client sent: text, lists of text (checklist), or JSON values. Texts come out
        in NFC and trimmed, numbers as int or float, dates as ISO text, checkboxes as bool, checklists as a list.
        Fields without an answer are left out, except checkboxes and checklists. The error key "" holds what
        concerns no single field.
        """
        if len(answers) > MAX_ANSWERS or _size(answers) > MAX_ANSWER_BYTES:
            return {}, {"": messages.TOO_MUCH}
        known = {field.key for field in self.inputs()}
        errors = {key: messages.UNKNOWN.format(key=_printable(key)) for key in answers if key not in known}
        clean: dict[str, Value] = {}
        gone = messages.NOTHING
        for field in self.components:
            if field.hidden is not None and field.hidden.holds(clean):
                gone = field.label if field.type == "group" else gone
                continue
            if field.type not in INPUTS or (gone.vi and field.group == gone):
                continue
            if field.readonly:
                if (shown := (given or {}).get(field.key)) is not None:
                    clean[field.key] = shown
                continue
            self._take(field, answers.get(field.key), sources, clean, errors, today)
        self._compare(clean, errors)
        return clean, errors

    def result(self, clean: Mapping[str, Value], what: str) -> Value | None:
        """What the answers say about the signed result of the step, as "copies"; None where no field does."""
        keys = (field.key for field in self.inputs() if field.result == what)
        return next((clean[key] for key in keys if key in clean), None)

    def _compare(self, clean: Mapping[str, Value], errors: dict[str, Text]) -> None:
        """Numbers that are to be what a readonly field shows; after all answers, as the tick may stand below."""
        labels = {field.key: field.label for field in self.inputs()}
        for field in self.inputs():
            equal = field.rules.equal
            if equal is None or field.key in errors or clean.get(equal.unless) is True:
                continue
            tick = labels[equal.unless] if equal.unless else None
            wanted = clean.get(equal.field)
            if (refused := differs(clean.get(field.key), wanted, labels[equal.field], tick)) is not None:
                errors[field.key] = refused.message

    def facts(self, clean: Mapping[str, Value]) -> dict[str, Value]:
        """Those clean answers that go to the engine as routing facts; the others stay with the dossier."""
        fields = (field for field in self.inputs() if field.fact and not field.readonly)
        return {field.key: clean[field.key] for field in fields if field.key in clean}

    def _take(
        self,
        field: Field,
        raw: Any,
        sources: OptionSources | None,
        clean: dict[str, Value],
        errors: dict[str, Text],
        today: date | None,
    ) -> None:
        try:
            value = answer(field, raw, {option.value: option for option in _options(field, sources)}, today)
        except Refused as refused:
            errors[field.key] = refused.message
        else:
            if value is not None:
                clean[field.key] = value


def _options(field: Field, sources: OptionSources | None) -> tuple[Option, ...]:
    if not field.options_from:
        return field.options
    return (*field.options, *(sources or {})[field.options_from])


def _size(answers: Mapping[str, Any]) -> int:
    return len(json.dumps(dict(answers), default=str))


def _printable(key: object) -> str:
    return "".join(char for char in str(key)[:40] if char.isprintable() and char not in "{}")
