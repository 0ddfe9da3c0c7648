# SPDX-License-Identifier: Apache-2.0
"""Two small services and a shared schema, migrated as real ones are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from motcua_storage import Database, EmbeddedPostgres, Grant, Migration, request_table
from motcua_storage.testing import ServiceDatabases

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # the harness lies beside; test files have no package
INTAKE = Migration("intake", "motcua_intake", HERE / "intake_migrations", append_only=("audit",))
WORKFLOW = Migration("workflow", "motcua_workflow", HERE / "workflow_migrations")
BROKER = Migration("broker", None, HERE / "shared_migrations", (Grant("SELECT, INSERT", "TABLE broker.log"),))


def intake_tables() -> sa.MetaData:
    """The Tables as the service declares them in its adapters."""
    metadata = sa.MetaData(schema="intake")
    sa.Table(
        "dossier",
        metadata,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("code", sa.Text, nullable=False, unique=True),
    )
    sa.Table("audit", metadata, sa.Column("entry", sa.Text, nullable=False))
    request_table(metadata)
    return metadata


@pytest.fixture(scope="module")
def services(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(INTAKE, WORKFLOW, BROKER)


@pytest.fixture
def databases(services: ServiceDatabases) -> Iterator[ServiceDatabases]:
    yield services
    services.empty()


@pytest.fixture
def database(databases: ServiceDatabases) -> Database:
    return databases["intake"]


@pytest.fixture
def tables() -> sa.MetaData:
    return intake_tables()


@pytest.fixture
def migrations() -> tuple[Migration, ...]:
    return (INTAKE, WORKFLOW, BROKER)


@pytest.fixture(scope="session")
def started_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an embedded server after its first start, to be copied (`copy_server`)."""
    folder = tmp_path_factory.mktemp("server") / "postgres"
    server = EmbeddedPostgres(folder)
    server.start()
    server.stop()
    return folder
