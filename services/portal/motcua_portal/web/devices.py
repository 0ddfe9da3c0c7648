# SPDX-License-Identifier: Apache-2.0
"""Which kind of browser on which kind of system, in the coarsest words by which people know their own again. What a browser says
of itself beyond that (versions, models) could tell a person from others, and is never kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# In this order: most browsers also name those whose pages they want to be given.
_BROWSERS: Final = (
    ("coccoc", "Cốc Cốc", ("coc_coc_browser", "coccoc")),
    ("edge", "Edge", ("edg/", "edga/", "edgios/", "edge/")),
    ("opera", "Opera", ("opr/", "opera")),
    ("samsung", "Samsung Internet", ("samsungbrowser",)),
    ("firefox", "Firefox", ("firefox/", "fxios/")),
    ("chrome", "Chrome", ("chrome/", "crios/", "chromium/")),
    ("safari", "Safari", ("safari/",)),
)
_SYSTEMS: Final = (
    ("windows", "Windows", ("windows",)),
    ("android", "Android", ("android",)),
    ("ios", "iPhone, iPad", ("iphone", "ipad", "ipod")),
    ("macos", "macOS", ("macintosh", "mac os")),
    ("linux", "Linux", ("linux", "x11")),
)
_LONGEST: Final = 1_000
"""Characters that are looked at: none says what it is later than that."""
BROWSERS: Final = {key: name for key, name, _ in _BROWSERS}
SYSTEMS: Final = {key: name for key, name, _ in _SYSTEMS}


@dataclass(frozen=True, slots=True)
class Device:
    """Keys of BROWSERS and SYSTEMS; "" for one that is not known."""

    browser: str = ""
    system: str = ""


def device(user_agent: str) -> Device:
    """What stands in a request's User-Agent; anything may."""
    said = user_agent[:_LONGEST].lower()
    return Device(_first(_BROWSERS, said), _first(_SYSTEMS, said))


def _first(known: tuple[tuple[str, str, tuple[str, ...]], ...], said: str) -> str:
    return next((key for key, _, marks in known if any(mark in said for mark in marks)), "")
