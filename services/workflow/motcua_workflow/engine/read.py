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
from motcua_workflow.engine.names import BPMN, FLOW_NODES
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
    return ReadResult(read_definitions(root, file, data, lang))


def _not_bpmn(root: etree._Element) -> Refusal | None:
    if root.tag == f"{{{BPMN}}}definitions":
        return None
    return Refusal("not-bpmn", line_of(root), {"root": str(root.tag)[:200]})


def _too_many(root: etree._Element, limits: Limits) -> Refusal | None:
    nodes = sum(1 for _ in root.iter(*(f"{{{BPMN}}}{name}" for name in FLOW_NODES)))
    if nodes > limits.nodes:
        return Refusal("too-many-nodes", values={"count": nodes, "limit": limits.nodes})
    flows = sum(1 for _ in root.iter(f"{{{BPMN}}}sequenceFlow"))
    if flows > limits.flows:
        return Refusal("too-many-flows", values={"count": flows, "limit": limits.flows})
    return None
