# SPDX-License-Identifier: Apache-2.0
"""A form: load the file, give the fields to a template, take the answers.

The browser's own checks are a comfort; these here are the gate. A field hidden by its rule takes no answer.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua_text import Source, SourceError, Text, Unfit, read_json

from motcua_procedure import kinds, messages
from motcua_procedure.across import Across, not_asked
from motcua_procedure.answers import Refused, Value, answer, is_nothing
from motcua_procedure.condition import Condition
from motcua_procedure.days import outside
from motcua_procedure.form_model import INPUTS, Field, FieldView, Option, OptionSources, view
from motcua_procedure.form_read import FormReader
from motcua_procedure.told import told

MAX_ANSWERS = 400
MAX_ANSWER_BYTES = 200_000
KNOWN = 128
KNOWN_BYTES = 60_000
"""So many forms, none of them longer, are kept as they were read: what cannot be changed need not be read again."""


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
        return _known(content, file) if len(content) <= KNOWN_BYTES else _load(content, file)

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
        asked: set[str] = set()
        gone: tuple[Text, Condition] | None = None
        for field in self.components:
            if field.hidden is not None and field.hidden.holds(clean):
                gone = (field.label, field.hidden) if field.type == "group" else gone
                self._pass_over(field, field.hidden, answers, given, clean, errors)
                continue
            if gone is not None and field.group == gone[0]:
                self._pass_over(field, gone[1], answers, given, clean, errors)
                continue
            if field.type not in INPUTS:
                continue
            if field.readonly:
                if (shown := (given or {}).get(field.key)) is not None:
                    clean[field.key] = shown
                continue
            asked.add(field.key)
            self._take(field, answers.get(field.key), sources, clean, errors, today)
        across = Across(self.inputs(), clean, given or {}, frozenset(asked))
        for key, sentence in (*across.wrong(), *kinds.unnamed(self.inputs(), clean)):
            errors.setdefault(key, sentence)
        return clean, errors

    def signing(self) -> Field | None:
        """The choice that decides whether the step's result is signed; None where it is with every answer."""
        return next((field for field in self.components if field.result_when), None)

    def asks_result(self, answers: Mapping[str, Any]) -> bool:
        """Whether a step of this form that has a result needs it with these answers."""
        decides = self.signing()
        return decides is None or answers.get(decides.key) in decides.result_when

    def result(self, clean: Mapping[str, Value]) -> dict[str, Value]:
        """What the answers say about the signed result of the step: "copies", "pages", "note"; no entry where none does."""
        return {one.result: clean[one.key] for one in self.inputs() if one.result and one.key in clean}

    def typed_lookups(self, clean: Mapping[str, Value]) -> dict[str, dict[str, str]]:
        """By register, what was typed from its paper notice."""
        found: dict[str, dict[str, str]] = {}
        for field in self.inputs():
            if field.lookup and clean.get(field.key) not in (None, ""):
                found.setdefault(field.lookup, {})[field.key] = str(clean[field.key])
        return found

    def asked(
        self, answers: Mapping[str, Any], sources: OptionSources | None = None
    ) -> tuple[tuple[Text, Text], ...]:
        """Label and answer of each field that is marked for the receipt, as people write them; what was left empty is left
        out. `answers` are clean ones."""
        return self.told([field.key for field in self.inputs() if field.receipt], answers, sources)

    def told(
        self, keys: Collection[str], answers: Mapping[str, Any], sources: OptionSources | None = None
    ) -> tuple[tuple[Text, Text], ...]:
        """The same for the fields with these keys."""
        said = (
            (field.label, told(field, answers.get(field.key), _options(field, sources)))
            for field in self.inputs()
            if field.key in keys
        )
        return tuple((label, value) for label, value in said if value.vi)

    def when_empty(self, key: str) -> str:
        """What an empty answer to this field counts as; "" where it is none."""
        return next((field.when_empty for field in self.inputs() if field.key == key), "")

    def _pass_over(
        self,
        field: Field,
        when: Condition,
        answers: Mapping[str, Any],
        given: Mapping[str, Any] | None,
        clean: dict[str, Value],
        errors: dict[str, Text],
    ) -> None:
        """An answer to a hidden field is none, unless the field is to refuse it. Nothing is lost where the field that hides it
        must be answered again, and where the answer is what the field started with, or what it is while it is hidden."""
        if field.readonly or field.type not in INPUTS or when.field in errors:
            return
        if field.copies and field.copies in clean:
            clean[field.key] = clean[field.copies]
            if _same(field, answers.get(field.key), clean[field.key]):
                return
        started = (given or {}).get(field.key) if field.prefill else None
        if started is not None and _same(field, answers.get(field.key), started):
            return
        if field.refuse_hidden and not is_nothing(field, answers.get(field.key)):
            errors[field.key] = not_asked(self.inputs(), clean, when)

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
            value = answer(field, raw, {option.value: option for option in _options(field, sources)})
            if field.kind is not None and isinstance(value, str):
                value = _of_kind(field.kind, raw, value, today)
        except Refused as refused:
            errors[field.key] = refused.message
            return
        if field.type == "date" and isinstance(value, str):
            bounds = (field.rules.not_before, field.rules.not_after)
            labels = {one.key: one.label for one in self.inputs()}
            if (sentence := outside(date.fromisoformat(value), bounds, clean, labels, today)) is not None:
                errors[field.key] = sentence
                return
        if value is not None:
            clean[field.key] = value


def _load(content: bytes, file: str) -> Form:
    return Form.of(read_json(content, file))


_known = functools.lru_cache(maxsize=KNOWN)(_load)


def _of_kind(kind: kinds.Kind, raw: Any, line: str, today: date | None) -> str:
    if not isinstance(raw, str):  # a JSON number has lost its leading zeros
        raise Refused(messages.KIND)
    try:
        return kind.taken(line, today)
    except Unfit as unfit:
        raise Refused(unfit.sentence) from None


def _same(field: Field, raw: Any, started: Any) -> bool:
    """Whether what was sent is still what the field started with."""
    try:
        return bool(answer(field, raw, {}) == started)
    except Refused:
        return False


def _options(field: Field, sources: OptionSources | None) -> tuple[Option, ...]:
    if not field.options_from:
        return field.options
    return (*field.options, *(sources or {})[field.options_from])


def _size(answers: Mapping[str, Any]) -> int:
    return len(json.dumps(dict(answers), default=str))


def _printable(key: object) -> str:
    return "".join(char for char in str(key)[:40] if char.isprintable() and char not in "{}")
