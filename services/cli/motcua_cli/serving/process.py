# SPDX-License-Identifier: Apache-2.0
"""One service in a process of its own: `motcua serve SERVICE`.

Order of a start: settings, database (waited for), its version, time, service, gRPC or HTTP, health. After SIGTERM it says that it
serves no longer, lets running calls end, and stops what runs in the background; what kill -9 interrupts is done again from
the database.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from contextlib import suppress

import structlog
from motcua_calendar import use_days
from motcua_events.broker import BROKER_MIGRATION
from motcua_hosting import Service, ServiceSettings
from motcua_hosting.calls import issuer_of
from motcua_hosting.file_store import s3_access
from motcua_hosting.settings import S3Settings
from motcua_identity import IdentityError, TokenVerifier
from motcua_rpc import RunningServer, serve
from motcua_storage import Database, Migration, StorageError
from motcua_storage.errors import FileStoreAway
from motcua_storage.installation import installation_of
from motcua_storage.s3_bucket import check_owner
from motcua_storage.trial_clock import TrialClock

from motcua_cli.serving.database import wait_for_database
from motcua_cli.serving.health import Health
from motcua_cli.serving.refusing import check_settings
from motcua_cli.serving.settings import CannotServe, ProcessSettings, read_settings
from motcua_cli.watching import DatabaseWatch

LOG = structlog.get_logger("motcua_cli")
SERVICES = ("workflow", "intake", "assignment", "notification", "liaison")
PORTAL = "portal"
TIMEKEEPER = "workflow"
"""The one service whose role may write business time."""


class Process:
    """A service between its start and its stop; `PortalProcess` serves pages instead of gRPC."""

    def __init__(self, name: str) -> None:
        """Raises CannotServe when a setting is missing or wrong. Imports this service and no other."""
        self.name = name
        self.module = importlib.import_module(f"motcua_{name}.bootstrap")
        self.settings: ServiceSettings = read_settings(self.module.Settings)
        self.own = read_settings(ProcessSettings)
        check_settings(self.settings, self.own)
        self._undo: list[Callable[[], None]] = []
        self._draining = threading.Event()
        self._watch: DatabaseWatch | None = None
        self._server: RunningServer | None = None

    @property
    def url(self) -> str:
        """Of the database, in the service's role."""
        return self.settings.database_url.get_secret_value()

    def start(self, stopping: threading.Event) -> None:
        """Start everything; what was started is stopped again when a later part fails. Raises CannotServe, ServerRefused, …"""
        try:
            self._start(stopping)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Serve no longer, let running calls end, stop the rest in the opposite order of its start."""
        self._draining.set()
        while self._undo:
            undo = self._undo.pop()
            try:
                undo()
            except Exception:  # the rest must still be stopped
                LOG.exception("process.stop_failed", part=getattr(undo, "__qualname__", str(undo)))

    def ready(self) -> bool:
        """Whether it serves, its database included."""
        return not self._draining.is_set() and self._watch is not None and self._watch.answers

    def _start(self, stopping: threading.Event) -> None:
        use_days(self.settings.days)
        migration: Migration = importlib.import_module(f"motcua_{self.name}.migration").MIGRATION
        schemas = [migration] if self.settings.kafka.servers else [migration, BROKER_MIGRATION]
        wait_for_database(self.url, schemas, self.own.patience_seconds, stopping)
        check_bucket(self.settings.s3, self.url)
        clock = self._clock(migration.schema)
        if self.own.health:
            health = Health(self.own.health, self.ready)
            health.start()
            self._undo.append(health.stop)
        self._open(clock)
        self._watch = DatabaseWatch(
            None, self.url, self._tell, self._remember(clock), schema=migration.schema, name=self.name
        )
        self._watch.start()
        self._undo.append(self._watch.stop)

    def _open(self, clock: TrialClock) -> None:
        """Build the service, answer calls, then begin what runs in the background."""
        service: Service = self.module.build(self.settings, clock)
        provider = issuer_of(self.settings)
        self._undo += [provider.close, service.stop]
        # Read before anybody calls: whoever is signed in works on while the issuer is away, also after a restart of ours.
        with suppress(IdentityError):
            provider.keys()
        server = serve(
            [service.register],
            self.own.listen,
            verifier=TokenVerifier(provider),
            policies=[service.policies],
            tls=self.settings.tls.files,
            crashes=service.crashes(),
            lasting=service.lasting,
            inbox=service.inbox,
            limits=self.settings.limits,
            services=(*SERVICES, PORTAL),
        )
        self._server = server
        self._undo.append(lambda: server.stop(self.own.drain_seconds))
        service.start()

    def _clock(self, schema: str) -> TrialClock:
        database = Database(self.url, schema, 1, application=f"motcua-{self.name}-time")
        clock = TrialClock(database, trial=self.settings.trial, shared=True)
        self._undo += [database.close, clock.close]
        if self.name == TIMEKEEPER:
            clock.resume()
            self._undo.append(clock.remember)
        clock.now()  # a database whose time was moved is refused here, not at the first dossier
        return clock

    def _remember(self, clock: TrialClock) -> Callable[[], None]:
        return clock.remember if self.name == TIMEKEEPER else lambda: None

    def _tell(self, answers: bool) -> None:
        if self._server is not None:
            self._server.set_serving(f"motcua.{self.name}.v1.{self.name.capitalize()}Service", answers)
            self._server.set_serving("", answers)


def check_bucket(s3: S3Settings, url: str) -> None:
    """Whether the bucket is this installation's: files of two would be taken for each other's. A store that is away now is looked
    at before its first file (`S3Store`), as the rest of the service works without it. Raises CannotServe."""
    if not s3.named:
        return
    known = installation_of(url)
    if not known:
        raise CannotServe(
            f"The bucket '{s3.bucket}' is not made for this system yet. Run `motcua migrate` with its settings first."
        )
    try:
        check_owner(s3_access(s3), known)
    except FileStoreAway as error:
        LOG.warning("files.unchecked", error=error.message_en)
    except StorageError as error:
        raise CannotServe(error.message_en) from error
