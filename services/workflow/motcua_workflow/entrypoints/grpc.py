# SPDX-License-Identifier: Apache-2.0
"""motcua.workflow.v1.WorkflowService: parse, one transaction, translate."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from google.protobuf.duration_pb2 import Duration
from motcua.common.v1 import common_pb2
from motcua.workflow.v1 import procedures_pb2, workflow_pb2_grpc
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_calendar.clock import Clock
from motcua_hosting.acts import Act, Actor, FailureActs, Outcome
from motcua_hosting.crashes import Crashes
from motcua_hosting.letters import key_of, under
from motcua_hosting.stories import Stories
from motcua_hosting.writes import Writes
from motcua_identity import CITIZEN, DESIGNER, INTEGRATOR, OPERATOR, service_role
from motcua_procedure import ProcedurePackage
from motcua_rpc import (
    FieldError,
    InvalidInput,
    PermissionDenied,
    Stale,
    current_subject,
    next_page_token,
    page,
)
from motcua_rpc.structs import to_dict
from motcua_storage import Database
from motcua_storage.trial_clock import TrialClock

from motcua_workflow.adapters import incidents, running
from motcua_workflow.adapters.packages import Packages
from motcua_workflow.app.announcing import stamp
from motcua_workflow.app.moving import Mover
from motcua_workflow.app.publishing import Publication, Publisher
from motcua_workflow.app.reading import Narrowed, Reader
from motcua_workflow.app.repairing import Repairer
from motcua_workflow.domain.records import IncomingMessage, Moved, Start
from motcua_workflow.engine.check import has_errors
from motcua_workflow.entrypoints import wording
from motcua_workflow.errors import ClockFixed, UnknownProcedure, UnknownTerritory

T = TypeVar("T")
LONGEST_ID = 200
"""Letters of a dossier's id, as the envelope of an event takes it."""
FARTHEST = timedelta(days=3650)
"""How far a trial may be ahead of the machine's time."""
TRIES = 6
"""A save that lost against another one re-reads and tries again so often."""


@dataclass(frozen=True)
class Needs:
    """What the servicer needs; made in bootstrap."""

    database: Database
    writes: Writes
    mover: Mover
    repairer: Repairer
    publisher: Publisher
    packages: Packages
    reader: Reader
    clock: Clock
    crashes: Crashes
    acts: FailureActs
    wake_timers: Callable[[], None]
    stories: Stories
    may_see: Callable[[str], Narrowed | None]
    """What the caller sees of a dossier, None for the whole; raises NotFound when nothing. Intake owns that rule."""
    units: Collection[str]
    """Keys of the organisation's units, of which a dossier's territory is one."""


class WorkflowServicer(workflow_pb2_grpc.WorkflowServiceServicer):
    """Thin: each method is a handful of lines."""

    def __init__(self, needs: Needs) -> None:
        self._ = needs

    def PublishProcedure(
        self, request: pb.PublishProcedureRequest, context: Any
    ) -> pb.PublishProcedureResponse:
        files = dict(request.files)
        package, findings = self._.publisher.check(files, context.is_active)
        with self._.database.read() as connection:
            findings = (*findings, *self._.publisher.misnamed(connection, package, request.procedure_key))
        if has_errors([finding for _, finding in findings]):
            # Nothing is written, so nothing is remembered: the same folder may be right for another organisation.
            return _published(Publication(package.key, 0, package.sha256, findings))
        by = current_subject()

        def work(connection: sa.Connection) -> pb.PublishProcedureResponse:
            told = (*findings, *self._.publisher.doubled(connection, package))
            now = self._.clock.now()
            return _published(self._.publisher.publish(connection, package, files, told, by, now))

        return self._.writes.run("PublishProcedure", request, pb.PublishProcedureResponse, work)

    def ListVersions(self, request: pb.ListVersionsRequest, context: Any) -> pb.ListVersionsResponse:
        query = {"list": "versions", "key": request.procedure_key}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows = self._.packages.list(connection, request.procedure_key, wanted)
        token = ""
        if len(rows) > wanted.size:
            last = rows[wanted.size - 1]
            token = next_page_token((last.procedure_key, last.version), query=query)
        return pb.ListVersionsResponse(
            versions=[wording.version(row) for row in rows[: wanted.size]], next_page_token=token
        )

    def GetPackage(self, request: pb.GetPackageRequest, context: Any) -> pb.GetPackageResponse:
        with self._.database.read() as connection:
            found = self._.packages.get(connection, request.procedure_key, request.version)
        if found is None:
            raise UnknownProcedure(details={"procedure": request.procedure_key})
        files = ProcedurePackage.from_bytes(found.content).files
        return pb.GetPackageResponse(version=wording.version(found), files=dict(files))

    def CountRunning(
        self, request: procedures_pb2.CountRunningRequest, context: Any
    ) -> procedures_pb2.CountRunningResponse:
        query = {"list": "running", "key": request.procedure_key}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows = running.counts(connection, request.procedure_key, wanted)
        token = ""
        if len(rows) > wanted.size:
            last = rows[wanted.size - 1]
            token = next_page_token((last.procedure_key, last.version), query=query)
        counts = [procedures_pb2.RunningCount(**row._mapping) for row in rows[: wanted.size]]
        return procedures_pb2.CountRunningResponse(counts=counts, next_page_token=token)

    def StartProcess(self, request: pb.StartProcessRequest, context: Any) -> pb.StartProcessResponse:
        start = Start(
            _dossier(request.dossier_id), request.dossier_code, request.procedure_key, request.procedure_version,
            request.territory, to_dict(request.facts),
        )  # fmt: skip

        def work(connection: sa.Connection) -> pb.StartProcessResponse:
            if start.territory not in self._.units:  # else its first step ends as a dead letter in the inbox
                raise UnknownTerritory()
            moved = self._.mover.start(connection, start)
            return pb.StartProcessResponse(instance_id=moved.instance_id, opened_tasks=_opened(moved))

        return self._moving("StartProcess", request, pb.StartProcessResponse, work)

    def CompleteTask(self, request: pb.CompleteTaskRequest, context: Any) -> pb.CompleteTaskResponse:
        actor = wording.actor(request.actor)

        def work(connection: sa.Connection) -> pb.CompleteTaskResponse:
            moved = self._.mover.complete(
                connection, request.task_id, to_dict(request.facts), actor, request.result_id
            )
            return pb.CompleteTaskResponse(opened_tasks=_opened(moved), closed_task_ids=moved.closed)

        return self._moving("CompleteTask", request, pb.CompleteTaskResponse, work)

    def DeliverMessage(self, request: pb.DeliverMessageRequest, context: Any) -> pb.DeliverMessageResponse:
        payload = to_dict(request.payload) | wording.carried(request)
        message = IncomingMessage(
            request.message_id, request.name, request.dossier_id, request.target, payload, _relayed()
        )
        actor = wording.actor(request.actor)

        def work(connection: sa.Connection) -> pb.DeliverMessageResponse:
            moved = self._.mover.receive(connection, message, actor)
            if moved is None and self._.mover.too_late(connection, message):
                return pb.DeliverMessageResponse(delivery=pb.DELIVERY_NOT_NEEDED, reason=wording.TOO_LATE)
            if moved is None:
                reason = f"Nobody waits for the message '{message.name}' in this dossier."
                return pb.DeliverMessageResponse(delivery=pb.DELIVERY_REFUSED, reason=reason)
            return pb.DeliverMessageResponse(
                delivery=pb.DELIVERY_ACCEPTED,
                instance_id=moved.instance_id,
                opened_tasks=_opened(moved),
                closed_task_ids=moved.closed,
            )

        return self._moving("DeliverMessage", request, pb.DeliverMessageResponse, work)

    def GetDossierProcess(
        self, request: pb.GetDossierProcessRequest, context: Any
    ) -> pb.GetDossierProcessResponse:
        subject = current_subject()
        may_look = subject.has(DESIGNER, OPERATOR, INTEGRATOR) or subject.is_service()
        if not may_look and (subject.has(CITIZEN) or not subject.unit):
            raise PermissionDenied()
        narrowed = None if subject.is_service() else self._.may_see(request.dossier_id)
        with self._.database.read() as connection:
            return self._.reader.process_of(connection, request.dossier_id, request.with_drawing, narrowed)

    def ListSteps(self, request: pb.ListStepsRequest, context: Any) -> pb.ListStepsResponse:
        return self._.stories.list(request, pb.ListStepsResponse)

    def ListFailures(self, request: pb.ListFailuresRequest, context: Any) -> pb.ListFailuresResponse:
        query = {"list": "incidents", "all": request.all}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            found = [wording.failure(row) for row in incidents.page(connection, wanted, request.all)]
        below: Any = wanted.after
        found += self._.crashes.newest(under(below, Crashes.prefix), wanted.size + 1, request.all)
        found.sort(key=key_of, reverse=True)
        shown = found[: wanted.size]
        token = next_page_token(key_of(shown[-1]), query=query) if len(found) > wanted.size else ""
        with self._.database.read() as connection:
            self._.acts.tell(connection, shown)
        return pb.ListFailuresResponse(failures=shown, next_page_token=token)

    def RetryFailure(self, request: pb.RetryFailureRequest, context: Any) -> pb.RetryFailureResponse:
        actor = wording.actor_of(current_subject())
        if request.failure_id.startswith(Crashes.prefix):
            return self._see(request, actor.user)

        def work(connection: sa.Connection) -> pb.RetryFailureResponse:
            failure = wording.failure(self._.mover.retry(connection, request.failure_id, actor).incident)
            return pb.RetryFailureResponse(failure=self._acted(connection, failure, "retry"))

        return self._moving("RetryFailure", request, pb.RetryFailureResponse, work)

    def GetIncident(self, request: pb.GetIncidentRequest, context: Any) -> pb.GetIncidentResponse:
        with self._.database.read() as connection:
            found = wording.incident(self._.repairer.look(connection, request.failure_id))
            self._.acts.tell(connection, [found.failure])
            return found

    def RepairIncident(self, request: pb.RepairIncidentRequest, context: Any) -> pb.RepairIncidentResponse:
        actor = wording.actor_of(current_subject())
        facts = to_dict(request.facts)

        def work(connection: sa.Connection) -> pb.RepairIncidentResponse:
            tried, done = self._.repairer.repair(connection, request.failure_id, facts, request.note, actor)
            failure = self._acted(connection, wording.failure(tried.incident), "repair", done.note)
            return pb.RepairIncidentResponse(failure=failure, repair=wording.repair(done))

        return self._moving("RepairIncident", request, pb.RepairIncidentResponse, work)

    def GetClock(self, request: pb.GetClockRequest, context: Any) -> pb.GetClockResponse:
        ahead = Duration()
        movable = isinstance(self._.clock, TrialClock) and self._.clock.trial
        if isinstance(self._.clock, TrialClock):
            ahead.FromTimedelta(self._.clock.ahead)
        return pb.GetClockResponse(now=stamp(self._.clock.now()), ahead=ahead, may_be_advanced=movable)

    def AdvanceClock(self, request: pb.AdvanceClockRequest, context: Any) -> pb.AdvanceClockResponse:
        clock = self._.clock
        if not isinstance(clock, TrialClock) or not clock.trial:
            raise ClockFixed()
        by = _forward(request.by, clock.ahead)

        def work(connection: sa.Connection) -> pb.AdvanceClockResponse:
            return pb.AdvanceClockResponse(now=stamp(clock.advance(by)))

        answer = self._.writes.run("AdvanceClock", request, pb.AdvanceClockResponse, work)
        self._.wake_timers()
        return answer

    def _see(self, request: pb.RetryFailureRequest, by: str) -> pb.RetryFailureResponse:
        def work(connection: sa.Connection) -> pb.RetryFailureResponse:
            number = request.failure_id.removeprefix(Crashes.prefix)
            failure = self._.crashes.retry(connection, number, by)
            return pb.RetryFailureResponse(failure=self._acted(connection, failure, "seen"))

        return self._.writes.run("RetryFailure", request, pb.RetryFailureResponse, work)

    def _acted(
        self, connection: sa.Connection, failure: common_pb2.Failure, act: Act, note: str = ""
    ) -> common_pb2.Failure:
        """The failure with what the caller did about it, which is kept in this transaction."""
        outcome: Outcome = "" if act == "seen" else "resolved" if failure.state == "resolved" else "failed"
        self._.acts.note(connection, failure.id, act, Actor.of(current_subject()), outcome=outcome, note=note)
        self._.acts.tell(connection, [failure])
        return failure

    def _moving(self, method: str, request: Any, kind: type[T], work: Callable[[sa.Connection], T]) -> T:
        """A write that re-reads when another move of the same instance was faster."""
        for attempt in range(TRIES):
            try:
                answer = self._.writes.run(method, request, kind, work)  # type: ignore[type-var]
            except Stale:
                if attempt == TRIES - 1:
                    raise
            else:
                self._.wake_timers()
                return answer
        raise AssertionError("unreachable")


def _dossier(dossier_id: str) -> str:
    """The id of the dossier that a process is of. Raises InvalidInput where no event could name it."""
    if 0 < len(dossier_id) <= LONGEST_ID:
        return dossier_id
    raise InvalidInput(
        fields=[
            FieldError(
                "dossier_id",
                "DOSSIER_ID_INVALID",
                f"Mã nội bộ của hồ sơ phải có từ 1 đến {LONGEST_ID} ký tự.",
                f"The id of the dossier must have 1 to {LONGEST_ID} characters.",
            )
        ]
    )


def _forward(by: Duration, ahead: timedelta) -> timedelta:
    """How far time is to move. Raises InvalidInput for nothing, backwards, or beyond what the calendar knows."""
    seconds = by.seconds + by.nanos / 1e9
    if 0 < seconds <= (FARTHEST - ahead).total_seconds():
        return timedelta(seconds=seconds)
    days = FARTHEST.days
    raise InvalidInput(
        fields=[
            FieldError(
                "by",
                "STEP_INVALID",
                f"Thời gian chỉ dời về phía trước, tổng cộng không quá {days} ngày.",
                f"Time moves forward only, by {days} days in all at most.",
            )
        ]
    )


def _published(done: Publication) -> pb.PublishProcedureResponse:
    return pb.PublishProcedureResponse(
        published=done.version > 0,
        procedure_key=done.key,
        version=done.version,
        sha256=done.sha256,
        findings=[wording.finding(file, found) for file, found in done.findings],
    )


def _relayed() -> bool:
    """Liaison hands on what others sent; intake tells what somebody did here."""
    return current_subject().has(service_role("liaison"))


def _opened(moved: Moved) -> list[pb.Task]:
    return [wording.task(row) for row in moved.opened]
