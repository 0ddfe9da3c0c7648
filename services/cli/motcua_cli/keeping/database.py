# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL's own programs for a backup: one snapshot dumped, and a dump brought back into an empty database."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from motcua_storage import EmbeddedPostgres, EmbeddedPostgresError
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

_REVISIONS = "SELECT schema, revision FROM platform.schema_state ORDER BY schema"
_COUNTS = (
    "SELECT (SELECT count(*) FROM intake.dossier), (SELECT count(*) FROM intake.draft WHERE dossier_id IS NULL),"
    " (SELECT count(DISTINCT sha256) FROM intake.file)"
)


class DumpFailed(Exception):
    """PostgreSQL refused; the sentence is its own."""


@dataclass(frozen=True)
class Snapshot:
    """The database at one moment. `files`: SHA-256 of every file that it refers to."""

    schemas: dict[str, str]
    roles: list[str]
    counts: dict[str, int]
    files: list[str]
    server: str


@contextmanager
def serving(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The superuser's URL; a server that ran already is left running, one that was started for this is stopped."""
    ran = postgres.pid() is not None
    url = postgres.start()
    try:
        yield url
    finally:
        if not ran:
            postgres.stop()


def dump(url: str, target: Path) -> Snapshot:
    """Write the dump of one snapshot (`pg_dump --format=custom`), and say what it refers to.

    Everything that is read here is of the same snapshot, so work going on meanwhile is in it wholly or not at all.
    """
    with psycopg.connect(url, connect_timeout=10) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_catalog.pg_export_snapshot()").fetchone()
        assert row is not None
        _run("pg_dump", url, "--format=custom", f"--snapshot={row[0]}", f"--file={target}")
        return _read(connection)


def _read(connection: psycopg.Connection) -> Snapshot:
    schemas: dict[str, str] = dict(connection.execute(_REVISIONS).fetchall())
    roles = connection.execute(
        "SELECT role FROM platform.schema_state WHERE role IS NOT NULL ORDER BY role"
    ).fetchall()
    counts = connection.execute(_COUNTS).fetchone()
    assert counts is not None
    files = connection.execute("SELECT DISTINCT sha256 FROM intake.file ORDER BY sha256").fetchall()
    server = str(connection.info.server_version // 10000)
    named = dict(zip(("dossiers", "drafts", "files"), counts, strict=True))
    return Snapshot(schemas, [one[0] for one in roles], named, [one[0] for one in files], server)


def size(url: str) -> int:
    """Bytes that the database takes on disk; a dump is smaller."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())"
        ).fetchone()
    assert row is not None
    return int(row[0])


def bring_back(url: str, source: Path, roles: Sequence[str]) -> None:
    """A dump into an empty database: all of it or nothing. Sign-ins of that time end."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        for role in roles:  # named by the rights in the dump; the migration gives them their new passwords
            connection.execute(sql.SQL("CREATE ROLE {role} NOLOGIN").format(role=sql.Identifier(role)))
    _run("pg_restore", url, "--exit-on-error", "--single-transaction", str(source), database=True)
    with psycopg.connect(url, connect_timeout=10) as connection:
        connection.execute("DELETE FROM portal.session")


def _run(program: str, url: str, *arguments: str, database: bool = False) -> None:
    """The password goes by the environment: arguments can be read by everybody on the machine."""
    parts = conninfo_to_dict(url)
    environment = {
        "PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGPASSWORD": str(parts["password"]), "PGHOST": str(parts["host"]),
        "PGPORT": str(parts["port"]), "PGUSER": str(parts["user"]), "PGDATABASE": str(parts["dbname"]),
    }  # fmt: skip
    to = [f"--dbname={parts['dbname']}"] if database else []
    command = [str(EmbeddedPostgres.program(program)), "--no-password", *to, *arguments]
    done = subprocess.run(
        command,
        env=environment,
        cwd="/",
        capture_output=True,
        check=False,
        umask=0o077,
    )
    if done.returncode != 0:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise DumpFailed(f"{program} ended with {done.returncode}: {words[-1] if words else 'no word'}")


__all__ = ["DumpFailed", "EmbeddedPostgresError", "Snapshot", "bring_back", "dump", "serving", "size"]
