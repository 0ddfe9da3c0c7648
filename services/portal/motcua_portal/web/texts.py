# SPDX-License-Identifier: Apache-2.0
"""Vietnamese is the source of every text of the portal; `locale/en.json` has the English of each. A missing English text is
found by a test, and shows in Vietnamese."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

LANGUAGES = ("vi", "en")
DEFAULT = "vi"


@cache
def _english() -> dict[str, str]:
    texts: dict[str, str] = json.loads(files("motcua_portal").joinpath("locale/en.json").read_text("utf-8"))
    return texts


def translate(text: str, language: str, **values: Any) -> str:
    """The text in that language with `{name}` filled in."""
    said = _english().get(text, text) if language == "en" else text
    return said.format(**values) if values else said


def pick(localized: Any, language: str) -> str:
    """The side of a LocalizedText (or anything with vi and en) for that language; Vietnamese when the English is empty."""
    return str((localized.en or localized.vi) if language == "en" else (localized.vi or localized.en))


def spoken(localized: Any, language: str) -> Markup:
    """The same for a page: what only stands in Vietnamese is marked as such for an English reader's screen reader."""
    text = escape(pick(localized, language))
    if language != "en" or not text or not _vietnamese(localized):
        return text
    return Markup('<span lang="vi">{}</span>').format(text)


def _vietnamese(localized: Any) -> bool:
    """No English, or what was kept as English before drawings could give any: the Vietnamese again."""
    return not localized.en or (localized.en == localized.vi and not localized.vi.isascii())
