# SPDX-License-Identifier: Apache-2.0
"""xsi:type: what an element says it is. Only what BPMN itself says of it may stand there; anything else would be read
as something that it is not."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from motcua_workflow.engine.names import BPMN, XSI
from motcua_workflow.engine.read_xml import elements_with_prefixes

_TYPE = f"{{{XSI}}}type"
_B = f"{{{BPMN}}}"
_EXPRESSIONS = frozenset({"conditionExpression", "timeDate", "timeDuration", "timeCycle"})
_OF_EXPRESSIONS = frozenset({"tFormalExpression", "tExpression"})


def wrong_types(root: etree._Element) -> dict[etree._Element, str]:
    """The elements whose xsi:type is none of BPMN's for them, each with what is written."""
    if not root.xpath("boolean(//@xsi:type)", namespaces={"xsi": XSI}):
        return {}
    found = {}
    for element, namespace, local in _typed(root):
        name = etree.QName(element).localname
        expected = _OF_EXPRESSIONS if name in _EXPRESSIONS else {f"t{name[:1].upper()}{name[1:]}"}
        if namespace != BPMN or local not in expected:
            found[element] = element.get(_TYPE, "")
    return found


def _typed(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Elements of BPMN with xsi:type, and the namespace and name that it stands for there."""
    for item, bound in elements_with_prefixes(root):
        if str(item.tag).startswith(_B) and (written := item.get(_TYPE)) is not None:
            prefix, _, local = written.strip().rpartition(":")
            yield item, bound.get(prefix, ""), local
