# SPDX-License-Identifier: Apache-2.0
"""The library's workflow, kept so that only what is alive is in its task tree.

Owns how SpiffWorkflow is driven: a token is a Task whose parent is the task of its scope (the root or an
open sub-process), a finished one leaves the tree at once, nothing is predicted, and ready tasks wait in a
queue. So a move costs by what moves, whatever the age of the instance, and no depth, recursion or walk over
history can bend what happens.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from motcua_workflow.engine import environment
from motcua_workflow.engine.core_record import Record

STEPS = 10_000
TOKENS = 2_000
SECONDS = 20.0
PREFIX = "node:"


class StarlarkEnvironment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """The library's seam for every text it would evaluate. Nothing in a definition reaches Python's own
    evaluation."""

    def evaluate(self, expression: str, context: Any, external_context: Any = None) -> Any:
        return environment.evaluate(expression, context)

    def execute(self, script: str, context: Any, external_context: Any = None) -> Any:
        return environment.execute(script, context)

    def call_service(self, context: Any, **kwargs: Any) -> Any:
        raise environment.EvaluationError(
            "EXPRESSION_INVALID", "a definition cannot call a service of the host"
        )


class StarlarkEngine(PythonScriptEngine):  # type: ignore[misc]
    """Evaluates over the instance's one store of facts instead of a task's own data."""

    def __init__(self) -> None:
        super().__init__(environment=StarlarkEnvironment())

    def validate(self, expression: str) -> None:
        environment.check_expression(expression)

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> Any:
        return self.environment.evaluate(expression, task.workflow.facts)

    def execute(self, task: Task, script: str, external_context: Any = None) -> Any:
        return self.environment.execute(script, task.workflow.facts)

    def call_service(self, task: Task, **kwargs: Any) -> Any:
        return self.environment.call_service(task.workflow.facts, **kwargs)


class Inside(dict[Any, None]):
    """The ids of the tokens of one scope, in order. The library keeps a list and looks through all of it for each token
    that leaves, which makes a scope with many tokens cost by their square."""

    def append(self, token: Any) -> None:
        self[token] = None

    def remove(self, token: Any) -> None:
        del self[token]


class RootSpec(BpmnStartTask):  # type: ignore[misc]
    """The task at the root of the tree: the scope of the process itself. It never runs."""

    def test(self) -> None:
        """Needs no outputs: tokens are put under it."""

    def _predict(self, my_task: Task, *args: Any, **kwargs: Any) -> None:
        """Nothing is predicted."""


class TokenSpecification(BpmnProcessSpec):  # type: ignore[misc]
    """All elements of a process, of every depth, as task specs named `node:<id>`: no drawn id can collide
    with the library's own."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.start = RootSpec(self, "root")

    def of(self, element: str) -> TaskSpec:
        return self.task_specs[PREFIX + element]


class TokenWorkflow(BpmnWorkflow):  # type: ignore[misc]
    """One instance during one move."""

    def __init__(self, spec: TokenSpecification, facts: dict[str, Any], now: datetime) -> None:
        self.facts = facts
        self.now = now
        self.counts: dict[str, int] = {}
        self.ended = False
        self.record = Record()
        self._ready: deque[Task] = deque()
        super().__init__(spec, script_engine=StarlarkEngine())
        self.root._children = Inside()
        self.root._set_state(TaskState.STARTED)

    @property
    def root(self) -> Task:
        return self.task_tree

    def update_waiting_tasks(self) -> None:
        """The library would ask every waiting task after each step; here what happens to a task is told to
        it."""

    def _task_completed_notify(self, task: Task) -> None:
        scope = task.parent
        self._remove_task(task.id)
        self._leave_if_empty(scope)

    def _leave_if_empty(self, scope: Task) -> None:
        if scope is not self.root and not scope._children and not scope.has_state(TaskState.FINISHED_MASK):
            scope.task_spec.inside_finished(scope)

    def put(self, element: str, scope: Task, flow: str = "") -> Task:
        """A token arrives at an element."""
        task = self.add(element, scope)
        task.internal_data.update(flow=flow, phase="new")
        task.task_spec._update(task)
        return task

    def add(self, element: str, scope: Task) -> Task:
        """A token at an element, to which nothing has happened yet."""
        task = scope._add_child(self.spec.of(element), TaskState.FUTURE)
        task._children = Inside()
        return task

    def enqueue(self, task: Task) -> None:
        self._ready.append(task)

    def again(self, task: Task) -> None:
        """Let a task that waited or failed run once more."""
        task._set_state(TaskState.READY)
        self.enqueue(task)

    def drop(self, task: Task) -> None:
        """Take a token away without letting it go on; the caller looks after its scope."""
        task.cancel()
        self._remove_task(task.id)

    def activation(self, task: Task) -> str:
        """The key `Element#n` of a token, given when it is first needed."""
        token = task.internal_data
        if "key" not in token:
            token["key"] = self.next_key(task.task_spec.node.id)
        key: str = token["key"]
        return key

    def next_key(self, element: str) -> str:
        self.counts[element] = self.counts.get(element, 0) + 1
        return f"{element}#{self.counts[element]}"

    def tokens(self, scope: Task | None = None) -> Iterator[Task]:
        """All tokens, those of a scope after the scope's own."""
        pending = deque([scope or self.root])
        while pending:
            children = pending.popleft().children
            yield from children
            pending.extend(child for child in children if child._children)

    def run_ready(self) -> None:
        """Run until nothing is ready; what fails stays where it is as an incident, and the rest goes on."""
        deadline, steps = time.monotonic() + SECONDS, 0
        while self._ready:
            task = self._ready.popleft()
            if task.state != TaskState.READY or task.id not in self.tasks:
                continue
            steps += 1
            if exceeded := self._exceeded(steps, deadline):
                self._halt_all(task, *exceeded)
                return
            try:
                task.run()
            except environment.EvaluationError as error:
                self.halt(task, error.code, _where(error))

    def _exceeded(self, steps: int, deadline: float) -> tuple[str, str] | None:
        if steps > STEPS:
            return "STEP_LIMIT", f"{STEPS} steps without a wait: this looks like a loop that never waits"
        if len(self.tasks) > TOKENS:
            return (
                "TOKEN_LIMIT",
                f"more than {TOKENS} tokens at once: this looks like a split that feeds itself",
            )
        if time.monotonic() > deadline:
            return "TIME_LIMIT", f"one move took longer than {SECONDS:.0f} s"
        return None

    def _halt_all(self, task: Task, code: str, message: str) -> None:
        for ready in [task, *self._ready]:
            if ready.state == TaskState.READY and ready.id in self.tasks:
                ready.error()
                self.halt(ready, code, message)
        self._ready.clear()

    def halt(self, task: Task, code: str, message: str) -> None:
        """Pin an incident to a token. It stays as it was, so that a retry can go on from there."""
        task.internal_data["incident"] = [code, message]
        self.record.incident(self.activation(task), task.task_spec.node.id, code, message)

    def settle(self, task: Task) -> None:
        """An incident at this token, if there was one, is no more."""
        if task.internal_data.pop("incident", None):
            self.record.settled(self.activation(task))

    def evaluate(self, task: Task, expression: str) -> Any:
        return self.script_engine.evaluate(task, expression)

    def find(self, matches: Callable[[dict[str, Any]], bool]) -> Task | None:
        return next((task for task in self.tokens() if matches(task.internal_data)), None)


def _where(error: environment.EvaluationError) -> str:
    return f"line {error.line}: {error.message}" if error.line else error.message
