# SPDX-License-Identifier: Apache-2.0
"""A real PostgreSQL, intake and workflow on loopback, and the sending side worked by hand."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from email.headerregistry import Address
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from motcua.intake.v1 import intake_pb2_grpc
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_calendar.clock import FixedClock
from motcua_events import BROKER_MIGRATION, Event, Outbox
from motcua_notification.adapters.mailbox_mailer import MailboxMailer
from motcua_notification.adapters.neighbours import IntakeContacts, PublishedProcedures
from motcua_notification.app.queueing import Queue
from motcua_notification.app.rendering import Texts
from motcua_notification.app.sending import SendNotices
from motcua_notification.entrypoints.consumer import Handlers
from motcua_notification.migration import MIGRATION
from motcua_organisation import Organisation, load_organisation
from motcua_rpc import Limits, channel, serve
from motcua_storage import Database
from motcua_storage.testing import ServiceDatabases

sys.path.insert(0, str(Path(__file__).parent))  # the harness lies beside; test files have no package

from notification_harness import CATALOGUE, NOW, ORGANISATION, POLICIES, FakeIntake, FakeWorkflow, Known

SENDER = Address("Một cửa tỉnh Minh Họa", addr_spec="khong-tra-loi@minhhoa.example")


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[Any]]:
    """What is logged on purpose is not the test's output."""
    with structlog.testing.capture_logs() as captured:
        yield captured


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    """Frozen, so that every test reads the same."""
    return load_organisation(ORGANISATION)


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION, BROKER_MIGRATION)


@pytest.fixture
def database(databases: ServiceDatabases) -> Iterator[Database]:
    yield databases["notification"]
    databases.empty()


@pytest.fixture
def intake() -> FakeIntake:
    return FakeIntake()


@pytest.fixture
def neighbours(intake: FakeIntake) -> Iterator[str]:
    """Address of both."""
    register: list[Callable[[Any], None]] = [
        lambda server: intake_pb2_grpc.add_IntakeServiceServicer_to_server(intake, server),
        lambda server: workflow_pb2_grpc.add_WorkflowServiceServicer_to_server(FakeWorkflow(), server),
    ]
    running = serve(register, "127.0.0.1:0", verifier=Known(), policies=POLICIES, limits=Limits(2))
    yield f"127.0.0.1:{running.port}"
    running.stop(0.1)


class Rig:
    """The parts of notification on one database, wired as in the bootstrap, worked by hand."""

    def __init__(self, database: Database, channel_: Any, organisation: Organisation) -> None:
        self.database = database
        self.clock = FixedClock(NOW)
        self.organisation = organisation
        self.texts = Texts(self.organisation, "https://motcua.minhhoa.example")
        self.due = threading.Event()
        self.handlers = Handlers(
            Queue(self.texts, self.clock, self.due), CATALOGUE, self.organisation
        ).table()
        self.mailbox = MailboxMailer(database, self.clock)
        self.contacts = IntakeContacts(intake_pb2_grpc.IntakeServiceStub(channel_))
        self.procedures = PublishedProcedures(workflow_pb2_grpc.WorkflowServiceStub(channel_))
        self.sending = self.sender(self.mailbox)

    def sender(self, mailer: Any) -> SendNotices:
        outbox = Outbox("notification", CATALOGUE)
        return SendNotices(
            self.database, outbox, CATALOGUE, self.clock, self.contacts, self.procedures, self.texts, mailer, SENDER
        )  # fmt: skip

    def tell(self, *events: Event) -> None:
        for one in events:
            with self.database.begin() as connection:
                if one.type in self.handlers:  # the consumer passes over what nobody handles
                    self.handlers[one.type](connection, one)

    def work(self) -> None:
        """Until nothing is due."""
        while self.sending.step():
            pass

    def let_time_pass(self) -> None:
        with self.database.begin() as connection:
            connection.execute(
                sa.text("UPDATE notification.notice SET due_at = now() WHERE due_at IS NOT NULL")
            )

    def held_for(self) -> float:
        """Seconds until the one notice is due."""
        with self.database.read() as connection:
            seconds = sa.text("SELECT extract(epoch FROM due_at - now()) FROM notification.notice")
            return float(connection.execute(seconds).scalar_one())

    def rows(self, table: str = "notice", order: str = "created_at, id") -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(sa.text(f"SELECT * FROM notification.{table} ORDER BY {order}")))

    def events(self) -> list[str]:
        with self.database.read() as connection:
            rows = connection.execute(
                sa.text("SELECT envelope::jsonb ->> 'type' AS type FROM notification.outbox ORDER BY id")
            )
            return [row.type for row in rows]


@pytest.fixture
def rig(database: Database, neighbours: str, organisation: Organisation) -> Iterator[Rig]:
    with channel(neighbours, "notification") as opened:
        yield Rig(database, opened, organisation)
