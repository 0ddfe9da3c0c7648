# SPDX-License-Identifier: Apache-2.0
"""The composition root of the intake service: the only place that builds its adapters."""

from __future__ import annotations

from motcua.intake.v1 import intake_pb2_grpc
from motcua_calendar import use_days
from motcua_calendar.clock import Clock
from motcua_events import (
    Consumer,
    ConsumerPolicy,
    EventCatalogue,
    EventLog,
    Outbox,
    Relay,
    RetiredConsumer,
)
from motcua_events.natures import declared_natures
from motcua_events.rebuilding import Rebuilder
from motcua_hosting import Background, Service
from motcua_hosting.auditing import Auditing
from motcua_hosting.calls import Neighbours
from motcua_hosting.event_log import event_log
from motcua_hosting.failures import ConsumerFailures, Crashes, FailureActs, Failures
from motcua_hosting.file_store import file_store
from motcua_hosting.measuring import measures
from motcua_hosting.pruning import RequestPruner
from motcua_hosting.scanner import scanner_at
from motcua_hosting.stories import Stories, who_works
from motcua_hosting.writes import Writes
from motcua_organisation import load_organisation
from motcua_rpc import DeadlineExceeded, Stale, TooManyRequests, Unauthenticated, Unavailable
from motcua_storage import Database, RequestLog

from motcua_intake.adapters.catalogue import Packages
from motcua_intake.adapters.inbox import CallersInbox
from motcua_intake.adapters.measuring import measured
from motcua_intake.adapters.tables import SCHEMA
from motcua_intake.adapters.workflow import Workflow
from motcua_intake.app import feeding
from motcua_intake.app.concern import seen_whole
from motcua_intake.app.desk import Desk
from motcua_intake.app.driving import Driver
from motcua_intake.app.feeding import FeedSignal
from motcua_intake.app.printing import Printer
from motcua_intake.app.scanning import Scanning
from motcua_intake.app.uploads import Uploads
from motcua_intake.domain.draft_keeping import DraftKeeping
from motcua_intake.domain.law import read_law
from motcua_intake.entrypoints import consumer, control_slips, inbox_events
from motcua_intake.entrypoints.apologising import ApologyWorker
from motcua_intake.entrypoints.board_leads import BoardLeads
from motcua_intake.entrypoints.catalogue import Catalogue
from motcua_intake.entrypoints.catalogue_words import CatalogueWords
from motcua_intake.entrypoints.control_slips import SlipWorker
from motcua_intake.entrypoints.deadlines import DeadlineWorker
from motcua_intake.entrypoints.expiring import ExpiryWorker
from motcua_intake.entrypoints.freeing import FreeingWorker
from motcua_intake.entrypoints.grpc import IntakeServicer
from motcua_intake.entrypoints.needs import Needs
from motcua_intake.entrypoints.policy import INBOX, POLICY, SERVICE
from motcua_intake.entrypoints.watching import Readers, WatchMethods
from motcua_intake.settings import Settings

PATIENCE = ConsumerPolicy(retryable=(Unavailable, DeadlineExceeded, Stale, TooManyRequests, Unauthenticated))
"""A neighbour that starts later than this service, or a lost race, is no reason for a dead letter."""


def build(settings: Settings, clock: Clock) -> Service:
    """Wire the service; opens no port and starts no thread."""
    database = Database(settings.database_url.get_secret_value(), SCHEMA, settings.pool_size)
    organisation = load_organisation(settings.organisation)
    use_days(settings.days)
    events = EventCatalogue.load()
    outbox = Outbox(SCHEMA, events, who_works)
    log = event_log(settings, database)
    store = file_store(settings)
    packages = Packages()
    printer = Printer(store, organisation, settings.public_url)
    kept = DraftKeeping(settings.draft_days, settings.draft_warning_days)
    desk = Desk(clock, organisation, packages, events, outbox, printer, kept, read_law(settings.law))
    neighbours = Neighbours(settings)
    workflow = Workflow(neighbours.channel("workflow"))
    inbox = CallersInbox(neighbours.channel("assignment"))
    driver = Driver(database, desk, workflow)
    news = FeedSignal()
    consumers = (*_consumers(database, desk, workflow, driver, log, news), *_retired(database, desk, log))
    max_bytes = settings.max_file_mb * 1_000_000
    scanning = Scanning(scanner_at(settings.scanner, settings.scan_seconds))
    crashes = Crashes(database, SCHEMA)
    writes = Writes(database, RequestLog(SCHEMA), SERVICE, clock)
    acts = FailureActs(SCHEMA, clock)
    stays = declared_natures().projections[inbox_events.PROJECTION]
    rebuilder = Rebuilder(database, log, [(stays, inbox_events.projection(events))])
    needs = Needs(
        database=database,
        writes=writes,
        desk=desk,
        uploads=Uploads(database, store, max_bytes, scanning),
        catalogue=Catalogue(organisation, max_bytes),
        inbox=inbox,
        stories=Stories(database, seen_whole(database, desk)),
        failures=Failures(writes, ConsumerFailures(SCHEMA, consumers), acts, crashes),
        acts=acts,
        rebuilder=rebuilder,
    )
    readers = Readers(database, news)
    servicer = IntakeServicer(needs, driver, WatchMethods(database, desk, readers))

    def close() -> None:
        neighbours.close()
        log.close()
        database.close()

    background: tuple[Background, ...] = (
        Auditing(database, settings),
        Relay(database, outbox, log),
        *consumers,
        BoardLeads(database, desk),
        CatalogueWords(database, packages),
        DeadlineWorker(database, desk),
        ApologyWorker(database, desk, inbox),
        SlipWorker(database, desk),
        ExpiryWorker(database, desk),
        FreeingWorker(database, store),
        RequestPruner(database, RequestLog(SCHEMA)),
        rebuilder,
        readers,
    )
    return Service(
        name=SCHEMA,
        keep_crash=crashes.keep,
        register=lambda server: intake_pb2_grpc.add_IntakeServiceServicer_to_server(servicer, server),
        policies=POLICY,
        background=background,
        measures=measures(database, background, measured(clock)),
        lasting=(f"{SERVICE}/WatchEvents",),
        inbox=INBOX,
        close=close,
    )


def _consumers(
    database: Database, desk: Desk, workflow: Workflow, driver: Driver, log: EventLog, news: FeedSignal
) -> tuple[Consumer, ...]:
    """Groups of their own, so that what waits for a neighbour holds up nothing else."""
    groups = (
        ("intake", "motcua.process", consumer.process_handlers(desk)),
        ("intake.catalogue", "motcua.process", consumer.catalogue_handlers(desk, workflow)),
        ("intake.start", "motcua.dossier", consumer.own_handlers(desk, driver)),
        (inbox_events.GROUP, inbox_events.TOPIC, inbox_events.handlers(desk)),
        ("intake.slips.ended", "motcua.dossier", control_slips.end_handlers(desk)),
        ("intake.feed", feeding.TOPIC, feeding.handlers(desk.events, news)),
    )
    former = {inbox_events.GROUP: inbox_events.FORMER}
    return tuple(
        Consumer(database, group, (topic,), handlers, log, policy=PATIENCE, former=former.get(group, ""))
        for group, topic, handlers in groups
    )


def _retired(database: Database, desk: Desk, log: EventLog) -> tuple[Consumer, ...]:
    """Groups that an earlier release had."""
    heirs = {inbox_events.FORMER: inbox_events.GROUP}
    return tuple(
        RetiredConsumer(database, group, (topic,), handlers, log, policy=PATIENCE, heir=heirs.get(group, ""))
        for group, (topic, handlers) in inbox_events.retired(desk).items()
    )
