# SPDX-License-Identifier: Apache-2.0
"""The state of an instance between two moves: the tokens that are alive, the facts, and how often each
element was activated.

It is compressed text, names its compiled process by hash, and holds no history, so it does not grow with age.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from motcua_workflow.engine.compiled import CompiledProcess
from motcua_workflow.engine.core_tree import TokenWorkflow

FORMAT = 1
STATE_BYTES = 32 * 1024 * 1024
_STATES = {"started": TaskState.STARTED, "arrived": TaskState.WAITING, "failed": TaskState.ERROR}
_NAMES = {value: name for name, value in _STATES.items()}


class StateError(ValueError):
    """A state that is damaged, of a newer format, or of another compiled process."""


def dump(spec: CompiledProcess, workflow: TokenWorkflow) -> bytes:
    """The state after a move; raises StateError when something is neither waiting nor failed."""
    body = {
        "format": FORMAT,
        "process": spec.hash,
        "ended": workflow.ended,
        "counts": workflow.counts,
        "facts": workflow.facts,
        "tokens": _tokens(workflow),
    }
    return zlib.compress(json.dumps(body, separators=(",", ":")).encode(), 6)


def _tokens(workflow: TokenWorkflow) -> list[dict[str, Any]]:
    index: dict[Any, int] = {workflow.root.id: -1}
    rows: list[dict[str, Any]] = []
    for task in workflow.tokens():
        if task.state not in _NAMES:
            raise StateError(
                f"{task.task_spec.node.id} is {TaskState.get_name(task.state)} at the end of a move"
            )
        index[task.id] = len(rows)
        rows.append(
            {
                "element": task.task_spec.node.id,
                "in": index[task.parent.id],
                "is": _NAMES[task.state],
                **task.internal_data,
            }
        )
    return rows


def restore(spec: CompiledProcess, state: bytes, now: datetime) -> TokenWorkflow:
    """The instance as it was; raises StateError."""
    body = _body(state)
    if body["process"] != spec.hash:
        raise StateError(
            f"the state belongs to the compiled process {body['process'][:12]}, not to {spec.hash[:12]}"
        )
    workflow = TokenWorkflow(spec.spec, body["facts"], now)
    workflow.ended = body["ended"]
    workflow.counts = body["counts"]
    # Rows stand parents first, so that a scope is there before what is inside it.
    tasks: list[Task] = []
    for row in body["tokens"]:
        scope = workflow.root if row["in"] < 0 else tasks[row["in"]]
        tasks.append(_task(workflow, scope, row))
    return workflow


def _task(workflow: TokenWorkflow, scope: Task, row: Mapping[str, Any]) -> Task:
    task = workflow.add(row["element"], scope)
    task._set_state(_STATES[row["is"]])
    task.internal_data.update(
        {name: value for name, value in row.items() if name not in ("element", "in", "is")}
    )
    return task


def process_hash(state: bytes) -> str:
    """Which compiled process a state needs."""
    digest: str = _body(state)["process"]
    return digest


def _body(state: bytes) -> dict[str, Any]:
    try:
        text = zlib.decompressobj()
        body: dict[str, Any] = json.loads(text.decompress(state, STATE_BYTES))
        if body["format"] != FORMAT:
            raise StateError(f"the state has format {body['format']}; this program reads {FORMAT}")
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        if isinstance(error, StateError):
            raise
        raise StateError(f"the state is damaged: {error}") from error
    return body
