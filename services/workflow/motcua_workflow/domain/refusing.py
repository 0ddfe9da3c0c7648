# SPDX-License-Identifier: Apache-2.0
"""Which steps may refuse: from their completion a way leads, over what no person does, to the refusal or the stop of a part.
What is decided so is an act of authority under the name of whoever completed the step (form 03), as a signed result is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motcua_workflow.engine.check.messages import receives, sends
from motcua_workflow.engine.model import Drawing, Node

PEOPLE = frozenset({"userTask", "manualTask"})
WAITING = PEOPLE | {"receiveTask", "intermediateCatchEvent"}
REFUSALS = frozenset({"refused", "stopped"})


def refusing(drawing: Drawing) -> frozenset[str]:
    """Ids of the steps. Conditions are not judged: where a way is drawn it may be taken."""
    ways = _Ways(drawing)
    return frozenset(key for key, node in ways.nodes.items() if node.type in PEOPLE and ways.refuse(node))


class _Ways:
    """What may follow the completion of an element at once: along flows, into and out of sub-processes, and with a message
    to whoever waits for it in another pool."""

    def __init__(self, drawing: Drawing) -> None:
        self.nodes: Mapping[str, Node] = {node.id: node for one in drawing.processes for node in one.nodes}
        self._names = {message.id: message.name for message in drawing.messages}
        self._after: dict[str, list[str]] = {}
        for flow in (flow for one in drawing.processes for flow in one.flows):
            self._after.setdefault(flow.source, []).append(flow.target)
        self._starts: dict[str, list[str]] = {}
        self._receivers: dict[str, list[str]] = {}
        for node in self.nodes.values():
            if node.type == "startEvent":
                self._starts.setdefault(node.scope, []).append(node.id)
            if receives(node):
                self._receivers.setdefault(self._message(node), []).append(node.id)

    def refuse(self, step: Node) -> bool:
        seen: set[str] = set()
        completed = [step.id]
        while completed:
            key = completed.pop()
            if key in seen or key not in self.nodes:
                continue
            seen.add(key)
            if _refuses(self.nodes[key]):
                return True
            completed += self._then(self.nodes[key])
        return False

    def _then(self, node: Node) -> Iterator[str]:
        """What is completed with it, without anybody's doing."""
        for target in self._after.get(node.id, ()):
            kind = self.nodes[target].type if target in self.nodes else ""
            if kind == "subProcess":
                yield from self._starts.get(target, ())
            elif kind not in WAITING:
                yield target
        if node.type == "endEvent":
            yield node.scope
        if sends(node):
            yield from self._receivers.get(self._message(node), ())

    def _message(self, node: Node) -> str:
        refs = [node.message_ref, *(one.ref for one in node.definitions if one.kind == "message")]
        return next((self._names.get(ref, "") for ref in refs if ref), "")


def _refuses(node: Node) -> bool:
    decided = (one.attributes.get("outcome", "").strip() for one in node.extensions if one.name == "decide")
    return any(outcome in REFUSALS for outcome in decided)
