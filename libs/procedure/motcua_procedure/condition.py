# SPDX-License-Identifier: Apache-2.0
"""The one rule that forms and components may hold: a field equals (or does not equal) a constant.

It is the part of form-js's FEEL that a page without JavaScript and the server can read alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_RULE = re.compile(
    r"=\s*(?P<field>[a-z][a-z0-9_]*)\s*(?P<sign>=|!=)\s*"
    r'(?:"(?P<text>[^"\\]{0,100})"|(?P<word>true|false)|(?P<number>-?[0-9]{1,9}))\s*'
)


class ConditionError(ValueError):
    """Not a rule of our subset."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`field` equals `value`, or does not when `negated`. A field without an answer equals nothing."""

    field: str
    value: str | bool | int
    negated: bool

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read `=field = "value"` or `=field != "value"`; a value is quoted text, true, false or a whole number.

        Raises:
            ConditionError: anything else.
        """
        match = _RULE.fullmatch(text.strip())
        if match is None:
            raise ConditionError(f'"{text[:80]}" is not a rule of the form =field = "value".')
        value: str | bool | int = match["text"] if match["text"] is not None else ""
        if match["word"]:
            value = match["word"] == "true"
        elif match["number"]:
            value = int(match["number"])
        return cls(match["field"], value, match["sign"] == "!=")

    def holds(self, answers: Mapping[str, Any]) -> bool:
        answer = answers.get(self.field)
        equal = type(answer) is type(self.value) and answer == self.value
        return equal != self.negated
