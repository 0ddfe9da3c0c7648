# SPDX-License-Identifier: Apache-2.0
"""Every service in one process: the composition root of the embedded shape.

Order of a start: ports and lock, PostgreSQL, migrations, services, gRPC, HTTP, procedures, `run.json`. A stop goes the other
way. The services know nothing of each other here: they talk by gRPC on loopback and by events.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import structlog
import uvicorn
from fastapi import FastAPI
from motcua_assignment import bootstrap as assignment
from motcua_calendar import days_in_force, use_days
from motcua_calendar.text import short_moment
from motcua_events.signal import ALONE, THIS_PROCESS
from motcua_hosting import Service, ServiceSettings
from motcua_identity import Provider, TokenVerifier
from motcua_identity.issuer import Client, EmbeddedIssuer, Person, demo_secrets, refuse_unless_embedded
from motcua_intake import bootstrap as intake
from motcua_intake.domain.law import read_law, shipped
from motcua_liaison import bootstrap as liaison
from motcua_notification import bootstrap as notification
from motcua_organisation import Organisation, load_organisation
from motcua_portal import bootstrap as portal
from motcua_portal.settings import Settings as PortalSettings
from motcua_rpc import RunningServer, serve
from motcua_storage import Database, EmbeddedPostgres
from motcua_storage.trial_clock import TrialClock
from motcua_workflow import bootstrap as workflow

from motcua_cli.embedded import people as demo
from motcua_cli.embedded.database import role_urls
from motcua_cli.embedded.events_way import prepare_way, told_way
from motcua_cli.embedded.files_way import prepare_files
from motcua_cli.embedded.folder import StateFolder, Unusable
from motcua_cli.embedded.hosts import OwnNameOnly
from motcua_cli.embedded.migrations import MIGRATIONS
from motcua_cli.embedded.owner import Owner
from motcua_cli.embedded.ports import PortBusy, check_free
from motcua_cli.embedded.publishing import publish_folders
from motcua_cli.watching import DatabaseWatch

LOG = structlog.get_logger("motcua_cli")
MODULES = {
    "workflow": workflow,
    "intake": intake,
    "assignment": assignment,
    "notification": notification,
    "liaison": liaison,
}
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """What `motcua up` was asked; ports 0 are refused, as `run.json` must be known before the start."""

    folder: StateFolder
    host: str
    http_port: int
    grpc_port: int
    workflows: Path
    organisation: Path
    trial: bool = True
    days: Path | None = None
    law: Path | None = None

    @property
    def authority(self) -> str:
        """The host as it stands in addresses: an IPv6 one in brackets."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def http(self) -> str:
        return f"http://{self.authority}:{self.http_port}"

    @property
    def grpc(self) -> str:
        return f"{self.authority}:{self.grpc_port}"

    @property
    def issuer(self) -> str:
        return f"{self.http}/oidc"


class Node:
    """The embedded shape, started and stopped once."""

    def __init__(self, options: Options, progress: Progress = lambda _: None) -> None:
        self.options = options
        self._progress = progress
        self._undo: list[Callable[[], None]] = []
        self._postgres = EmbeddedPostgres(options.folder.postgres)
        self._lock: IO[str] | None = None
        self.people: list[Person] = []
        self.clients: list[Client] = []
        self.refused: list[str] = []
        """Sentences on the procedure folders that were not published."""
        self._ready = threading.Event()
        self._watch: DatabaseWatch | None = None
        self._owner: Owner | None = None
        self._law = shipped()

    def start(self) -> None:
        """Start everything; what was started is stopped again when a later part fails.

        Raises:
            AlreadyRunning, PortBusy, EmbeddedPostgresError, NotEmbedded, …: each one sentence.
        """
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop everything in the opposite order; a part that fails to stop is logged, the others still stop."""
        while self._undo:
            undo = self._undo.pop()
            try:
                undo()
            except Exception:  # the rest must still be stopped
                LOG.exception("node.stop_failed", part=getattr(undo, "__qualname__", str(undo)))

    def ready(self) -> bool:
        """Whether everything answers, the database included."""
        return self._ready.is_set() and self._watch is not None and self._watch.answers

    def _start(self) -> None:
        options = self.options
        refuse_unless_embedded(options.host, os.environ)
        use_days(options.days)
        self._law = read_law(options.law)
        self._lock = options.folder.lock()
        self._undo.append(self._lock.close)
        check_free(options.host, options.http_port, "MOTCUA_HTTP_PORT", options.grpc_port)
        check_free(options.host, options.grpc_port, "MOTCUA_GRPC_PORT", options.http_port)
        if options.http_port == options.grpc_port:
            raise PortBusy(
                f"MOTCUA_HTTP_PORT and MOTCUA_GRPC_PORT are both {options.http_port}; choose two ports."
            )
        if options.folder.several_processes:
            raise Unusable(
                f"{options.folder.root} is of the production shape: several processes. {options.folder.how_to_start} For one "
                "process choose another folder with MOTCUA_VAR."
            )
        if options.folder.run.is_dir():
            raise IsADirectoryError(errno.EISDIR, "Is a directory", str(options.folder.run))
        self._progress("PostgreSQL")
        urls = self._start_database()
        self._undo.append(lambda: options.folder.run.unlink(missing_ok=True))
        organisation = load_organisation(options.organisation)
        self.people, self.clients = demo_secrets(
            options.folder.identity, demo.people(organisation), demo.clients(organisation, options.http)
        )
        clock = self._clock(urls["workflow"])
        self._progress("services")
        provider = Provider(options.issuer)
        self._undo.append(provider.close)
        verifier = TokenVerifier(provider)
        # All who write events are here: the lock of the folder and the owner's session keep another process away.
        THIS_PROCESS.seldom = ALONE
        self._undo.append(lambda: setattr(THIS_PROCESS, "seldom", 1.0))
        kafka = ServiceSettings(**self._settings("workflow", urls["workflow"])).kafka
        if kafka.servers:
            self._progress(f"topics at {kafka.servers}")
        prepare_way(options.folder, kafka, urls["workflow"])
        s3 = ServiceSettings(**self._settings("intake", urls["intake"])).s3
        prepare_files(options.folder, s3, urls["intake"], self._progress)
        services = [self._build(name, urls, clock) for name in MODULES]
        # The issuer first: whoever calls at once brings a token, and a reading of its keys that fails is not repeated at once.
        self._start_http(urls["portal"], clock, organisation)
        server = self._start_grpc(services, verifier)
        for service in services:
            service.start()
            self._undo.append(service.stop)
        self._progress("procedures")
        self.refused = publish_folders(
            options.workflows, options.grpc, options.issuer, self._client("motcua-cli"), self._progress
        )
        self._start_watch(urls["workflow"], server, services, clock)
        self._ready.set()
        options.folder.write_run(self._run() | told_way(kafka))

    def _start_watch(
        self, url: str, server: RunningServer, services: list[Service], clock: TrialClock
    ) -> None:
        """Health follows the database: no service serves without it."""
        names = sorted({method.partition("/")[0] for service in services for method in service.policies})

        def tell(answers: bool) -> None:
            for name in names:
                server.set_serving(name, answers)

        assert self._owner is not None
        self._watch = DatabaseWatch(self._postgres, url, tell, clock.remember, self._owner.keep)
        self._watch.start()
        self._undo.append(self._watch.stop)

    def _start_database(self) -> dict[str, str]:
        admin_url = self._postgres.start()
        # Before it is ours, it may serve another system, and must not be stopped.
        name = f"{self.options.http} (process {os.getpid()})"
        self._owner = Owner(admin_url, name, self.options.folder.root)
        self._undo += [self._owner.close, self._postgres.stop]
        return role_urls(self.options.folder, admin_url, MIGRATIONS)

    def _clock(self, url: str) -> TrialClock:
        database = Database(url, "workflow", 1, application="motcua-clock")
        clock = TrialClock(database, trial=self.options.trial)
        self._undo += [database.close, clock.close]
        if behind := clock.resume():
            self._progress(
                f"the machine's clock is {behind} behind the business time that was told here; business time goes on from "
                f"where it was ({short_moment(clock.now(), 'en')})"
            )
        clock.remember()
        self._undo.append(clock.remember)
        return clock

    def _build(self, name: str, urls: dict[str, str], clock: TrialClock) -> Service:
        module = MODULES[name]
        built: Service = module.build(module.Settings(**self._settings(name, urls[name])), clock)
        return built

    def _settings(self, name: str, url: str) -> dict[str, Any]:
        options = self.options
        addresses = {f"{other}_address": options.grpc for other in MODULES}
        return {
            "database_url": url,
            "issuer": options.issuer,
            "client_id": name,
            "client_secret": self._client(name).secret,
            "organisation": options.organisation,
            "days": options.days,
            "law": options.law,
            "files": options.folder.files,
            "public_url": options.http,
            "trial": options.trial,
            **addresses,
        }

    def _start_grpc(self, services: list[Service], verifier: TokenVerifier) -> RunningServer:
        server = serve(
            [service.register for service in services],
            self.options.grpc,
            verifier=verifier,
            policies=[service.policies for service in services],
            crashes={name: keep for service in services for name, keep in service.crashes().items()},
            lasting=[method for service in services for method in service.lasting],
            inbox=[method for service in services for method in service.inbox],
            limits=ServiceSettings(**self._settings("workflow", "postgresql://none")).limits,
        )
        self._undo.append(lambda: server.stop(3.0))
        return server

    def _start_http(self, url: str, clock: TrialClock, organisation: Organisation) -> None:
        options = self.options
        issuer = EmbeddedIssuer(options.issuer, options.folder.identity, self.people, self.clients)
        self._undo.append(issuer.close)
        settings = PortalSettings(**self._settings(demo.PORTAL, url))
        app: FastAPI = portal.build(settings, clock, ready=self.ready)
        app.include_router(issuer.router)
        # No proxy stands before it, so nobody's word is taken for the address of whoever asks: guesses are counted by it.
        config = uvicorn.Config(
            OwnNameOnly(app, options.host), host=options.host, port=options.http_port, log_config=None, access_log=False,
            lifespan="on", server_header=False, proxy_headers=False,
        )  # fmt: skip
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.run, name="http", daemon=True)
        thread.start()

        def end() -> None:
            app.state.live.stop()  # streams end by themselves, or the server would wait for them
            server.should_exit = True
            thread.join(5.0)

        self._undo.append(end)
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("The HTTP server ended while starting; its message is above.")
            thread.join(0.01)
        issuer.end_sessions_of_who_left()

    def _client(self, client_id: str) -> Client:
        return next(client for client in self.clients if client.id == client_id)

    def _run(self) -> dict[str, Any]:
        days = days_in_force()
        return {
            "pid": os.getpid(),
            "http": self.options.http,
            "grpc": self.options.grpc,
            "issuer": self.options.issuer,
            "refused": self.refused,
            "organisation": str(self.options.organisation),
            "days": {"file": str(days.file or ""), "rows": days.rows, "sha256": days.sha256},
            "law": {
                "file": str(self._law.file or ""),
                "rows": self._law.rows,
                "sha256": self._law.sha256,
            },
            "people": [
                {
                    "user": person.user,
                    "password": person.password,
                    "name": person.name,
                    "unit": person.unit,
                    "roles": list(person.roles),
                }
                for person in self.people
            ],
            "clients": [
                {
                    "id": client.id,
                    "secret": client.secret,
                    "grants": list(client.grants),
                    "redirect_uris": list(client.redirect_uris),
                    "roles": list(client.roles),
                    "unit": client.unit,
                }
                for client in self.clients
            ],
        }
