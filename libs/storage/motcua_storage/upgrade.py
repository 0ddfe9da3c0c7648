# SPDX-License-Identifier: Apache-2.0
"""Owns the slow half of migrations: making roles and schemas, running alembic, giving rights. One
transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence

import psycopg
import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from psycopg import sql

from motcua_storage.database import driver_url
from motcua_storage.errors import MigrationError
from motcua_storage.plan import (
    ALL_SERVICES,
    Grant,
    Migration,
    Reference,
    credential,
    fingerprint,
    outdated,
    roles_of,
)
from motcua_storage.revisions import head

log = logging.getLogger(__name__)

VERSION_TABLE = "schema_version"
_LOCK = 0x4D6F74437561  # "MotCua": one upgrade of a database at a time

_BOOTSTRAP = """
CREATE SCHEMA IF NOT EXISTS platform;
CREATE TABLE IF NOT EXISTS platform.schema_state (
    schema text PRIMARY KEY,
    role text,
    revision text NOT NULL,
    fingerprint text NOT NULL,
    credential text,
    changed_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
"""


def upgrade(admin_url: str, plan: Sequence[Migration], passwords: Mapping[str, str]) -> tuple[str, ...]:
    """Apply what is missing; the names of the schemas that changed."""
    options = "-c search_path=pg_catalog -c timezone=Asia/Ho_Chi_Minh"
    engine = sa.create_engine(
        driver_url(admin_url), poolclass=sa.NullPool, connect_args={"options": options, "connect_timeout": 10}
    )
    with engine.begin() as connection:
        connection.execute(sa.text("SELECT pg_catalog.pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        raw = _raw(connection)
        raw.execute(_BOOTSTRAP)
        changing = outdated(raw, plan, passwords)
        for migration in changing:
            _ensure_role(raw, migration, passwords)
        close_database(raw, raw.info.dbname, roles_of(plan))
        close_large_objects(raw)
        for migration in changing:
            _upgrade_schema(connection, migration)
        for migration in changing:
            _take_rights(raw, migration, roles_of(plan))
            _give_rights(raw, migration, plan)
            _remember(raw, migration, plan, passwords)
    return tuple(migration.schema for migration in changing)


def _raw(connection: sa.Connection) -> psycopg.Connection:
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return raw


def _run(raw: psycopg.Connection, template: str, **parts: sql.Composable | str) -> None:
    """One statement; plain strings are quoted as names."""
    values = {key: sql.Identifier(part) if isinstance(part, str) else part for key, part in parts.items()}
    raw.execute(sql.SQL(template).format(**values))


def close_database(raw: psycopg.Connection, name: str, roles: Iterable[str]) -> None:
    """Only the roles of our services may connect."""
    _run(raw, "REVOKE ALL ON DATABASE {name} FROM PUBLIC", name=name)
    for role in roles:
        _run(raw, "GRANT CONNECT ON DATABASE {name} TO {role}", name=name, role=role)


def close_large_objects(raw: psycopg.Connection) -> None:
    """Nobody keeps large objects: they lie outside every schema, so no right of a schema would hold them back.

    PostgreSQL lets everybody make them. An administrator who is no superuser (a managed server) cannot take that away; then it
    is logged.
    """
    rows = raw.execute(
        "SELECT p.oid::pg_catalog.regprocedure::text, pg_catalog.pg_has_role(p.proowner, 'USAGE') FROM pg_catalog.pg_proc p"
        " WHERE p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace"
        " AND (p.proname LIKE 'lo\\_%' OR p.proname IN ('loread', 'lowrite'))"
        " AND pg_catalog.has_function_privilege('public', p.oid, 'EXECUTE')"
    ).fetchall()
    ours = [name for name, may in rows if may]
    if ours:
        # Names and argument types as PostgreSQL itself writes them.
        raw.execute(f"REVOKE EXECUTE ON FUNCTION {', '.join(ours)} FROM PUBLIC".encode())
    if left := [name for name, may in rows if not may]:
        log.warning(
            "Large objects stay open to every role: only the server's superuser can revoke EXECUTE ON FUNCTION %s FROM PUBLIC.",
            ", ".join(left),
        )


def _ensure_role(raw: psycopg.Connection, migration: Migration, passwords: Mapping[str, str]) -> None:
    role = migration.role
    if role is None:
        return
    exists = raw.execute("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %s", [role]).fetchone()
    if role in passwords:
        # Hashed here, so that no password can reach the server's log.
        hashed = raw.pgconn.encrypt_password(
            passwords[role].encode(), role.encode(), b"scram-sha-256"
        ).decode()
        verb = "ALTER" if exists else "CREATE"
        _run(raw, verb + " ROLE {role} LOGIN PASSWORD {hashed}", role=role, hashed=sql.Literal(hashed))
    elif not exists:
        raise MigrationError(
            f"Vai trò cơ sở dữ liệu {role} chưa có và không có mật khẩu cho nó; hãy đặt mật khẩu rồi di "
            f"trú lại.",
            f"The database role {role} does not exist and no password is given for it; set one and "
            f"migrate again.",
        )


def _upgrade_schema(connection: sa.Connection, migration: Migration) -> None:
    raw = _raw(connection)
    _run(raw, "CREATE SCHEMA IF NOT EXISTS {schema}", schema=migration.schema)
    _refuse_newer(connection, migration)
    _run_alembic(connection, migration)
    for reference in migration.reference():
        _fill(raw, migration.schema, reference)


def _fill(raw: psycopg.Connection, schema: str, reference: Reference) -> None:
    """Make the rows of a table those of the program."""
    names = {"schema": schema, "table": reference.table}
    columns = sql.SQL(", ").join(map(sql.Identifier, reference.columns))
    values = sql.SQL(", ").join([sql.Placeholder()] * len(reference.columns))
    _run(raw, "DELETE FROM {schema}.{table}", **names)
    insert = sql.SQL("INSERT INTO {table} ({columns}) VALUES ({values})").format(
        table=sql.Identifier(schema, reference.table), columns=columns, values=values
    )
    with raw.cursor() as cursor:
        cursor.executemany(insert, reference.rows)


def _take_rights(raw: psycopg.Connection, migration: Migration, roles: Iterable[str]) -> None:
    """What an older version gave and this one does not declare must not stay."""
    for role in roles:
        names = {"schema": migration.schema, "role": role}
        _run(raw, "REVOKE ALL ON SCHEMA {schema} FROM {role}", **names)
        for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            _run(raw, f"REVOKE ALL ON ALL {kind} IN SCHEMA {{schema}} FROM {{role}}", **names)


def _own_rights(raw: psycopg.Connection, migration: Migration, role: str) -> None:
    """Of a service in its own schema."""
    names = {"schema": migration.schema, "role": role}
    _run(raw, "GRANT USAGE ON SCHEMA {schema} TO {role}", **names)
    _run(raw, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}", **names)
    _run(raw, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}", **names)
    _run(raw, "REVOKE INSERT ON {schema}.{table} FROM {role}", table=VERSION_TABLE, **names)
    for table in (VERSION_TABLE, *migration.append_only):
        _run(raw, "REVOKE UPDATE, DELETE ON {schema}.{table} FROM {role}", table=table, **names)


def _refuse_newer(connection: sa.Connection, migration: Migration) -> None:
    if not sa.inspect(connection).has_table(VERSION_TABLE, schema=migration.schema):
        return
    table = sa.Table(VERSION_TABLE, sa.MetaData(), sa.Column("version_num"), schema=migration.schema)
    current = connection.execute(sa.select(table.c.version_num)).scalar()
    if current is not None and current not in {revision.id for revision in migration.revisions()}:
        raise MigrationError(
            f"Lược đồ {migration.schema} ở phiên bản {current} mà chương trình này không biết; cơ sở dữ "
            f"liệu mới hơn, hãy "
            f"dùng bản chương trình mới hơn.",
            f"The schema {migration.schema} is at revision {current}, unknown to this program; the "
            f"database is newer, "
            f"use the newer program.",
        )


def _run_alembic(connection: sa.Connection, migration: Migration) -> None:
    config = Config()
    config.set_main_option("script_location", _escaped(migration.directory))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", _escaped(migration.directory / "versions"))
    script = ScriptDirectory.from_config(config)
    target = head(migration.revisions())

    def steps(current: tuple[str, ...], _context: object) -> Iterable[object]:
        return script._upgrade_revs(target, current)  # type: ignore[arg-type]

    with EnvironmentContext(config, script, fn=steps, destination_rev=target) as environment:
        environment.configure(
            connection=connection, version_table=VERSION_TABLE, version_table_schema=migration.schema
        )
        environment.run_migrations()


def _escaped(path: object) -> str:
    """A per cent sign in a folder's name is no interpolation of the configuration."""
    return str(path).replace("%", "%%")


def _give_rights(raw: psycopg.Connection, migration: Migration, plan: Sequence[Migration]) -> None:
    roles = {item.schema: item.role for item in plan if item.role is not None}
    if migration.role is not None:
        _own_rights(raw, migration, migration.role)
    for grant in migration.grants:
        for role in _receivers(grant, roles):
            _run(raw, "GRANT USAGE ON SCHEMA {schema} TO {role}", schema=migration.schema, role=role)
            _run(raw, f"GRANT {grant.privileges} ON {grant.on} TO {{role}}", role=role)
    if migration.schema == "platform":
        for role in roles.values():
            _run(raw, "GRANT USAGE ON SCHEMA platform TO {role}", role=role)
            _run(raw, "GRANT SELECT (schema, revision) ON platform.schema_state TO {role}", role=role)


def _receivers(grant: Grant, roles: Mapping[str, str]) -> list[str]:
    if grant.to == ALL_SERVICES:
        return list(roles.values())
    names = (grant.to,) if isinstance(grant.to, str) else grant.to
    return [roles[name] for name in names if name in roles]


def _remember(
    raw: psycopg.Connection, migration: Migration, plan: Sequence[Migration], passwords: Mapping[str, str]
) -> None:
    role = migration.role
    proof = credential(role, passwords[role]) if role is not None and role in passwords else None
    raw.execute(
        "INSERT INTO platform.schema_state (schema, role, revision, fingerprint, credential) VALUES (%s, "
        "%s, %s, %s, %s)"
        " ON CONFLICT (schema) DO UPDATE SET role = excluded.role, revision = excluded.revision,"
        " fingerprint = excluded.fingerprint, credential = coalesce(excluded.credential, "
        "schema_state.credential),"
        " changed_at = now()",
        [migration.schema, role, head(migration.revisions()), fingerprint(migration, plan), proof],
    )
