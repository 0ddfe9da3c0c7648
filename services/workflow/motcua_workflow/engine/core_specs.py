# SPDX-License-Identifier: Apache-2.0
"""What each element does when a token reaches it: the library's task specs, extended to exact token
semantics.

Owns the behaviour of the allow-list. The stock joins and boundary events find out what happened by walking
the task tree, which is wrong in loops and grows with history; these look at the living tokens of their own
scope only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins import (
    BpmnSpecMixin,
    ExclusiveGatewayMixin,
    ManualTaskMixin,
    ScriptTaskMixin,
    UserTaskMixin,
)
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from motcua_workflow.engine.compiled import Branch, CompiledNode
from motcua_workflow.engine.core_tree import PREFIX, TokenSpecification, TokenWorkflow
from motcua_workflow.engine.environment import EvaluationError
from motcua_workflow.engine.environment_facts import FactsError, clean, differing, merged
from motcua_workflow.engine.normalise_time import due
from motcua_workflow.engine.step import (
    ClockRequest,
    ClosedTask,
    Decision,
    OpenedSubscription,
    OpenedTask,
    OpenedTimer,
    ThrownMessage,
)


class TokenSpec(BpmnSpecMixin):  # type: ignore[misc]
    """What all elements share: a token is new, then open (work begun), then leaving (work done), then gone.

    A text that fails leaves the token in its phase, so that a retry repeats nothing that was done.
    """

    activity = False

    def __init__(
        self, wf_spec: TokenSpecification, bpmn_id: str, *, node: CompiledNode, **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, bpmn_id, bpmn_name=node.name, lane=node.meaning.role or None, **kwargs)
        self.bpmn_id = node.id
        self.node = node

    def test(self) -> None:
        """The compiler has checked the connections."""

    def _predict(self, my_task: Task, *args: Any, **kwargs: Any) -> None:
        """Nothing is predicted: the tree holds what is, not what may come."""

    def _update_hook(self, my_task: Task) -> bool:
        return True

    def _on_ready_hook(self, my_task: Task) -> None:
        my_task.workflow.enqueue(my_task)

    def _run_hook(self, my_task: Task) -> bool | None:
        """True when the token goes on, None when it waits; an EvaluationError leaves it as an incident."""
        token = my_task.internal_data
        if token["phase"] == "new":
            self.enter(my_task)
            token["phase"] = "open"
        if token["phase"] == "open":
            if not self.work(my_task):
                return None
            self.finish(my_task)
        token["decisions"] = self._decide(my_task)
        return True

    def enter(self, my_task: Task) -> None:
        workflow = my_task.workflow
        key = workflow.activation(my_task)
        if self.activity:
            workflow.record.event(self.node.id, "entered")
        for clock in self.node.meaning.clocks:
            workflow.record.clock_requests.append(
                ClockRequest(key, self.node.id, clock.ground, clock.part, "open")
            )

    def work(self, my_task: Task) -> bool:
        """Do what the element does; False when it has to wait."""
        return True

    def finish(self, my_task: Task) -> None:
        """The work is done, whatever becomes of the decisions: nothing of the element stays open."""
        my_task.internal_data["phase"] = "leaving"
        disarm(my_task)
        self._close_clocks(my_task)

    def _close_clocks(self, my_task: Task) -> None:
        workflow = my_task.workflow
        for clock in self.node.meaning.clocks:
            request = ClockRequest(
                workflow.activation(my_task), self.node.id, clock.ground, clock.part, "close"
            )
            workflow.record.clock_requests.append(request)

    def _decide(self, my_task: Task) -> list[Decision]:
        workflow, decisions = my_task.workflow, []
        for decide in self.node.meaning.decides:
            if decide.when and not boolean(my_task, decide.when, "motcua:decide when"):
                continue
            reason, english = (_worded(my_task, text) for text in (decide.reason, decide.reason_en))
            key = workflow.activation(my_task)
            decisions.append(Decision(key, self.node.id, decide.part, decide.outcome, reason, english))
        return decisions

    def _on_complete_hook(self, my_task: Task) -> None:
        token, workflow = my_task.internal_data, my_task.workflow
        workflow.record.decisions.extend(token.pop("decisions", []))
        workflow.record.event(self.node.id, "completed", token.pop("changed", None))
        branches = self.branches(my_task)
        for branch in branches:
            workflow.record.flows.append(branch.flow)
            workflow.put(branch.target, my_task.parent, branch.flow)
        if not branches:
            end_reached(my_task)

    def branches(self, my_task: Task) -> tuple[Branch, ...]:
        return self.node.outgoing

    def cancel_token(self, my_task: Task) -> None:
        """Take the token away together with all that is open at it and inside it."""
        workflow, token = my_task.workflow, my_task.internal_data
        for inside in my_task.children:
            inside.task_spec.cancel_token(inside)
        if token["phase"] == "open":
            disarm(my_task)
            self._close_clocks(my_task)
            self.close(my_task)
        workflow.settle(my_task)
        if self.activity and token["phase"] != "new":
            workflow.record.event(self.node.id, "cancelled")
        workflow.drop(my_task)

    def close(self, my_task: Task) -> None:
        """What else is open at a cancelled element."""


def end_reached(my_task: Task) -> None:
    """A token ended in this scope; a scope that becomes empty without one has lost its token."""
    if my_task.parent is my_task.workflow.root:
        my_task.workflow.ended = True
    else:
        my_task.parent.internal_data["ended"] = True


def _worded(my_task: Task, text: str) -> str:
    """The words that an expression gives; "" for none."""
    said = my_task.workflow.evaluate(my_task, text) if text else ""
    if not isinstance(said, str | None):
        raise EvaluationError("VALUE_INVALID", f"the reason of motcua:decide is text, not {said!r:.60}")
    return said or ""


def boolean(my_task: Task, text: str, what: str) -> bool:
    """A condition's value. Anything but True or False is a fault of the text, never a guess."""
    value = my_task.workflow.evaluate(my_task, text)
    if not isinstance(value, bool):
        raise EvaluationError(
            "CONDITION_NOT_BOOLEAN", f"{what} gives {value!r:.60}, which is neither True nor False"
        )
    return value


def write_facts(workflow: TokenWorkflow, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Put facts into the instance's store; those that changed. Raises FactsError and then changes nothing."""
    changed = differing(workflow.facts, clean(changes))
    workflow.facts = merged(workflow.facts, changed)
    return changed


def taken(node: CompiledNode, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a catching element accepts of a message's payload."""
    take = node.meaning.take
    return {name: value for name, value in payload.items() if not take or name in take}


def arm(my_task: Task, node: CompiledNode) -> None:
    """Open the timer or the subscription of a catching element (the task's own, or a boundary event's) at
    this task."""
    workflow, meaning = my_task.workflow, node.meaning
    own = node.id == my_task.task_spec.node.id
    key = workflow.activation(my_task) if own else workflow.next_key(node.id)
    armed: dict[str, Any] = {"key": key, "element": node.id}
    if meaning.timer is not None:
        moment = None
        if meaning.timer.kind != "limit":
            moment = due(meaning.timer.kind, meaning.timer.text, workflow.now)
            armed["due"] = moment.isoformat()
        workflow.record.opened_timers.append(
            OpenedTimer(key, node.id, moment, meaning.timer.text if moment is None else "", meaning.agency)
        )
    else:
        armed["message"] = meaning.message
        workflow.record.opened_subscriptions.append(OpenedSubscription(key, node.id, meaning.message))
    my_task.internal_data.setdefault("armed", []).append(armed)


def arm_boundaries(my_task: Task) -> None:
    for element in my_task.task_spec.node.boundaries:
        arm(my_task, my_task.workflow.spec.of(element).node)


def disarm(my_task: Task) -> None:
    """Close all timers and subscriptions of a task."""
    record = my_task.workflow.record
    for armed in my_task.internal_data.pop("armed", []):
        (record.closed_subscriptions if "message" in armed else record.closed_timers).append(armed["key"])


class StartSpec(TokenSpec):
    """A start event, without a trigger or by a message."""

    def work(self, my_task: Task) -> bool:
        if self.node.meaning.message:
            my_task.workflow.record.event(self.node.id, "caught", my_task.internal_data.pop("caught", None))
        return True


class CatchSpec(TokenSpec):
    """An intermediate catch event: waits for its message or timer."""

    def work(self, my_task: Task) -> bool:
        arm(my_task, self.node)
        return False

    def fire(self, my_task: Task, changed: dict[str, Any]) -> None:
        my_task.workflow.record.event(self.node.id, "caught", changed)
        self.finish(my_task)
        my_task.workflow.again(my_task)


class ReceiveSpec(TokenSpec):
    """A receive task: an activity that waits for a message."""

    activity = True

    def work(self, my_task: Task) -> bool:
        arm(my_task, self.node)
        arm_boundaries(my_task)
        return False

    def fire(self, my_task: Task, changed: dict[str, Any]) -> None:
        my_task.internal_data["changed"] = changed
        self.finish(my_task)
        my_task.workflow.again(my_task)


class BoundarySpec(TokenSpec):
    """An interrupting boundary event. Its token is put when it fires; it takes the activity away and goes
    on."""

    def work(self, my_task: Task) -> bool:
        workflow, token = my_task.workflow, my_task.internal_data
        workflow.record.event(self.node.id, "caught", token.pop("caught", None))
        host = workflow.find(lambda other: other.get("key") == token["host"])
        host.task_spec.cancel_token(host)
        return True


class HumanSpec(TokenSpec):
    """A user or manual task: waits until a person completed it."""

    activity = True

    def work(self, my_task: Task) -> bool:
        my_task.workflow.record.opened_tasks.append(opened_task(my_task))
        arm_boundaries(my_task)
        return False

    def complete_work(self, my_task: Task, facts: Mapping[str, Any]) -> None:
        my_task.internal_data["changed"] = write_facts(my_task.workflow, facts)
        self._closed(my_task, "completed")
        self.finish(my_task)
        my_task.workflow.again(my_task)

    def close(self, my_task: Task) -> None:
        self._closed(my_task, "cancelled")

    def _closed(self, my_task: Task, how: Any) -> None:
        workflow = my_task.workflow
        workflow.record.closed_tasks.append(ClosedTask(workflow.activation(my_task), self.node.id, how))


class UserSpec(HumanSpec, UserTaskMixin):  # type: ignore[misc]
    """bpmn:userTask."""


class ManualSpec(HumanSpec, ManualTaskMixin):  # type: ignore[misc]
    """bpmn:manualTask."""


def opened_task(my_task: Task) -> OpenedTask:
    """The open task as the shell shows it."""
    node = my_task.task_spec.node
    meaning = node.meaning
    return OpenedTask(
        key=my_task.workflow.activation(my_task),
        element=node.id,
        name=node.name,
        type=node.type,
        role=meaning.role,
        form=meaning.form,
        limit=meaning.limit,
        part=meaning.part,
        result=meaning.result,
        agency=meaning.agency,
        name_en=node.name_en,
    )


class ScriptSpec(TokenSpec, ScriptTaskMixin):  # type: ignore[misc]
    """A script task: writes facts at once."""

    activity = True

    def work(self, my_task: Task) -> bool:
        try:
            my_task.internal_data["changed"] = write_facts(my_task.workflow, self._execute(my_task))
        except (EvaluationError, FactsError) as error:
            arm_missing_boundaries(my_task)
            raise (
                error if isinstance(error, EvaluationError) else EvaluationError("FACTS_INVALID", str(error))
            ) from error
        return True


def arm_missing_boundaries(my_task: Task) -> None:
    """An activity that takes no time has no open boundary events, unless it fails and so stays."""
    if "armed" not in my_task.internal_data:
        arm_boundaries(my_task)


def payload_of(my_task: Task) -> dict[str, Any]:
    """The payload of a message that is thrown here."""
    pairs = my_task.task_spec.node.meaning.payload
    try:
        return clean(
            {name: my_task.workflow.evaluate(my_task, text) if text else None for name, text in pairs}
        )
    except FactsError as error:
        raise EvaluationError("FACTS_INVALID", str(error)) from error


def throw(my_task: Task) -> None:
    workflow, node = my_task.workflow, my_task.task_spec.node
    message = ThrownMessage(
        workflow.activation(my_task), node.id, node.meaning.message, node.meaning.target, payload_of(my_task)
    )
    workflow.record.messages.append(message)


class SendSpec(TokenSpec):
    """A send task: throws its message and goes on."""

    activity = True

    def work(self, my_task: Task) -> bool:
        try:
            throw(my_task)
        except EvaluationError:
            arm_missing_boundaries(my_task)
            raise
        return True


class ThrowSpec(TokenSpec):
    """An intermediate throw event or an end event, with a message or without."""

    def work(self, my_task: Task) -> bool:
        if self.node.meaning.message:
            throw(my_task)
            my_task.workflow.record.event(self.node.id, "thrown")
        return True


class EndSpec(ThrowSpec):
    """An end event; a terminating one takes all that is left of its scope away."""

    def _on_complete_hook(self, my_task: Task) -> None:
        super()._on_complete_hook(my_task)
        if self.node.meaning.terminate:
            for other in my_task.parent.children:
                if other is not my_task:
                    other.task_spec.cancel_token(other)


class ExclusiveSpec(TokenSpec, ExclusiveGatewayMixin):  # type: ignore[misc]
    """An exclusive gateway: the first flow in the drawing's order whose condition is true, else the
    default."""

    def work(self, my_task: Task) -> bool:
        my_task.internal_data["choice"] = self._choose(my_task)
        return True

    def _choose(self, my_task: Task) -> str:
        for branch in self.node.outgoing:
            if branch.flow == self.node.default:
                continue
            if not branch.condition or boolean(my_task, branch.condition, f"the condition of {branch.flow}"):
                return branch.flow
        if not self.node.default and self.node.outgoing:
            raise EvaluationError("NO_CONDITION_TRUE", "no condition is true and there is no default flow")
        return self.node.default

    def branches(self, my_task: Task) -> tuple[Branch, ...]:
        return tuple(
            branch for branch in self.node.outgoing if branch.flow == my_task.internal_data["choice"]
        )


class ParallelSpec(TokenSpec):
    """A parallel gateway: takes one token of each incoming flow, gives one to each outgoing flow; what is
    more stays."""

    def _update_hook(self, my_task: Task) -> bool:
        if len(self.node.incoming) < 2:
            return True
        arrived: dict[str, Task] = {my_task.internal_data["flow"]: my_task}
        for other in my_task.parent.children:
            if other is not my_task and other.task_spec is self and other.state == TaskState.WAITING:
                arrived.setdefault(other.internal_data["flow"], other)
        if len(arrived) < len(self.node.incoming):
            my_task._set_state(TaskState.WAITING)
            return False
        for other in arrived.values():
            if other is not my_task:
                self.consume(other)
        return True

    def consume(self, arrival: Task) -> None:
        arrival.workflow.settle(arrival)
        arrival.workflow.drop(arrival)


class SubProcessSpec(TokenSpec):
    """An embedded sub-process: its tokens are the children of its task. `start` is its start event."""

    activity = True
    start = ""

    def work(self, my_task: Task) -> bool:
        arm_boundaries(my_task)
        my_task.workflow.put(self.start, my_task)
        return False

    def inside_finished(self, my_task: Task) -> None:
        if not my_task.internal_data.pop("ended", False):
            my_task.error()
            my_task.workflow.halt(my_task, "NO_END_REACHED", "nothing is left inside, but no end was reached")
            return
        self.finish(my_task)
        my_task.workflow.again(my_task)


SPECS: Mapping[str, type[TokenSpec]] = {
    "startEvent": StartSpec,
    "endEvent": EndSpec,
    "intermediateCatchEvent": CatchSpec,
    "intermediateThrowEvent": ThrowSpec,
    "boundaryEvent": BoundarySpec,
    "userTask": UserSpec,
    "manualTask": ManualSpec,
    "scriptTask": ScriptSpec,
    "sendTask": SendSpec,
    "receiveTask": ReceiveSpec,
    "exclusiveGateway": ExclusiveSpec,
    "parallelGateway": ParallelSpec,
    "subProcess": SubProcessSpec,
}


def build_spec(
    process: str, nodes: Mapping[str, CompiledNode], starts: Mapping[str, str]
) -> TokenSpecification:
    """The library's specification of a process."""
    specification = TokenSpecification(process)
    for node in nodes.values():
        extra = {"script": node.meaning.script} if node.type == "scriptTask" else {}
        spec = SPECS[node.type](specification, PREFIX + node.id, node=node, **extra)
        if isinstance(spec, SubProcessSpec):
            spec.start = starts[node.id]
    for node in nodes.values():
        for branch in node.outgoing:
            specification.of(node.id)._outputs.append(PREFIX + branch.target)
            specification.of(branch.target)._inputs.append(PREFIX + node.id)
    return specification
