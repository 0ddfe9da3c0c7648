# SPDX-License-Identifier: Apache-2.0
"""The composition root of the assignment service."""

from __future__ import annotations

from motcua.assignment.v1 import assignment_pb2_grpc
from motcua.intake.v1 import intake_pb2_grpc
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_calendar import use_days
from motcua_calendar.clock import Clock
from motcua_events import Consumer, EventCatalogue, Outbox, Relay
from motcua_hosting import Service
from motcua_hosting.auditing import Auditing
from motcua_hosting.calls import Neighbours
from motcua_hosting.event_log import event_log
from motcua_hosting.failures import ConsumerFailures, Crashes, FailureActs, Failures
from motcua_hosting.measuring import measures
from motcua_hosting.pruning import RequestPruner
from motcua_hosting.stories import Stories, who_works
from motcua_hosting.writes import Writes
from motcua_organisation import load_organisation
from motcua_storage import Database, RequestLog

from motcua_assignment.adapters.tables import SCHEMA
from motcua_assignment.app.acting import Acts
from motcua_assignment.app.completing import Completer
from motcua_assignment.app.forms import Forms
from motcua_assignment.app.opening import Desk
from motcua_assignment.app.sight import DossierSight
from motcua_assignment.app.working_time import WorkingTime
from motcua_assignment.entrypoints.consumer import InboxHandlers
from motcua_assignment.entrypoints.escalation import EscalationWorker, LeaveWorker
from motcua_assignment.entrypoints.grpc import AssignmentServicer
from motcua_assignment.entrypoints.needs import Needs
from motcua_assignment.entrypoints.policy import INBOX, POLICY
from motcua_assignment.settings import Settings

GRPC_SERVICE = "motcua.assignment.v1.AssignmentService"


def build(settings: Settings, clock: Clock) -> Service:
    """Wire the service; opens no port and starts no thread."""
    database = Database(settings.database_url.get_secret_value(), SCHEMA, settings.pool_size)
    catalogue = EventCatalogue.load()
    log = event_log(settings, database)
    outbox = Outbox(SCHEMA, catalogue, who_works)
    organisation = load_organisation(settings.organisation)
    use_days(settings.days)
    neighbours = Neighbours(settings)
    workflow = workflow_pb2_grpc.WorkflowServiceStub(neighbours.channel("workflow"))
    intake = intake_pb2_grpc.IntakeServiceStub(neighbours.channel("intake"))
    desk = Desk(outbox, catalogue, clock, WorkingTime(organisation))
    forms = Forms(workflow, organisation)
    handlers = InboxHandlers(desk).table()
    consumer = Consumer(database, SCHEMA, catalogue.topics_for(list(handlers)), handlers, log)
    crashes = Crashes(database, SCHEMA)
    sight = DossierSight(intake)
    writes = Writes(database, RequestLog(SCHEMA), GRPC_SERVICE, clock)
    servicer = AssignmentServicer(
        Needs(
            database=database,
            writes=writes,
            desk=desk,
            completer=Completer(database, desk, Acts(forms, workflow, intake, clock, organisation)),
            forms=forms,
            sight=sight,
            organisation=organisation,
            stories=Stories(database, lambda dossier_id: sight.check(dossier_id).parts is None),
            failures=Failures(
                writes, ConsumerFailures(SCHEMA, [consumer]), FailureActs(SCHEMA, clock), crashes
            ),
        )
    )

    def close() -> None:
        neighbours.close()
        log.close()
        database.close()

    background = (
        Auditing(database, settings),
        Relay(database, outbox, log),
        consumer,
        EscalationWorker(database, desk),
        LeaveWorker(database, desk),
        RequestPruner(database, RequestLog(SCHEMA)),
    )
    return Service(
        name=SCHEMA,
        keep_crash=crashes.keep,
        register=lambda server: assignment_pb2_grpc.add_AssignmentServiceServicer_to_server(servicer, server),
        policies=POLICY,
        inbox=INBOX,
        background=background,
        measures=measures(database, background),
        close=close,
    )
