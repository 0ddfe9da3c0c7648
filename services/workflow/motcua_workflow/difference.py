# SPDX-License-Identifier: Apache-2.0
"""What changed between two drawings: pools, lanes, elements, flows with their conditions, messages.

Of the layout it is only said that it differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from motcua_procedure.difference import Change, Item, Items, compare_items
from motcua_procedure.package import PROCESS_FILE

from motcua_workflow.engine.model import Drawing, EventDefinition, Extension, Flow, Node, Process
from motcua_workflow.engine.names import MOTCUA

_SAID_ELSEWHERE = frozenset(
    {"id", "name", "default", "attachedToRef", "messageRef", "cancelActivity", "isInterrupting", "processRef"}
)
_OURS = f"{{{MOTCUA}}}"


def compare_drawings(before: Drawing, after: Drawing) -> Iterator[Change]:
    """Changes by id. One change of the layout where the files differ in nothing that runs."""
    if before.source == after.source:
        return
    found = list(compare_items(items_of(before), items_of(after), "drawing", PROCESS_FILE))
    yield from found or [Change("drawing", "changed", PROCESS_FILE, ("layout",), "", "", "")]


def items_of(drawing: Drawing) -> Items:
    """Everything of a drawing that has a meaning when it runs or is read, by id."""
    return dict(_items(drawing))


def _items(drawing: Drawing) -> Iterator[tuple[str, Item]]:
    for pool in drawing.participants:
        yield (
            pool.id,
            Item(
                "pool",
                pool.name,
                _attributes(pool.attributes) | {"name": pool.name, "process_of": pool.process},
            ),
        )
    for process in drawing.processes:
        yield process.id, Item("process", process.name, _process(process))
        for lane in process.lanes:
            yield (
                lane.id,
                Item(
                    "lane", lane.name, _attributes(lane.attributes) | {"name": lane.name, "role": lane.role}
                ),
            )
        lanes = {lane.id: lane.name or lane.id for lane in process.lanes}
        for node in process.nodes:
            yield node.id, Item(node.type, node.name, _node(node, lanes))
        for flow in process.flows:
            yield flow.id, Item("flow", flow.name or f"{flow.source} → {flow.target}", _flow(flow))
    for carried in drawing.message_flows:
        fields = {
            "name": carried.name,
            "name_en": carried.name_en,
            "source": carried.source,
            "target": carried.target,
            "message": carried.message,
        }
        yield (
            carried.id,
            Item("message_flow", carried.name or f"{carried.source} → {carried.target}", _set(fields)),
        )
    for message in drawing.messages:
        yield message.id, Item("message", message.name, {"name": message.name})


def _process(process: Process) -> dict[str, object]:
    executable = {"executable": process.executable, "name": process.name, "name_en": process.name_en}
    return _set(executable | _extensions(process.extensions))


def _node(node: Node, lanes: Mapping[str, str]) -> dict[str, object]:
    fields: dict[str, object] = {
        "name": node.name,
        "lane": lanes.get(node.lane, node.lane),
        "inside": node.scope,
        "attached_to": node.attached_to,
        "cancels": node.interrupting if node.attached_to else None,
        "default": node.default_flow,
        "message_name": node.message_ref,
        "script": node.script.text.strip() if node.script else "",
        "loop": node.loop,
        "timer": ", ".join(filter(None, map(_timer, node.definitions))),
        "event": ", ".join(f"{one.kind} {one.ref}".strip() for one in node.definitions),
    }
    return _attributes(node.attributes) | _set(fields | _extensions(node.extensions))


def _flow(flow: Flow) -> dict[str, object]:
    condition = flow.condition.text.strip() if flow.condition else ""
    fields = {"name": flow.name, "name_en": flow.name_en, "source": flow.source, "target": flow.target}
    return _set(fields | {"condition": condition})


def _timer(one: EventDefinition) -> str:
    return one.limit or one.timer


def _attributes(attributes: Mapping[str, str]) -> dict[str, object]:
    return {
        name.removeprefix(_OURS): value for name, value in attributes.items() if name not in _SAID_ELSEWHERE
    }


def _extensions(extensions: tuple[Extension, ...]) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for one in extensions:
        found.setdefault(one.name, []).append(_extension(one))
    return {name: "; ".join(texts) for name, texts in found.items()}


def _extension(one: Extension) -> str:
    said = [f"{name.removeprefix(_OURS)} {value}" for name, value in sorted(one.attributes.items())]
    inside = [f"{child.name} {_extension(child)}" for child in one.children]
    return ", ".join([*said, *([one.text] if one.text else []), *inside])


def _set(fields: Mapping[str, object]) -> dict[str, object]:
    """Without what is not there, so that a field that comes or goes is told as that."""
    return {name: value for name, value in fields.items() if value not in ("", None)}
