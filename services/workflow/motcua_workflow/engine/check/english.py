# SPDX-License-Identifier: Apache-2.0
"""Words of a drawing that people read, and their English: names of what is drawn, and reasons that the drawing itself gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from motcua_workflow.engine.check.report import Report
from motcua_workflow.engine.model import (
    Drawing,
    Extension,
    Flow,
    Lane,
    MessageFlow,
    Node,
    Participant,
    Process,
)
from motcua_workflow.engine.names import motcua

_Named = Process | Flow | MessageFlow | Node | Lane | Participant
_LITERAL = re.compile(r"""(["']).*\1""", re.DOTALL)
"""A reason in quotes is the drawing's own; any other is a fact that a person wrote, in the person's language."""


def check_names(drawing: Drawing, running: list[Process], report: Report) -> None:
    """Names of pools, message flows, processes, lanes, elements and flows, and literal reasons."""
    for one in _named(drawing, running):
        name = " ".join(one.name.split())
        if any(letter.isalpha() for letter in name) and not _english(one):
            report.at("name-without-english", one, text=name)
    for process in running:
        for node in process.nodes:
            _check_reasons(node, report)


def _named(drawing: Drawing, running: list[Process]) -> Iterator[_Named]:
    yield from drawing.participants
    yield from drawing.message_flows
    pools = {pool.process for pool in drawing.participants if pool.name}
    for process in running:
        if process.id not in pools:  # else people read the pool's name
            yield process
        yield from process.lanes
        yield from process.nodes
        yield from process.flows


def _english(one: _Named) -> str:
    if isinstance(one, Process | Flow | MessageFlow):
        return one.name_en
    return one.attributes.get(motcua("name_en"), "").strip()


def _check_reasons(node: Node, report: Report) -> None:
    for extension in node.extensions:
        if extension.name == "decide" and _only_vietnamese(extension):
            reason = extension.attributes["reason"].strip()
            report.at("reason-without-english", node, extension.line, text=reason)


def _only_vietnamese(decide: Extension) -> bool:
    said, english = (decide.attributes.get(name, "").strip() for name in ("reason", "reason_en"))
    return bool(_LITERAL.fullmatch(said)) and not english
