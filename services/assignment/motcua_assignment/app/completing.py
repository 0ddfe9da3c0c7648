# SPDX-License-Identifier: Apache-2.0
"""Completing a task. The attempt is written down, the service that owns the act is asked, and only then is the own row closed.
A crash in between is healed by the same request again, which gets the same answer, or by the event; what was filled in is kept
either way."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa
import structlog
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_hosting.writes import caller, reused
from motcua_identity import Subject
from motcua_rpc import Conflict, InvalidInput, NotFound, PermissionDenied
from motcua_storage import Database, content_hash

from motcua_assignment.adapters import completions, dossiers, substitutions
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.completions import Attempt
from motcua_assignment.adapters.task_repository import Officer
from motcua_assignment.app import colleagues, holding, opening, reading
from motcua_assignment.app.acting import Acts, Outcome
from motcua_assignment.domain.task import Cause, Dossier, State, Task, Why
from motcua_assignment.errors import NobodyCompetent, NotClaimed, TaskClosed

_LOG = structlog.get_logger("motcua_assignment")
REFUSED = (InvalidInput, Conflict, NotFound, PermissionDenied)
"""Answers that say that nothing was done; after any other one, it may have been."""


@dataclass(frozen=True)
class Carried:
    """A completion that the other service has carried out."""

    attempt: Attempt
    dossier_id: str
    outcome: Outcome


class Completer:
    """`carry_out` outside of a transaction, then `settle` inside the one that keeps the answer."""

    def __init__(self, database: Database, desk: opening.Desk, acts: Acts) -> None:
        self._database = database
        self._desk = desk
        self._acts = acts

    def carry_out(self, request: pb.CompleteTaskRequest, subject: Officer) -> Carried:
        """Everything outside this service's own transaction.

        Raises:
            UnknownTask, SubstitutionOver, TaskClosed, TaskTaken, NotClaimed, WrongAction, BadAnswers, ResultMissing,
            RequestReused, and what intake or workflow refuse.
        """
        digest = content_hash(request.SerializeToString(deterministic=True))
        attempt = Attempt(request.task_id, caller(), request.request_id, digest, opening.actor_of(subject))
        task, dossier = self._allowed(attempt, subject)
        attempt = replace(attempt, actor=colleagues.acting(attempt.actor, task))
        prepared = self._acts.prepare(request, task, dossier, attempt.actor, self._away(request, task))
        with self._database.begin() as connection:
            if not completions.begin(connection, attempt, prepared.answers, self._desk.clock.now()):
                raise reused(request.request_id)
        try:
            outcome = self._acts.carry_out(prepared, attempt)
        except REFUSED as error:
            raise self._refused(attempt, task, error) from error
        return Carried(attempt, task.dossier_id, outcome)

    def settle(self, connection: sa.Connection, carried: Carried, subject: Subject) -> list[tasks.Row]:
        """Close the own row, keep the record, open what opened. Gives the rows that the subject may see of the task and the
        new ones."""
        attempt, outcome = carried.attempt, carried.outcome
        cause = Cause(Why.DECISION, attempt.actor.name)
        dossier = dossiers.lock(connection, carried.dossier_id)
        task = tasks.by_id(connection, attempt.task_id)
        assert dossier is not None and task is not None, "they were there when it was carried out"
        opened = self._steps(outcome, dossier)
        with self._desk.outbox.together(connection):
            opening.close_as(connection, self._desk, task, State.DONE, attempt.actor)
            completions.settle(connection, attempt)
            for other in outcome.closed_ids:
                if other != task.id:
                    opening.close_step(
                        connection, self._desk, other, dossier.id, State.CANCELLED, None, cause
                    )
            opening.open_tasks(connection, self._desk, opened)
        return tasks.find_all(connection, [task.id, *(one.id for one in opened)], subject)

    def _away(self, request: pb.CompleteTaskRequest, task: Task) -> set[str]:
        """Who of the unit was on leave, with a substitute, on the day on which the result was signed."""
        signed = request.step.result.signed_at
        if not signed.seconds:
            return set()
        try:
            day = opening.moment(signed).date()
        except (ValueError, OverflowError):  # refused by its field
            return set()
        with self._database.read() as connection:
            return substitutions.away(connection, task.unit, day)

    def _steps(self, outcome: Outcome, dossier: Dossier) -> list[Task]:
        """The new tasks. One that nobody is competent for is left to its event, which becomes a dead letter for the operator:
        the officer's own step is done whatever follows."""
        made = []
        for opened in outcome.opened:
            try:
                made.append(opening.step(self._desk, opened, dossier, opened.territory))
            except NobodyCompetent as error:
                _LOG.warning("task.left_to_its_event", task=opened.task_id, error=str(error))
        return made

    def _allowed(self, attempt: Attempt, subject: Officer) -> tasks.Row:
        """The task, when the subject has claimed it, or when this very request was on its way already."""
        with self._database.read() as connection:
            found = tasks.find(connection, attempt.task_id, subject)
            if found is None:
                raise reading.not_found(connection, subject, attempt.task_id)
            task, dossier = found
            if task.state == State.CLAIMED and task.assignee_user == attempt.actor.user:
                holding.check_leave(connection, subject, task)
                if task.on_behalf_of:
                    holding.check_own_work(connection, subject, task)
                return found
            if not task.live and completions.known(connection, attempt):
                return found
            if task.live and task.state == State.CLAIMED:
                if colleagues.holder_of(connection, subject, task) is not None:
                    raise NotClaimed.in_place_of(task.taken_by)
                raise holding.taken(connection, task)
        raise NotClaimed() if task.live else TaskClosed.of(task, dossier)

    def _refused(self, attempt: Attempt, task: Task, error: Exception) -> Exception:
        """Nothing was done: forget the attempt. When workflow has closed the task, close it here too."""
        gone = isinstance(error, Conflict) and error.code == TaskClosed.code
        with self._database.begin() as connection:
            # The task before its attempts, as `settle` takes them: the attempt that did it may be settled at this moment.
            own = tasks.by_id(connection, task.id) if gone else None
            completions.abandon(connection, attempt)
            if own is None:
                return error
            if own.live:
                own = self._close_gone(connection, own)
            dossier = dossiers.read(connection, own.dossier_id)
        return TaskClosed.of(own, dossier)

    def _close_gone(self, connection: sa.Connection, own: Task) -> Task:
        """Done by an earlier attempt whose answer was lost, else cancelled; the event corrects what was guessed wrong."""
        actor = completions.settle_only(connection, own.id)
        opening.close(connection, self._desk, own, State.DONE if actor else State.CANCELLED, actor)
        closed = tasks.by_id(connection, own.id)
        assert closed is not None, "just closed"
        return closed
