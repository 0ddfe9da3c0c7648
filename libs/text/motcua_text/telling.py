# SPDX-License-Identifier: Apache-2.0
"""Whether a text says something: reasons and requests that somebody is to follow are more than dots and dashes."""

from __future__ import annotations

from typing import Final

LEAST_TELLING: Final = 5
"""Letters and digits: “Bản mờ” can be followed, “..........” and “x” cannot."""


def is_telling(text: str, least: int = LEAST_TELLING) -> bool:
    """Whether the text has `least` letters and digits; `LEAST_TELLING` are always enough, as Vietnamese says little in fewer."""
    return sum(char.isalnum() for char in text) >= min(least, LEAST_TELLING)
