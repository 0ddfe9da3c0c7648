# SPDX-License-Identifier: Apache-2.0
"""Walks the element tree against the allow-list of `read_places` and reports what the model has no place for.

Nothing of a file is dropped silently: what `read_model` does not read is drawing, or it is reported here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from motcua_workflow.engine import read_places as places
from motcua_workflow.engine.check.report import Report
from motcua_workflow.engine.names import BPMN, FLOW_NODES, MOTCUA
from motcua_workflow.engine.read_foreign import meaning, vendor
from motcua_workflow.engine.read_roots import Roots, default_language
from motcua_workflow.engine.read_xml import line_of

_OWNERS = FLOW_NODES | {
    "process",
    "sequenceFlow",
    "lane",
    "participant",
    "messageFlow",
    "message",
    "collaboration",
}


@dataclass(frozen=True, slots=True)
class _Owner:
    """The drawn element that a finding is pinned to."""

    id: str
    name: str


def find_oddities(root: etree._Element, report: Report, id_of: Callable[[etree._Element], str]) -> None:
    """Report what is not understood below `root`: a process, or `definitions` without its processes."""
    _Walk(report, id_of).start(root)


class _Walk:
    def __init__(self, report: Report, id_of: Callable[[etree._Element], str]) -> None:
        self._report = report
        self._id_of = id_of

    def start(self, root: etree._Element) -> None:
        if root.tag == f"{{{BPMN}}}process":
            self._visit(root, _Owner("", ""))
            return
        if language := default_language(root):
            self._add(language[0], root, _Owner("", ""), **language[1])
        roots = Roots(root)
        for child in root.iterchildren(f"{{{BPMN}}}*"):
            name = etree.QName(child).localname
            owner = _Owner(child.get("id", ""), child.get("name", ""))
            if found := roots.judge(child):
                self._add(found[0], child, owner, **found[1])
            elif name in ("collaboration", "message") or name.endswith("EventDefinition"):
                self._visit(child, owner)

    def _visit(self, element: etree._Element, owner: _Owner) -> None:
        name = etree.QName(element).localname
        if name in _OWNERS:
            owner = _Owner(self._id_of(element), element.get("name", ""))
        self._attributes(element, name, owner)
        if name in places.CLOSED:
            return
        self._stray_text(element, name, owner)
        for child in element:
            self._child(child, name, owner)

    def _add(self, code: str, at: etree._Element, owner: _Owner, **values: object) -> None:
        self._report.add(code, line=line_of(at), element=owner.id, name=owner.name, **values)

    def _stray_text(self, element: etree._Element, name: str, owner: _Owner) -> None:
        if name in places.TEXT:
            return
        texts = [element.text, *(child.tail for child in element)]
        stray = next((text.strip() for text in texts if text and text.strip()), "")
        if stray:
            self._add("stray-text", element, owner, text=stray, parent=name)

    def _child(self, child: etree._Element, parent: str, owner: _Owner) -> None:
        qname = etree.QName(child)
        name = qname.localname
        if name == "extensionElements" and qname.namespace == BPMN:
            self._extensions(child, parent, owner)
        elif qname.namespace != BPMN:
            self._add("unknown-element", child, owner, child=str(child.tag), parent=parent)
        elif name in places.REFUSED_CHILDREN:
            self._add(places.REFUSED_CHILDREN[name], child, owner, child=name, parent=parent)
        elif name in places.IGNORED_CHILDREN:
            self._add("ignored-element", child, owner, child=name, parent=parent)
        elif name in places.CHILDREN.get(parent, ()):
            self._visit(child, owner)
        else:
            self._add("unknown-element", child, owner, child=name, parent=parent)

    def _attributes(self, element: etree._Element, name: str, owner: _Owner) -> None:
        known = places.ATTRIBUTES.get(name)
        for key in element.attrib:
            qname = etree.QName(key)
            if qname.namespace:
                self._foreign_attribute(element, qname, name, owner)
            elif known is not None and qname.localname not in known:
                self._add("unknown-attribute", element, owner, attribute=qname.localname, parent=name)
            else:
                self._known_attribute(element, qname.localname, name, owner)

    def _known_attribute(self, element: etree._Element, key: str, name: str, owner: _Owner) -> None:
        value = element.get(key, "").strip()
        if key == "operationRef" and value:
            self._add("operation", element, owner, child=key, parent=name)
        elif key == "isImmediate" and value not in ("true", "1"):
            self._add("flow-not-immediate", element, owner, value=value)
        elif key == "isClosed" and value not in ("false", "0"):
            self._add("ignored-attribute", element, owner, attribute=key, value=value, parent=name)

    def _foreign_attribute(self, element: etree._Element, key: etree.QName, name: str, owner: _Owner) -> None:
        namespace = str(key.namespace)
        if namespace == MOTCUA:
            if key.localname not in places.MOTCUA_ATTRIBUTES.get(name, ()):
                self._add("motcua-attribute", element, owner, attribute=key.localname, parent=name)
        elif namespace == BPMN:
            self._add("unknown-attribute", element, owner, attribute=f"bpmn:{key.localname}", parent=name)
        else:
            self._foreign(element, namespace, key.localname, owner)

    def _extensions(self, holder: etree._Element, parent: str, owner: _Owner) -> None:
        self._stray_text(holder, "extensionElements", owner)
        for child in holder:
            qname = etree.QName(child)
            if qname.namespace == MOTCUA:
                if qname.localname not in places.MOTCUA_ELEMENTS:
                    self._add("motcua-element", child, owner, child=qname.localname)
                elif parent not in places.MOTCUA_ELEMENTS[qname.localname]:
                    self._add("motcua-misplaced", child, owner, child=qname.localname, parent=parent)
            elif qname.namespace == BPMN:
                self._add("ignored-element", child, owner, child=qname.localname, parent="extensionElements")
            else:
                self._foreign(child, qname.namespace or "", qname.localname, owner)

    def _foreign(self, at: etree._Element, namespace: str, name: str, owner: _Owner) -> None:
        kind = meaning(namespace, name)
        if kind != "drawing":
            self._add(f"foreign-{kind}", at, owner, foreign=f"{vendor(namespace)}:{name}")
