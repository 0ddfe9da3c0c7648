# SPDX-License-Identifier: Apache-2.0
"""What is asked of outside databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua_text import Text


@dataclass(frozen=True, slots=True)
class Lookup:
    """An outside database that the drawing asks by message.

    `request` and `answer` are the messages to and from it; `asks` are the database's words for what it is asked with, each the
    answer of a field of the start form, and nothing else leaves the house; `gives` names what it may answer.
    """

    key: str
    name: Text
    request: str
    answer: str
    asks: Mapping[str, str]
    gives: Mapping[str, Text]

    def question(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """What the database is asked with; fields without an answer are left out."""
        found = {word: answers.get(field) for word, field in self.asks.items()}
        return {word: str(value) for word, value in found.items() if value not in (None, "")}


def lookup(key: str, entry: Mapping[str, Any]) -> Lookup:
    """From a checked `lookups` entry."""
    asks = {word: value.removeprefix("$answers.") for word, value in entry["asks"].items()}
    gives = {name: Text.of(words) for name, words in entry["gives"].items()}
    return Lookup(key, Text.of(entry["name"]), entry["request"], entry["answer"], asks, gives)
