# SPDX-License-Identifier: Apache-2.0
"""Our own extensions (urn:motcua:bpmn:1): required attributes and their values. Where each may stand is
the reader's table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from motcua_workflow.engine.check.index import Checked
from motcua_workflow.engine.check.references import part_of
from motcua_workflow.engine.check.texts import check_value
from motcua_workflow.engine.check.times import is_limit
from motcua_workflow.engine.environment_facts import RESERVED
from motcua_workflow.engine.model import Extension, Lane, Node, Participant
from motcua_workflow.engine.names import motcua
from motcua_workflow.engine.read_places import MOTCUA_ELEMENTS

OUTCOMES = ("granted", "refused", "withdrawn", "stopped")
PARTIES = ("applicant", "population")
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,62}", re.ASCII)
_FORM = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.ASCII)
_RESULT = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,79}", re.ASCII)
_FACT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}", re.ASCII)
_WORDS = {
    _KEY: "small letters, digits, - and _",
    _FORM: "small letters, digits, - and _",
    _RESULT: "capitals, digits, . and -",
    _FACT: "letters, digits and _, no word of the language",
}
_PLAIN = {"form": _FORM, "part": _KEY, "result": _RESULT, "role": _KEY, "agency": _KEY}
# Element -> its attributes; required ones are marked.
_ATTRIBUTES: dict[str, dict[str, bool]] = {
    "decide": {"part": False, "outcome": True, "reason": False, "reason_en": False, "when": False},
    "clock": {"ground": True, "part": False},
    "payload": {},
    "take": {"fact": True},
    "fact": {"name": True, "value": True},
}


def check_extensions(checked: Checked) -> None:
    """Attributes and elements of ours on the nodes, lanes and pools of one process."""
    _check_places(checked)
    for node in checked.process.nodes:
        _check_node(checked, node)
        for extension in node.extensions:
            if extension.name in MOTCUA_ELEMENTS:
                _check_element(checked, node, extension)
        _check_twice(checked, node)


def _check_places(checked: Checked) -> None:
    places: list[Lane | Participant] = list(checked.process.lanes)
    places += [pool for pool in checked.drawing.participants if pool.process in ("", checked.process.id)]
    for place in places:
        for name in ("role", "agency"):
            value = place.attributes.get(motcua(name))
            if value is not None and not _KEY.fullmatch(value.strip()):
                checked.report.at("motcua-value", place, attribute=name, value=value, allowed=_WORDS[_KEY])
        party = place.attributes.get(motcua("party"))
        if party is not None and party.strip() not in PARTIES:
            allowed = ", ".join(PARTIES)
            checked.report.at("motcua-value", place, attribute="party", value=party, allowed=allowed)


def _check_node(checked: Checked, node: Node) -> None:
    for name, pattern in _PLAIN.items():
        value = node.attributes.get(motcua(name))
        if value is not None:
            _check_pattern(checked, node, node.line, name, value, pattern)
    limit = node.attributes.get(motcua("limit"))
    if limit is not None and not is_limit(limit.strip()):
        checked.add("limit", node, limit=limit)


def _check_pattern(
    checked: Checked, node: Node, line: int, name: str, value: str, pattern: re.Pattern[str]
) -> None:
    if not pattern.fullmatch(value.strip()) or (pattern is _FACT and value.strip() in RESERVED):
        checked.add("motcua-value", node, line, attribute=name, value=value, allowed=_WORDS[pattern])


def _check_element(checked: Checked, node: Node, extension: Extension) -> None:
    known = _ATTRIBUTES[extension.name]
    for attribute in extension.attributes:
        if attribute not in known:
            checked.add(
                "motcua-attribute",
                node,
                extension.line,
                attribute=attribute,
                parent=f"motcua:{extension.name}",
            )
    for attribute, required in known.items():
        if required and not extension.attributes.get(attribute, "").strip():
            checked.add("motcua-missing", node, extension.line, child=extension.name, attribute=attribute)
    if extension.text:
        checked.add(
            "stray-text", node, extension.line, text=extension.text, parent=f"motcua:{extension.name}"
        )
    _check_values(checked, node, extension)
    for child in extension.children:
        if extension.name == "payload" and child.name == "fact":
            _check_element(checked, node, child)
        else:
            checked.add("motcua-element", node, child.line, child=child.name)


def _check_values(checked: Checked, node: Node, extension: Extension) -> None:
    given = {name: value.strip() for name, value in extension.attributes.items() if value.strip()}
    outcome = given.get("outcome", OUTCOMES[0])
    if outcome not in OUTCOMES:
        checked.add(
            "motcua-value",
            node,
            extension.line,
            attribute="outcome",
            value=outcome,
            allowed=", ".join(OUTCOMES),
        )
    names = {
        "part": _KEY,
        "ground": _KEY,
        "fact": _FACT,
        **({"name": _FACT} if extension.name == "fact" else {}),
    }
    for attribute, pattern in names.items():
        if attribute in given:
            _check_pattern(checked, node, extension.line, attribute, given[attribute], pattern)
    for attribute in ("when", "reason", "reason_en", "value"):
        if attribute in given and attribute in _ATTRIBUTES[extension.name]:
            check_value(checked, node, extension.line, f"{extension.name} {attribute}", given[attribute])
    if extension.name == "decide" and "part" not in given and not part_of(checked.nodes, node):
        checked.add("motcua-missing", node, extension.line, child="decide", attribute="part")


def _check_twice(checked: Checked, node: Node) -> None:
    seen: set[tuple[str, str]] = set()
    for extension, key in _unique(node):
        if (extension.name, key) in seen:
            checked.add(
                "motcua-twice", node, extension.line, child=extension.name, what=f" ({key})" if key else ""
            )
        seen.add((extension.name, key))


def _unique(node: Node) -> Iterator[tuple[Extension, str]]:
    """What may stand once on an element: one payload, each fact, one ground of the clock (what the clock does while the element
    is open is one thing), one outcome of a part for one condition."""
    for extension in node.extensions:
        get = extension.attributes.get
        if extension.name == "payload":
            yield extension, ""
            yield from (
                (fact, fact.attributes.get("name", "")) for fact in extension.children if fact.name == "fact"
            )
        elif extension.name == "take":
            yield extension, get("fact", "")
        elif extension.name == "decide":
            yield extension, f"{get('part', '')} {get('when', '')}".strip()
        elif extension.name == "clock":
            yield extension, ""
