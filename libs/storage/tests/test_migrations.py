# SPDX-License-Identifier: Apache-2.0
"""Migrations make roles, schemas and rights; are fast when current; and refuse in a sentence."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from motcua_storage import Grant, Migration, MigrationError, migrate, pending, role_url
from motcua_storage.testing import ServiceDatabases, TestServer, assert_tables_match
from psycopg import sql
from uuid_utils import uuid7


@pytest.fixture
def empty_database(postgres_server: TestServer) -> Iterator[str]:
    """The administrator's URL of a database without anything in it."""
    name = f"e{uuid7().hex}"
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield sa.make_url(postgres_server.url).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Callable[..., Migration]]:
    """Builds a service whose revisions are given as (id, before, statement)."""

    def make(*revisions: tuple[str, str | None, str], grants: tuple[Grant, ...] = ()) -> Migration:
        folder = tmp_path / f"migrations {uuid7().hex} 100%"
        (folder / "versions").mkdir(parents=True)
        for number, before, statement in revisions:
            text = f"revision = {number!r}\ndown_revision = {before!r}\n\nfrom alembic import op\n\n"
            text += f"def upgrade() -> None:\n    op.execute({statement!r})\n"
            (folder / "versions" / f"{number}_x.py").write_text(text)
        return Migration("shop", role, folder, grants)

    role = f"shop_{uuid7().hex}"
    yield make


CREATE = ("0001", None, "CREATE TABLE shop.item (id int)")


def passwords(migration: Migration, password: str = "secret") -> dict[str, str]:
    assert migration.role is not None
    return {migration.role: password}


def allowed(url: str, statement: str) -> bool:
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode())
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def test_migrations_make_what_the_tables_say(services: ServiceDatabases, tables: sa.MetaData) -> None:
    assert_tables_match(services.admin_url, tables)


def test_a_difference_is_found(services: ServiceDatabases, tables: sa.MetaData) -> None:
    tables.tables["intake.dossier"].append_column(sa.Column("forgotten", sa.Text))

    with pytest.raises(AssertionError, match="forgotten"):
        assert_tables_match(services.admin_url, tables)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("INSERT INTO intake.dossier (code) VALUES ('a')", True),
        ("UPDATE intake.dossier SET code = 'b'", True),
        ("DELETE FROM intake.dossier", True),
        ("INSERT INTO intake.audit VALUES ('a')", True),
        ("DELETE FROM intake.audit", False),
        ("TRUNCATE intake.dossier", False),
        ("DROP TABLE intake.dossier", False),
        ("ALTER TABLE intake.dossier ADD COLUMN more text", False),
        ("CREATE TABLE intake.more (id int)", False),
        ("CREATE TABLE public.more (id int)", False),
        ("CREATE SCHEMA more", False),
        ("CREATE TEMPORARY TABLE more (id int)", False),
        ("UPDATE intake.schema_version SET version_num = '0'", False),
        ("SELECT * FROM workflow.instance", False),
        ("SELECT fingerprint FROM platform.schema_state", False),
        ("SELECT credential FROM platform.schema_state", False),
        ("SELECT revision FROM platform.schema_state", True),
        ("INSERT INTO broker.log (body) VALUES ('e')", True),
        ("UPDATE broker.log SET body = ''", False),
        ("SELECT ahead FROM platform.trial_clock", True),
        ("UPDATE platform.trial_clock SET ahead = ahead", False),
        ("SELECT rolpassword FROM pg_authid", False),
        ("SELECT lo_create(0)", False),
        ("SELECT lo_creat(-1)", False),
        ("SELECT lo_from_bytea(0, 'x')", False),
        ("SELECT lo_import('/etc/hostname')", False),
        ("SELECT lo_put(1, 0, 'x')", False),
        ("SELECT lo_open(1, 131072)", False),
    ],
)
def test_a_role_may_do_only_its_own(databases: ServiceDatabases, statement: str, expected: bool) -> None:
    assert allowed(databases.url("intake"), statement) is expected


def test_only_workflow_moves_the_trial_clock(databases: ServiceDatabases) -> None:
    assert allowed(databases.url("workflow"), "UPDATE platform.trial_clock SET ahead = interval '1 day'")


def test_a_role_of_another_installation_cannot_connect(
    databases: ServiceDatabases, empty_database: str, shop: Callable[..., Migration]
) -> None:
    migration = shop(CREATE)
    migrate(empty_database, [migration], passwords(migration))
    assert migration.role is not None

    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(role_url(databases.admin_url, migration.role, "secret"))


def test_migrating_again_changes_nothing(
    services: ServiceDatabases, migrations: tuple[Migration, ...]
) -> None:
    for _ in range(2):
        changed = migrate(
            services.admin_url, migrations, {"motcua_intake": "test", "motcua_workflow": "test"}
        )

        assert changed == ()


def test_a_current_database_does_not_cost_the_import_of_alembic(
    services: ServiceDatabases, migrations: tuple[Migration, ...]
) -> None:
    program = (
        "import pickle, sys; from motcua_storage import migrate\n"
        "print(migrate(sys.argv[1], pickle.load(sys.stdin.buffer)), 'alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", program, services.admin_url]
    done = subprocess.run(command, input=pickle.dumps(migrations), capture_output=True, check=True)

    assert done.stdout == b"() False\n"


def test_two_starts_at_once_migrate_once(empty_database: str, shop: Callable[..., Migration]) -> None:
    migration = shop(CREATE)
    results: list[tuple[str, ...]] = []

    def run() -> None:
        results.append(migrate(empty_database, [migration], passwords(migration)))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [(), (), ("platform", "shop")]


def test_an_upgrade_keeps_rows_and_only_pending_schemas_change(
    empty_database: str, shop: Callable[..., Migration]
) -> None:
    old = shop(CREATE)
    assert [item.schema for item in pending(empty_database, [old])] == ["platform", "shop"]
    migrate(empty_database, [old], passwords(old))
    with psycopg.connect(empty_database) as connection:
        connection.execute("INSERT INTO shop.item VALUES (7)")
    new = shop(CREATE, ("0002", "0001", "ALTER TABLE shop.item ADD COLUMN note text"))
    (waiting,) = pending(empty_database, [new])
    assert (waiting.schema, waiting.current, waiting.head) == ("shop", "0001", "0002")

    assert migrate(empty_database, [new]) == ("shop",)
    assert pending(role_url(empty_database, new.role or "", "secret"), [new]) == ()
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT id, note FROM shop.item").fetchall() == [(7, None)]


def test_a_system_of_an_older_program_loses_its_large_objects_too(
    empty_database: str, shop: Callable[..., Migration]
) -> None:
    migration = shop(CREATE)
    migrate(empty_database, [migration], passwords(migration))
    url = role_url(empty_database, migration.role or "", "secret")
    with psycopg.connect(empty_database) as connection:
        connection.execute("GRANT EXECUTE ON FUNCTION lo_create(oid), lowrite(integer, bytea) TO PUBLIC")
        connection.execute("UPDATE platform.schema_state SET fingerprint = 'of the version before'")
    assert allowed(url, "SELECT lo_create(0)")

    assert migrate(empty_database, [migration]) == ("platform", "shop")
    assert not allowed(url, "SELECT lo_create(0)")
    with psycopg.connect(empty_database) as connection:
        left = connection.execute(
            "SELECT count(*) FROM pg_proc WHERE (proname LIKE 'lo\\_%' OR proname IN ('loread', 'lowrite'))"
            " AND has_function_privilege('public', oid, 'EXECUTE')"
        ).fetchone()
    assert left == (0,)


def test_an_administrator_who_is_no_superuser_still_migrates_and_is_told(
    empty_database: str, shop: Callable[..., Migration], caplog: pytest.LogCaptureFixture
) -> None:
    administrator, name = f"admin_{uuid7().hex}", sa.make_url(empty_database).database or ""
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD 'secret'").format(sql.Identifier(administrator))
        )
        connection.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(
                sql.Identifier(name), sql.Identifier(administrator)
            )
        )
        connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(administrator)))
    migration = shop(CREATE)
    migrate(role_url(empty_database, administrator, "secret"), [migration], passwords(migration))

    assert "only the server's superuser can revoke" in caplog.text and "lo_create(oid)" in caplog.text
    assert allowed(role_url(empty_database, migration.role or "", "secret"), "SELECT * FROM shop.item")


def test_a_failing_revision_leaves_everything_as_it_was(
    empty_database: str, shop: Callable[..., Migration]
) -> None:
    broken = shop(CREATE, ("0002", "0001", "SELECT 1 / 0"))

    with pytest.raises(sa.exc.DataError, match="division by zero"):
        migrate(empty_database, [broken], passwords(broken))
    with psycopg.connect(empty_database) as connection:
        found = connection.execute("SELECT to_regnamespace('shop'), to_regnamespace('platform')").fetchone()
    assert found == (None, None)


def test_a_newer_database_is_refused(empty_database: str, shop: Callable[..., Migration]) -> None:
    new = shop(CREATE, ("0002", "0001", "SELECT 1"))
    migrate(empty_database, [new], passwords(new))

    with pytest.raises(MigrationError, match=r"shop is at revision 0002, unknown to this program"):
        migrate(empty_database, [shop(CREATE)])


def test_a_role_without_password_is_refused(empty_database: str, shop: Callable[..., Migration]) -> None:
    with pytest.raises(MigrationError, match=r"role shop_.* does not exist and no password"):
        migrate(empty_database, [shop(CREATE)])


def test_a_changed_password_is_set_and_the_old_one_no_longer_works(
    empty_database: str, shop: Callable[..., Migration]
) -> None:
    migration = shop(CREATE)
    migrate(empty_database, [migration], passwords(migration, "first"))
    assert migrate(empty_database, [migration], passwords(migration, "second' --")) == ("shop",)
    assert migrate(empty_database, [migration], passwords(migration, "second' --")) == ()
    role = migration.role or ""

    assert allowed(role_url(empty_database, role, "second' --"), "SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(role_url(empty_database, role, "first"))


def test_a_lost_role_is_made_again(empty_database: str, shop: Callable[..., Migration]) -> None:
    """A dump restored into another server brings the schemas and not the roles."""
    migration = shop(CREATE)
    migrate(empty_database, [migration], passwords(migration))
    role = sql.Identifier(migration.role or "")
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
        connection.execute(sql.SQL("DROP ROLE {}").format(role))

    assert migrate(empty_database, [migration], passwords(migration)) == ("shop",)
    assert allowed(role_url(empty_database, migration.role or "", "secret"), "SELECT * FROM shop.item")


def test_a_service_that_comes_later_gets_shared_rights(
    empty_database: str, shop: Callable[..., Migration], migrations: tuple[Migration, ...]
) -> None:
    broker = migrations[2]
    migrate(empty_database, [broker])
    late = shop(CREATE)
    migrate(empty_database, [broker, late], passwords(late))

    url = role_url(empty_database, late.role or "", "secret")
    assert allowed(url, "INSERT INTO broker.log (body) VALUES ('e')")


def test_a_named_right_goes_to_that_service_alone(
    empty_database: str, shop: Callable[..., Migration], migrations: tuple[Migration, ...]
) -> None:
    broker = replace(migrations[2], grants=(Grant("SELECT", "TABLE broker.log", ("absent", "shop")),))
    one = shop(CREATE)
    migrate(empty_database, [broker, one], passwords(one))

    url = role_url(empty_database, one.role or "", "secret")
    assert allowed(url, "SELECT * FROM broker.log")
    assert not allowed(url, "INSERT INTO broker.log (body) VALUES ('e')")


@pytest.mark.parametrize(
    "revisions",
    [
        (),
        (("0002", "0001", "SELECT 1"),),
        (CREATE, ("0002", "0001", "SELECT 1"), ("0003", "0001", "SELECT 1")),
    ],
)
def test_revisions_that_are_no_single_line_are_refused(
    shop: Callable[..., Migration], revisions: tuple[tuple[str, str | None, str], ...]
) -> None:
    with pytest.raises(MigrationError, match="do not form one line"):
        shop(*revisions).revisions()


def test_a_file_without_revision_is_named(shop: Callable[..., Migration]) -> None:
    migration = shop(CREATE)
    (migration.directory / "versions" / "lost.py").write_text("x = 1\n")

    with pytest.raises(MigrationError, match=r"lost\.py lacks revision"):
        migration.revisions()
