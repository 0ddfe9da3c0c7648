# SPDX-License-Identifier: Apache-2.0
"""Owns what tests of services need: a shared real PostgreSQL, fresh migrated databases, and checks.

The fixtures `postgres_server`, `fresh_database` and `fresh_databases` come by themselves (pytest plug-in
`motcua_storage_pytest`). In the conftest.py of a service:

    @pytest.fixture(scope="module")
    def database(fresh_database):
        return fresh_database(MIGRATION)

`database` then is a Database of that service's schema, as that service's role, new for each test module. With
several services: `databases = fresh_databases(INTAKE, WORKFLOW)`, then `databases["intake"]`;
`databases.empty()` between tests empties all tables.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql
from uuid_utils import uuid7

from motcua_storage.database import Database, driver_url, role_url
from motcua_storage.embedded import EmbeddedPostgres
from motcua_storage.migrations import migrate
from motcua_storage.plan import Migration, plan_of, roles_of
from motcua_storage.server_process import is_alive
from motcua_storage.upgrade import close_database

PASSWORD = "test"
_FAST = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200",
    # Nothing outlives the run, and no copy of this server is kept: what prepares for that costs only time.
    "wal_level": "minimal", "max_wal_senders": "0", "autovacuum": "off", "scram_iterations": "1",
    "max_wal_size": "16GB", "checkpoint_timeout": "1d",
}  # fmt: skip

_TABLES = """
    SELECT schemaname, tablename FROM pg_tables
    WHERE tablename <> 'schema_version' AND schemaname NOT IN ('platform', 'pg_catalog', 'information_schema')
"""
_NUMBERED_ANEW = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences
    WHERE last_value IS NOT NULL AND schemaname <> 'platform'
"""


class ServiceDatabases:
    """One fresh database with the schemas of several services; `databases["intake"]` is a Database."""

    __test__ = False

    def __init__(self, admin_url: str, migrations: Sequence[Migration]) -> None:
        self.admin_url = admin_url
        self._roles = {item.schema: item.role for item in migrations if item.role is not None}
        self._kept = {(item.schema, one.table) for item in migrations for one in item.reference()}
        self._open: dict[str, Database] = {}
        self._admin: psycopg.Connection | None = None

    def __getitem__(self, schema: str) -> Database:
        if schema not in self._open:
            self._open[schema] = Database(self.url(schema), schema)
        return self._open[schema]

    def url(self, schema: str) -> str:
        """URL of the service's role, as its settings would have it."""
        return role_url(self.admin_url, self._roles[schema], PASSWORD)

    def empty(self) -> None:
        """Empty every table of the services, apart from what comes with the program, and put the trial clock
        back.
        """
        connection = self._as_admin()
        with connection.transaction():
            # No triggers: rows that refer to each other go in any order, and so do those that nobody else may remove.
            connection.execute("SET LOCAL session_replication_role = replica")
            for name in self._filled(connection):
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(*name)))
            connection.execute(_NUMBERED_ANEW)
            connection.execute("UPDATE platform.trial_clock SET ahead = interval '0', told = NULL")

    def tidy(self) -> None:
        """Give the room of deleted rows back, where several modules use one database: nothing else does it here."""
        connection = self._as_admin()
        names = [sql.Identifier(*name) for name in connection.execute(_TABLES).fetchall()]
        if names:
            connection.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(names)))

    def _as_admin(self) -> psycopg.Connection:
        """A connection that is kept: to open one for each test costs more than to empty its tables. A test may have cut it."""
        if self._admin is not None:
            with suppress(psycopg.OperationalError):
                self._admin.execute("SELECT 1")
        if self._admin is None or self._admin.closed:
            self._admin = psycopg.connect(self.admin_url, autocommit=True)
        return self._admin

    def _filled(self, connection: psycopg.Connection) -> list[tuple[str, str]]:
        """Tables with rows: to truncate all would make new files for each of them and for its indexes."""
        rows = connection.execute(_TABLES).fetchall()
        if not (names := [name for name in rows if name not in self._kept]):
            return []
        ways = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(place, sql.Identifier(*name))
            for place, name in enumerate(names)
        ]
        return [names[place] for (place,) in connection.execute(sql.SQL(" UNION ALL ").join(ways))]

    def drop(self) -> None:
        """Close all connections and drop the database, whoever still uses it."""
        if self._admin is not None:
            self._admin.close()
        for database in self._open.values():
            database.close()
        name = sa.make_url(self.admin_url).database or ""
        with psycopg.connect(_to(self.admin_url, "postgres"), autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))


class TestServer:
    """The shared server of a test run; databases are copied from a template that is migrated once."""

    __test__ = False

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder

    def fresh(self, *migrations: Migration) -> ServiceDatabases:
        """A new database with the schemas of `migrations` and the platform's."""
        template = self._template(migrations)
        name = f"t{uuid7().hex}"
        with psycopg.connect(_to(self.url, "postgres"), autocommit=True) as connection:
            _create(connection, name, template)
            close_database(connection, name, roles_of(migrations))  # these rights are not copied
        return ServiceDatabases(_to(self.url, name), migrations)

    def _template(self, migrations: Sequence[Migration]) -> str:
        name = f"template_{_digest(migrations)}"
        # Roles belong to the whole server, so making templates goes one after the other.
        with (self.folder / "templates.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with psycopg.connect(_to(self.url, "postgres"), autocommit=True) as connection:
                found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
                if found:
                    return name
                draft = f"draft_{uuid7().hex}"  # renamed when migrated, so that a broken one is never taken
                _create(connection, draft, "template0")
                passwords = {item.role: PASSWORD for item in migrations if item.role is not None}
                migrate(_to(self.url, draft), migrations, passwords)
                rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))
        return name


def copy_server(folder: Path, target: Path) -> None:
    """A copy of an embedded server's folder that is started beside it: to initialise one anew takes longer than most tests."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(folder), str(target)], check=True)  # the owner of the files stays
    make_another(target)


def make_another(folder: Path) -> None:
    """Make the copied folder that of another server: the name by which its processes are known, and the port, are its own."""
    identity = folder / "server.json"
    own = {"cluster": f"motcua-{secrets.token_hex(6)}", "port": 0}
    identity.write_text(json.dumps(json.loads(identity.read_text()) | own))


@contextmanager
def shared_server() -> Iterator[TestServer]:
    """The server of this test run: started by its first worker, stopped by its last, swept up later if all
    were killed.
    """
    base = Path(tempfile.gettempdir()) / f"motcua-tests-{os.geteuid()}"
    base.mkdir(mode=0o700, exist_ok=True)
    _sweep(base)
    folder = base / str(_run_pid())
    folder.mkdir(mode=0o700, exist_ok=True)
    server = EmbeddedPostgres(folder / "postgres", settings=_FAST)
    mine = folder / f"worker-{os.getpid()}"
    with _lock(folder):
        mine.touch()
        url = server.start()
    try:
        yield TestServer(url, folder)
    finally:
        with _lock(folder):
            mine.unlink()
            if not list(folder.glob("worker-*")):
                server.stop()
                shutil.rmtree(folder, ignore_errors=True)


def assert_tables_match(admin_url: str, metadata: sa.MetaData, ignore: Sequence[str] = ()) -> None:
    """Fail unless the migrations made exactly the Tables of `metadata` in its schema; `ignore` names tables
    of others.

    `admin_url` as of `fresh_databases(…).admin_url`.
    """
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    passed_over = {"schema_version", *ignore}

    def is_ours(name: str | None, kind: str, parents: object) -> bool:
        if kind == "schema":
            return name == metadata.schema
        return kind != "table" or name not in passed_over

    engine = sa.create_engine(driver_url(admin_url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        options = {"include_schemas": True, "include_name": is_ours, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, metadata)
    assert not differences, f"tables of {metadata.schema} and migrations differ: {differences}"


def _create(connection: psycopg.Connection, name: str, template: str) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )


def _digest(migrations: Sequence[Migration]) -> str:
    digest = hashlib.sha256()
    for item in plan_of(migrations):
        parts = (item.schema, item.role, item.grants, item.append_only, item.reference())
        digest.update(repr(parts).encode())
        for revision in item.revisions():
            digest.update(revision.file.read_bytes())
    return digest.hexdigest()[:24]


def _to(url: str, database: str) -> str:
    return sa.make_url(url).set(database=database).render_as_string(hide_password=False)


def _run_pid() -> int:
    """The process of the whole run: under xdist the parent of the workers."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _sweep(base: Path) -> None:
    """Servers of test runs that were killed; another run may be sweeping the same ones."""
    for folder in base.iterdir():
        if folder.name.isdigit() and not is_alive(int(folder.name)):
            with suppress(FileNotFoundError), _lock(folder):
                EmbeddedPostgres(folder / "postgres").stop()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    with (folder / "run.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
