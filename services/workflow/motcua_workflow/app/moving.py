# SPDX-License-Identifier: Apache-2.0
"""The moves of an instance: start, complete, receive, fire, retry. Each loads, asks the pure core, and saves in the caller's
transaction: snapshot, projections and outbox rows together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from motcua_calendar.clock import Clock
from motcua_events.envelope import Event
from motcua_events.outbox import Outbox

from motcua_workflow.adapters import incidents, instances
from motcua_workflow.adapters.incidents import IncidentRow
from motcua_workflow.app.announcing import Announcer
from motcua_workflow.app.definitions import Definitions
from motcua_workflow.domain.definition import Definition
from motcua_workflow.domain.records import Actor, IncomingMessage, Instance, Moved, Start, TaskRow, derived_id
from motcua_workflow.engine import core
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.compiled import CompiledProcess
from motcua_workflow.engine.step import Facts, OpenedTask, Step, TraceEvent
from motcua_workflow.errors import (
    BadFacts,
    FailureResolved,
    InstanceMoved,
    NotExecutable,
    TaskClosed,
    UnknownFailure,
    UnknownTask,
)

NOBODY = Actor()


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of another try: the instance as it was before, the incident as it is now."""

    before: Instance
    incident: IncidentRow


class DueBy(Protocol):
    """Working limits to moments."""

    def due(self, limit: str, opened: datetime, agency: str, territory: str) -> datetime: ...


class Mover:
    """Moves instances; holds no state of its own."""

    def __init__(
        self,
        definitions: Definitions,
        announcer: Announcer,
        outbox: Outbox,
        clock: Clock,
        working_time: DueBy,
    ) -> None:
        self._definitions = definitions
        self._announcer = announcer
        self._outbox = outbox
        self._clock = clock
        self._working_time = working_time

    def start(self, connection: sa.Connection, start: Start, actor: Actor = NOBODY) -> Moved:
        """Start the main process of a dossier, once: repeated, it answers with what is open.

        Raises:
            UnknownProcedure, NotExecutable.
        """
        definition = self._definitions.get(connection, start.procedure_key, start.procedure_version)
        process_id = definition.main_process()
        if not process_id:
            raise NotExecutable()
        owner = self._new(start, definition, process_id, derived_id(start.dossier_id, "main"))
        now = owner.started_at
        spec = compile_process(definition.drawing, process_id)
        step = _asked(lambda: core.start(spec, start.facts, now))
        return self._begin(connection, definition, owner, step, actor)

    def complete(
        self,
        connection: sa.Connection,
        task_id: str,
        facts: Mapping[str, Any],
        actor: Actor,
        result_id: str = "",
    ) -> Moved:
        """Complete an open task. `result_id` is the paper that was signed with it.

        Raises:
            UnknownTask, TaskClosed, InstanceMoved.
        """
        found = instances.with_task(connection, task_id)
        if found is None:
            raise UnknownTask()
        row, owner = found
        if row.closed_at is not None:
            raise TaskClosed()
        return self._move(
            connection,
            owner,
            actor,
            lambda spec, now: core.complete(spec, owner.state, row.key, facts, now),
            "completed",
            (row.id, result_id) if result_id else None,
        )

    def receive(
        self, connection: sa.Connection, message: IncomingMessage, actor: Actor = NOBODY
    ) -> Moved | None:
        """Hand a message to whoever waits, or start the pool that it starts; None when nobody takes it."""
        taken_by = instances.delivered_to(connection, message.id)
        if taken_by is not None:
            return Moved(taken_by)
        moved = self._wake(connection, message, actor) or self._start_pool(connection, message, actor)
        if moved is not None:
            instances.note_delivery(
                connection, message.id, message.dossier_id, message.name, moved.instance_id, self._clock.now()
            )
        return moved

    def too_late(self, connection: sa.Connection, message: IncomingMessage) -> bool:
        """Whether nobody can need a message any more that nobody takes: its pool ran in this dossier and has ended. A pool that
        messages start may be started once more, so there every process of the dossier must have ended."""
        owners = instances.of_dossier(connection, message.dossier_id)
        if not owners or not message.target:
            return False
        definition = self._definition(connection, owners[0])
        process_id = definition.process_of(message.target)
        meant = [one for one in owners if one.process_id == process_id]
        needed = meant if process_id == definition.main_process() else owners
        return bool(meant) and all(one.ended_at is not None for one in needed)

    def fire(self, connection: sa.Connection, instance_id: str, key: str) -> Moved:
        """A timer is due."""
        owner = instances.find(connection, instance_id)
        assert owner is not None, "timers reference their instance"
        return self._move(connection, owner, NOBODY, lambda spec, now: core.fire(spec, owner.state, key, now))

    def retry(
        self,
        connection: sa.Connection,
        incident_id: str,
        actor: Actor,
        facts: Mapping[str, Any] | None = None,
    ) -> Tried:
        """Try the failed element of an incident again, over facts that were repaired by hand if any are given.

        Raises:
            UnknownFailure, FailureResolved, BadFacts.
        """
        found, owner = self.failed(connection, incident_id)

        def again(spec: CompiledProcess, now: datetime) -> Step:
            step = core.retry(spec, owner.state, now, facts=facts, key=found.key)
            if facts is None:
                return step
            return replace(step, trace=(TraceEvent(found.element, "repaired"), *step.trace))

        self._move(connection, owner, actor, again)
        incidents.mark_retried(connection, incident_id, actor.user)
        after = incidents.find(connection, incident_id)
        assert after is not None, "found above"
        return Tried(owner, after)

    def failed(self, connection: sa.Connection, incident_id: str) -> tuple[IncidentRow, Instance]:
        """An incident that is not resolved, and its instance.

        Raises:
            UnknownFailure, FailureResolved.
        """
        found = incidents.find(connection, incident_id)
        owner = instances.find(connection, found.instance_id) if found else None
        if found is None or owner is None:
            raise UnknownFailure()
        if found.state == "resolved":
            raise FailureResolved()
        return found, owner

    def _wake(self, connection: sa.Connection, message: IncomingMessage, actor: Actor) -> Moved | None:
        process_id = ""
        if message.target:
            owners = instances.of_dossier(connection, message.dossier_id)
            if not owners:
                return None
            process_id = self._definition(connection, owners[0]).process_of(message.target)
        waiting = instances.waiting_for(connection, message.dossier_id, message.name, process_id)
        if waiting is None:
            return None
        key, owner = waiting
        return self._move(
            connection,
            owner,
            actor,
            lambda spec, now: core.receive(spec, owner.state, key, message.payload, now),
            _act(message),
        )

    def _start_pool(self, connection: sa.Connection, message: IncomingMessage, actor: Actor) -> Moved | None:
        owners = instances.of_dossier(connection, message.dossier_id)
        if not owners or not message.target:
            return None
        definition = self._definition(connection, owners[0])
        process_id = definition.process_of(message.target)
        if not process_id or not definition.starts_by(process_id, message.name):
            return None
        first = owners[0]
        start = Start(
            first.dossier_id,
            first.dossier_code,
            first.procedure_key,
            first.procedure_version,
            first.territory,
        )
        owner = self._new(start, definition, process_id, derived_id(first.dossier_id, process_id, message.id))
        spec = compile_process(definition.drawing, process_id)
        step = _asked(
            lambda: core.start_by_message(spec, message.name, message.payload, {}, owner.started_at)
        )
        return self._begin(connection, definition, owner, step, actor, _act(message))

    def _new(self, start: Start, definition: Definition, process_id: str, instance_id: str) -> Instance:
        return Instance(
            id=instance_id,
            dossier_id=start.dossier_id,
            dossier_code=start.dossier_code,
            procedure_key=start.procedure_key,
            procedure_version=definition.version,
            process_id=process_id,
            territory=start.territory,
            status="running",
            state=b"",
            version=0,
            trace_length=0,
            started_at=self._clock.now(),
        )

    def _begin(
        self,
        connection: sa.Connection,
        definition: Definition,
        owner: Instance,
        step: Step,
        actor: Actor,
        act: str = "",
    ) -> Moved:
        if not instances.add(connection, owner):
            return Moved(owner.id, tuple(instances.open_tasks(connection, owner.id)))
        return self._keep(connection, definition, owner, step, actor, owner.started_at, act)

    def _move(
        self,
        connection: sa.Connection,
        owner: Instance,
        actor: Actor,
        ask: Callable[[CompiledProcess, datetime], Step],
        act: str = "",
        named: tuple[str, str] | None = None,
    ) -> Moved:
        """`act`: the event of the trace that is the actor's own; `named`: a task and the paper that its completion names."""
        definition = self._definition(connection, owner)
        now = self._clock.now()
        step = _asked(lambda: ask(compile_process(definition.drawing, owner.process_id), now))
        return self._keep(connection, definition, owner, step, actor, now, act, named)

    def _keep(
        self,
        connection: sa.Connection,
        definition: Definition,
        owner: Instance,
        step: Step,
        actor: Actor,
        now: datetime,
        act: str = "",
        named: tuple[str, str] | None = None,
    ) -> Moved:
        gone = {task.key for task in step.closed_tasks}
        rows = [self._task(definition, owner, task, step.facts, now) for task in step.opened_tasks]
        # A task may open and close within one move (a branch that ended everything): it is history, nobody is told.
        opened = tuple(row for row in rows if row.key not in gone)
        instances.save(connection, owner, step, now)
        # The trace is open to designers and operators: it names officers; who files is named by intake alone.
        doer = actor if actor.unit else NOBODY
        timers = self._timers(definition, owner, step, now)
        fires = [(key, element, definition.fires(element, due)) for key, element, due in timers]
        instances.project(connection, owner, step, fires, opened, doer, now, act)
        if named is not None:
            instances.name_result(connection, *named)
        ends = {element: due for _, element, due in fires}
        papers = self._papers(connection, owner, step)
        events = self._announcer.step(definition, owner, step, opened, ends, actor, now, papers)
        events += self._incidents(connection, definition, owner, step, actor, now)
        self._outbox.add(connection, *events)
        closed = tuple(derived_id(owner.id, "task", task.key) for task in step.closed_tasks)
        return Moved(owner.id, opened, closed)

    def _papers(self, connection: sa.Connection, owner: Instance, step: Step) -> dict[str, list[str]]:
        """What the completions of the dossier named for the parts that this step grants."""
        granted = [one.part for one in step.decisions if one.outcome == "granted"]
        return instances.named_results(connection, owner.dossier_id, granted) if granted else {}

    def _incidents(
        self,
        connection: sa.Connection,
        definition: Definition,
        owner: Instance,
        step: Step,
        actor: Actor,
        now: datetime,
    ) -> list[Event]:
        """Close and open incidents; one that failed again is raised, not resolved."""
        closed = incidents.resolve(connection, owner, step.closed_incidents, now)
        raised: list[IncidentRow] = []
        if step.incidents:
            raised = incidents.record(connection, owner, step.incidents, definition.element_names(), now)
        again = {row.id for row in raised}
        gone = [one for one in closed if one not in again]
        return self._announcer.incidents(owner, raised, now) + [
            self._announcer.resolved(owner, one, actor, now) for one in gone
        ]

    def _timers(
        self, definition: Definition, owner: Instance, step: Step, now: datetime
    ) -> list[tuple[str, str, datetime]]:
        pool = definition.agency_of_process(owner.process_id)
        return [
            (
                timer.key,
                timer.element,
                timer.due or self._working_time.due(timer.limit, now, timer.agency or pool, owner.territory),
            )
            for timer in step.opened_timers
            if timer.key not in step.closed_timers
        ]

    def _task(
        self, definition: Definition, owner: Instance, opened: OpenedTask, facts: Facts, now: datetime
    ) -> TaskRow:
        return TaskRow(
            id=derived_id(owner.id, "task", opened.key),
            instance_id=owner.id,
            dossier_id=owner.dossier_id,
            process_id=owner.process_id,
            territory=owner.territory,
            key=opened.key,
            element=opened.element,
            name=opened.name,
            name_en=opened.name_en,
            role=opened.role,
            agency=opened.agency or definition.agency_of_process(owner.process_id),
            form=opened.form,
            limit=opened.limit,
            part=opened.part,
            result_code=opened.result,
            opened_at=now,
            given=definition.given(opened.form, facts),
            signs=bool(opened.result) or opened.element in definition.refusing,
        )

    def _definition(self, connection: sa.Connection, owner: Instance) -> Definition:
        return self._definitions.get(connection, owner.procedure_key, owner.procedure_version)


def _act(message: IncomingMessage) -> str:
    """Whoever hands a message in did that; what another pool sent is received by nobody, whoever's act made it go out."""
    return "" if message.relayed else "caught"


def _asked(ask: Callable[[], Step]) -> Step:
    """What the core answers; what it refuses, as the caller shall hear it.

    Raises:
        BadFacts: facts that cannot be kept.
        InstanceMoved: the projections were read before another move took what they name.
    """
    try:
        return ask()
    except core.FactsError as error:
        raise BadFacts(message_en=f"{BadFacts.message_en} {error}") from error
    except core.UnknownKey as error:
        raise InstanceMoved() from error
