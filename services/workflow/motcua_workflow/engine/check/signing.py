# SPDX-License-Identifier: Apache-2.0
"""A signed result needs an outcome: after a task with motcua:result, its part must be granted on some way onwards.

Where only some answers are signed (`resultWhen` of the form), the task has a result, and what it grants depends on the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from motcua_workflow.engine.check.context import Context
from motcua_workflow.engine.check.messages import receives, sends
from motcua_workflow.engine.check.references import part_of
from motcua_workflow.engine.check.report import Report
from motcua_workflow.engine.model import Drawing, Node, Process
from motcua_workflow.engine.names import motcua


class Signing:
    """Ways onwards over one drawing, sub-processes and messages between its pools included."""

    def __init__(
        self, drawing: Drawing, running: Sequence[Process], context: Context, report: Report
    ) -> None:
        self._report = report
        self._some_signed = context.signing
        self._nodes = {node.id: node for process in running for node in process.nodes}
        self._names = {message.id: message.name for message in drawing.messages}
        self._after: dict[str, list[str]] = {}
        for process in running:
            for flow in process.flows:
                self._after.setdefault(flow.source, []).append(flow.target)
        for node in self._nodes.values():
            if node.type == "boundaryEvent":
                self._after.setdefault(node.attached_to, []).append(node.id)
            elif node.type == "startEvent":
                self._after.setdefault(node.scope, []).append(node.id)
        self._waiting: dict[str, list[str]] = {}
        for node in self._nodes.values():
            if receives(node):
                self._waiting.setdefault(self._message(node), []).append(node.id)

    def check(self) -> None:
        """A warning would be too little: what was signed could never be handed over."""
        for node in self._nodes.values():
            result, part = node.attributes.get(motcua("result"), "").strip(), part_of(self._nodes, node)
            if result and part and not self._granted(node, part):
                self._report.at("result-without-outcome", node, result=result, part=part)
            form = node.attributes.get(motcua("form"), "").strip()
            if form in self._some_signed:
                self._check_some(node, form, result)

    def _check_some(self, node: Node, form: str, result: str) -> None:
        """A task of which only some answers are signed."""
        if not result:
            self._report.at("result-when-without-result", node, form=form)
            return
        for one in node.extensions:
            decided = one.name == "decide" and one.attributes.get("outcome", "").strip() == "granted"
            if decided and not one.attributes.get("when", "").strip():
                self._report.at("granted-unsigned", node, one.line, result=result, form=form)

    def _granted(self, signed: Node, part: str) -> bool:
        seen: set[str] = set()
        stack = [signed.id]
        while stack:
            key = stack.pop()
            node = self._nodes.get(key)
            if key in seen or node is None:
                continue
            seen.add(key)
            if any(given == part for given in self._grants(node)):
                return True
            stack += self._onwards(node)
        return False

    def _onwards(self, node: Node) -> Iterator[str]:
        yield from self._after.get(node.id, ())
        if node.scope in self._nodes:
            yield node.scope
        if sends(node):
            yield from self._waiting.get(self._message(node), ())

    def _grants(self, node: Node) -> Iterator[str]:
        for one in node.extensions:
            if one.name == "decide" and one.attributes.get("outcome", "").strip() == "granted":
                yield one.attributes.get("part", "").strip() or part_of(self._nodes, node)

    def _message(self, node: Node) -> str:
        refs = [node.message_ref, *(d.ref for d in node.definitions if d.kind == "message")]
        return next((self._names.get(ref, "") for ref in refs if ref), "")
