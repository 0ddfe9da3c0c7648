# SPDX-License-Identifier: Apache-2.0
"""From a checked drawing to a compiled process: immutable, identified by a hash of its meaning, cached.

Owns what the core must know of each element, and that nothing reaches the core which does not run as drawn.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from motcua_workflow.engine import environment
from motcua_workflow.engine.compiled import Branch, CompiledNode, CompiledProcess
from motcua_workflow.engine.core_specs import SPECS, build_spec
from motcua_workflow.engine.model import Drawing, Expression, Flow, Node, Process
from motcua_workflow.engine.names import motcua
from motcua_workflow.engine.normalise import CannotCompile, Meaning, Normaliser, condition_text

# Goes into every hash: a core that would run the same drawing differently must raise it.
CORE_VERSION = 1
CACHED = 256

_RUNS = frozenset(SPECS)
_EVENT_KINDS: Mapping[str, frozenset[str]] = {
    "startEvent": frozenset({"none", "message"}),
    "endEvent": frozenset({"none", "message", "terminate"}),
    "intermediateCatchEvent": frozenset({"message", "timer"}),
    "intermediateThrowEvent": frozenset({"none", "message"}),
    "boundaryEvent": frozenset({"message", "timer"}),
}
_STARLARK = frozenset(
    {"", "starlark", "text/starlark", "text/x-starlark", "application/starlark", "application/x-starlark"}
)


_cache: OrderedDict[tuple[str, str], CompiledProcess] = OrderedDict()
_guard = threading.Lock()


def compile_process(drawing: Drawing, process_id: str) -> CompiledProcess:
    """Compile one process of a drawing that the checks found free of errors; raises CannotCompile, KeyError
    for an unknown id."""
    key = (hashlib.sha256(drawing.source).hexdigest(), process_id)
    if drawing.source:
        with _guard:
            if (known := _cache.get(key)) is not None:
                _cache.move_to_end(key)
                return known
    compiled = _compile(drawing, process_id)
    if drawing.source:
        with _guard:
            _cache[key] = compiled
            while len(_cache) > CACHED:
                _cache.popitem(last=False)
    return compiled


def _compile(drawing: Drawing, process_id: str) -> CompiledProcess:
    process = next((p for p in drawing.processes if p.id == process_id), None)
    if process is None:
        raise KeyError(process_id)
    nodes = _nodes(drawing, process)
    pool = next((p for p in drawing.participants if p.process == process_id), None)
    starts = _starts(process, nodes)
    fingerprint = (CORE_VERSION, process_id, [replace(n, line=0) for n in nodes.values()])
    return CompiledProcess(
        id=process_id,
        name=process.name or (pool.name if pool else ""),
        hash=hashlib.sha256(repr(fingerprint).encode()).hexdigest(),
        participant=pool.id if pool else "",
        participants=MappingProxyType({p.id: p for p in drawing.participants}),
        nodes=MappingProxyType(nodes),
        starts=MappingProxyType(starts),
        message_starts=MappingProxyType(_message_starts(nodes)),
        spec=build_spec(process_id, nodes, starts),
    )


def _nodes(drawing: Drawing, process: Process) -> dict[str, CompiledNode]:
    normaliser = Normaliser(drawing, process)
    known = {node.id for node in process.nodes}
    if len(known) != len(process.nodes):
        raise CannotCompile(process.id, process.line, "two elements have the same id")
    flows = _flows(process, known)
    nodes = {
        node.id: _node(node, process, normaliser.meaning(_runnable(node)), flows) for node in process.nodes
    }
    for node in nodes.values():
        _check_texts(node)
    return nodes


def _flows(process: Process, known: set[str]) -> tuple[Flow, ...]:
    scopes = {node.id: node.scope for node in process.nodes}
    for flow in process.flows:
        if flow.source not in known or flow.target not in known:
            raise CannotCompile(flow.id, flow.line, "the flow leads from or to an element that is not there")
        if scopes[flow.source] != scopes[flow.target]:
            raise CannotCompile(flow.id, flow.line, "the flow crosses the border of a sub-process")
    if len({flow.id for flow in process.flows}) != len(process.flows):
        raise CannotCompile(process.id, process.line, "two flows have the same id")
    return process.flows


def _runnable(node: Node) -> Node:
    kinds = {d.kind for d in node.definitions} or {"none"}
    if node.type not in _RUNS or not kinds <= _EVENT_KINDS.get(node.type, frozenset({"none"})):
        raise CannotCompile(node.id, node.line, f"{node.type} ({', '.join(sorted(kinds))}) does not run")
    if node.loop or node.attributes.get("triggeredByEvent") == "true":
        raise CannotCompile(node.id, node.line, "loops, multi-instances and event sub-processes do not run")
    if node.type == "boundaryEvent" and not node.interrupting:
        raise CannotCompile(node.id, node.line, "a boundary event that does not interrupt does not run")
    if node.type == "scriptTask":
        if node.script is None:
            raise CannotCompile(node.id, node.line, "has no script")
        _starlark(node.script, node.id, "")
    return node


def _node(node: Node, process: Process, meaning: Meaning, flows: tuple[Flow, ...]) -> CompiledNode:
    conditional = node.type == "exclusiveGateway"
    outgoing = [f for f in flows if f.source == node.id]
    for flow in outgoing:
        if flow.condition is not None and not conditional:
            raise CannotCompile(
                flow.id, flow.line, "a condition runs on the flows of an exclusive gateway only"
            )
        if conditional and flow.condition is None and flow.id != node.default_flow and len(outgoing) > 1:
            raise CannotCompile(
                flow.id,
                flow.line,
                "a flow that leaves a deciding gateway needs a condition, or must be its default",
            )
    if node.default_flow and node.default_flow not in {f.id for f in outgoing}:
        raise CannotCompile(node.id, node.line, "its default flow does not leave it")
    if node.type == "boundaryEvent" and node.attached_to not in {n.id for n in process.nodes}:
        raise CannotCompile(node.id, node.line, "is attached to an element that is not there")
    return CompiledNode(
        id=node.id,
        type=node.type,
        name=node.name,
        line=node.line,
        scope="" if node.scope == process.id else node.scope,
        meaning=meaning,
        outgoing=tuple(Branch(f.id, f.target, _condition(f)) for f in outgoing),
        default=node.default_flow,
        incoming=tuple(f.id for f in flows if f.target == node.id),
        boundaries=tuple(
            n.id for n in process.nodes if n.type == "boundaryEvent" and n.attached_to == node.id
        ),
        attached_to=node.attached_to,
        name_en=node.attributes.get(motcua("name_en"), "").strip(),
    )


def _condition(flow: Flow) -> str:
    if flow.condition is None:
        return ""
    return _starlark(flow.condition, flow.id, condition_text(flow.condition))


def _starlark(expression: Expression, element: str, text: str) -> str:
    if expression.language.strip().lower() not in _STARLARK:
        raise CannotCompile(
            element, expression.line, f"{expression.language!r:.80} does not run; write Starlark"
        )
    return text


def _check_texts(node: CompiledNode) -> None:
    """Every text that will be evaluated compiles now, so that none fails later for its spelling."""
    meaning = node.meaning
    texts = [b.condition for b in node.outgoing] + [value for _, value in meaning.payload]
    texts += [text for decide in meaning.decides for text in (decide.reason, decide.reason_en, decide.when)]
    try:
        for text in filter(None, texts):
            environment.check_expression(text)
        if node.type == "scriptTask":
            environment.check_script(meaning.script)
    except environment.EvaluationError as error:
        raise CannotCompile(node.id, node.line + max(error.line - 1, 0), error.message) from error


def _starts(process: Process, nodes: Mapping[str, CompiledNode]) -> dict[str, str]:
    starts: dict[str, str] = {}
    for node in nodes.values():
        if node.type == "startEvent" and not node.meaning.message:
            if node.scope in starts:
                raise CannotCompile(node.id, node.line, "is a second start event without a trigger")
            starts[node.scope] = node.id
    for node in nodes.values():
        if node.type == "subProcess" and node.id not in starts:
            raise CannotCompile(node.id, node.line, "the sub-process needs one start event without a trigger")
    if not starts.get("") and not any(n.type == "startEvent" and not n.scope for n in nodes.values()):
        raise CannotCompile(process.id, process.line, "the process has no start event")
    return starts


def _message_starts(nodes: Mapping[str, CompiledNode]) -> dict[str, str]:
    starts: dict[str, str] = {}
    for node in nodes.values():
        if node.type == "startEvent" and node.meaning.message:
            if node.scope or node.meaning.message in starts:
                raise CannotCompile(
                    node.id, node.line, "a message starts a process at one place, at the top level"
                )
            starts[node.meaning.message] = node.id
    return starts
