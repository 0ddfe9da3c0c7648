# SPDX-License-Identifier: Apache-2.0
"""The pure core: `start | start_by_message | complete | fire | receive | retry (state, …) -> Step`.

Owns the moves of one instance and what is believed of them: an instance is completed when nothing is left
and an end was reached; nothing left to happen without one is an incident. No I/O but the evaluation of
texts, no clock but the `now` that is given, no state but the one that is given. A move either returns a Step
or raises and has changed nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from motcua_workflow.engine.compiled import CompiledProcess
from motcua_workflow.engine.core_specs import (
    CatchSpec,
    HumanSpec,
    ReceiveSpec,
    opened_task,
    taken,
    write_facts,
)
from motcua_workflow.engine.core_state import StateError, dump, restore
from motcua_workflow.engine.core_tree import TokenWorkflow
from motcua_workflow.engine.environment_facts import FactsError, clean, merged
from motcua_workflow.engine.step import (
    Facts,
    Incident,
    OpenedSubscription,
    OpenedTask,
    OpenedTimer,
    Status,
    Step,
)

__all__ = [
    "FactsError", "NotStartable", "Open", "StateError", "UnknownKey",
    "complete", "fire", "inspect", "receive", "retry", "start", "start_by_message",
]  # fmt: skip


class UnknownKey(LookupError):
    """Nothing with this key is open in the instance: it was completed, cancelled or never there."""


class NotStartable(ValueError):
    """The process has no such start event."""


@dataclass(frozen=True, slots=True)
class Open:
    """All that is open in an instance at rest."""

    status: Status
    facts: Facts
    tasks: tuple[OpenedTask, ...]
    timers: tuple[OpenedTimer, ...]
    subscriptions: tuple[OpenedSubscription, ...]
    incidents: tuple[Incident, ...]


def start(spec: CompiledProcess, facts: Facts, now: datetime) -> Step:
    """Start an instance at its none start event. Raises NotStartable, FactsError."""
    if "" not in spec.starts:
        raise NotStartable(
            f"process {spec.id} has no start event without a trigger; it is started by a message"
        )
    workflow = _new(spec, facts, now)
    workflow.put(spec.starts[""], workflow.root)
    return _move(spec, workflow)


def start_by_message(
    spec: CompiledProcess, message: str, payload: Facts, facts: Facts, now: datetime
) -> Step:
    """Start an instance at the start event of this message; the payload is taken on top of the facts. Raises
    NotStartable, FactsError."""
    if message not in spec.message_starts:
        raise NotStartable(f"process {spec.id} has no start event for the message {message!r}")
    workflow = _new(spec, facts, now)
    node = spec.nodes[spec.message_starts[message]]
    changed = write_facts(workflow, taken(node, payload))
    workflow.put(node.id, workflow.root).internal_data["caught"] = changed
    return _move(spec, workflow)


def complete(spec: CompiledProcess, state: bytes, task_key: str, facts: Facts, now: datetime) -> Step:
    """Complete an open user or manual task with the facts it gives. Raises UnknownKey, FactsError,
    StateError."""
    workflow = _restored(spec, state, now)
    task = workflow.find(lambda token: token.get("key") == task_key)
    if task is None or not isinstance(task.task_spec, HumanSpec) or task.internal_data["phase"] != "open":
        raise UnknownKey(f"no open task {task_key}")
    task.task_spec.complete_work(task, facts)
    return _move(spec, workflow)


def fire(spec: CompiledProcess, state: bytes, timer_key: str, now: datetime) -> Step:
    """A timer is due; the shell decides when. Raises UnknownKey, StateError."""
    workflow = _restored(spec, state, now)
    _trigger(workflow, timer_key, "timer", {})
    return _move(spec, workflow)


def receive(
    spec: CompiledProcess, state: bytes, subscription_key: str, payload: Facts, now: datetime
) -> Step:
    """A message reached its subscription. Raises UnknownKey, FactsError, StateError."""
    workflow = _restored(spec, state, now)
    _trigger(workflow, subscription_key, "subscription", payload)
    return _move(spec, workflow)


def retry(
    spec: CompiledProcess, state: bytes, now: datetime, *, facts: Facts | None = None, key: str | None = None
) -> Step:
    """Let what failed run again, all or the incident with this key, over the facts repaired by hand. Raises
    UnknownKey, FactsError, StateError."""
    workflow = _restored(spec, state, now)
    failed = [
        t
        for t in workflow.tokens()
        if t.internal_data.get("incident") and key in (None, t.internal_data.get("key"))
    ]
    if key is not None and not failed:
        raise UnknownKey(f"no incident {key}")
    write_facts(workflow, facts or {})
    for task in failed:
        workflow.settle(task)
        if task.has_state(TaskState.ERROR):
            workflow.again(task)
    return _move(spec, workflow)


def inspect(spec: CompiledProcess, state: bytes, now: datetime) -> Open:
    """What is open, read from the state alone: the shell's projections can be checked against it. Raises
    StateError."""
    workflow = _restored(spec, state, now)
    tokens = list(workflow.tokens())
    armed = [item for token in tokens for item in token.internal_data.get("armed", [])]
    return Open(
        status=_status(workflow),
        facts=workflow.facts,
        tasks=tuple(
            opened_task(t)
            for t in tokens
            if isinstance(t.task_spec, HumanSpec) and t.internal_data["phase"] == "open"
        ),
        timers=tuple(_timer(spec, item) for item in armed if "message" not in item),
        subscriptions=tuple(
            OpenedSubscription(x["key"], x["element"], x["message"]) for x in armed if "message" in x
        ),
        incidents=tuple(_incident(t) for t in tokens if t.internal_data.get("incident")),
    )


def _timer(spec: CompiledProcess, armed: Mapping[str, Any]) -> OpenedTimer:
    meaning = spec.nodes[armed["element"]].meaning
    if "due" in armed:
        due = datetime.fromisoformat(armed["due"])
        return OpenedTimer(armed["key"], armed["element"], due, "", meaning.agency)
    limit = meaning.timer.text if meaning.timer else ""
    return OpenedTimer(armed["key"], armed["element"], None, limit, meaning.agency)


def _incident(task: Task) -> Incident:
    code, message = task.internal_data["incident"]
    return Incident(task.internal_data["key"], task.task_spec.node.id, code, message)


def _new(spec: CompiledProcess, facts: Facts, now: datetime) -> TokenWorkflow:
    return TokenWorkflow(spec.spec, merged({}, clean(facts)), _aware(now))


def _restored(spec: CompiledProcess, state: bytes, now: datetime) -> TokenWorkflow:
    return restore(spec, state, _aware(now))


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    return now


def _trigger(workflow: TokenWorkflow, key: str, kind: str, payload: Facts) -> None:
    """Fire what is armed under this key: the waiting element itself, or a boundary event of it."""
    for task in list(workflow.tokens()):
        for armed in task.internal_data.get("armed", []):
            if armed["key"] == key and ("message" in armed) == (kind == "subscription"):
                _fire(workflow, task, armed, payload)
                return
    raise UnknownKey(f"no open {kind} {key}")


def _fire(workflow: TokenWorkflow, task: Task, armed: Mapping[str, Any], payload: Facts) -> None:
    node = workflow.spec.of(armed["element"]).node
    changed = write_facts(workflow, taken(node, clean(payload)))
    if isinstance(task.task_spec, CatchSpec | ReceiveSpec) and node.id == task.task_spec.node.id:
        task.task_spec.fire(task, changed)
        return
    boundary = workflow.put(node.id, task.parent)
    boundary.internal_data.update(key=armed["key"], host=task.internal_data["key"], caught=changed)


def _move(spec: CompiledProcess, workflow: TokenWorkflow) -> Step:
    workflow.run_ready()
    _find_stuck(workflow)
    return Step(
        state=dump(spec, workflow),
        status=_status(workflow),
        facts=dict(workflow.facts),
        tokens=sum(1 for _ in workflow.tokens()),
        **workflow.record.as_step(),
    )


def _find_stuck(workflow: TokenWorkflow) -> None:
    """A scope in which only joins wait can never go on: its tokens come from nowhere but itself."""
    scopes: dict[Any, list[Task]] = {}
    for task in workflow.tokens():
        scopes.setdefault(task.parent.id, []).append(task)
    for inside in scopes.values():
        if all(task.state == TaskState.WAITING for task in inside) and not any(
            t.internal_data.get("incident") for t in inside
        ):
            missing = _missing(inside)
            workflow.halt(
                inside[0], "STUCK", f"waits for ever: nothing can arrive any more on {', '.join(missing)}"
            )


def _missing(arrivals: Sequence[Task]) -> list[str]:
    first = arrivals[0]
    there = {t.internal_data["flow"] for t in arrivals if t.task_spec is first.task_spec}
    return [flow for flow in first.task_spec.node.incoming if flow not in there]


def _status(workflow: TokenWorkflow) -> Status:
    if any(task.internal_data.get("incident") for task in workflow.tokens()):
        return "incident"
    return "running" if workflow.root._children else "completed"
