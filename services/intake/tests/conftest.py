# SPDX-License-Identifier: Apache-2.0
"""The service with both procedures published; each test finds it empty."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog

sys.path.insert(0, str(Path(__file__).parent))  # the harness lies beside; test files have no package

from intake_harness import COPY, LAND, ROOT, START, House, InboxFake, Known, WorkflowFake, workflow_server
from intake_prepared import Tables
from motcua.events.v1 import process_pb2
from motcua_calendar import FixedClock
from motcua_events import BROKER_MIGRATION, EventCatalogue
from motcua_intake import bootstrap
from motcua_intake.migration import MIGRATION
from motcua_intake.settings import Settings
from motcua_procedure import load_folder
from motcua_rpc import serve
from motcua_storage import FolderStore

ALTERING = frozenset({"monkeypatch", "decree", "organised", "live", "upgrade"})
"""Fixtures that change how the service works."""
APART = frozenset(
    {"apologies", "asked_at_once", "before_signing", "board_speed", "board_upgrade", "calls", "catalogue", "concern",
     "control_slip", "crossing", "deadlines", "expiry", "freeing", "keeping", "live", "reading_costs", "same_content", "search",
     "search_speed", "settling", "upgraded_catalogue", "upgraded_groups", "watching", "window"}
)  # fmt: skip
"""Modules with a service and a database of their own: they change the tables or the statistics of these, publish versions,
read the log of events, or run workers that remember what they did."""


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What workers log on purpose is not the test's output. Not configured, structlog would also write every local of a
    traceback, which takes longer than the tests wait."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture(scope="session")
def shared_databases(postgres_server: Any) -> Iterator[Any]:
    made = postgres_server.fresh(MIGRATION, BROKER_MIGRATION)
    yield made
    made.drop()


@pytest.fixture(scope="session")
def shared_house(shared_databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Built once: that takes longer than most modules, and every test finds its tables empty."""
    with _house(shared_databases, tmp_path_factory.mktemp("files")) as made:
        yield made


def _is_apart(request: pytest.FixtureRequest) -> bool:
    return request.path.stem.removeprefix("test_") in APART


@pytest.fixture(scope="module")
def databases(request: pytest.FixtureRequest) -> Any:
    if _is_apart(request):
        return request.getfixturevalue("fresh_databases")(MIGRATION, BROKER_MIGRATION)
    return request.getfixturevalue("shared_databases")


@pytest.fixture(scope="module")
def built(
    request: pytest.FixtureRequest, databases: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    if _is_apart(request):
        with _house(databases, tmp_path_factory.mktemp("files")) as made:
            yield made
        return
    yield request.getfixturevalue("shared_house")
    databases.tidy()


@contextmanager
def _house(databases: Any, files: Path) -> Iterator[House]:
    fake, inbox, clock = WorkflowFake(), InboxFake(), FixedClock(START)
    with workflow_server(fake, inbox) as neighbour:
        settings = Settings(
            database_url=databases.url("intake"),
            issuer="http://127.0.0.1:1/oidc",
            client_id="intake",
            client_secret="secret",
            workflow_address=f"127.0.0.1:{neighbour.port}",
            assignment_address=f"127.0.0.1:{neighbour.port}",
            organisation=ROOT / "infra/demo/organisation.yaml",
            files=files,
            public_url="http://127.0.0.1:8080",
        )
        with pytest.MonkeyPatch.context() as patch:
            # No issuer runs here: the fake knows the service account by its name.
            patch.setattr("motcua_hosting.calls.ClientCredentials", lambda *_: "intake")
            service, consumers = _built(settings, clock, patch)
        running = serve(
            [service.register],
            "127.0.0.1:0",
            verifier=Known(),
            policies=service.policies,
            lasting=service.lasting,
        )
        house = House(
            f"127.0.0.1:{running.port}",
            databases["intake"],
            databases.admin_url,
            clock,
            fake,
            consumers,
            EventCatalogue.load(),
            service,
            inbox,
            Tables(databases),
            FolderStore(settings.files),
        )
        _publish(house)
        yield house
        house.close()
        running.stop(0.2)
        service.close()


def _built(settings: Settings, clock: FixedClock, patch: pytest.MonkeyPatch) -> tuple[Any, dict[str, Any]]:
    """The service, and the handlers of its consumers by group."""
    made: dict[str, Any] = {}

    def noting(real: Any) -> Any:
        def consumer(database: Any, group: str, topics: Any, handlers: Any, log: Any, **kwargs: Any) -> Any:
            made[group] = handlers
            return real(database, group, topics, handlers, log, **kwargs)

        return consumer

    for name in ("Consumer", "RetiredConsumer"):
        patch.setattr(bootstrap, name, noting(getattr(bootstrap, name)))
    return bootstrap.build(settings, clock), made


@pytest.fixture
def house(built: House, request: pytest.FixtureRequest) -> House:
    """A service without dossiers, at 09:00 on Monday, 23 November 2026, with both procedures in force."""
    built.tables.empty()
    for kept in built.neighbours():
        kept.clear()
    built.inbox.away = False
    built.workflow.takes, built.workflow.away, built.workflow.on_delivery = True, False, None
    built.clock.set(START)
    # Who changes the service itself wants nothing that another one did.
    built.touched = not ALTERING.isdisjoint(request.fixturenames)
    return built


def _publish(house: House) -> None:
    for key in (LAND, COPY):
        house.workflow.packages[(key, 1)] = dict(load_folder(ROOT / "workflows" / key).files)
        said = process_pb2.ProcessPublished(procedure_key=key, version=1)
        house.tell("process.published", said, group="intake.catalogue")
        # Read now, so that no test counts that as a statement of its own.
        with house.database.read() as connection:
            assert house.desk.packages.get(connection, key, 1) is not None
