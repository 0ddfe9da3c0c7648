# SPDX-License-Identifier: Apache-2.0
"""Rules over several fields of a form, judged when all answers are read: a number that is to be another, a sum within bounds,
an answer that one choice elsewhere calls for, an answer to what is not asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from typing import Any, Final

from motcua_text import Text

from motcua_procedure import messages
from motcua_procedure.condition import Condition
from motcua_procedure.form_model import Field, Needs, Total

_BETWEEN: Final = re.compile(r"[,;]|\s/\s")


@dataclass(frozen=True, slots=True)
class Across:
    """The fields of one form and the clean answers to them; what is wrong by key of the field."""

    fields: Sequence[Field]
    clean: Mapping[str, Any]
    given: Mapping[str, Any] = dataclass_field(default_factory=dict)
    """What the fields started with."""
    asked: frozenset[str] = frozenset()
    """Keys of the fields that were not hidden and took an answer or none."""

    def wrong(self) -> Iterator[tuple[str, Text]]:
        """Each field whose answer does not go with the others; the first sentence of a field is the one to show."""
        for field in self.fields:
            for found in self._of(field):
                if found is not None:
                    yield field.key, found

    def _of(self, field: Field) -> Iterator[Text | None]:
        yield self._differs(field)
        yield self._sum(field)
        yield self._contradicts(field)
        yield self._rules_out(field)
        yield self._lacks(field)
        yield self._same(field)
        yield self._unchanged(field)

    def _label(self, key: str) -> Text:
        return next((field.label for field in self.fields if field.key == key), Text(key))

    def _differs(self, field: Field) -> Text | None:
        """A number that should be another, or, where the tick of `unless` says that it differs, should not be."""
        equal = field.rules.equal
        if equal is None:
            return None
        value, wanted = self.clean.get(field.key), self.clean.get(equal.field)
        ticked = bool(equal.unless) and self.clean.get(equal.unless) is True
        if value is None or wanted is None or (Decimal(str(value)) != Decimal(str(wanted))) is ticked:
            return None
        said = messages.DIFFERS_UNLESS if equal.unless else messages.DIFFERS
        said = messages.SAME_DESPITE if ticked else said
        words = {"given": shown(value), "wanted": shown(wanted)}
        name, tick = self._label(equal.field), self._label(equal.unless)
        return Text(
            said.vi.format(name=name.vi, tick=tick.vi, **words),
            said.en.format(name=name.to("en"), tick=tick.to("en"), **words),
        )

    def _sum(self, field: Field) -> Text | None:
        """Only where every one of the numbers is there: what is not asked makes no sum, what is missing is said there."""
        total = field.rules.total
        if total is None or (total.when is not None and not total.when.holds(self.clean)):
            return None
        keys = (*total.others, field.key)
        values = [self.clean.get(key) for key in keys]
        if not all(isinstance(value, int | float) for value in values):
            return None
        result = sum((Decimal(str(value)) for value in values), Decimal())
        low, high = total.at_least, total.at_most
        if (floor := self._not_more(total, result)) is not None:
            return total.message or self._compared(
                messages.SUM_NOT_MORE, keys, result, total.more_than, floor
            )
        if (most := self._more(total, result)) is not None:
            return total.message or self._compared(messages.SUM_MORE, keys, result, total.not_more_than, most)
        if (low is None or result >= Decimal(str(low))) and (high is None or result <= Decimal(str(high))):
            return None
        return total.message or self._sum_words(keys, result, low, high)

    def _not_more(self, total: Total, result: Decimal) -> float | None:
        """The number that the sum should be more than and is not."""
        floor = self.clean.get(total.more_than) if total.more_than else None
        return floor if isinstance(floor, int | float) and result <= Decimal(str(floor)) else None

    def _more(self, total: Total, result: Decimal) -> float | None:
        """The number that the sum should not be more than and is."""
        most = self.clean.get(total.not_more_than) if total.not_more_than else None
        return most if isinstance(most, int | float) and result > Decimal(str(most)) else None

    def _compared(self, said: Text, keys: Sequence[str], result: Decimal, name: str, limit: float) -> Text:
        words = {"limit": shown(limit), "actual": shown(float(result))}
        vietnamese = " + ".join(f"“{self._label(key).vi}”" for key in keys)
        english = " + ".join(f"“{self._label(key).to('en')}”" for key in keys)
        label = self._label(name)
        return Text(
            said.vi.format(names=vietnamese, name=label.vi, **words),
            said.en.format(names=english, name=label.to("en"), **words),
        )

    def _sum_words(self, keys: Sequence[str], result: Decimal, low: float | None, high: float | None) -> Text:
        vietnamese = " + ".join(f"“{self._label(key).vi}”" for key in keys)
        english = " + ".join(f"“{self._label(key).to('en')}”" for key in keys)
        short = low is not None and result < Decimal(str(low))
        said = messages.SUM_TOO_SMALL if short else messages.SUM_TOO_LARGE
        words = {"limit": shown((low if short else high) or 0), "actual": shown(float(result))}
        return Text(said.vi.format(names=vietnamese, **words), said.en.format(names=english, **words))

    def _contradicts(self, field: Field) -> Text | None:
        """A choice that another answer calls for."""
        must = field.rules.must
        answer = self.clean.get(field.key)
        if must is None or answer is None or answer in must.values or not must.when.holds(self.clean):
            return None
        wanted, cause = _named(field, must.values), self._named_cause(must.when)
        return Text(
            messages.MUST_BE.vi.format(wanted=wanted.vi, cause=cause.vi),
            messages.MUST_BE.en.format(wanted=wanted.to("en"), cause=cause.to("en")),
        )

    def _rules_out(self, field: Field) -> Text | None:
        """A choice that another answer forbids."""
        never = field.rules.must_not
        answer = self.clean.get(field.key)
        if never is None or answer not in never.values or not never.when.holds(self.clean):
            return None
        chosen, cause = _named(field, (str(answer),)), self._named_cause(never.when)
        shown_only = any(one.key == never.when.field and one.readonly for one in self.fields)
        said = messages.MUST_NOT_BE_AS_GIVEN if shown_only else messages.MUST_NOT_BE
        return Text(
            said.vi.format(chosen=chosen.vi, cause=cause.vi),
            said.en.format(chosen=chosen.to("en"), cause=cause.to("en")),
        )

    def _lacks(self, field: Field) -> Text | None:
        """A choice that one at least of several others must bear out; not judged before all of them are answered."""
        needs = field.rules.needs
        if needs is None or not needs.when.holds(self.clean) or self.clean.get(needs.unless) is True:
            return None
        answers = [self.clean.get(key) for key in needs.others]
        if needs.value in answers or None in answers:
            return None
        first = next(one for one in self.fields if one.key == needs.others[0])
        said = messages.NEEDS_UNLESS if needs.unless else messages.NEEDS
        return Text(
            said.vi.format(**self._needs_words(needs, first, "vi")),
            said.en.format(**self._needs_words(needs, first, "en")),
        )

    def _unchanged(self, field: Field) -> Text | None:
        """A choice that says that others change while each of them is what it started with; hidden ones count for nothing."""
        change = field.rules.change
        if change is None or not change.when.holds(self.clean):
            return None
        asked = [key for key in change.others if key in self.asked]
        if any((self.clean.get(key) or None) != (self.given.get(key) or None) for key in asked):
            return None
        return self._unchanged_words(change.when, asked)

    def _same(self, field: Field) -> Text | None:
        """A number that must not be somebody else's. One that is a copy of another field's was not given, and is not judged."""
        differs, given = field.rules.differs, self.clean.get(field.key)
        if differs is None or given is None or (field.hidden is not None and field.hidden.holds(self.clean)):
            return None
        mine = _numbers(given, each=differs.each)
        theirs = ((key, self.clean.get(key)) for key in differs.others)
        other = next((key for key, text in theirs if mine & _numbers(text, each=differs.each)), "")
        if not other:
            return None
        name, said = self._label(other), messages.SAME
        return differs.message or Text(said.vi.format(name=name.vi), said.en.format(name=name.to("en")))

    def _needs_words(self, needs: Needs, first: Field, language: str) -> dict[str, str]:
        return {
            "cause": self._named_cause(needs.when).to(language),
            "names": ", ".join(f"“{self._label(key).to(language)}”" for key in needs.others),
            "wanted": _named(first, (needs.value,)).to(language),
            "tick": self._label(needs.unless).to(language),
        }

    def _unchanged_words(self, when: Condition, keys: Sequence[str]) -> Text:
        cause = self._named_cause(when)
        vietnamese = ", ".join(f"“{self._label(key).vi}”" for key in keys)
        english = ", ".join(f"“{self._label(key).to('en')}”" for key in keys)
        return Text(
            messages.UNCHANGED.vi.format(cause=cause.vi, names=vietnamese),
            messages.UNCHANGED.en.format(cause=cause.to("en"), names=english),
        )

    def _named_cause(self, when: Condition) -> Text:
        """“Đề xuất” là “Xóa đăng ký thế chấp”."""
        return cause(when, self.fields, self.clean)


def cause(when: Condition, fields: Sequence[Field], clean: Mapping[str, Any]) -> Text:
    """The answer that a condition looks at, in words: “field” là “what was chosen”."""
    field = next((one for one in fields if one.key == when.field), None)
    if field is None:
        return Text(when.field)
    chosen = clean.get(when.field)
    if isinstance(chosen, bool):
        word = Text("có", "yes") if chosen else Text("không", "no")
    elif chosen is None:
        word = Text("chưa chọn", "not chosen")
    else:
        word = next((one.label for one in field.options if one.value == chosen), Text(str(chosen)))
    return Text(
        messages.CAUSE.vi.format(field=field.label.vi, answer=word.vi),
        messages.CAUSE.en.format(field=field.label.to("en"), answer=word.to("en")),
    )


def not_asked(fields: Sequence[Field], clean: Mapping[str, Any], when: Condition) -> Text:
    """Why an answer to a field that is not asked cannot be passed over."""
    because = cause(when, fields, clean)
    return Text(
        messages.NOT_ASKED.vi.format(cause=because.vi), messages.NOT_ASKED.en.format(cause=because.to("en"))
    )


def shown(number: float) -> str:
    """A number as a sentence names it: 1.250.000."""
    return f"{int(number):,}".replace(",", ".") if number == int(number) else str(number)


def _numbers(text: Any, *, each: bool) -> set[str]:
    """A number, or each one of a list, as it compares: spaces and capitals do not count, as 34/TB and 34 / tb are one number
    to who reads them. A list is separated by commas, semicolons, or a slash between spaces; what has no digit is no entry."""
    if not isinstance(text, str):
        return set()
    parts = ("".join(part.casefold().split()) for part in (_BETWEEN.split(text) if each else [text]))
    return {part for part in parts if part and (not each or any(char.isdigit() for char in part))}


def _named(field: Field, values: Sequence[str]) -> Text:
    labels = [one.label for one in field.options if one.value in values]
    return Text(
        " hoặc ".join(f"“{one.vi}”" for one in labels), " or ".join(f"“{one.to('en')}”" for one in labels)
    )
