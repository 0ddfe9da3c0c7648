# SPDX-License-Identifier: Apache-2.0
"""What the reader of YAML complains of, in words of those who write the file, with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_HINTS: Final[Mapping[str, str]] = {
    "mapping values are not allowed": 'A text with ": " inside needs quotes ("…"); else look at the indentation.',
    "found unexpected end of stream": "A quote or bracket that is opened on this line or above is not closed.",
    "could not find expected ':'": 'Write "name: value"; a text that goes on over lines needs quotes or |.',
    "did not find expected key": 'Look at the indentation; a " inside a text in quotes is written \\".',
    "did not find expected '-' indicator": "Indent all entries of a list alike, each beginning with a hyphen.",
    "did not find expected ',' or": 'Close the bracket of the list or group; a text with a comma inside needs quotes ("…").',
}
_ELSE: Final = "Look at this line and the one above: indentation by spaces, quotes and brackets closed."


def yaml_sentence(problem: str, line: str, column: int) -> tuple[str, str]:
    """Sentence and hint for a problem of the parser in this line, at this column (from 0)."""
    at = line[column : column + 1]
    if "\t" in (at, *line[: len(line) - len(line.lstrip())]):
        message = "This is not YAML: a tab stands where only spaces may be."
        return message, "Replace each tab by two spaces; set the editor to indent with spaces."
    if "cannot start any token" in problem and at:
        return f'This is not YAML: no text begins with "{at}".', 'Put the whole text into quotes ("…").'
    hint = next((hint for begin, hint in _HINTS.items() if problem.startswith(begin)), _ELSE)
    return f"This is not YAML: {problem}.", hint
