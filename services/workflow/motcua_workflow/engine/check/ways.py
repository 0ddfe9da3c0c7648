# SPDX-License-Identifier: Apache-2.0
"""Ways through a process: what no token reaches, ways that are too long, and circles that never wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from motcua_workflow.engine.check.index import Checked, is_set, waits
from motcua_workflow.engine.model import Node
from motcua_workflow.engine.names import SUB_PROCESSES

_SHOWN = 6


def check_ways(checked: Checked) -> None:
    """Reachability, length and waiting; circles through sub-processes count as waiting when something
    inside them waits."""
    if not checked.process.nodes:
        return
    _check_reached(checked)
    _check_length(checked)
    _check_circles(checked)


def _after(checked: Checked, node: Node, boundaries: Mapping[str, list[str]]) -> list[str]:
    following = [flow.target for flow in checked.outgoing.get(node.id, [])]
    following += boundaries.get(node.id, [])
    if node.type in SUB_PROCESSES:
        following += _entries(checked, node.id)
    return following


def _entries(checked: Checked, scope: str) -> list[str]:
    """Where tokens come into being in a scope; without any start event (refused by itself) every node
    counts."""
    nodes = checked.scopes.get(scope, [])
    starts = [node.id for node in nodes if node.type == "startEvent"]
    free = [n.id for n in nodes if _starts_by_itself(n)]
    return [*starts, *free] if starts else [node.id for node in nodes]


def _starts_by_itself(node: Node) -> bool:
    return (
        is_set(node, "triggeredByEvent")
        or is_set(node, "isForCompensation")
        or is_set(node, "instantiate")
        or (node.type == "intermediateCatchEvent" and any(d.kind == "link" for d in node.definitions))
    )


def _boundaries(checked: Checked) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in checked.process.nodes:
        if node.type == "boundaryEvent":
            found.setdefault(node.attached_to, []).append(node.id)
    return found


def _check_reached(checked: Checked) -> None:
    boundaries = _boundaries(checked)
    reached: set[str] = set()
    stack = _entries(checked, checked.process.id)
    while stack:
        node = stack.pop()
        if node not in reached:
            reached.add(node)
            stack.extend(_after(checked, checked.nodes[node], boundaries))
    for element in checked.process.nodes:
        # A boundary event on nothing, and what lies in an unreached sub-process, are reported at their cause.
        lost = element.type == "boundaryEvent" and element.attached_to not in reached
        if element.id not in reached and not lost and element.scope in (reached | {checked.process.id}):
            checked.add("unreachable", element)


def _check_length(checked: Checked) -> None:
    boundaries = _boundaries(checked)
    seen: set[str] = set()
    for nodes in checked.scopes.values():
        trail = [iter([node.id for node in nodes if node.type == "startEvent"])]
        while trail:
            following = next(trail[-1], None)
            if following is None:
                trail.pop()
            elif following not in seen:
                if len(trail) > checked.limits.path:
                    checked.add("path-too-long", checked.nodes[following], limit=checked.limits.path)
                    return
                seen.add(following)
                targets = [flow.target for flow in checked.outgoing.get(following, [])]
                trail.append(iter(targets + boundaries.get(following, [])))


def _check_circles(checked: Checked) -> None:
    waiting = {node.id for node in checked.process.nodes if waits(node)}
    for scope, nodes in checked.scopes.items():
        if any(node.id in waiting for node in nodes):
            waiting |= _around(checked, scope)
    graph = {
        node.id: [f.target for f in checked.outgoing.get(node.id, []) if f.target not in waiting]
        for node in checked.process.nodes
        if node.id not in waiting
    }
    for circle in _circles(graph):
        first = min((checked.nodes[node] for node in circle), key=lambda node: (node.line, node.id))
        shown = ", ".join(sorted(circle)[:_SHOWN]) + (", …" if len(circle) > _SHOWN else "")
        checked.add("loop-without-wait", first, elements=shown)


def _around(checked: Checked, scope: str) -> set[str]:
    found: set[str] = set()
    while scope in checked.nodes and scope not in found:
        found.add(scope)
        scope = checked.nodes[scope].scope
    return found


def _circles(graph: Mapping[str, list[str]]) -> Iterable[set[str]]:
    """Strongly connected components that hold a circle (Tarjan's algorithm without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for root in graph:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = []
        _enter(root, graph, index, low, path, on_path, work)
        while work:
            node, targets = work[-1]
            target = next(targets, None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component = _pop_until(node, path, on_path)
                    if len(component) > 1 or node in graph[node]:
                        yield component
            elif target not in index:
                _enter(target, graph, index, low, path, on_path, work)
            elif target in on_path:
                low[node] = min(low[node], index[target])


def _enter(
    node: str,
    graph: Mapping[str, list[str]],
    index: dict[str, int],
    low: dict[str, int],
    path: list[str],
    on_path: set[str],
    work: list[tuple[str, Iterator[str]]],
) -> None:
    index[node] = low[node] = len(index)
    path.append(node)
    on_path.add(node)
    work.append((node, iter(graph[node])))


def _pop_until(node: str, path: list[str], on_path: set[str]) -> set[str]:
    component: set[str] = set()
    while node not in component:
        component.add(path.pop())
    on_path.difference_update(component)
    return component
