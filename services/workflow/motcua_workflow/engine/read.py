# SPDX-License-Identifier: Apache-2.0
"""Bytes of a BPMN file to a `Drawing`: the first step of the engine room. Owns no rule of what may run.

bytes ─ read_xml ─ element tree ─ read_model ─ Drawing ─ (read_strict: what the model has no place for →
oddities)
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from motcua_workflow.engine.check.report import Lang, Report
from motcua_workflow.engine.model import Drawing, Finding
from motcua_workflow.engine.names import BPMN, FLOW_NODES, MOTCUA
from motcua_workflow.engine.read_model import read_definitions
from motcua_workflow.engine.read_xml import Limits, Refusal, line_of, parse_xml

__all__ = ["Limits", "ReadResult", "read"]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A drawing, or None with the findings that say why the file cannot be read."""

    drawing: Drawing | None
    findings: tuple[Finding, ...] = ()


def read(data: bytes, file: str, limits: Limits | None = None, lang: Lang = "en") -> ReadResult:
    """Read a BPMN file.

    `file` only names it in `Drawing.file`; nothing is opened. Never raises for what the bytes hold: a file
    that is
    no XML, too big, hostile or no BPMN gives no drawing and one error. What was read but has no place in
    the model
    is in the oddities of the drawing and of its processes, and `check` reports it.
    """
    bounds = limits or Limits()
    root = parse_xml(data, bounds)
    refusal = root if isinstance(root, Refusal) else _not_bpmn(root) or _too_many(root, bounds)
    if refusal is not None:
        report = Report(lang)
        report.put(refusal.code, refusal.line, "", "", refusal.values)
        return ReadResult(None, report.findings())
    assert not isinstance(root, Refusal)
    return ReadResult(read_definitions(root, file, data))


def _not_bpmn(root: etree._Element) -> Refusal | None:
    if root.tag == f"{{{BPMN}}}definitions":
        return None
    return Refusal("not-bpmn", line_of(root), {"root": str(root.tag)[:200]})


def _too_many(root: etree._Element, limits: Limits) -> Refusal | None:
    kinds = (
        ("too-many-nodes", FLOW_NODES, limits.nodes),
        ("too-many-flows", ("sequenceFlow",), limits.flows),
        ("too-many-processes", ("process",), limits.processes),
    )
    for code, names, most in kinds:
        count = sum(1 for _ in root.iter(*(f"{{{BPMN}}}{name}" for name in names)))
        if count > most:
            return Refusal(code, values={"count": count, "limit": most})
    return _too_many_texts(root, limits)


def _too_many_texts(root: etree._Element, limits: Limits) -> Refusal | None:
    """Each text is compiled when the drawing is checked, which costs more than everything else that is read."""
    texts = [len("".join(str(part) for part in e.itertext())) for e in root.iter(*_TEXTS)]
    texts += [len(value) for e in root.iter(*_OURS) for value in e.attrib.values()]
    if len(texts) > limits.texts or sum(texts) > limits.text_characters:
        values = {"limit": limits.texts, "characters": limits.text_characters}
        return Refusal("too-many-texts", values=values)
    return None


_TEXTS = (f"{{{BPMN}}}script", f"{{{BPMN}}}conditionExpression")
_OURS = tuple(f"{{{MOTCUA}}}{name}" for name in ("decide", "fact"))
