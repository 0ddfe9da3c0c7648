# SPDX-License-Identifier: Apache-2.0
"""Parallel gateways that can never join, because two of their flows are alternatives of one exclusive gateway.

Owns the simple case that the drawing alone proves. Two things are needed: each of the two flows is behind another way out
of the exclusive gateway (walking back from it, every element has one flow in), and the exclusive gateway is passed at
most once (no way leads from it back to it, and no gateway before it leads more than one token there).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import islice

from motcua_workflow.engine.check.index import Checked
from motcua_workflow.engine.model import Flow, Node


def check_joins(checked: Checked) -> None:
    """Report each join whose flows exclude each other, once."""
    once = cache(partial(_passed_once, checked))
    for join in checked.process.nodes:
        incoming = checked.incoming.get(join.id, [])
        if join.type == "parallelGateway" and len(incoming) > 1:
            for split, first, second in islice(_excluding(checked, incoming, once), 1):
                checked.add("join-of-alternatives", join, split=split, first=first, second=second)


def _excluding(
    checked: Checked, incoming: Sequence[Flow], once: Callable[[str], bool]
) -> Iterator[tuple[str, str, str]]:
    """An exclusive gateway and two flows of the join that are behind different ways out of it.

    Walks back from each flow over what a token on it has passed for certain. Where two walks meet they go on alike.
    """
    passed: dict[str, tuple[str, str]] = {}
    for last in incoming:
        way: Flow | None = last
        while way is not None and way.source not in passed:
            passed[way.source] = (way.id, last.id)
            way = _only_flow_into(checked, checked.nodes[way.source])
        if way is None or checked.nodes[way.source].type != "exclusiveGateway":
            continue
        other_way, other = passed[way.source]
        if other_way != way.id and once(way.source):
            yield way.source, other, last.id


def _only_flow_into(checked: Checked, node: Node) -> Flow | None:
    """The one flow by which tokens come to a node (to a boundary event: to its activity); None where there are more."""
    incoming = checked.incoming.get(node.attached_to if node.type == "boundaryEvent" else node.id, [])
    return incoming[0] if len(incoming) == 1 else None


def _passed_once(checked: Checked, split: str) -> bool:
    """Whether no more than one token ever passes the gateway while its scope is open once."""
    before = _before(checked, split)
    if split in before:
        return False
    counted = before | {split}
    return all(
        checked.nodes[node].type == "exclusiveGateway"
        or sum(flow.target in counted for flow in checked.outgoing.get(node, [])) <= 1
        for node in before
    )


def _before(checked: Checked, element: str) -> set[str]:
    """Everything from which a way leads to an element; the element itself only if it lies on a circle."""
    found: set[str] = set()
    pending = [element]
    while pending:
        node = checked.nodes[pending.pop()]
        sources = {flow.source for flow in checked.incoming.get(node.id, [])}
        sources |= {node.attached_to} & checked.nodes.keys() if node.type == "boundaryEvent" else set()
        pending.extend(sources - found)
        found |= sources
    return found
