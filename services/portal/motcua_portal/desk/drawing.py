# SPDX-License-Identifier: Apache-2.0
"""The BPMN file for readers: names of what is drawn in both languages, and the file itself as an English reader sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from motcua_text import Text
from motcua_text.xml import XmlRefused, parse_xml

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_ROLE = "{urn:motcua:bpmn:1}role"
_ENGLISH = "{urn:motcua:bpmn:1}name_en"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_LETTER = 8
"""Width of a letter of a label in units of the drawing, with some air."""
_MOST = 16_000_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a reader needs of a drawing: per element its name, kind and lane; per process its pool."""

    names: dict[str, Text] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    lanes: dict[str, Text] = field(default_factory=dict)
    roles: dict[str, Text] = field(default_factory=dict)
    pools: dict[str, Text] = field(default_factory=dict)
    messages: dict[str, Text] = field(default_factory=dict)


@lru_cache(maxsize=16)
def read_drawing(content: bytes) -> Drawn:
    """Names, kinds, lanes and pools; an empty answer for what cannot be read (the page then goes without names)."""
    root = _parsed(content)
    drawn = Drawn()
    if root is None:
        return drawn
    for element in root.iter(f"{_BPMN}*"):
        _note(element, drawn)
    drawn.messages.update(_messages(root))
    return drawn


@lru_cache(maxsize=16)
def in_english(content: bytes) -> bytes:
    """The same drawing with the English names where it has them; as it is where it cannot be read."""
    root = _parsed(content)
    if root is None:
        return content
    names: dict[str, str] = {}
    for element in root.iter(f"{_BPMN}*"):
        english = _name(element).en
        if english and element.tag != f"{_BPMN}message":  # a message's name is its code
            element.set("name", english)
            names[str(element.get("id"))] = english
    for kind in ("BPMNShape", "BPMNEdge"):
        for drawn in root.iter(f"{_DI}{kind}"):
            _widen(drawn, names.get(str(drawn.get("bpmnElement")), ""))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _widen(drawn: etree._Element, name: str) -> None:
    """A label's box was drawn for the Vietnamese; the longest English word must not be broken in it."""
    needed = max((len(word) for word in name.split()), default=0) * _LETTER
    for bounds in drawn.iterfind(f"{_DI}BPMNLabel/{_DC}Bounds"):
        try:
            left, width = float(bounds.get("x", "")), float(bounds.get("width", ""))
        except ValueError:
            continue
        if width < needed:
            bounds.set("x", f"{left - (needed - width) / 2:g}")
            bounds.set("width", f"{needed:g}")


def _parsed(content: bytes) -> etree._Element | None:
    if not content or len(content) > _MOST:
        return None
    try:
        return parse_xml(content)
    except XmlRefused:
        return None


def _name(element: etree._Element) -> Text:
    vietnamese, english = (" ".join((element.get(one) or "").split()) for one in ("name", _ENGLISH))
    return Text(vietnamese, english)


def _messages(root: etree._Element) -> dict[str, Text]:
    """What people call each message: the name of the flow that carries it; its own name is the drawing's code."""
    names = {one.get("id"): one.get("name") for one in root.iter(f"{_BPMN}message")}
    carried = {}
    for one in root.iter(f"{_BPMN}messageEventDefinition"):
        around = one.getparent()
        if around is not None:
            carried[around.get("id")] = names.get((one.get("messageRef") or "").rpartition(":")[2])
    return {
        str(carried[end]): _name(flow)
        for flow in root.iter(f"{_BPMN}messageFlow")
        for end in (flow.get("sourceRef"), flow.get("targetRef"))
        if flow.get("name") and carried.get(end)
    }


def _note(element: etree._Element, drawn: Drawn) -> None:
    kind, name = etree.QName(element).localname, _name(element)
    if kind == "lane":
        for reference in element.iterfind(f"{_BPMN}flowNodeRef"):
            # An inner lane set comes after the outer one and says more.
            drawn.lanes[(reference.text or "").strip()] = name
        drawn.roles.setdefault(element.get(_ROLE) or name.vi, name)
    elif kind == "participant":
        if element.get("processRef"):
            drawn.pools[str(element.get("processRef"))] = name
    elif element.get("id"):
        drawn.kinds[str(element.get("id"))] = kind
        if name:
            drawn.names[str(element.get("id"))] = name
        role = element.get(_ROLE)
        if role:  # a task's own role wins over the lane it stands in; lanes come first in a file
            drawn.lanes[str(element.get("id"))] = drawn.roles.get(role, Text(""))
