# SPDX-License-Identifier: Apache-2.0
"""A workflow service behind its contract, callers of every kind, and the parts of liaison with a database that can be killed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.events.v1 import process_pb2
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_calendar.clock import FixedClock
from motcua_events import EventCatalogue, Outbox
from motcua_identity import ANYONE, Kind, Policy, Subject, TokenRefused, service_role
from motcua_liaison.adapters.keys import open_keys
from motcua_liaison.adapters.local_transport import LocalTransport
from motcua_liaison.adapters.workflow_business import WorkflowBusiness
from motcua_liaison.app.answering import Answers
from motcua_liaison.app.delivering import Deliverer
from motcua_liaison.app.handing_over import HandOver
from motcua_liaison.app.receiving import Receiver
from motcua_liaison.app.retrying import Retrier
from motcua_liaison.app.sending import Sender
from motcua_liaison.app.telling import Teller
from motcua_organisation import Organisation
from motcua_rpc import Channel, Unavailable
from motcua_rpc.structs import to_struct
from motcua_storage import Database

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LAND, TAX, COMMUNE = "chi_nhanh_dat_dai", "thue_co_so", "suoi_trong"
OFFICERS = ("window_clerk", "land_officer", "land_leader", "tax_officer", "justice_officer", "commune_leader")
SERVICES = ("workflow", "intake", "assignment", "notification", "liaison", "portal")


def _person(name: str, unit: str | None, *roles: str) -> Subject:
    return Subject(f"id-{name}", name, name.title(), frozenset(roles), unit)


CALLERS: dict[str, Subject] = {
    "citizen": _person("citizen", None, "citizen"),
    **{role: _person(role, LAND, role) for role in OFFICERS},
    "elsewhere": _person("elsewhere", "doi_sim", "window_clerk"),
    "tax": _person("tax", TAX, "tax_officer"),
    "designer": _person("designer", None, "designer"),
    "operator": _person("operator", None, "operator"),
    "integrator": Subject(
        "id-integrator", roles=frozenset({"integrator", "citizen", "window_clerk"}), unit=LAND,
        client="demo", kind=Kind.SERVICE,
    ),
    **{
        name: Subject(
            f"id-{name}", roles=frozenset({"service", service_role(name)}), client=name, kind=Kind.SERVICE
        )
        for name in SERVICES
    },
}  # fmt: skip


class Known:
    """The token is the caller's name."""

    def verify(self, token: str) -> Subject:
        if token not in CALLERS:
            raise TokenRefused("TOKEN_INVALID", "Không hợp lệ.", "Not valid.")
        return CALLERS[token]


WORKFLOW_POLICY = Policy.of(
    "motcua.workflow.v1.WorkflowService",
    {method.name: ANYONE for method in workflow_pb2.DESCRIPTOR.services_by_name["WorkflowService"].methods},
)


@dataclass
class FakeWorkflow(workflow_pb2_grpc.WorkflowServiceServicer):
    """Counts as the real one does: a request id is answered once, a message takes effect once, a refusal takes none."""

    waits: bool = True
    ended: bool = False
    before: Callable[[workflow_pb2.DeliverMessageRequest], None] = lambda request: None
    calls: list[workflow_pb2.DeliverMessageRequest] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    answers: dict[str, tuple[bytes, workflow_pb2.DeliverMessageResponse]] = field(default_factory=dict)
    guard: Any = field(default_factory=threading.Lock)
    drawing: bytes = b""
    drawn: list[tuple[str, int]] = field(default_factory=list)

    def GetPackage(self, request: workflow_pb2.GetPackageRequest, context: Any) -> Any:
        self.drawn.append((request.procedure_key, request.version))
        if not self.drawing:
            raise Unavailable()
        return workflow_pb2.GetPackageResponse(files={"process.bpmn": self.drawing})

    def DeliverMessage(self, request: workflow_pb2.DeliverMessageRequest, context: Any) -> Any:
        with self.guard:
            self.calls.append(request)
            self.before(request)
            content = request.SerializeToString(deterministic=True)
            if request.request_id in self.answers:
                first, answer = self.answers[request.request_id]
                assert first == content, "a request id came with another content"
                return answer
            answer = self._answer(request)
            self.answers[request.request_id] = (content, answer)
            return answer

    def _answer(self, request: workflow_pb2.DeliverMessageRequest) -> Any:
        if self.ended:
            return workflow_pb2.DeliverMessageResponse(
                delivery=workflow_pb2.DELIVERY_NOT_NEEDED, reason="It has ended."
            )
        if not self.waits:
            return workflow_pb2.DeliverMessageResponse(
                delivery=workflow_pb2.DELIVERY_REFUSED, reason="Nobody waits."
            )
        if request.message_id not in self.effects:
            self.effects.append(request.message_id)
        return workflow_pb2.DeliverMessageResponse(delivery=workflow_pb2.DELIVERY_ACCEPTED)


class Killed(BaseException):
    """The process ends here: nothing may catch it."""


class MortalDatabase(Database):
    """Dies at one boundary of one transaction, counted from 1: inside it (rolled back) or after its commit."""

    kill: tuple[int, str] | None = None
    count = 0

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        self.count += 1
        number = self.count
        with super().begin() as connection:
            yield connection
            self._die(number, "inside")
        self._die(number, "after")

    def _die(self, number: int, where: str) -> None:
        if self.kill == (number, where):
            raise Killed


class Rig:
    """The parts of liaison on one database, wired as in the bootstrap, worked by hand."""

    def __init__(
        self, database: Database, workflow: Channel, organisation: Organisation, folder: Path
    ) -> None:
        self.database = database
        self.time = database  # by which time passes; another one where `database` may die
        self.clock = FixedClock(NOW)
        signer, ring = open_keys(folder)
        teller = Teller(Outbox("liaison", EventCatalogue.load()), EventCatalogue.load())
        self.due = threading.Event()
        self.signer = signer
        self.sender = Sender(organisation, signer, teller, self.clock, self.due)
        self.receiver = Receiver(database, organisation, ring, self.clock, self.due)
        self.answers = Answers(database, teller, self.clock)
        self.transport: Any = LocalTransport(self.receiver, self.answers)
        self.deliverer = Deliverer(database, lambda unit: self.transport, teller, self.clock)
        business = WorkflowBusiness(workflow_pb2_grpc.WorkflowServiceStub(workflow))
        self.hand_over = HandOver(database, business, lambda unit: self.transport, self.clock)
        self.retrier = Retrier(self.clock, self.due, self.due)

    def send(self, *messages: process_pb2.MessageThrown) -> None:
        for message in messages:
            with self.database.begin() as connection:
                self.sender.send(connection, message)

    def work(self) -> None:
        """Until nothing is due."""
        while self.deliverer.step() or self.hand_over.step():
            pass

    def let_time_pass(self) -> None:
        """Every lease and every wait is over."""
        with self.time.begin() as connection:
            for table in ("sequence", "arrival"):
                connection.execute(
                    sa.text(f"UPDATE liaison.{table} SET due_at = now() WHERE due_at IS NOT NULL")
                )

    def rows(self, query: str) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(sa.text(query)).all())

    def states(self) -> dict[str, str]:
        return {
            row.message_id: row.state for row in self.rows("SELECT message_id, state FROM liaison.message")
        }

    def events(self) -> list[str]:
        rows = self.rows("SELECT envelope::jsonb ->> 'type' AS type FROM liaison.outbox ORDER BY id")
        return [row.type for row in rows]


def thrown(
    number: int = 1, *, dossier: str = "d1", to: str = "tax_office", of: str = "land_branch", **payload: Any
) -> process_pb2.MessageThrown:
    """A message from the land registration branch to the tax office."""
    at = Timestamp()
    at.FromDatetime(NOW)
    return process_pb2.MessageThrown(
        process=process_pb2.ProcessHead(
            instance_id="i1", process_id="land", dossier_id=dossier, dossier_code="H99.101-261123-0001",
            procedure_key="dat-dai/thu", procedure_version=1, territory=COMMUNE,
        ),
        message_id=f"message-{dossier}-{number}", name="tax_information_slip", element="send_slip", target="tax",
        target_agency=to, sender_agency=of, payload=to_struct(payload), at=at,
    )  # fmt: skip
