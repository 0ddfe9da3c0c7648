# SPDX-License-Identifier: Apache-2.0
"""Declared forms on pages: what stands in each field, what is wrong with it, and how an answer reads.

Shared by citizens' and officers' pages; `templates/parts/form.html` draws it. Fields are posted as `a.<key>`, so that no form's
key meets the page's own fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from motcua_calendar import legal_time
from motcua_calendar.text import short_day
from motcua_procedure import FieldView, Form, OptionSources, Text, unread, unread_text
from motcua_procedure.form_model import INPUTS
from motcua_procedure.form_read import APPLICANT_ADDRESS
from motcua_procedure.messages import NUMBER

from motcua_portal.web import numerals
from motcua_portal.web.day_spans import ANY_DAY, DaySpan, day_span
from motcua_portal.web.visit import Visit

PREFIX = "a."


class Posted(Protocol):
    """What a page posted: starlette's FormData, or a stash (see `Visit.fields`). `getlist`, where there is one, gives all values
    of a name."""

    def get(self, key: str, default: Any, /) -> Any: ...


@dataclass(frozen=True)
class Entry:
    """One field on a page. `text` is what stands in an input, `chosen` the values ticked or picked; `only_when` tells readers
    without JavaScript when the field matters, "" when always; `hint` says what to do about a value that is only shown; `days`
    from when until when a date may be. `counts_as` is what it counts as while it is left empty; where an answer is not what was
    typed here, `note` says where it comes from. Inputs take Vietnamese dates in every `language`, numbers as it writes them."""

    view: FieldView
    text: str = ""
    chosen: frozenset[str] = frozenset()
    error: str = ""
    only_when: str = ""
    hint: str = ""
    days: DaySpan = ANY_DAY
    language: str = "vi"
    counts_as: str = ""
    note: str = ""

    @property
    def id(self) -> str:
        return f"f-{self.view.key}"

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.view.key}"

    @property
    def shown(self) -> str:
        """The answer as a person reads it; "" when there is none."""
        if self.view.type in ("radio", "select", "checklist"):
            return ", ".join(label for value, label in self.view.options if value in self.chosen)
        if self.view.type == "checkbox":
            return self.view.label if self.ticked else ""
        if self.view.type == "date":
            return _dated(self.text, self.language)
        return numerals.grouped(self.text, self.language) if self.view.type == "number" else self.text

    @property
    def ticked(self) -> bool:
        return "true" in self.chosen


@dataclass(frozen=True)
class FormPage:
    """A form filled in, ready for `form.html`; `errors` that belong to no field stand in `general`."""

    entries: tuple[Entry, ...]
    general: tuple[str, ...] = ()

    @property
    def has_conditions(self) -> bool:
        return any(entry.view.hidden_when for entry in self.entries)

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """(id, sentence) of each field with an error, in the order of the page; the sentence names the field."""
        return [(entry.id, named(entry.view.label, entry.error)) for entry in self.entries if entry.error]

    def answered(self) -> list[tuple[str, list[Entry]]]:
        """Groups with the fields that matter for these answers, for a page that only shows them."""
        posted = {entry.view.key: entry for entry in self.entries}
        groups: list[tuple[str, list[Entry]]] = []
        for entry in self.entries:
            answer = _answer(entry, posted) if entry.view.type in INPUTS else None
            if answer is None:
                continue
            if not groups or groups[-1][0] != entry.view.group:
                groups.append((entry.view.group, []))
            groups[-1][1].append(answer)
        return groups

    def told(self) -> list[tuple[str, list[Entry]]]:
        """The same without what says nothing, and without groups of which nothing is left: to whom they are not shown."""
        groups = (
            (group, [one for one in entries if one.shown or one.ticked]) for group, entries in self.answered()
        )
        return [(group, entries) for group, entries in groups if entries]


def named(label: str, sentence: str) -> str:
    """A sentence with the name of what it is about; a name that ends as a sentence does is followed by no colon."""
    return f"{label} {sentence}" if label.endswith((".", "?", "!", ":")) else f"{label}: {sentence}"


def form_page(
    visit: Visit,
    form: Form,
    values: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    sources: OptionSources | None = None,
    given: Mapping[str, Any] | None = None,
    address: str = "",
) -> FormPage:
    """Put values (typed text, or clean answers) and sentences into a form's fields. Readonly fields show what is `given`; what
    follows from it is decided here, and what was not given is not shown. `address` is the applicant's, where it is known beside
    the form."""
    left = dict(errors or {})
    known = given or {}
    address = address or str(values.get(APPLICANT_ADDRESS) or "")
    values = {**values, **{field.key: known.get(field.key) for field in form.inputs() if field.readonly}}
    views = _settled(form, form.fields(visit.language, sources), known)
    by_key = {view.key: view for view in views if view.key}
    entries = tuple(
        Entry(
            view,
            _text(view, values.get(view.key), visit.language),
            _chosen(values.get(view.key)),
            left.pop(view.key, "") if view.key else "",
            _only_when(visit, view, by_key),
            days=day_span(visit, view, by_key, known, today(visit)),
            language=visit.language,
            counts_as=address if view.when_empty == APPLICANT_ADDRESS else "",
            note=_note(visit, view, by_key),
        )
        for view in views
    )
    return FormPage(entries, tuple(left.values()))


def _settled(form: Form, views: Sequence[FieldView], given: Mapping[str, Any]) -> list[FieldView]:
    """The fields that there are for what is given: rules that look at readonly fields are settled, and a group of which nothing
    is left goes with its fields."""
    fixed = {field.key for field in form.inputs() if field.readonly}
    shown: list[FieldView] = []
    gone = ""
    for field, view in zip(form.components, views, strict=True):
        settled = field.hidden is not None and field.hidden.field in fixed
        hidden = settled and field.hidden is not None and field.hidden.holds(given)
        if hidden and view.type == "group":
            gone = view.label
        elif hidden or (gone and view.group == gone) or (view.readonly and given.get(view.key) is None):
            fixed.add(view.key)
        else:
            shown.append(replace(view, hidden_when=None) if settled else view)
    filled = {view.group for view in shown}
    return [view for view in shown if view.type != "group" or view.label in filled]


def typed(form: Form, posted: Posted) -> dict[str, Any]:
    """What was typed into the form's fields, as it was typed: for the page that shows it again. `read` makes answers of it."""
    found: dict[str, Any] = {}
    for field in form.inputs():
        name = PREFIX + field.key
        if field.readonly:
            continue
        if field.type == "checklist":
            found[field.key] = _several(posted, name)
        elif field.type == "checkbox":
            found[field.key] = posted.get(name, "") == "true"
        elif isinstance(value := posted.get(name, ""), str) and value:
            found[field.key] = unread(value) if field.type == "number" and value.strip() else value
    return found


def read(typed: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What was typed on a page of that language as answers to keep. A text that is no number there stays what was typed, which no
    reader takes for a number."""
    return {key: _number(value, language) for key, value in typed.items()}


def _number(value: Any, language: str) -> Any:
    text = unread_text(value)
    number = None if text is None else numerals.read(text, language)
    return value if number is None else number


def said_of(visit: Visit, value: Any, sentence: Text) -> str:
    """What is wrong with a value, in the page's language; of a number that the page could not read, how it writes numbers."""
    return visit.pick(numerals.STYLE if unread_text(value) is not None and sentence == NUMBER else sentence)


def today(visit: Visit) -> date:
    """The day of the business clock, which dates of forms are measured by."""
    return legal_time(visit.request.app.state.clock.now()).date()


def _several(posted: Posted, name: str) -> list[str]:
    getlist = getattr(posted, "getlist", None)
    values = getlist(name) if getlist else posted.get(name, [])
    return [value for value in ([values] if isinstance(values, str) else values) if isinstance(value, str)]


def _text(view: FieldView, value: Any, language: str) -> str:
    """As people write it: dates day/month/year, numbers in the style of the page."""
    if value is None or isinstance(value, bool | list):
        return ""
    if view.type == "date":
        return _vietnamese_date(str(value))
    return numerals.shown(value, language) if view.type == "number" else str(value)


def _vietnamese_date(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}" if len(text) == 10 else text
    except ValueError:
        return text


def _chosen(value: Any) -> frozenset[str]:
    if isinstance(value, bool):
        return frozenset(("true",)) if value else frozenset()
    if isinstance(value, list | tuple):
        return frozenset(str(one) for one in value)
    return frozenset((str(value),)) if value not in (None, "") else frozenset()


def _dated(text: str, language: str) -> str:
    """31/12/2026 as 31 December 2026 in English; anything that is no date stays as typed."""
    try:
        day = datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007
    except ValueError:
        return text
    return short_day(day, "en") if language == "en" else text


def _only_when(visit: Visit, view: FieldView, by_key: Mapping[str, FieldView]) -> str:
    if view.hidden_when is None:
        return ""
    key, values, negated = view.hidden_when
    other = by_key[key]
    names = [
        dict(other.options).get(value, visit.say("có") if value == "true" else value) for value in values
    ]
    answer = f"” {visit.say('hoặc')} “".join(names)
    if negated:
        return visit.say("Chỉ điền khi “{field}” là “{answer}”.", field=other.label, answer=answer)
    return visit.say("Không cần điền khi “{field}” là “{answer}”.", field=other.label, answer=answer)


def _note(visit: Visit, view: FieldView, by_key: Mapping[str, FieldView]) -> str:
    """Where an answer comes from that nobody typed into this field."""
    if view.copies:
        return visit.say("như mục “{field}”", field=by_key[view.copies].label)
    if view.when_empty == APPLICANT_ADDRESS:
        return visit.say("mặc định: địa chỉ của người nộp hồ sơ, vì mục này để trống")
    return ""


def _answer(entry: Entry, posted: Mapping[str, Entry]) -> Entry | None:
    """What the field says, by itself or by another one; None where it is not asked for and says nothing."""
    if not _hidden(entry.view, posted):
        default = entry.counts_as if not entry.text.strip() else ""
        return replace(entry, text=default) if default else replace(entry, note="")
    # Not asked, yet an answer: the applicant as one of the sides.
    copied = posted[entry.view.copies].text if entry.view.copies else ""
    return replace(entry, text=copied) if copied else None


def _hidden(view: FieldView, posted: Mapping[str, Entry]) -> bool:
    if view.hidden_when is None:
        return False
    key, values, negated = view.hidden_when
    entry = posted[key]
    if entry.chosen:
        equal = any(value in entry.chosen for value in values)
    else:
        equal = "false" in values and entry.view.type == "checkbox"
    return equal != negated
