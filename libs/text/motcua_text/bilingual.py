# SPDX-License-Identifier: Apache-2.0
"""A text in Vietnamese and English. Vietnamese is the language of the law; English is the help beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES: tuple[str, ...] = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages. An empty `en` falls back to `vi`, which is the binding one."""

    vi: str
    en: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Text:
        """From `{"vi": …, "en": …}` as it stands in our YAML files."""
        return cls(vi=data["vi"], en=data.get("en", ""))

    def to(self, language: str) -> str:
        """The text for a reader of `language` ("vi" or "en"); any other language reads Vietnamese."""
        return self.en if language == "en" and self.en else self.vi

    def format(self, **values: object) -> Text:
        """Both texts with `{name}` places filled in."""
        return Text(self.vi.format(**values), self.en.format(**values))

    def __bool__(self) -> bool:
        return bool(self.vi or self.en)
