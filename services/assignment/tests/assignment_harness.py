# SPDX-License-Identifier: Apache-2.0
"""The real assignment service on a real server and database, beside small workflow and intake services that behave by the
contract: idempotent by request id, one completion for each task."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import assignment_pb2_grpc
from motcua.common.v1 import common_pb2
from motcua.events.v1 import dossier_pb2 as d
from motcua.events.v1 import process_pb2 as p
from motcua.intake.v1 import intake_pb2, intake_pb2_grpc
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_assignment.bootstrap import build
from motcua_assignment.settings import Settings
from motcua_calendar.clock import LEGAL_ZONE, FixedClock
from motcua_events import Event, EventCatalogue
from motcua_hosting.testing import TestIssuer, peer_policy
from motcua_identity import Provider, TokenVerifier, services
from motcua_procedure.package import read_folder
from motcua_rpc import (
    AlreadyExists,
    Channel,
    Conflict,
    Limits,
    MotcuaError,
    NotFound,
    channel,
    current_subject,
    serve,
)
from motcua_rpc.structs import to_dict
from motcua_storage.testing import ServiceDatabases
from uuid_utils import uuid7

ROOT = Path(__file__).parents[3]
PROCEDURE = "dat-dai/xoa-the-chap-va-chuyen-nhuong"
COPIES = "chung-thuc/ban-sao-tu-ban-chinh"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=LEGAL_ZONE)
PROMISED = datetime(2026, 12, 4, 17, 0, tzinfo=LEGAL_ZONE)
SAME_DAY = datetime(2026, 11, 23, 17, 0, tzinfo=LEGAL_ZONE)


def new_id() -> str:
    return str(uuid7())


def stamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made


def moment(stamped: Timestamp) -> datetime:
    return stamped.ToDatetime(tzinfo=LEGAL_ZONE)


@dataclass
class Peer:
    """What both fake services share: answers by caller and request id, calls as they came, and an error to give."""

    calls: list[tuple[str, Any]] = field(default_factory=list)
    answers: dict[tuple[str, str], tuple[bytes, Message]] = field(default_factory=dict)
    fail: MotcuaError | None = None
    before: Callable[[], None] = lambda: None
    guard: threading.Lock = field(default_factory=threading.Lock)

    def once(self, method: str, request: Any, work: Callable[[], Any]) -> Any:
        self.before()
        with self.guard:
            self.calls.append((method, request))
            if self.fail is not None:
                raise self.fail
            key, content = (
                (current_subject().user_id, request.request_id),
                request.SerializeToString(deterministic=True),
            )
            if key in self.answers:
                if self.answers[key][0] != content:
                    raise AlreadyExists("REQUEST_ID_REUSED")
                return self.answers[key][1]
            answer = work()
            self.answers[key] = (content, answer)
            return answer

    def reset(self) -> None:
        self.calls.clear()
        self.answers.clear()
        self.fail, self.before = None, lambda: None


class FakeWorkflow(workflow_pb2_grpc.WorkflowServiceServicer):
    """Tasks that are open or closed; completing opens what the test has prepared."""

    def __init__(self) -> None:
        self.peer = Peer()
        self.closed: set[str] = set()
        self.next: dict[str, list[workflow_pb2.Task]] = {}
        self.interrupts: dict[str, list[str]] = {}
        # A form of another procedure with it: of its answers only some are signed.
        signed = "forms/ky-chung-thuc.form"
        self.files = read_folder(ROOT / "workflows" / PROCEDURE)
        self.files[signed] = read_folder(ROOT / "workflows" / COPIES)[signed]

    def GetPackage(self, request: Any, context: Any) -> workflow_pb2.GetPackageResponse:
        return workflow_pb2.GetPackageResponse(files=self.files)

    def CompleteTask(self, request: Any, context: Any) -> Any:
        def work() -> workflow_pb2.CompleteTaskResponse:
            if request.task_id in self.closed:
                raise Conflict("TASK_CLOSED", "Việc này đã đóng.", "Closed.")
            closed = [request.task_id, *self.interrupts.get(request.task_id, ())]
            self.closed.update(closed)
            opened = self.next.get(request.task_id, [])
            return workflow_pb2.CompleteTaskResponse(opened_tasks=opened, closed_task_ids=closed)

        return self.peer.once("CompleteTask", request, work)


class FakeIntake(intake_pb2_grpc.IntakeServiceServicer):
    """Takes everything, and remembers it."""

    def __init__(self) -> None:
        self.peer = Peer()
        self.callers: list[str] = []
        self.owners: dict[str, str] = {}
        self.sees: dict[str, tuple[str, ...]] = {}
        self.attached: Callable[[str], None] = lambda number: None

    def GetDossier(self, request: Any, context: Any) -> intake_pb2.GetDossierResponse:
        """Officers may read all; a citizen reads what `owners` says is theirs."""
        subject = current_subject()
        if not subject.unit and self.owners.get(request.dossier_id) != subject.username:
            raise NotFound("DOSSIER_UNKNOWN", "Không tìm thấy hồ sơ.", "There is no such dossier.")
        seen = intake_pb2.Dossier(dossier_id=request.dossier_id)
        if subject.username in self.sees:
            seen.narrowed = True
            seen.parts.extend(intake_pb2.Part(key=one) for one in self.sees[subject.username])
        return intake_pb2.GetDossierResponse(dossier=seen)

    def AttachResult(self, request: Any, context: Any) -> Any:
        """A paper of its own for each request; `attached` runs after it, before the answer goes out."""
        answer = intake_pb2.AttachResultResponse(
            result=intake_pb2.Result(number=request.number, result_id=f"paper-{request.request_id}")
        )
        given = self._take("AttachResult", request, answer)
        self.attached(request.number)
        return given

    def AcceptDossier(self, request: Any, context: Any) -> Any:
        return self._take("AcceptDossier", request, intake_pb2.AcceptDossierResponse())

    def RequestSupplement(self, request: Any, context: Any) -> Any:
        return self._take("RequestSupplement", request, intake_pb2.RequestSupplementResponse())

    def RefuseDossier(self, request: Any, context: Any) -> Any:
        return self._take("RefuseDossier", request, intake_pb2.RefuseDossierResponse())

    def ReturnResults(self, request: Any, context: Any) -> Any:
        return self._take("ReturnResults", request, intake_pb2.ReturnResultsResponse())

    def _take(self, method: str, request: Any, answer: Any) -> Any:
        self.callers.append(current_subject().username)
        return self.peer.once(method, request, lambda: answer)


def fake_server(issuer: TestIssuer, workflow: FakeWorkflow, intake: FakeIntake) -> Any:
    only = services("assignment")
    return serve(
        [
            lambda server: workflow_pb2_grpc.add_WorkflowServiceServicer_to_server(workflow, server),
            lambda server: intake_pb2_grpc.add_IntakeServiceServicer_to_server(intake, server),
        ],
        "127.0.0.1:0",
        verifier=TokenVerifier(Provider(issuer.url)),
        policies=[
            peer_policy(workflow_pb2.DESCRIPTOR.services_by_name["WorkflowService"], {"CompleteTask": only}),
            peer_policy(intake_pb2.DESCRIPTOR.services_by_name["IntakeService"], {"AttachResult": only}),
        ],
        limits=Limits(8),
    )


class Desk:
    """The running service with everything around it; what tests do over and over."""

    def __init__(
        self,
        issuer: TestIssuer,
        databases: ServiceDatabases,
        organisation: Path = ROOT / "infra/demo/organisation.yaml",
    ) -> None:
        self.issuer = issuer
        self.databases = databases
        self.database = databases["assignment"]
        self.catalogue = EventCatalogue.load()
        self.clock = FixedClock(NOW)
        self.workflow, self.intake = FakeWorkflow(), FakeIntake()
        self._fakes = fake_server(issuer, self.workflow, self.intake)
        address = f"127.0.0.1:{self._fakes.port}"
        self.settings = Settings(
            database_url=databases.url("assignment"), issuer=issuer.url, client_id="assignment", client_secret="s",
            workflow_address=address, intake_address=address, organisation=organisation,
        )  # fmt: skip
        self.service = build(self.settings, self.clock)
        _, self.relay, self.consumer, *_ = self.service.background
        self.server = serve(
            [self.service.register], "127.0.0.1:0", verifier=TokenVerifier(Provider(issuer.url)),
            policies=self.service.policies, limits=Limits(8),
        )  # fmt: skip
        self._channels: list[Channel] = []
        self._tokens: dict[str, Any] = {}
        self.lan = self.as_person("lan.motcua", "Trần Thị Lan", "window_clerk", unit="suoi_trong")
        self.hung = self.as_person("hung.motcua", "Lê Mạnh Hùng", "window_clerk", unit="suoi_trong")
        self.minh = self.as_person("minh.datdai", "Đỗ Văn Minh", "land_officer", unit="chi_nhanh_dat_dai")
        self.ngoc = self.as_person("ngoc.datdai", "Ngô Bích Ngọc", "land_officer", unit="chi_nhanh_dat_dai")
        self.son = self.as_person("son.giamdoc", "Hoàng Sơn", "land_leader", unit="chi_nhanh_dat_dai")
        self.huong = self.as_person("huong.thue", "Bùi Thị Hương", "tax_officer", unit="thue_co_so")
        self.an = self.as_person("an.congdan", "Nguyễn Văn An", "citizen")
        self.binh = self.as_person("binh.congdan", "Lê Thị Bình", "citizen")
        self.phuc = self.as_person("phuc.quantri", "Phúc", "operator", unit="minh_hoa")

        self._standing = len(self._channels)

    def leave(self) -> None:
        """Whoever came to a module goes."""
        while len(self._channels) > self._standing:
            self._channels.pop().close()

    def stop(self) -> None:
        for each in self._channels:
            each.close()
        self.server.stop(0.1)
        self.service.close()
        self._fakes.stop(0.1)

    def reset(self) -> None:
        self.databases.empty()
        self.clock.set(NOW)
        self.workflow.peer.reset()
        self.intake.peer.reset()
        self.intake.callers.clear()
        self.intake.owners.clear()
        self.intake.sees.clear()
        self.workflow.closed.clear()
        self.workflow.next.clear()
        self.workflow.interrupts.clear()

    @property
    def service_database(self) -> Any:
        """The service's own, for counting what its operations cost."""
        return self.service.register.__closure__[0].cell_contents._.database

    def as_person(self, user: str, name: str, *roles: str, unit: str | None = None) -> Any:
        return self.with_token(self.issuer.person(user, name, *roles, unit=unit))

    def with_token(self, token: str | None) -> Any:
        opened = channel(f"127.0.0.1:{self.server.port}", token)
        self._channels.append(opened)
        return assignment_pb2_grpc.AssignmentServiceStub(opened)

    # Events -------------------------------------------------------------------------------------------------

    def handle(self, type_: str, message: Message, dossier_id: str) -> Event:
        """Let an event have its effect, as the consumer does: the handler in one transaction."""
        event = self.catalogue.event(type_, message, time=self.clock.now(), dossierid=dossier_id)
        self.handle_event(event)
        return event

    def handle_event(self, event: Event) -> None:
        handler = self.consumer._events._handlers[event.type]
        with self.database.begin() as connection:
            handler(connection, event)

    def head(self, dossier_id: str, **values: Any) -> d.DossierHead:
        filled: dict[str, Any] = {
            "code": f"H99.101-{dossier_id[-6:]}", "procedure_key": PROCEDURE, "procedure_version": 1,
            "procedure_name": common_pb2.LocalizedText(vi="Xóa thế chấp và chuyển nhượng", en="Release and transfer"),
            "unit": "suoi_trong", "applicant_name": "Nguyễn Văn An",
        }  # fmt: skip
        return d.DossierHead(dossier_id=dossier_id, **(filled | values))

    def submit(self, dossier_id: str, due: datetime = SAME_DAY, **values: Any) -> None:
        head = self.head(dossier_id, **values)
        message = d.DossierSubmitted(
            dossier=head, submitted_at=stamp(NOW), answer_due_at=stamp(due), source="portal"
        )
        self.handle("dossier.submitted", message, dossier_id)

    def accept(self, dossier_id: str, promised: datetime = PROMISED, **parts: datetime) -> None:
        head = self.head(dossier_id, promised_at=stamp(promised))
        dates = parts or {"release": SAME_DAY, "transfer": promised}
        message = d.DossierAccepted(
            dossier=head, accepted_at=stamp(NOW), parts=[d.PartDue(part=k, due_at=stamp(v)) for k, v in dates.items()],
            actor=common_pb2.Actor(user="lan.motcua", name="Trần Thị Lan", unit="suoi_trong"),
        )  # fmt: skip
        self.handle("dossier.accepted", message, dossier_id)

    def process(self, dossier_id: str) -> p.ProcessHead:
        return p.ProcessHead(
            dossier_id=dossier_id, dossier_code=f"H99.101-{dossier_id[-6:]}", procedure_key=PROCEDURE,
            procedure_version=1, territory="suoi_trong", instance_id=dossier_id, process_id="land",
        )  # fmt: skip

    def opened(self, dossier_id: str, **values: Any) -> p.TaskOpened:
        filled: dict[str, Any] = {
            "task_id": new_id(), "element": "appraise_release", "name": "Thẩm định hồ sơ xóa thế chấp",
            "role": "land_officer", "agency": "land_branch", "form": "tham-dinh-xoa", "limit": "4wh",
            "part": "release", "opened_at": stamp(self.clock.now()),
        }  # fmt: skip
        return p.TaskOpened(process=self.process(dossier_id), **(filled | values))

    def open(self, dossier_id: str, **values: Any) -> str:
        message = self.opened(dossier_id, **values)
        self.handle("task.opened", message, dossier_id)
        return message.task_id

    def close(
        self,
        dossier_id: str,
        task_id: str,
        how: str = "completed",
        user: str = "",
        name: str = "",
        unit: str = "",
        why: str = "",
    ) -> None:
        message = p.TaskClosed(
            process=self.process(dossier_id), task_id=task_id, how=how, at=stamp(self.clock.now()),
            actor=common_pb2.Actor(user=user, name=name, unit=unit), why=why,
        )  # fmt: skip
        self.handle("task.closed", message, dossier_id)

    def flow_task(self, dossier_id: str, **values: Any) -> workflow_pb2.Task:
        """A task as workflow's answers carry it."""
        return self.as_flow_task(self.opened(dossier_id, **values))

    def as_flow_task(self, event: p.TaskOpened) -> workflow_pb2.Task:
        """The same task in the other message."""
        dossier_id = event.process.dossier_id
        return workflow_pb2.Task(
            task_id=event.task_id, dossier_id=dossier_id, element=event.element, name=event.name, role=event.role,
            agency=event.agency, form=event.form, limit=event.limit, part=event.part, result_code=event.result_code,
            opened_at=event.opened_at, territory="suoi_trong", process_id="land", instance_id=dossier_id,
            given=event.given, signs=event.signs,
        )  # fmt: skip

    # Calls --------------------------------------------------------------------------------------------------

    def ready_step(self, **values: Any) -> tuple[str, str]:
        """An accepted dossier with one open step; ids of dossier and task."""
        dossier_id = new_id()
        self.accept(dossier_id)
        return dossier_id, self.open(dossier_id, **values)

    def claimed_step(self, who: Any = None, **values: Any) -> tuple[str, str]:
        dossier_id, task_id = self.ready_step(**values)
        claim(who or self.minh, task_id)
        return dossier_id, task_id

    def rows(self, sql: str, **values: Any) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(sa.text(sql), values))

    def told(self) -> list[str]:
        """Types of the events in the outbox, in order."""
        rows = self.rows("SELECT envelope::json ->> 'type' AS type FROM assignment.outbox ORDER BY id")
        return [row.type for row in rows]

    def recorded(self, task_id: str) -> list[Any]:
        return self.rows("SELECT * FROM assignment.completion WHERE task_id = :id ORDER BY at", id=task_id)


CHECKS = {f"check_{one}": "pass" for one in ("request", "certificate", "consent")}
GRANT = CHECKS | {"release_proposal": "grant"}


def claim(stub: Any, task_id: str, request_id: str = "") -> pb.Task:
    return stub.ClaimTask(pb.ClaimTaskRequest(request_id=request_id or new_id(), task_id=task_id)).task


def release(stub: Any, task_id: str, request_id: str = "") -> pb.Task:
    return stub.ReleaseTask(pb.ReleaseTaskRequest(request_id=request_id or new_id(), task_id=task_id)).task


def step_request(
    task_id: str,
    answers: dict[str, Any] | None = None,
    request_id: str = "",
    result: pb.SignedResult | None = None,
) -> pb.CompleteTaskRequest:
    made = pb.CompleteTaskRequest(request_id=request_id or new_id(), task_id=task_id)
    made.step.SetInParent()
    made.step.answers.update(GRANT if answers is None else answers)
    if result is not None:
        made.step.result.CopyFrom(result)
    return made


def inbox(stub: Any, filter_: int = 0, **values: Any) -> list[pb.Task]:
    return list(stub.ListTasks(pb.ListTasksRequest(filter=filter_, **values)).tasks)


def ids(found: list[pb.Task]) -> list[str]:
    return [one.task_id for one in found]


def get(stub: Any, task_id: str) -> pb.Task:
    return stub.GetTask(pb.GetTaskRequest(task_id=task_id)).task


__all__ = ["Desk", "TestIssuer", "to_dict"]
