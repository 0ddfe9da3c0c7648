# SPDX-License-Identifier: Apache-2.0
"""Messages: who sends, who waits, and what the message flows between the pools say."""

from __future__ import annotations

from collections.abc import Sequence

from motcua_workflow.engine.check.index import Checked
from motcua_workflow.engine.check.report import Report
from motcua_workflow.engine.model import Drawing, MessageFlow, Node, Process
from motcua_workflow.engine.names import CATCHING, THROWING, motcua


def _uses_message(node: Node) -> bool:
    return node.type in ("sendTask", "receiveTask") or any(d.kind == "message" for d in node.definitions)


def sends(node: Node) -> bool:
    return node.type == "sendTask" or (node.type in THROWING and _uses_message(node))


def receives(node: Node) -> bool:
    return node.type == "receiveTask" or (node.type in CATCHING and _uses_message(node))


def check_messages(checked: Checked) -> None:
    """The sending and receiving elements of one process."""
    for node in checked.process.nodes:
        if _uses_message(node):
            _check_message(checked, node)
    _check_rivals(checked)


def _check_rivals(checked: Checked) -> None:
    """What waits at one activity for one message: the boundary events, and a receive task itself. All of them wait as
    long as the others do, and the message would go to whichever is armed first."""
    waiting: dict[tuple[str, str], str] = {}
    for node in checked.process.nodes:
        if node.type == "receiveTask" and (message := checked.message_of(node)):
            waiting[node.id, message] = node.id
    for node in checked.process.nodes:
        message = checked.message_of(node) if node.type == "boundaryEvent" else ""
        first = waiting.setdefault((node.attached_to, message), node.id) if message else node.id
        if first != node.id:
            checked.add("message-awaited-twice", node, message=message, first=first)


def _check_message(checked: Checked, node: Node) -> None:
    refs = [node.message_ref, *(d.ref for d in node.definitions if d.kind == "message")]
    ref = next((ref for ref in refs if ref), "")
    if not ref:
        checked.add("send-without-message" if sends(node) else "catch-without-message", node)
    elif ref not in checked.messages:
        checked.add("dangling-message", node, ref=ref)
    elif not checked.messages[ref]:
        checked.add("message-without-name", node, message=ref)


class Collaboration:
    """Checks the pools and message flows of a drawing; `running` are the processes that are to run."""

    def __init__(self, drawing: Drawing, running: Sequence[Process], report: Report) -> None:
        self._drawing = drawing
        self._report = report
        self._running = {process.id for process in running}
        self._nodes = {node.id: node for process in drawing.processes for node in process.nodes}
        self._process_of = {node.id: p.id for p in drawing.processes for node in p.nodes}
        self._pools = {participant.id: participant for participant in drawing.participants}
        self._pool_of = {p.process: p.id for p in drawing.participants if p.process}
        self._names = {message.id: message.name for message in drawing.messages}

    def check(self) -> None:
        self._check_pools()
        for flow in self._drawing.message_flows:
            if self._check_ends(flow):
                self._check_pair(flow)
                self._check_named(flow)
                self._check_runs(flow)
        self._check_receivers()

    def _check_pools(self) -> None:
        known = {process.id for process in self._drawing.processes}
        shown: set[str] = set()
        for pool in self._drawing.participants:
            if pool.process and pool.process not in known:
                self._report.at("dangling-process", pool, ref=pool.process)
            elif pool.process in shown:
                self._report.at("process-in-two-pools", pool, ref=pool.process)
            shown.add(pool.process)
            shown.discard("")
            if pool.process in self._running and motcua("party") in pool.attributes:
                self._report.at("party-with-process", pool)

    def _check_ends(self, flow: MessageFlow) -> bool:
        sound = True
        for end, ref in (("sourceRef", flow.source), ("targetRef", flow.target)):
            if ref not in self._nodes and ref not in self._pools:
                self._report.at("dangling-message-flow", flow, end=end, ref=ref)
                sound = False
            elif self._wrong_kind(end, ref):
                self._report.at(
                    "message-flow-end", flow, ref=ref, type=self._nodes[ref].type, verb=_verb(end)
                )
                sound = False
        return sound

    def _wrong_kind(self, end: str, ref: str) -> bool:
        node = self._nodes.get(ref)
        if node is None or self._process_of[ref] not in self._running:
            return False
        return not (sends(node) if end == "sourceRef" else receives(node))

    def _pool(self, ref: str) -> str:
        return ref if ref in self._pools else self._pool_of.get(self._process_of.get(ref, ""), "")

    def _check_pair(self, flow: MessageFlow) -> None:
        if self._pool(flow.source) == self._pool(flow.target):
            self._report.at("message-flow-within-pool", flow)
            return
        ends = [self._nodes.get(flow.source), self._nodes.get(flow.target)]
        if (
            None in ends
            or not {self._process_of[flow.source], self._process_of[flow.target]} <= self._running
        ):
            return
        sent, awaited = (self._message(node) for node in ends if node is not None)
        if sent and awaited and sent != awaited:
            self._report.at("message-flow-mismatch", flow, sent=sent, awaited=awaited, ref=flow.target)

    def _check_named(self, flow: MessageFlow) -> None:
        """A message flow may name its message; what its ends send and await is what travels."""
        if not flow.message:
            return
        if flow.message not in self._names:
            self._report.at("dangling-message", flow, ref=flow.message)
            return
        for ref in (flow.source, flow.target):
            node = self._nodes.get(ref)
            if node is None or self._process_of[ref] not in self._running:
                continue
            has = self._message(node)
            if has and has != self._names[flow.message]:
                drawn = self._names[flow.message]
                self._report.at("message-flow-message", flow, drawn=drawn, ref=ref, message=has)

    def _check_runs(self, flow: MessageFlow) -> None:
        """A message of ours to a drawn process that is not to run goes outside, as to a black box. A pool that names its
        party says so itself."""
        process, pool = self._process(flow.target), self._pools.get(self._pool(flow.target))
        drawn = process in self._process_of.values() and process not in self._running
        said = pool is not None and motcua("party") in pool.attributes
        if drawn and not said and self._process(flow.source) in self._running:
            self._report.at("receiver-not-executable", flow, ref=flow.target, process=process)

    def _process(self, ref: str) -> str:
        """The process of an end of a message flow; "" for a black box."""
        return self._pools[ref].process if ref in self._pools else self._process_of.get(ref, "")

    def _message(self, node: Node) -> str:
        refs = [node.message_ref, *(d.ref for d in node.definitions if d.kind == "message")]
        return next((self._names.get(ref, "") for ref in refs if ref), "")

    def _check_receivers(self) -> None:
        targets: dict[str, set[str]] = {}
        for flow in self._drawing.message_flows:
            targets.setdefault(flow.source, set()).add(self._pool(flow.target))
        for node_id, pools in targets.items():
            node = self._nodes.get(node_id)
            if node is not None and len(pools) > 1 and self._process_of[node_id] in self._running:
                self._report.at("several-message-flows", node, count=len(pools))


def _verb(end: str) -> str:
    return "leave" if end == "sourceRef" else "reach"
