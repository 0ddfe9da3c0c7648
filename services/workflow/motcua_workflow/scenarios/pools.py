# SPDX-License-Identifier: Apache-2.0
"""All pools of a drawing in memory: instances on the pure core, the messages between them, their timers.

Owns what the shell does with a database: it takes each step of the core, delivers what was thrown in the order in which
it was thrown, and fires timers when time has passed them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from motcua_calendar import Limit, compute, shipped_calendar
from motcua_calendar.clock import FixedClock

from motcua_workflow.domain.definition import Definition
from motcua_workflow.engine import core
from motcua_workflow.engine.budget import Budget
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.compiled import CompiledProcess
from motcua_workflow.engine.step import (
    ClockRequest,
    Decision,
    Facts,
    Incident,
    OpenedSubscription,
    OpenedTask,
    Status,
    Step,
    ThrownMessage,
    TraceEvent,
)


class TooManyMoves(RuntimeError):
    """The pools move on without end; `element` is where most of the moves began."""

    def __init__(self, budget: Budget) -> None:
        self.moves = budget.moves
        self.element, self.most = budget.busiest
        super().__init__(self.element)


@dataclass(slots=True, eq=False)
class Pool:
    """One running or ended instance and what is open in it, by key."""

    spec: CompiledProcess
    state: bytes = b""
    status: Status = "running"
    facts: Facts = field(default_factory=dict)
    tasks: dict[str, OpenedTask] = field(default_factory=dict)
    timers: dict[str, datetime] = field(default_factory=dict)
    subscriptions: dict[str, OpenedSubscription] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)


@dataclass(slots=True)
class History:
    """Everything that happened, in order."""

    trace: list[TraceEvent] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)
    messages: list[ThrownMessage] = field(default_factory=list)
    refused: list[ThrownMessage] = field(default_factory=list)
    decisions: list[tuple[Decision, datetime]] = field(default_factory=list)
    clock: list[tuple[str, ClockRequest, datetime]] = field(default_factory=list)

    def passed(self) -> list[str]:
        """Elements completed or passed, in order."""
        return [event.element for event in self.trace if event.event == "completed"]


class Pools:
    """The pools of one dossier. Moves raise FactsError for facts that cannot be kept, and TooManyMoves."""

    def __init__(self, definition: Definition, clock: FixedClock) -> None:
        self._definition = definition
        self._clock = clock
        self._under_way: deque[ThrownMessage] = deque()
        self._budget = Budget()
        self.pools: list[Pool] = []
        self.history = History()

    def start(self, facts: Facts) -> None:
        """Start the main process."""
        spec = compile_process(self._definition.drawing, self._definition.main_process())
        self._take(Pool(spec), core.start(spec, facts, self._clock.now()))
        self._deliver_all()

    def open_task(self, element: str) -> tuple[Pool, OpenedTask] | None:
        """The oldest open task of an element."""
        found = ((pool, task) for pool in self.pools for task in pool.tasks.values())
        return next(((pool, task) for pool, task in found if task.element == element), None)

    def open_tasks(self) -> list[str]:
        return [task.element for pool in self.pools for task in pool.tasks.values()]

    def waited_for(self) -> list[str]:
        """Names of the messages that somebody waits for."""
        return [sub.message for pool in self.pools for sub in pool.subscriptions.values()]

    def incidents(self) -> list[Incident]:
        return [incident for pool in self.pools for incident in pool.incidents.values()]

    def complete(self, pool: Pool, task: OpenedTask, facts: Facts) -> None:
        self._take(
            pool, core.complete(pool.spec, pool.state, task.key, facts, self._clock.now()), task.element
        )
        self._deliver_all()

    def arrive(self, message: str, sender: str, payload: Facts) -> bool:
        """A message from outside; False when nobody takes it."""
        taken = self._hand_over(message, self._started_by(message, sender), payload, only_there=False)
        self._deliver_all()
        return taken

    def pass_until(self, moment: datetime) -> None:
        """Let time pass; timers fire at their own moment, earliest first."""
        while (due := self._next_timer()) is not None and due[0] <= moment:
            at, pool, key = due
            self._clock.set(max(at, self._clock.now()))
            pool.timers.pop(key)
            element = key.rpartition("#")[0]
            self._take(pool, core.fire(pool.spec, pool.state, key, self._clock.now()), element)
            self._deliver_all()
        self._clock.set(moment)

    def _next_timer(self) -> tuple[datetime, Pool, str] | None:
        timers = [(at, pool, key) for pool in self.pools for key, at in pool.timers.items()]
        return min(timers, key=lambda timer: timer[0], default=None)

    def _deliver_all(self) -> None:
        while self._under_way:
            thrown = self._under_way.popleft()
            target = self._definition.process_of(thrown.target)
            if target and not self._hand_over(thrown.message, target, thrown.payload, only_there=True):
                self.history.refused.append(thrown)

    def _hand_over(self, message: str, process: str, payload: Facts, *, only_there: bool) -> bool:
        now = self._clock.now()
        for pool in self.pools:
            for waiting in pool.subscriptions.values():
                if waiting.message == message and (pool.spec.id == process or not only_there):
                    step = core.receive(pool.spec, pool.state, waiting.key, payload, now)
                    self._take(pool, step, waiting.element)
                    return True
        if process and self._definition.starts_by(process, message):
            spec = compile_process(self._definition.drawing, process)
            step = core.start_by_message(spec, message, payload, {}, now)
            self._take(Pool(spec), step, spec.message_starts[message])
            return True
        return False

    def _started_by(self, message: str, sender: str) -> str:
        """The process that a message of this sender starts, by the message flows of its pool."""
        drawing = self._definition.drawing
        targets = {flow.target for flow in drawing.message_flows if flow.source == sender}
        for process in drawing.processes:
            drawn = any(node.id in targets for node in process.nodes)
            if process.executable and drawn and self._definition.starts_by(process.id, message):
                return process.id
        return ""

    def _take(self, pool: Pool, step: Step, element: str = "") -> None:
        if self._budget.spent:
            raise TooManyMoves(self._budget)
        self._budget.spend(step, element)
        if pool not in self.pools:
            self.pools.append(pool)
        pool.state, pool.status, pool.facts = step.state, step.status, step.facts
        self._project(pool, step)
        self._record(pool, step)
        self._under_way.extend(step.messages)

    def _project(self, pool: Pool, step: Step) -> None:
        now = self._clock.now()
        pool.tasks.update({task.key: task for task in step.opened_tasks})
        pool.subscriptions.update({sub.key: sub for sub in step.opened_subscriptions})
        fires = self._definition.fires
        pool.timers.update({t.key: fires(t.element, t.due or _due(t.limit, now)) for t in step.opened_timers})
        gone: tuple[tuple[dict[str, object], list[str]], ...] = (
            (pool.tasks, [closed.key for closed in step.closed_tasks]),  # type: ignore[assignment]
            (pool.subscriptions, list(step.closed_subscriptions)),
            (pool.timers, list(step.closed_timers)),
            (pool.incidents, list(step.closed_incidents)),
        )
        for open_ones, keys in gone:
            for key in keys:
                open_ones.pop(key, None)
        pool.incidents.update({incident.key: incident for incident in step.incidents})

    def _record(self, pool: Pool, step: Step) -> None:
        now, history = self._clock.now(), self.history
        history.trace += step.trace
        history.flows += step.flows
        history.messages += step.messages
        history.decisions += [(decision, now) for decision in step.decisions]
        # Keys are unique within an instance only; the pool's place makes them unique in the dossier.
        place = self.pools.index(pool)
        history.clock += [(f"{place}/{request.key}", request, now) for request in step.clock_requests]


def _due(limit: str, opened: datetime) -> datetime:
    return compute(opened, Limit.parse(limit), shipped_calendar()).at
