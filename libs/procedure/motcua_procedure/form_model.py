# SPDX-License-Identifier: Apache-2.0
"""A form's fields as plain data, and the same prepared for rendering in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from motcua_text import LinearPattern, Text

from motcua_procedure.condition import Condition
from motcua_procedure.days import Bound
from motcua_procedure.kinds import Kind

FieldType = Literal[
    "textfield", "textarea", "number", "checkbox", "radio", "select", "checklist", "date", "group", "text"
]
INPUTS: frozenset[str] = frozenset(
    ("textfield", "textarea", "number", "checkbox", "radio", "select", "checklist", "date")
)
CHOICES: frozenset[str] = frozenset(("radio", "select", "checklist"))


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a radio, select or checklist."""

    value: str
    label: Text


OptionSources = Mapping[str, Sequence[Option]]
"""Choices that a form does not list itself, by the name in `properties.options`: "components", "communes"."""


@dataclass(frozen=True, slots=True)
class Equal:
    """The answer is that of the readonly field `field`, unless the checkbox `unless` is ticked ("": always)."""

    field: str
    unless: str


@dataclass(frozen=True, slots=True)
class Total:
    """The answer and those of the numbers `others` lie together within bounds, above the number `more_than` and not above the
    number `not_more_than` ("" for none), wherever `when` holds; `message` is what is said where they do not."""

    others: tuple[str, ...]
    at_least: float | None
    at_most: float | None
    message: Text | None
    more_than: str = ""
    not_more_than: str = ""
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Must:
    """The answer is one of `values` as soon as `when` holds for all answers."""

    values: tuple[str, ...]
    when: Condition


@dataclass(frozen=True, slots=True)
class MustNot:
    """The answer is none of `values` as soon as `when` holds for all answers."""

    values: tuple[str, ...]
    when: Condition


@dataclass(frozen=True, slots=True)
class Needs:
    """As soon as `when` holds, one of the choices `others` at least is `value`, unless the checkbox `unless` is ticked
    ("": always)."""

    others: tuple[str, ...]
    value: str
    when: Condition
    unless: str


@dataclass(frozen=True, slots=True)
class Change:
    """As soon as `when` holds, one of the inputs `others` at least is not what it started with."""

    others: tuple[str, ...]
    when: Condition


@dataclass(frozen=True, slots=True)
class Differs:
    """The answer is none of those to the fields `others`, however it is spaced and in capitals or not: two numbers of people
    who cannot be one. Where `each`, the texts are lists, and none of its entries is one of theirs. `message` is what is said."""

    others: tuple[str, ...]
    message: Text | None
    each: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What an answer must satisfy. Lengths are characters, `minimum`/`maximum` numbers, `decimals` digits. `equal`,
    `total`, `must`, `must_not`, `needs` and `change` look at other answers too."""

    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    pattern: LinearPattern | None = None
    pattern_message: Text | None = None
    minimum: float | None = None
    maximum: float | None = None
    minimum_message: Text | None = None
    decimals: int = 0
    not_before: Bound | None = None
    not_after: Bound | None = None
    equal: Equal | None = None
    total: Total | None = None
    must: Must | None = None
    must_not: MustNot | None = None
    needs: Needs | None = None
    differs: Differs | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One component of a form. `group` is the label of the group it stands in; `line` its line in the file.

    `fact`: the answer goes to the engine as a routing fact; everything else stays a record of the dossier.
    `personal`: the answer is personal data. `options_from`: name of an option source, "" when listed here.
    `readonly`: it shows what it is given and takes no answer. `prefill`: an input starts with what it is given.
    `refuse_hidden`: an answer to it while it is hidden is refused, not passed over.
    `copies`: while it is hidden its answer is that of this field above; "" for none.
    `result`: what of a signed result this field holds, "copies", "pages", "note" or "".
    `result_when`: the answers to it with which the step's result is signed; () where it does not decide this.
    `kind`: what the text is, a person's name for example.
    `receipt`: the receipt and the dossier's page say this answer as what was asked for.
    `lookup`: the register (of `lookups` in procedure.yaml) whose paper notice this answer is typed from, "" for none.
    `when_empty`: what it counts as where it was left empty, "applicant_address" or "".
    """

    key: str
    type: FieldType
    label: Text
    description: Text
    rules: Rules
    options: tuple[Option, ...]
    options_from: str
    fact: bool
    personal: bool
    autocomplete: str
    hidden: Condition | None
    group: Text
    line: int
    readonly: bool = False
    prefill: bool = True
    result: str = ""
    result_when: tuple[str, ...] = ()
    receipt: bool = False
    when_empty: str = ""
    refuse_hidden: bool = False
    copies: str = ""
    kind: Kind | None = None
    lookup: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as a template renders it in one language: plain strings, nothing to look up.

    For `group` the label is a heading; for `text` it is plain text with `- ` lists and `**bold**`. `hidden_when` is
    (field, values as the page posts them, negated): a script may hide the field, the server decides again. `longest` is what an
    input lets in, never so short that it would cut off what the server is to judge.
    """

    key: str
    type: FieldType
    label: str
    help: str
    required: bool
    options: tuple[tuple[str, str], ...]
    min_length: int | None
    max_length: int | None
    pattern: str
    minimum: float | None
    maximum: float | None
    decimals: int
    autocomplete: str
    personal: bool
    fact: bool
    group: str
    hidden_when: tuple[str, tuple[str, ...], bool] | None
    readonly: bool = False
    when_empty: str = ""
    not_before: Bound | None = None
    not_after: Bound | None = None
    refuse_hidden: bool = False
    copies: str = ""
    kind: str = ""
    inputmode: str = ""
    longest: int | None = None


def view(field: Field, language: str, options: Sequence[Option]) -> FieldView:
    """The field for a reader of one language."""
    rules = field.rules
    return FieldView(
        key=field.key,
        type=field.type,
        label=field.label.to(language),
        help=field.description.to(language),
        required=rules.required,
        options=tuple((option.value, option.label.to(language)) for option in options),
        min_length=rules.min_length,
        max_length=rules.max_length,
        pattern=rules.pattern.pattern if rules.pattern else "",
        minimum=rules.minimum,
        maximum=rules.maximum,
        decimals=rules.decimals,
        autocomplete=field.autocomplete,
        personal=field.personal,
        fact=field.fact,
        group=field.group.to(language),
        hidden_when=_posted(field.hidden),
        readonly=field.readonly,
        when_empty=field.when_empty,
        not_before=rules.not_before,
        not_after=rules.not_after,
        refuse_hidden=field.refuse_hidden,
        copies=field.copies,
        kind=field.kind.name if field.kind else "",
        inputmode=field.kind.inputmode if field.kind else "",
        longest=field.kind.lets_in(rules.max_length) if field.kind else None,
    )


def _posted(condition: Condition | None) -> tuple[str, tuple[str, ...], bool] | None:
    if condition is None:
        return None
    posted = (str(value).lower() if isinstance(value, bool) else str(value) for value in condition.values)
    return condition.field, tuple(posted), condition.negated
