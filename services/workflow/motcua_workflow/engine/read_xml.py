# SPDX-License-Identifier: Apache-2.0
"""Bytes to an XML tree, safely: the only place of the engine where XML is parsed.

No DTD, no entity, no network, no huge tree; what is too big, too deep or not XML is a `Refusal` with a line,
never an exception.
Decoding is done here, so that a parser never guesses: the text is handed on as UTF-8 without its declaration.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may hold. Sizes in bytes, lengths in characters; `path` counts nodes on a way from a
    start."""

    size: int = 4 * 1024 * 1024
    lines: int = 60_000
    depth: int = 100
    elements: int = 60_000
    nodes: int = 2_000
    flows: int = 5_000
    path: int = 400
    processes: int = 100
    attribute: int = 10_000
    attributes_of_one: int = 100
    attributes: int = 200_000
    prefixes: int = 5_000
    text: int = 100_000
    texts: int = 4_000
    text_characters: int = 300_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file cannot be read: a code of the catalogue, a line (0 unknown), the values of its sentence."""

    code: str
    line: int = 0
    values: Mapping[str, object] = field(default_factory=dict)


def line_of(element: etree._Element) -> int:
    """The line of an element's start tag, 0 when unknown."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python knows codecs that are no character encodings, or that hide markup (utf-7): only these are accepted.
_EIGHT_BIT = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "windows-1258": "cp1258",
    "cp1258": "cp1258",
}
_DECLARED = re.compile(rb"^<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_DECLARATION = re.compile(r"^<\?xml\s[^>]*\?>")


def parse_xml(data: bytes, limits: Limits) -> etree._Element | Refusal:
    """The root element of `data`, or why it is refused."""
    if len(data) > limits.size:
        return Refusal("file-too-large", values={"limit": limits.size})
    if not data.strip():
        return Refusal("file-empty")
    text = _decode(data)
    if isinstance(text, Refusal):
        return text
    if text.count("\n") >= limits.lines:
        return Refusal("too-many-lines", values={"limit": limits.lines})
    if text.count("xmlns") > limits.prefixes:
        return Refusal("too-many-prefixes", values={"limit": limits.prefixes})
    doctype = _doctype_line(text)
    if doctype:
        return Refusal("doctype", doctype)
    return _parse(text, limits)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _parse(text: str, limits: Limits) -> etree._Element | Refusal:
    try:
        root = etree.fromstring(text.encode("utf-8"), _parser())
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        if "depth" in str(error.msg).lower():
            return Refusal("too-deep", line, {"limit": limits.depth})
        return Refusal("not-xml", line, {"detail": _first_line(error.msg)})
    if root.getroottree().docinfo.internalDTD is not None:
        return Refusal("doctype", 1)
    too_big = _oversize(root, limits)
    return root if too_big is None else too_big


def _first_line(message: object) -> str:
    return str(message).splitlines()[0][:200] if str(message) else "?"


def _oversize(root: etree._Element, limits: Limits) -> Refusal | None:
    count = attributes = 0
    stack: list[tuple[etree._Element, int]] = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        count += 1
        if count > limits.elements:
            return Refusal("too-many-elements", values={"limit": limits.elements})
        if depth > limits.depth:
            return Refusal("too-deep", line_of(element), {"limit": limits.depth})
        # Counted before they are asked for: the XML library walks the list anew for each of them.
        own = len(element.attrib)
        attributes += own
        if own > limits.attributes_of_one:
            return Refusal("attributes-of-one", line_of(element), {"limit": limits.attributes_of_one})
        if attributes > limits.attributes:
            return Refusal("too-many-attributes", values={"limit": limits.attributes})
        if own and max(map(len, element.values())) > limits.attribute:
            return Refusal("attribute-too-long", line_of(element), {"limit": limits.attribute})
        if len(element.text or "") > limits.text:
            return Refusal("text-too-long", line_of(element), {"limit": limits.text})
        stack += [(child, depth + 1) for child in element]
    return None


def _decode(data: bytes) -> str | Refusal:
    encoding, body = _encoding(data)
    if not encoding:
        return Refusal("encoding-unknown", 1, {"encoding": body.decode("ascii", "replace")})
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        return Refusal("encoding-wrong", line, {"encoding": encoding, "offset": error.start})
    return _DECLARATION.sub(lambda found: "\n" * found.group().count("\n"), text, count=1)


def _encoding(data: bytes) -> tuple[str, bytes]:
    """The Python codec and what it decodes; ("", name) for an encoding that is not accepted."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return codec, data[len(mark) :]
    if data.startswith(b"<\x00"):
        return "utf-16-le", data
    if data.startswith(b"\x00<"):
        return "utf-16-be", data
    declared = _DECLARED.match(data)
    if declared is None:
        return "utf-8", data
    codec = _EIGHT_BIT.get(declared.group(1).decode("ascii").lower(), "")
    return (codec, data) if codec else ("", declared.group(1))


def _doctype_line(text: str) -> int:
    """The line of a DOCTYPE, 0 for none. It can only stand in the prolog, before the root element."""
    at = 0
    while True:
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
        if text.startswith("<!--", at):
            at = _after(text, "-->", at + 4)
        elif text.startswith("<?", at):
            at = _after(text, "?>", at + 2)
        else:
            return text.count("\n", 0, at) + 1 if text[at : at + 9].upper() == "<!DOCTYPE" else 0


def _after(text: str, end: str, at: int) -> int:
    found = text.find(end, at)
    return len(text) if found < 0 else found + len(end)


def elements_with_prefixes(root: etree._Element) -> Iterator[tuple[etree._Element, Mapping[str, str]]]:
    """Every element with the namespaces that prefixes stand for there; the mapping is good until the next element."""
    # As they come and go: `nsmap` is made anew for each element, which a hostile file makes expensive.
    declared: list[tuple[str, str | None]] = []
    bound: dict[str, str] = {}
    for event, item in etree.iterwalk(root, events=("start", "start-ns", "end-ns")):
        if event == "start-ns":
            declared.append((item[0], bound.get(item[0])))
            bound[item[0]] = item[1]
        elif event == "end-ns":
            prefix, before = declared.pop()
            bound[prefix] = before or ""
        else:
            yield item, bound
