# SPDX-License-Identifier: Apache-2.0
"""From a field's properties to rules over days and over several fields; what they name is checked when all fields are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from motcua_text import Text

from motcua_procedure.condition import Condition, ConditionError
from motcua_procedure.days import TODAY, Bound, BoundError
from motcua_procedure.form_model import INPUTS, Change, Differs, Equal, Field, Must, MustNot, Needs, Total

PROPERTIES = frozenset(("mustDiffer", "differEach", "differ_message", "differ_message_en",
                        "notBefore", "notAfter", "equals", "equalsUnless", "sumWith", "sumAtLeast", "sumAtMost", "sumMoreThan",
                        "sumNotMoreThan", "sumWhen", "sum_message", "sum_message_en",
                        "mustBe", "mustBeWhen", "mustNotBe", "mustNotBeWhen",
                        "needsOneOf", "needsOneBeing", "needsOneWhen", "needsOneUnless", "whenHidden",
                        "mustChange", "mustChangeWhen"))  # fmt: skip
Refuse = Callable[[str, str, str], None]
"""Takes the property, what is wrong with it and what helps."""


def bound(kind: str, properties: Mapping[str, str], name: str, refuse: Refuse) -> Bound | None:
    """`notBefore` or `notAfter` of a date."""
    if name not in properties:
        return None
    if kind != "datetime":
        refuse(name, "Only a date has an earliest and a latest day.", "")
        return None
    try:
        return Bound.parse(properties[name])
    except BoundError as error:
        hint = (
            f'Write "{TODAY}", a date as 2026-01-31 or a date field above, with days on top as "{TODAY}+90d".'
        )
        refuse(name, str(error), hint)
        return None


def equal(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Equal | None:
    """`equals` and `equalsUnless` of a number."""
    if "equals" not in properties and "equalsUnless" not in properties:
        return None
    if kind != "number" or not properties.get("equals"):
        hint = 'Write "equals" and, where the officer may say otherwise, "equalsUnless" on a number.'
        refuse("equals", "This compares a number with another.", hint)
    return Equal(properties.get("equals", ""), properties.get("equalsUnless", ""))


def total(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Total | None:
    """`sumWith` of a number, with at least one bound; `sumWhen` says where it is judged."""
    if not any(name.startswith(("sumW", "sumAt", "sumMore", "sumNot")) for name in properties):
        return None
    others = tuple(properties.get("sumWith", "").split())
    low, high = (_number(properties, name, refuse) for name in ("sumAtLeast", "sumAtMost"))
    more, most = properties.get("sumMoreThan", ""), properties.get("sumNotMoreThan", "")
    if kind != "number" or not others or (low is None and high is None and not more and not most):
        hint = (
            'Write "sumWith" (keys of the other numbers, with spaces) and "sumAtLeast", "sumAtMost", "sumMoreThan" or '
            '"sumNotMoreThan" on a number.'
        )
        refuse("sumWith", "This adds a number to others.", hint)
    elif low is not None and high is not None and low > high:
        refuse("sumAtMost", "The sum's bounds are the wrong way round.", "Swap them.")
    said = properties.get("sum_message", "")
    message = Text(said, properties.get("sum_message_en", "")) if said else None
    return Total(others, low, high, message, more, most, _sum_when(properties, refuse))


def _sum_when(properties: Mapping[str, str], refuse: Refuse) -> Condition | None:
    if "sumWhen" not in properties:
        return None
    try:
        return Condition.parse(properties["sumWhen"])
    except ConditionError as error:
        refuse("sumWhen", str(error), "")
        return None


def _number(properties: Mapping[str, str], name: str, refuse: Refuse) -> float | None:
    if name not in properties:
        return None
    try:
        number = float(properties[name])
    except ValueError:
        number = float("nan")
    if number != number or abs(number) == float("inf"):
        refuse(name, f'"{properties[name][:40]}" is no number.', "Write plain digits.")
        return None
    return number


def must(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Must | None:
    """`mustBe` and `mustBeWhen` of a choice."""
    if "mustBe" not in properties and "mustBeWhen" not in properties:
        return None
    values = tuple(properties.get("mustBe", "").split())
    if kind not in ("radio", "select") or not values or "mustBeWhen" not in properties:
        hint = 'Write "mustBe" (values, with spaces) and "mustBeWhen" (a rule) on a radio or select.'
        refuse("mustBe", "This says which choice another answer calls for.", hint)
        return None
    try:
        return Must(values, Condition.parse(properties["mustBeWhen"]))
    except ConditionError as error:
        refuse("mustBeWhen", str(error), "")
        return None


def must_not(kind: str, properties: Mapping[str, str], refuse: Refuse) -> MustNot | None:
    """`mustNotBe` and `mustNotBeWhen` of a choice."""
    if "mustNotBe" not in properties and "mustNotBeWhen" not in properties:
        return None
    values = tuple(properties.get("mustNotBe", "").split())
    if kind not in ("radio", "select") or not values or "mustNotBeWhen" not in properties:
        hint = 'Write "mustNotBe" (values, with spaces) and "mustNotBeWhen" (a rule) on a radio or select.'
        refuse("mustNotBe", "This says which choice another answer forbids.", hint)
        return None
    try:
        return MustNot(values, Condition.parse(properties["mustNotBeWhen"]))
    except ConditionError as error:
        refuse("mustNotBeWhen", str(error), "")
        return None


def needs(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Needs | None:
    """`needsOneOf`, `needsOneBeing`, `needsOneWhen` and `needsOneUnless` of a choice."""
    if not any(name.startswith("needsOne") for name in properties):
        return None
    others = tuple(properties.get("needsOneOf", "").split())
    value, when = properties.get("needsOneBeing", ""), properties.get("needsOneWhen", "")
    if kind not in ("radio", "select") or not others or not value or not when:
        hint = 'Write "needsOneOf" (keys), "needsOneBeing" (a value) and "needsOneWhen" (a rule) on a radio or select.'
        refuse("needsOneOf", "This says which other answer a choice needs.", hint)
        return None
    try:
        return Needs(others, value, Condition.parse(when), properties.get("needsOneUnless", ""))
    except ConditionError as error:
        refuse("needsOneWhen", str(error), "")
        return None


def change(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Change | None:
    """`mustChange` and `mustChangeWhen` of a choice."""
    if "mustChange" not in properties and "mustChangeWhen" not in properties:
        return None
    others = tuple(properties.get("mustChange", "").split())
    if kind not in ("radio", "select") or not others or "mustChangeWhen" not in properties:
        hint = 'Write "mustChange" (keys, with spaces) and "mustChangeWhen" (a rule) on a radio or select.'
        refuse("mustChange", "This says which other answers a choice changes.", hint)
        return None
    try:
        return Change(others, Condition.parse(properties["mustChangeWhen"]))
    except ConditionError as error:
        refuse("mustChangeWhen", str(error), "")
        return None


def differs(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Differs | None:
    """`mustDiffer` of a text, with `differEach` for lists and `differ_message` for those whom it concerns."""
    if not any(
        name in properties for name in ("mustDiffer", "differEach", "differ_message", "differ_message_en")
    ):
        return None
    others = tuple(properties.get("mustDiffer", "").split())
    said, english = properties.get("differ_message", ""), properties.get("differ_message_en", "")
    each = properties.get("differEach", "false")
    if kind != "textfield" or not others or bool(said) != bool(english) or each not in ("true", "false"):
        hint = (
            'Write "mustDiffer" (keys of other texts, with spaces) on a textfield, "differEach": "true" for lists; '
            '"differ_message" in both languages.'
        )
        refuse("mustDiffer", "This says which answers cannot be the same.", hint)
    return Differs(others, Text(said, english) if said else None, each == "true")


def when_hidden(entry: Mapping[str, Any], properties: Mapping[str, str], refuse: Refuse) -> tuple[bool, str]:
    """`whenHidden` of an input that a rule may hide: "refuse", or "copy" and the key of the field whose answer it then has."""
    said = properties.get("whenHidden", "")
    word, _, key = said.partition(" ")
    if "whenHidden" in properties and (
        "hide" not in entry.get("conditional", {})
        or not (said == "refuse" or (word == "copy" and key and entry.get("type") == "textfield"))
    ):
        hint = (
            'Write "refuse", or on a textfield "copy" and a key, on a field with "conditional": {"hide": …}, or leave it out: '
            "then the answer is passed over."
        )
        refuse("whenHidden", "This says what becomes of an answer that is not asked for.", hint)
    return said != "", key


def result_when(entry: Mapping[str, Any], properties: Mapping[str, str], refuse: Refuse) -> tuple[str, ...]:
    """`resultWhen` of the choice that decides: always asked, always answered, and a fact for the drawing to go on by."""
    if "resultWhen" not in properties:
        return ()
    values = tuple(properties["resultWhen"].split())
    asked = entry.get("validate", {}).get("required") and "hide" not in entry.get("conditional", {})
    if (
        entry.get("type") not in ("radio", "select")
        or not values
        or not asked
        or properties.get("fact") != "true"
    ):
        hint = (
            'Write "resultWhen" (values, with spaces) on a radio or select that is required, a fact ("fact": "true") and '
            "never hidden."
        )
        refuse("resultWhen", "This says with which answers the result of the step is signed.", hint)
    return values


def misnamed(fields: Sequence[Field]) -> Iterator[tuple[Field, str]]:
    """What rules name and the form does not have, or not as they need it."""
    by_key = {field.key: field for field in fields if field.key}
    above: set[str] = set()
    for field in fields:
        yield from ((field, message) for message in _misnamed(field, by_key, above))
        above.add(field.key)


def _misnamed(field: Field, by_key: Mapping[str, Field], above: set[str]) -> Iterator[str]:
    for one in (field.rules.not_before, field.rules.not_after):
        if one is not None and one.field and (one.field not in above or by_key[one.field].type != "date"):
            yield f'"{one.anchor}" is no day, and no date above "{field.key}".'
    yield from _of_equal(field, by_key)
    yield from _of_total(field, by_key)
    if (called := field.rules.must) is not None:
        unknown = set(called.values) - {option.value for option in field.options}
        if unknown:
            yield f'"{field.key}" does not offer "{sorted(unknown)[0]}", which it must be.'
        if called.when.field == field.key or called.when.field not in by_key:
            yield f'The rule of "{field.key}" names no other field of this form.'
    if field.copies and (field.copies not in above or by_key[field.copies].type != "textfield"):
        yield f'"{field.key}" copies "{field.copies}", which is no text above it.'
    for other in field.rules.differs.others if field.rules.differs else ():
        if other == field.key or by_key.get(other) is None or by_key[other].type != "textfield":
            yield f'"{field.key}" must differ from "{other}", no other text of this form.'
    yield from _of_result_when(field)
    yield from _of_must_not(field, by_key)
    yield from _of_needs(field, by_key)
    yield from _of_change(field, by_key)


def _of_result_when(field: Field) -> Iterator[str]:
    offered = {option.value for option in field.options}
    for value in sorted(set(field.result_when) - offered):
        yield f'"{field.key}" does not offer "{value}", with which the result is to be signed.'
    if field.result_when and not field.options_from and offered <= set(field.result_when):
        yield f'With every answer to "{field.key}" the result is signed: leave "resultWhen" out.'


def _of_total(field: Field, by_key: Mapping[str, Field]) -> Iterator[str]:
    """What is added up and what the sum is compared with are numbers, and no number is on both sides."""
    if (total := field.rules.total) is None:
        return
    for other in total.others:
        if other == field.key or by_key.get(other) is None or by_key[other].type != "number":
            yield f'"{field.key}" is added to "{other}", no other number of this form.'
    more, most = total.more_than, total.not_more_than
    if more and (more not in by_key or by_key[more].type != "number" or not by_key[more].readonly):
        yield f'The sum of "{field.key}" is to be more than "{more}", no readonly number here.'
    added = (field.key, *total.others)
    if most and (most in added or most not in by_key or by_key[most].type != "number"):
        yield f'The sum of "{field.key}" is not to be more than "{most}", no further number of this form.'
    if total.when is not None and (total.when.field == field.key or total.when.field not in by_key):
        yield f'The rule of "{field.key}" names no other field of this form.'


def _of_must_not(field: Field, by_key: Mapping[str, Field]) -> Iterator[str]:
    if (never := field.rules.must_not) is None:
        return
    unknown = set(never.values) - {option.value for option in field.options}
    if unknown:
        yield f'"{field.key}" does not offer "{sorted(unknown)[0]}", which it must not be.'
    if never.when.field == field.key or never.when.field not in by_key:
        yield f'The rule of "{field.key}" names no other field of this form.'


def _of_needs(field: Field, by_key: Mapping[str, Field]) -> Iterator[str]:
    """The others are choices that offer the value, and what lifts the rule is a tick."""
    if (needed := field.rules.needs) is None:
        return
    for key in needed.others:
        other = by_key.get(key)
        if other is None or other is field or needed.value not in {one.value for one in other.options}:
            yield f'"{key}", which "{field.key}" needs, is no other choice here that offers "{needed.value}".'
    if needed.when.field not in by_key:
        yield f'The rule of "{field.key}" names no field of this form.'
    tick = by_key.get(needed.unless)
    if needed.unless and (tick is None or tick.type != "checkbox"):
        yield f'"{needed.unless}" of "{field.key}" is no checkbox of this form.'


def _of_change(field: Field, by_key: Mapping[str, Field]) -> Iterator[str]:
    """The others start with what is there and take another answer."""
    if (changed := field.rules.change) is None:
        return
    for key in changed.others:
        other = by_key.get(key)
        if other is None or other is field or other.type not in INPUTS or other.readonly or not other.prefill:
            yield f'"{key}", which "{field.key}" changes, is no other field here that starts with what is known.'
    if changed.when.field not in by_key:
        yield f'The rule of "{field.key}" names no field of this form.'


def _of_equal(field: Field, by_key: Mapping[str, Field]) -> Iterator[str]:
    """What a number is compared with is shown on the same form, and what lifts the comparison is a tick."""
    if (compared := field.rules.equal) is None:
        return
    other, tick = by_key.get(compared.field), by_key.get(compared.unless)
    if other is None or other.type != "number" or not other.readonly:
        yield f'"{field.key}" is compared with "{compared.field}", no readonly number here.'
    if compared.unless and (tick is None or tick.type != "checkbox"):
        yield f'"{compared.unless}" of "{field.key}" is no checkbox of this form.'
