# SPDX-License-Identifier: Apache-2.0
"""The composition root of the notification service."""

from __future__ import annotations

import threading

from motcua.intake.v1 import intake_pb2_grpc
from motcua.notification.v1 import notification_pb2_grpc
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_calendar.clock import Clock
from motcua_events import Consumer, EventCatalogue, Outbox, Relay
from motcua_hosting import Background, Service
from motcua_hosting.auditing import Auditing
from motcua_hosting.calls import Neighbours
from motcua_hosting.event_log import event_log
from motcua_hosting.failures import ConsumerFailures, Crashes, FailureActs, Failures
from motcua_hosting.measuring import measures
from motcua_hosting.pruning import RequestPruner
from motcua_hosting.queue_worker import QueueWorker
from motcua_hosting.stories import Stories, who_works
from motcua_hosting.writes import Writes
from motcua_organisation import load_organisation
from motcua_storage import Database, RequestLog

from motcua_notification.adapters.mailbox_mailer import MailboxMailer
from motcua_notification.adapters.neighbours import IntakeContacts, PublishedProcedures
from motcua_notification.adapters.smtp_mailer import SmtpMailer, SmtpServer
from motcua_notification.adapters.tables import SCHEMA
from motcua_notification.app.ports import Mailer
from motcua_notification.app.queueing import Queue
from motcua_notification.app.rendering import Texts
from motcua_notification.app.sending import SendNotices
from motcua_notification.entrypoints.consumer import Handlers
from motcua_notification.entrypoints.failures import NoticeFailures
from motcua_notification.entrypoints.grpc import Needs, NotificationServicer
from motcua_notification.entrypoints.mail_log import MailLog
from motcua_notification.entrypoints.policy import POLICY
from motcua_notification.settings import Settings

GRPC_SERVICE = "motcua.notification.v1.NotificationService"


def build(settings: Settings, clock: Clock) -> Service:
    """Wire the service; opens no port and starts no thread."""
    organisation = load_organisation(settings.organisation)
    database = Database(settings.database_url.get_secret_value(), SCHEMA, settings.pool_size)
    catalogue = EventCatalogue.load()
    log = event_log(settings, database)
    outbox = Outbox(SCHEMA, catalogue, who_works)
    neighbours = Neighbours(settings)
    intake = intake_pb2_grpc.IntakeServiceStub(neighbours.channel("intake"))
    workflow = workflow_pb2_grpc.WorkflowServiceStub(neighbours.channel("workflow"))

    due = threading.Event()
    texts = Texts(organisation, settings.public_url)
    table = Handlers(Queue(texts, clock, due), catalogue, organisation).table()
    consumer = Consumer(database, SCHEMA, catalogue.topics_for(list(table)), table, log)
    contacts = IntakeContacts(intake)
    sending = SendNotices(
        database,
        outbox,
        catalogue,
        clock,
        contacts,
        PublishedProcedures(workflow),
        texts,
        mailer(settings, database, clock),
        settings.sender_address,
    )
    crashes = Crashes(database, SCHEMA)
    servicer = NotificationServicer(
        Needs(
            database=database,
            stories=Stories(database, contacts.shows_whole),
            failures=Failures(
                Writes(database, RequestLog(SCHEMA), GRPC_SERVICE, clock),
                ConsumerFailures(SCHEMA, [consumer]),
                FailureActs(SCHEMA, clock),
                crashes,
                NoticeFailures(database, due, clock),
            ),
            mail_log=MailLog(database, organisation),
        )
    )

    def close() -> None:
        neighbours.close()
        log.close()
        database.close()

    background: tuple[Background, ...] = (
        Auditing(database, settings),
        RequestPruner(database, RequestLog(SCHEMA)),
        Relay(database, outbox, log),
        *(
            QueueWorker(f"notification-send-{number}", sending.step, due)
            for number in range(1, settings.mail_workers + 1)
        ),
        consumer,
    )
    return Service(
        name=SCHEMA,
        keep_crash=crashes.keep,
        register=lambda server: notification_pb2_grpc.add_NotificationServiceServicer_to_server(
            servicer, server
        ),
        policies=POLICY,
        background=background,
        measures=measures(database, background),
        close=close,
    )


def mailer(settings: Settings, database: Database, clock: Clock) -> Mailer:
    """The mailer that the settings choose."""
    if settings.mail == "mailbox":
        return MailboxMailer(database, clock)
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
        authority=settings.smtp_ca,
        seconds=settings.smtp_timeout,
    )
    return SmtpMailer(server, clock)
