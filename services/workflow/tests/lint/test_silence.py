# SPDX-License-Identifier: Apache-2.0
"""A drawing runs as drawn or is refused by name: whatever is put into a good drawing is named, or changes nothing and is
declared to be drawing only. Good files are mutated at one element of each kind in each kind of parent."""

from __future__ import annotations

import copy
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
from lxml import etree
from motcua_workflow.engine.check import check, running
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.lint import lint_bytes
from motcua_workflow.engine.model import Finding
from motcua_workflow.engine.names import BPMN, MOTCUA
from motcua_workflow.engine.read import ReadResult, read
from motcua_workflow.engine.read_places import CLOSED

ROOT = Path(__file__).parents[4]
GOOD = sorted(
    [*ROOT.glob("docs/engine-traces/*.bpmn"), *ROOT.glob("workflows/*/*/process.bpmn")],
    key=lambda one: one.stat().st_size,
)
"""The smallest first: what is in several is changed in that one, where a change takes least to read."""
DRAWING = CLOSED | {"documentation", "import", "itemDefinition", "category", "endPoint", "extension"}
"""What is inside these, with their attributes, is drawing or declaration: read_places and read_roots say so."""
LISTED = frozenset(
    {"documentation", "incoming", "outgoing", "flowNodeRef", "message", "messageFlow", "participant"}
)
"""May be there twice and mean the same."""
FOREIGN = "urn:elsewhere"


Findings = list[tuple[str, str, str]]


@dataclass(frozen=True)
class Good:
    """A good file without its comments, what lint finds in it, what it means, and the places that are changed, which no smaller
    file has; read once."""

    root: etree._Element
    findings: Findings
    meaning: list[str]
    places: tuple[int, ...]


@functools.cache
def _good(file: Path) -> Good:
    data = etree.tostring(etree.parse(file, etree.XMLParser(remove_comments=True)))
    result = read(data, "x.bpmn")
    found = _sorted(lint_bytes(data, "x.bpmn").findings)
    assert _findings(result) == found, "reading and checking is what lint does"
    root = etree.fromstring(data)
    return Good(root, found, _meaning(result), _own_places()[file])


def _meaning(result: ReadResult) -> list[str]:
    assert result.drawing is not None
    return [compile_process(result.drawing, process.id).hash for process in running(result.drawing)]


def _findings(result: ReadResult) -> Findings:
    """What lint says: of the reader where there is no drawing, else of the checks."""
    return _sorted(result.findings if result.drawing is None else check(result.drawing))


def _sorted(findings: Sequence[Finding]) -> Findings:
    return sorted((f.code, f.element, f.message) for f in findings)


def _is_drawing(element: etree._Element) -> bool:
    """Whether the element, or one around it, is drawing only; the whole of the interchange of diagrams is."""
    around = [element, *element.iterancestors()]
    return any(etree.QName(one).namespace != BPMN or etree.QName(one).localname in DRAWING for one in around)


@functools.cache
def _own_places() -> dict[Path, tuple[int, ...]]:
    """Positions of elements by file, one of each kind in each kind of parent."""
    seen: set[tuple[str, str]] = set()
    found = {}
    for file in GOOD:
        root = etree.parse(file, etree.XMLParser(remove_comments=True)).getroot()
        places = []
        for position, element in enumerate(root.iter()):
            parent = element.getparent()
            kind = (str(element.tag), "" if parent is None else str(parent.tag))
            if kind not in seen:
                seen.add(kind)
                places.append(position)
        found[file] = tuple(places)
    return found


def _unknown_child(element: etree._Element) -> None:
    etree.SubElement(element, f"{{{BPMN}}}mystery")


def _foreign_child(element: etree._Element) -> None:
    etree.SubElement(element, f"{{{FOREIGN}}}include").set("href", "other.bpmn")


def _our_child(element: etree._Element) -> None:
    etree.SubElement(element, f"{{{MOTCUA}}}mystery")


def _attribute(element: etree._Element) -> None:
    element.set("mystery", "1")


def _foreign_attribute(element: etree._Element) -> None:
    element.set(f"{{{FOREIGN}}}mystery", "1")


def _our_attribute(element: etree._Element) -> None:
    element.set(f"{{{MOTCUA}}}mystery", "1")


def _type(element: etree._Element) -> None:
    element.set("{http://www.w3.org/2001/XMLSchema-instance}type", "mystery:kind")


def _text(element: etree._Element) -> None:
    element.text = (element.text or "") + " mystery "


def _twice(element: etree._Element) -> None:
    again = copy.deepcopy(element)
    for inner in again.iter():
        inner.attrib.pop("id", None)
    element.addnext(again)


MUTATIONS = (
    _unknown_child, _foreign_child, _our_child, _attribute, _foreign_attribute, _our_attribute, _type, _text, _twice,
)  # fmt: skip


def _changed(good: etree._Element, position: int, mutation: object) -> tuple[etree._Element, bytes]:
    root = copy.deepcopy(good)
    element = next(islice(root.iter(), position, None))
    mutation(element)  # type: ignore[operator]
    return element, etree.tostring(root)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.__name__.strip("_"))
@pytest.mark.parametrize("file", GOOD, ids=lambda one: f"{one.parent.name}-{one.stem}")
def test_whatever_is_put_in_is_named_or_changes_nothing(file: Path, mutation: object) -> None:
    good = _good(file)
    silent = []
    for position in good.places:
        if mutation is _twice and position == 0:
            continue
        element, changed = _changed(good.root, position, mutation)
        result = read(changed, "x.bpmn")
        if _findings(result) != good.findings:
            continue
        name = etree.QName(element).localname
        declared = _is_drawing(element) or (mutation is _twice and name in LISTED)
        if not declared or _meaning(result) != good.meaning:
            silent.append(name)
    assert silent == []


def test_good_files_are_there() -> None:
    assert len(GOOD) >= 7
    assert sum(map(len, _own_places().values())) >= 80
