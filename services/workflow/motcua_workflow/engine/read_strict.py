# SPDX-License-Identifier: Apache-2.0
"""Walks the element tree against the allow-list of `read_places` and notes what the model has no place for.

Nothing of a file is dropped silently: what `read_model` does not read is drawing, or it is noted here. Every element and
every attribute is looked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from motcua_workflow.engine import read_places as places
from motcua_workflow.engine.model import Oddity
from motcua_workflow.engine.names import BPMN, FLOW_NODES, MOTCUA, XSI
from motcua_workflow.engine.read_foreign import meaning, vendor
from motcua_workflow.engine.read_roots import Roots, default_language
from motcua_workflow.engine.read_types import wrong_types
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
_WALKED = frozenset({"collaboration", "message", "documentation"})
_TIMES = frozenset({"timeDate", "timeDuration", "timeCycle"})
_BOOLEANS = ("true", "false", "1", "0")
# The drawn element that a finding is pinned to: its id and name.
_Owner = tuple[str, str]
_NOBODY: _Owner = ("", "")
# Of a process: its flows by id, with source and target.
Flows = dict[str, tuple[str, str]]


class Walker:
    """Walks parts of one file; `id_of` and `reference` are the model's, so that ids are the same there and here."""

    def __init__(
        self,
        root: etree._Element,
        id_of: Callable[[etree._Element], str],
        reference: Callable[[str | None], str],
    ) -> None:
        self._root = root
        self._id_of = id_of
        self._reference = reference
        self._types = wrong_types(root)
        self._found: list[Oddity] = []
        self._flows: Flows = {}

    def definitions(self) -> tuple[Oddity, ...]:
        """What is odd about `definitions` and what stands beside its processes."""
        self._found = []
        root = self._root
        if language := default_language(root):
            self._add(language[0], root, _NOBODY, **language[1])
        self._attributes(root, "definitions", _NOBODY)
        self._stray_text(root, "definitions", _NOBODY)
        roots = Roots(root)
        for child in root:
            self._root_child(child, roots)
        return tuple(self._found)

    def process(self, process: etree._Element, flows: Flows) -> tuple[Oddity, ...]:
        """What is odd inside one process."""
        self._found = []
        self._flows = flows
        self._visit(process, _NOBODY)
        return tuple(self._found)

    def _root_child(self, child: etree._Element, roots: Roots) -> None:
        qname = etree.QName(child)
        name = qname.localname
        if qname.namespace != BPMN:
            if meaning(qname.namespace or "", name) != "drawing":
                self._add("unknown-element", child, _NOBODY, child=str(child.tag), parent="definitions")
            return
        owner = (child.get("id", ""), child.get("name", ""))
        if found := roots.judge(child):
            self._add(found[0], child, owner, **found[1])
        elif name == "extensionElements":
            self._extensions(child, "definitions", _NOBODY)
        elif name in _WALKED or name.endswith("EventDefinition"):
            self._visit(child, owner)
        elif name != "process":
            self._ours_inside(child, name, owner)

    def _visit(self, element: etree._Element, owner: _Owner) -> None:
        name = etree.QName(element).localname
        if name in _OWNERS:
            owner = (self._id_of(element), element.get("name", ""))
        self._attributes(element, name, owner)
        if name in places.CLOSED:
            self._ours_inside(element, name, owner)
            return
        self._stray_text(element, name, owner)
        if name in ("incoming", "outgoing"):
            self._listed_flow(element, name, owner)
        seen: set[str] = set()
        for child in element:
            self._child(child, name, owner, seen)

    def _add(self, code: str, at: etree._Element, owner: _Owner, **values: object) -> None:
        self._found.append(Oddity(code, line_of(at), *owner, tuple(values.items())))

    def _stray_text(self, element: etree._Element, name: str, owner: _Owner) -> None:
        if name not in places.TEXT:
            for stray in _loose(element):
                self._add("stray-text", element, owner, text=stray, parent=name)

    def _ours_inside(self, element: etree._Element, name: str, owner: _Owner) -> None:
        """Extensions of ours inside what is drawing only: they would do nothing, so they are named."""
        for inner in element.iterdescendants(f"{{{MOTCUA}}}*"):
            self._add("motcua-misplaced", inner, owner, child=etree.QName(inner).localname, parent=name)
        for inner in element.iterdescendants(f"{{{BPMN}}}*"):
            for key in inner.attrib:
                if str(key).startswith(f"{{{MOTCUA}}}"):
                    attribute, parent = etree.QName(key).localname, etree.QName(inner).localname
                    self._add("motcua-attribute", inner, owner, attribute=attribute, parent=parent)

    def _listed_flow(self, element: etree._Element, name: str, owner: _Owner) -> None:
        """The flows count; a list that says otherwise was not kept up by whoever drew it."""
        ref = self._reference(element.text)
        flow = self._flows.get(ref)
        if flow is None or flow[0 if name == "outgoing" else 1] != owner[0]:
            self._add("flow-list", element, owner, child=name, ref=ref)

    def _child(self, child: etree._Element, parent: str, owner: _Owner, seen: set[str]) -> None:
        qname = etree.QName(child)
        name = qname.localname
        if qname.namespace != BPMN:
            self._add("unknown-element", child, owner, child=str(child.tag), parent=parent)
            return
        known = name == "extensionElements" or name in places.CHILDREN.get(parent, ())
        if known and name in seen and name not in places.REPEATABLE:
            self._add("repeated-element", child, owner, child=name, parent=parent)
        seen.add(name)
        if name == "extensionElements":
            self._extensions(child, parent, owner)
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
        # All at once: to ask for them one by one walks the element's list of attributes each time.
        for key, value in element.attrib.items():
            qname = etree.QName(key)
            if qname.namespace:
                self._foreign_attribute(element, qname, name, owner)
            elif known is not None and qname.localname not in known:
                self._add("unknown-attribute", element, owner, attribute=qname.localname, parent=name)
            else:
                self._known_attribute(element, qname.localname, str(value).strip(), name, owner)

    def _known_attribute(
        self, element: etree._Element, key: str, value: str, name: str, owner: _Owner
    ) -> None:
        if key == "operationRef" and value:
            self._add("operation", element, owner, child=key, parent=name)
        elif key == "isImmediate" and value not in ("true", "1"):
            self._add("flow-not-immediate", element, owner, value=value)
        elif key == "isClosed" and value not in ("false", "0"):
            self._add("ignored-attribute", element, owner, attribute=key, value=value, parent=name)
        elif key == "isExecutable" and value not in _BOOLEANS:
            self._add("bad-boolean", element, owner, attribute=key, value=value)
        elif key == "language" and name in _TIMES and value:
            self._add("time-language", element, owner, language=value)

    def _foreign_attribute(self, element: etree._Element, key: etree.QName, name: str, owner: _Owner) -> None:
        namespace = str(key.namespace)
        if namespace == MOTCUA:
            if key.localname not in places.MOTCUA_ATTRIBUTES.get(name, ()):
                self._add("motcua-attribute", element, owner, attribute=key.localname, parent=name)
        elif namespace == BPMN:
            self._add("unknown-attribute", element, owner, attribute=f"bpmn:{key.localname}", parent=name)
        elif namespace == XSI:
            self._instance_attribute(element, key.localname, name, owner)
        else:
            self._foreign(element, namespace, key.localname, owner)

    def _instance_attribute(self, element: etree._Element, key: str, name: str, owner: _Owner) -> None:
        if key == "type":
            if element in self._types:
                self._add("foreign-type", element, owner, value=self._types[element], parent=name)
        elif key not in ("schemaLocation", "noNamespaceSchemaLocation"):
            self._add("unknown-attribute", element, owner, attribute=f"xsi:{key}", parent=name)

    def _extensions(self, holder: etree._Element, parent: str, owner: _Owner) -> None:
        self._attributes(holder, "extensionElements", owner)
        self._stray_text(holder, "extensionElements", owner)
        for child in holder:
            qname = etree.QName(child)
            if qname.namespace == MOTCUA:
                if qname.localname not in places.MOTCUA_ELEMENTS:
                    self._add("motcua-element", child, owner, child=qname.localname)
                elif parent not in places.MOTCUA_ELEMENTS[qname.localname]:
                    self._add("motcua-misplaced", child, owner, child=qname.localname, parent=parent)
                else:
                    self._inside_ours(child, owner)
            elif qname.namespace == BPMN:
                self._add("ignored-element", child, owner, child=qname.localname, parent="extensionElements")
            else:
                self._foreign(child, qname.namespace or "", qname.localname, owner)

    def _inside_ours(self, element: etree._Element, owner: _Owner) -> None:
        """What the model does not take from an extension of ours: elements that are not ours, text after a child."""
        parent = f"motcua:{etree.QName(element).localname}"
        for child in element.iterdescendants():
            if not str(child.tag).startswith(f"{{{MOTCUA}}}"):
                self._add("unknown-element", child, owner, child=str(child.tag), parent=parent)
            if tail := (child.tail or "").strip():
                self._add("stray-text", child, owner, text=tail, parent=parent)

    def _foreign(self, at: etree._Element, namespace: str, name: str, owner: _Owner) -> None:
        kind = meaning(namespace, name)
        if kind != "drawing":
            self._add(f"foreign-{kind}", at, owner, foreign=f"{vendor(namespace)}:{name}")


def _loose(element: etree._Element) -> Iterator[str]:
    """The first text that stands beside the children of an element that holds none."""
    texts = (element.text, *(child.tail for child in element))
    first = next((text.strip() for text in texts if text and text.strip()), "")
    if first:
        yield first
