# SPDX-License-Identifier: Apache-2.0
"""Texts of a folder's files that hold what nobody can see, or what the printed forms have no letter for.

Owns which texts are for people. Findings of lint and of publishing, not of reading: what is published keeps working. A file
that cannot be read at all has none here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal

from lxml import etree
from motcua_text import Path, Source, SourceError, read_json, read_yaml
from motcua_text.hidden import dangerous, hidden, named, visible
from motcua_text.printable import unprintable
from motcua_text.source import path_text, walk
from motcua_text.xml import XmlRefused, parse_xml

from motcua_procedure.package import PROCEDURE_FILE

_MOST: Final = 1_000
"""Told of one file in each way: a hostile one could hold a million."""
_DRAWINGS: Final = (".bpmn", ".dmn")
_FOR_PEOPLE: Final = frozenset(("name", "name_en", "reason", "reason_en"))
"""Attributes of a drawing, ours and BPMN's."""
_FOR_MACHINES: Final = frozenset(("validate", "conditional", "id", "exporter", "executionPlatform"))
"""Of a form: rules and marks of the editor."""
_ESCAPE: Final = re.compile(
    r"\\(?:\\|x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|([0-7]{1,3}))", re.ASCII
)
"""Of a Starlark text: scripts, conditions and reasons of a drawing write them."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A text that cannot be taken as it is: `sign` is what it must not hold, `field` where, "" for a line outside all fields."""

    code: Literal["text-hidden", "text-unprintable"]
    line: int
    element: str
    name: str
    field: str
    sign: str


def spoilt(files: Mapping[str, bytes]) -> Iterator[tuple[str, Spoilt]]:
    """The spoilt texts of all files, each with its file's path: names and values, texts and attributes, comments last."""
    for path in sorted(files):
        try:
            found = list(islice(_of_file(path, files[path]), _MOST))
        except (SourceError, XmlRefused):
            continue  # said where the file itself is read
        yield from ((path, one) for one in found)
        lines = {one.line for one in found}
        beside = (one for one in _of_lines(files[path]) if one.line not in lines)
        yield from ((path, one) for one in islice(beside, _MOST))


def _of_file(path: str, content: bytes) -> Iterator[Spoilt]:
    if path.endswith(".yaml"):
        yield from _of_source(read_yaml(content, path))
    elif path.endswith(".form"):
        yield from _of_source(read_json(content, path))
    elif path.endswith(_DRAWINGS):
        yield from _of_drawing(parse_xml(content))


def _of_lines(content: bytes) -> Iterator[Spoilt]:
    """What a comment, or a file of plain text, could do to who reads it."""
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        if sign := dangerous(line.removesuffix("\r")):
            yield Spoilt("text-hidden", number, "", "", "", named(sign))


def _of_source(source: Source) -> Iterator[Spoilt]:
    for path, value in walk(source.data):
        if path and isinstance(path[-1], str) and (sign := hidden(path[-1])):
            yield _at(source, path, "text-hidden", sign)
        if isinstance(value, str):
            yield from _of_value(source, path, value)


def _of_value(source: Source, path: Path, value: str) -> Iterator[Spoilt]:
    if sign := hidden(value):
        yield _at(source, path, "text-hidden", sign)
    elif _is_for_people(source.file, path) and (sign := _no_letter(value)):
        yield _at(source, path, "text-unprintable", sign)


def _at(source: Source, path: Path, code: Literal["text-hidden", "text-unprintable"], sign: str) -> Spoilt:
    field = path_text(path)
    return Spoilt(code, source.line(path), field, "", field, named(sign))


def _is_for_people(file: str, path: Path) -> bool:
    if file == PROCEDURE_FILE:
        return True
    if file.endswith(".form"):
        return not _FOR_MACHINES.intersection(path)
    return path[:1] == ("name",)


def _no_letter(text: str) -> str:
    """As the forms are printed: composed. Each letter once first, as files may be long."""
    if text.isascii():
        return ""
    composed = unicodedata.normalize("NFC", text)
    letters = set(composed)
    plain = not any(unicodedata.category(char).startswith("M") for char in letters)
    return "" if plain and not unprintable("".join(letters)) else unprintable(composed)


def _of_drawing(root: etree._Element) -> Iterator[Spoilt]:
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            field = etree.QName(str(name)).localname
            yield from _of_drawn(element, field, str(value), field in _FOR_PEOPLE)
        field = etree.QName(element).localname
        yield from _of_drawn(element, field, element.text or "", False)
    for node in root.iter():
        if node.tail and node.getparent() is not None:
            yield from _of_drawn(node.getparent(), "text", node.tail, False)


def _of_drawn(element: Any, field: str, text: str, for_people: bool) -> Iterator[Spoilt]:
    text = _ESCAPE.sub(_meant, text)
    if sign := hidden(text):
        yield _drawn_at(element, "text-hidden", field, sign)
    elif for_people and (sign := _no_letter(text)):
        yield _drawn_at(element, "text-unprintable", field, sign)


def _meant(escape: re.Match[str]) -> str:
    """The character that it stands for; as written where it stands for none."""
    two, four, eight, octal = escape.groups()
    code = int(octal, 8) if octal else int(two or four or eight or "110000", 16)
    return chr(code) if code < 0x110000 else escape[0]


def _drawn_at(
    element: Any, code: Literal["text-hidden", "text-unprintable"], field: str, sign: str
) -> Spoilt:
    """At the drawn element that has it, or that it stands within."""
    around = next((one for one in (element, *element.iterancestors()) if one.get("id")), element)
    line = int(element.sourceline or 0)
    return Spoilt(
        code, line, visible(around.get("id", "")), visible(around.get("name", "")), field, named(sign)
    )
