# SPDX-License-Identifier: Apache-2.0
"""The same text as simple HTML: paragraphs, lists and links, each language marked as what it is, so that it is read out and
translated rightly. No pictures, no styles and nothing from elsewhere: nobody learns that a mail was opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

RULE = "\n\n" + "-" * 40 + "\n\n"
"""Between the Vietnamese text and the English one."""
LANGUAGES = ("vi", "en")
_LINK = re.compile(r"https?://[^\s<>\"]+")


def as_html(text: str) -> str:
    """A document of what `app.rendering` wrote; whatever is in the text is text."""
    parts = text.split(RULE)
    body = "<hr>".join(
        f'<div lang="{language}">{_blocks(part)}</div>'
        for language, part in zip(LANGUAGES, parts, strict=False)
    )
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"></head><body>{body}</body></html>'


def _blocks(text: str) -> str:
    return "".join(piece for block in re.split(r"\n{2,}", text.strip("\n")) for piece in _block(block))


def _block(block: str) -> Iterator[str]:
    """Runs of list lines as lists, of others as paragraphs; an indented line goes on with the item before it."""
    items: list[str] = []
    lines: list[str] = []
    for line in block.split("\n"):
        if line.startswith("- "):
            yield from _flush_lines(lines)
            items.append(_words(line[2:]))
        elif items and line.startswith("  "):
            items[-1] += "<br>" + _words(line.strip())
        else:
            yield from _flush_items(items)
            lines.append(_words(line))
    yield from _flush_lines(lines)
    yield from _flush_items(items)


def _flush_lines(lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"<p>{'<br>'.join(lines)}</p>"
        lines.clear()


def _flush_items(items: list[str]) -> Iterator[str]:
    if items:
        yield "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
        items.clear()


def _words(line: str) -> str:
    """Escaped, with addresses of pages as links."""
    made, end = "", 0
    for found in _LINK.finditer(line):
        address = found.group().rstrip(".,;)")
        made += escape(line[end : found.start()])
        made += f'<a href="{escape(address)}">{escape(address)}</a>'
        end = found.start() + len(address)
    return made + escape(line[end:])
