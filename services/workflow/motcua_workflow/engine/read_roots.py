# SPDX-License-Identifier: Apache-2.0
"""What stands beside the processes in `definitions`: which of it is only declared, which would change the behaviour.

Owns the allow-list of root elements, imports, mandatory extensions and the file's default language. Collaborations,
messages and shared event definitions are walked by `read_strict` like the inside of a process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from motcua_workflow.engine.names import BPMN, MOTCUA
from motcua_workflow.engine.read_xml import elements_with_prefixes

# A finding of a root element: code and what its sentence needs.
RootFinding = tuple[str, dict[str, object]]
_B = f"{{{BPMN}}}"
_TASKS = ("globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask")
_REFUSED: dict[str, str] = {
    **dict.fromkeys(_TASKS, "global-task"),
    **dict.fromkeys(("choreography", "globalChoreographyTask", "globalConversation"), "choreography"),
}
_WARNED = frozenset({"relationship", "interface", "correlationProperty"})
# Declarations: they do nothing unless something that we refuse or check by itself points at them.
_DECLARED = frozenset(
    {"process", "collaboration", "message", "itemDefinition", "signal", "error", "escalation", "category"}
    | {"resource", "dataStore", "endPoint", "partnerEntity", "partnerRole", "documentation"}
    | {"import", "extension", "extensionElements"}
)
_TYPES = ("http://www.w3.org/2001/XMLSchema",)
_NO_REFERENCE = frozenset({"structureRef", "name", "id", "evaluatesToTypeRef"})
_QNAME = re.compile(r"([^\W\d][\w.-]*):[^\W\d][\w.-]*")


class Roots:
    """Judges the children of one `definitions`; what they refer to is looked up once."""

    def __init__(self, root: etree._Element) -> None:
        self._referenced = _references(root)
        self._prefixes = root.nsmap

    def judge(self, element: etree._Element) -> RootFinding | None:
        """What is to be said of one child in the namespace of BPMN, None for nothing."""
        name = etree.QName(element).localname
        if name == "extension":
            return self._extension(element)
        if name == "import":
            return self._import(element)
        if name in _REFUSED:
            return _REFUSED[name], {"child": name}
        if name in _WARNED:
            return "ignored-element", {"child": name, "parent": "definitions"}
        if name in _DECLARED or name.endswith("EventDefinition"):
            return None
        return "unknown-element", {"child": name, "parent": "definitions"}

    def _extension(self, element: etree._Element) -> RootFinding | None:
        definition = (element.get("definition") or "").strip()
        ours = self._prefixes.get(definition.rpartition(":")[0] or None) == MOTCUA
        if ours or (element.get("mustUnderstand") or "").strip() not in ("true", "1"):
            return None
        return "must-understand", {"extension": definition or "?"}

    def _import(self, element: etree._Element) -> RootFinding | None:
        location = element.get("location", "")
        if used := self._referenced.get(element.get("namespace", ""), ""):
            return "import-used", {"location": location, "ref": used}
        kind = (element.get("importType") or "").strip()
        return None if kind in _TYPES else ("import-ignored", {"location": location})


def _references(root: etree._Element) -> dict[str, str]:
    """Other namespaces that QNames point into, each with the first such name; names of data types change nothing."""
    found: dict[str, str] = {}
    if root.find(f"{_B}import") is None:
        return found
    for item, bound in elements_with_prefixes(root):
        for prefix, name in _qnames(item):
            found.setdefault(bound.get(prefix, ""), name)
    return {key: name for key, name in found.items() if key and key != root.get("targetNamespace")}


def _qnames(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Prefix and whole of each text of a BPMN element that may be a reference with a prefix."""
    if not str(element.tag).startswith(_B):
        return
    texts = [
        str(v) for k, v in element.attrib.items() if k not in _NO_REFERENCE and not str(k).startswith("{")
    ]
    if str(element.tag).endswith("Ref"):
        texts.append(element.text or "")
    for text in texts:
        if match := _QNAME.fullmatch(text.strip()):
            yield match[1], match[0]


def default_language(root: etree._Element) -> RootFinding | None:
    """The file's own language for what names none. XPath is what many modellers write into every file; any other
    one was chosen, and what it means would be read wrongly as Starlark."""
    language = (root.get("expressionLanguage") or "").strip()
    if not language or "starlark" in language.lower():
        return None
    conditions = any(not c.get("language") for c in root.iter(f"{_B}conditionExpression"))
    if "xpath" in language.lower():
        return ("default-language", {"language": language}) if conditions else None
    scripts = any(not s.get("scriptFormat") for s in root.iter(f"{_B}scriptTask"))
    return ("foreign-default-language", {"language": language}) if conditions or scripts else None
