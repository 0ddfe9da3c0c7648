# SPDX-License-Identifier: Apache-2.0
"""The embedded PostgreSQL as an operator wants to know it: does it answer, which version, is it durable, is it current."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from motcua_storage import MigrationError, pending

from motcua_cli.doctor.check import Check, Level
from motcua_cli.embedded.reaching import service_url as service_url

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


OLDEST = 18
"""The major version that everything was tried with."""


def look_at_database(url: str | None, log: str) -> Iterator[Check]:
    """Answering, version, size, durability, migrations. `url`: None where it is known that it does not run; `log`: where it says
    why."""
    if url is None:
        yield Check("database", Level.ERROR, "The embedded PostgreSQL does not run.", f"Read {log}.")
        return
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            yield _answers(connection)
            yield from version_told(connection.info.server_version)
            yield from _durability(connection)
        yield from _migrations(url)
    except (psycopg.Error, MigrationError) as error:
        yield Check(
            "database", Level.ERROR, f"PostgreSQL refuses: {error}".strip(), f"Start it, or read {log}."
        )


def version_told(number: int) -> Iterator[Check]:
    """`number` as PostgreSQL counts: 180006 is 18.6."""
    if number // 10_000 < OLDEST:
        yield Check(
            "database", Level.WARNING,
            f"PostgreSQL {number // 10_000} is older than {OLDEST}, which this program was tried with.",
            "Upgrade it (pg_upgrade); back up before.",
        )  # fmt: skip


def _answers(connection: psycopg.Connection) -> Check:
    row = connection.execute(
        "SELECT current_setting('server_version'), pg_database_size(current_database()),"
        " (SELECT count(*) FROM pg_stat_activity WHERE usesysid IS NOT NULL),"
        " current_setting('max_connections')::int"
    ).fetchone()
    assert row is not None, "an aggregate always gives a row"
    number, size, used, most = row
    said = f"PostgreSQL {number}, {size / 2**20:.0f} MiB, {used} of {most} connections."
    if used > most * 0.9:
        return Check(
            "database", Level.WARNING, said, "Almost every connection is taken; end what is not needed."
        )
    return Check("database", Level.OK, said)


def _durability(connection: psycopg.Connection) -> Iterator[Check]:
    """Acknowledged means on disk; a switch that is off breaks that promise."""
    rows = connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABLE)])
    for name, setting in rows:
        if setting != "on":
            yield Check(
                "database", Level.ERROR, f"{name} is {setting}: what was acknowledged may be lost in a power cut.",
                "Take the setting back.",
            )  # fmt: skip


def _migrations(url: str) -> Iterator[Check]:
    from motcua_cli.embedded.migrations import MIGRATIONS

    waiting = pending(url, MIGRATIONS)
    for one in waiting:
        yield Check(
            "migrations", Level.ERROR, f"{one.schema} is at {one.current or 'nothing'}, this program wants {one.head}.",
            "Stop the system and start it again, or run `motcua migrate`.",
        )  # fmt: skip
    if not waiting:
        yield Check("migrations", Level.OK, "Every schema is at this program's version.")
