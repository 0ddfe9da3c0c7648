# SPDX-License-Identifier: Apache-2.0
"""The composition root of the liaison service."""

from __future__ import annotations

import threading

from motcua.intake.v1 import intake_pb2_grpc
from motcua.liaison.v1 import liaison_pb2_grpc
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

from motcua_liaison.adapters.dossier_room import DossierRoom
from motcua_liaison.adapters.keys import open_keys
from motcua_liaison.adapters.local_transport import LocalTransport
from motcua_liaison.adapters.message_names import Names
from motcua_liaison.adapters.population_simulator import PopulationSimulator
from motcua_liaison.adapters.tables import SCHEMA
from motcua_liaison.adapters.workflow_business import WorkflowBusiness
from motcua_liaison.app.answering import Answers
from motcua_liaison.app.delivering import Deliverer
from motcua_liaison.app.handing_over import HandOver
from motcua_liaison.app.inquiring import Inquirer
from motcua_liaison.app.receiving import Receiver
from motcua_liaison.app.retrying import Retrier
from motcua_liaison.app.sending import Sender
from motcua_liaison.app.telling import Teller
from motcua_liaison.domain.lookup import Lookup
from motcua_liaison.entrypoints.consumer import handlers
from motcua_liaison.entrypoints.failures import MessageFailures
from motcua_liaison.entrypoints.grpc import LiaisonServicer, Needs
from motcua_liaison.entrypoints.inquiry_failures import InquiryFailures
from motcua_liaison.entrypoints.policy import POLICY
from motcua_liaison.settings import Settings

GRPC_SERVICE = "motcua.liaison.v1.LiaisonService"


def build(settings: Settings, clock: Clock) -> Service:
    """Wire the service; opens no port and starts no thread. Makes the node's signing key when there is none.

    Raises:
        KeyRefused: the key cannot be used.
    """
    signer, ring = open_keys(settings.key_folder)
    organisation = load_organisation(settings.organisation)
    database = Database(settings.database_url.get_secret_value(), SCHEMA, settings.pool_size)
    catalogue = EventCatalogue.load()
    log = event_log(settings, database)
    outbox = Outbox(SCHEMA, catalogue, who_works)
    teller = Teller(outbox, catalogue)
    neighbours = Neighbours(settings)
    workflow = workflow_pb2_grpc.WorkflowServiceStub(neighbours.channel("workflow"))

    to_deliver, to_hand_over = threading.Event(), threading.Event()
    receiver = Receiver(database, organisation, ring, clock, to_hand_over)
    local = LocalTransport(receiver, Answers(database, teller, clock))
    deliverer = Deliverer(database, lambda unit: local, teller, clock)
    hand_over = HandOver(database, WorkflowBusiness(workflow), lambda unit: local, clock)

    to_ask = threading.Event()
    lookups: dict[str, Lookup] = {"population": PopulationSimulator(settings.population_file)}
    room = DossierRoom(intake_pb2_grpc.IntakeServiceStub(neighbours.channel("intake")))
    inquirer = Inquirer(database, lookups, room, workflow, clock, to_ask)

    table = handlers(Sender(organisation, signer, teller, clock, to_deliver), inquirer, catalogue)
    consumer = Consumer(database, SCHEMA, catalogue.topics_for(list(table)), table, log)
    crashes = Crashes(database, SCHEMA)
    servicer = LiaisonServicer(
        Needs(
            database=database,
            stories=Stories(database, room.shows_whole),
            failures=Failures(
                Writes(database, RequestLog(SCHEMA), GRPC_SERVICE, clock),
                ConsumerFailures(SCHEMA, [consumer]),
                FailureActs(SCHEMA, clock),
                crashes,
                MessageFailures(
                    database, Retrier(clock, to_deliver, to_hand_over), Names(workflow, organisation)
                ),
                InquiryFailures(database, inquirer),
            ),
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
            QueueWorker(f"liaison-hand-over-{number}", hand_over.step, to_hand_over)
            for number in range(1, settings.liaison_workers + 1)
        ),
        QueueWorker("liaison-deliver", deliverer.step, to_deliver),
        QueueWorker("liaison-lookups", inquirer.step, to_ask),
        consumer,
    )
    return Service(
        name=SCHEMA,
        keep_crash=crashes.keep,
        register=lambda server: liaison_pb2_grpc.add_LiaisonServiceServicer_to_server(servicer, server),
        policies=POLICY,
        background=background,
        measures=measures(database, background),
        close=close,
    )
