# SPDX-License-Identifier: Apache-2.0
"""What an amendment changes in a declaration, in words for the history, which keeps the old values for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from motcua_procedure import Form, OptionSources, unread_text
from motcua_procedure.told import told as in_words_of
from motcua_text import Text

from motcua_intake.domain import wording
from motcua_intake.domain.checking import LABELS, SAME, told
from motcua_intake.domain.records import Applicant

_EMPTY: Final = Text("để trống", "empty")
Declared = Mapping[str, tuple[Text, Text]]
"""Label and value of each field by its key, as people read them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field, from what to what; empty for nothing."""

    label: Text
    before: Text
    after: Text


def declared(
    form: Form, sources: OptionSources, who: Applicant, answers: Mapping[str, Any], today: date
) -> Declared:
    """What a declaration says. A value that its field does not take reads as it was typed."""
    clean, _ = form.validate(told(form, who, answers), sources, today=today)
    found: dict[str, tuple[Text, Text]] = {}
    for one in form.inputs():
        options = (*one.options, *(sources[one.options_from] if one.options_from else ()))
        value = (
            in_words_of(one, clean[one.key], options) if one.key in clean else _as_typed(answers.get(one.key))
        )
        if value.vi:
            found[one.key] = (one.label, value)
    asked = {one.key for one in form.inputs()}
    own = {name: getattr(who, name) for name, key in SAME.items() if f"applicant_{key}" not in asked}
    return {**found, **{f"applicant.{name}": (LABELS[name], Text(value)) for name, value in own.items()}}


def between(before: Declared, after: Declared) -> tuple[Change, ...]:
    """The fields that differ, in the order of the form; those that are asked no longer come last."""
    nothing = Text("")
    keys = dict.fromkeys((*after, *before))
    found = []
    for key in keys:
        label, new = after.get(key) or (before[key][0], nothing)
        old = before[key][1] if key in before else nothing
        if old.vi != new.vi:
            found.append(Change(label, old, new))
    return tuple(found)


def in_words(changes: Sequence[Change]) -> Text:
    """The line of the history: each field from what to what."""
    return Text(
        f"{wording.AMENDED.vi} {'; '.join(_told(one, 'vi') for one in changes)}.",
        f"{wording.AMENDED.en} {'; '.join(_told(one, 'en') for one in changes)}.",
    )


def _told(one: Change, language: str) -> str:
    old, new = (
        f"“{value.to(language)}”" if value.vi else _EMPTY.to(language) for value in (one.before, one.after)
    )
    label = one.label.to(language).rstrip(" .:")
    return f"{label}: {old} → {new}"


def _as_typed(value: Any) -> Text:
    if value in (None, False):
        return Text("")
    line = ", ".join(map(str, value)) if isinstance(value, list) else unread_text(value) or str(value)
    return Text(" ".join(line.split()))
