# SPDX-License-Identifier: Apache-2.0
"""The one rule that forms and components may hold: a field equals one of some constants, or none of them.

It is the part of form-js's FEEL that a page without JavaScript and the server can read alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua_text import Text

_TEST = (
    r"(?P<field>[a-z][a-z0-9_]*)\s*(?P<sign>!=|=)\s*"
    r'(?:"(?P<text>[^"\\]{0,100})"|(?P<word>true|false)|(?P<number>-?[0-9]{1,9}))\s*'
)
_FIRST, _NEXT = re.compile(r"=\s*" + _TEST), re.compile(r"(?P<join>or|and)\s+" + _TEST)
_MOST = 20

Constant = str | bool | int


class ConditionError(ValueError):
    """Not a rule of our subset; `sentence` says so in both languages."""

    def __init__(self, sentence: Text) -> None:
        self.sentence = sentence
        super().__init__(sentence.en)


@dataclass(frozen=True, slots=True)
class Condition:
    """`field` equals one of `values`, or none of them when `negated`. A field without an answer equals nothing."""

    field: str
    values: tuple[Constant, ...]
    negated: bool

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read `=field = "a"`, `=field != "a"`, and several values of the same field: `=field = "a" or field = "b"`,
        `=field != "a" and field != "b"`. A value is quoted text, true, false or a whole number.

        Raises:
            ConditionError: anything else.
        """
        tests = list(_tests(text.strip()))
        field, negated = tests[0]["field"], tests[0]["sign"] == "!="
        join = "and" if negated else "or"
        for test in tests[1:]:
            if (test["field"], test["sign"] == "!=", test["join"]) != (field, negated, join):
                raise _not_a_rule(text)
        return cls(field, tuple(_value(test) for test in tests), negated)

    def holds(self, answers: Mapping[str, Any]) -> bool:
        answer = answers.get(self.field)
        equal = any(type(answer) is type(value) and answer == value for value in self.values)
        return equal != self.negated


def _tests(text: str) -> list[re.Match[str]]:
    found = [_FIRST.match(text)]
    while found[-1] is not None and found[-1].end() < len(text) and len(found) < _MOST:
        found.append(_NEXT.match(text, found[-1].end()))
    tests = [one for one in found if one is not None]
    if len(tests) < len(found) or tests[-1].end() < len(text):
        raise _not_a_rule(text)
    return tests


def _value(test: re.Match[str]) -> Constant:
    if test["word"]:
        return test["word"] == "true"
    if test["number"]:
        return int(test["number"])
    return test["text"] or ""


def _not_a_rule(text: str) -> ConditionError:
    return ConditionError(
        Text(
            f'"{text[:80]}" không phải là quy tắc dạng =field = "value", nối bằng or (với != thì bằng and) khi cùng một '
            "trường có nhiều giá trị.",
            f'"{text[:80]}" is not a rule of the form =field = "value", with or (!= with and) for more values of the same '
            "field.",
        )
    )
