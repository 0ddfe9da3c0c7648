# SPDX-License-Identifier: Apache-2.0
"""The composition root of the workflow service: the only place that builds its adapters."""

from __future__ import annotations

from motcua.intake.v1 import intake_pb2, intake_pb2_grpc
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_calendar import use_days
from motcua_calendar.clock import Clock
from motcua_events import EventCatalogue, Outbox, Relay
from motcua_hosting import Service
from motcua_hosting.acts import FailureActs
from motcua_hosting.auditing import Auditing
from motcua_hosting.calls import Neighbours, for_caller
from motcua_hosting.crashes import Crashes
from motcua_hosting.event_log import event_log
from motcua_hosting.measuring import measures
from motcua_hosting.pruning import RequestPruner
from motcua_hosting.stories import Stories, who_works
from motcua_hosting.writes import Writes
from motcua_organisation import load_organisation
from motcua_rpc import current_subject
from motcua_storage import Database, RequestLog

from motcua_workflow.adapters.measuring import measured
from motcua_workflow.adapters.packages import Packages
from motcua_workflow.adapters.tables import SCHEMA
from motcua_workflow.adapters.working_time import WorkingTime
from motcua_workflow.app.announcing import Announcer
from motcua_workflow.app.checking import Checker
from motcua_workflow.app.definitions import Definitions
from motcua_workflow.app.moving import Mover
from motcua_workflow.app.publishing import Publisher
from motcua_workflow.app.reading import Narrowed, Reader
from motcua_workflow.app.repairing import Repairer
from motcua_workflow.entrypoints.grpc import Needs, WorkflowServicer
from motcua_workflow.entrypoints.policy import POLICY
from motcua_workflow.entrypoints.timers import TimerWorker
from motcua_workflow.settings import Settings

GRPC_SERVICE = "motcua.workflow.v1.WorkflowService"


def build(settings: Settings, clock: Clock, checker: Checker | None = None) -> Service:
    """Wire the service; opens no port and starts no thread. A `checker` that is given is shared: whoever gives it closes it."""
    database = Database(settings.database_url.get_secret_value(), SCHEMA, settings.pool_size)
    catalogue = EventCatalogue.load()
    outbox = Outbox(SCHEMA, catalogue, who_works)
    log = event_log(settings, database)
    relay = Relay(database, outbox, log)
    organisation = load_organisation(settings.organisation)
    use_days(settings.days)
    packages = Packages()
    definitions = Definitions(packages)
    announcer = Announcer(catalogue)
    mover = Mover(definitions, announcer, outbox, clock, WorkingTime(organisation))
    timers = TimerWorker(database, mover, clock)
    own = checker or Checker(organisation)
    neighbours = Neighbours(settings)
    intake = intake_pb2_grpc.IntakeServiceStub(neighbours.channel("intake"))

    def may_see(dossier_id: str) -> Narrowed | None:
        with for_caller():
            seen = intake.GetDossier(
                intake_pb2.GetDossierRequest(dossier_id=dossier_id, only_id=True)
            ).dossier
        if not seen.narrowed:
            return None
        unit = organisation.units.get(current_subject().unit or "")
        return Narrowed(unit.kind if unit else "", frozenset(one.key for one in seen.parts))

    def close() -> None:
        if checker is None:
            own.close()
        neighbours.close()
        log.close()
        database.close()

    crashes = Crashes(database, SCHEMA)
    servicer = WorkflowServicer(
        Needs(
            database=database,
            writes=Writes(database, RequestLog(SCHEMA), GRPC_SERVICE, clock),
            mover=mover,
            repairer=Repairer(definitions, mover, clock),
            publisher=Publisher(packages, announcer, outbox, own),
            packages=packages,
            reader=Reader(definitions),
            clock=clock,
            crashes=crashes,
            acts=FailureActs(SCHEMA, clock),
            wake_timers=timers.wake,
            stories=Stories(database, lambda dossier_id: may_see(dossier_id) is None),
            may_see=may_see,
            units=organisation.units,
        )
    )
    background = (Auditing(database, settings), relay, timers, RequestPruner(database, RequestLog(SCHEMA)))
    return Service(
        name=SCHEMA,
        keep_crash=crashes.keep,
        register=lambda server: workflow_pb2_grpc.add_WorkflowServiceServicer_to_server(servicer, server),
        policies=POLICY,
        background=background,
        measures=measures(database, background, measured(clock)),
        close=close,
    )
