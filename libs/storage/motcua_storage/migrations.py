# SPDX-License-Identifier: Apache-2.0
"""Owns bringing a database to this program's version: roles, schemas, rights, and each service's alembic
revisions.

Migrations run as the administrator, who owns every table; a service's role gets rows (SELECT, INSERT, UPDATE,
DELETE) and sequences of its own schema, and owns nothing. All of it is one
transaction: an upgrade that fails leaves the database as it was. When everything is current this costs one
connection and one query, and alembic is not even imported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg

from motcua_storage.database import plain_url
from motcua_storage.plan import Migration, outdated, plan_of
from motcua_storage.revisions import head


@dataclass(frozen=True)
class Pending:
    """A schema that is not at the revision of this program; `current` is None before the first migration."""

    schema: str
    current: str | None
    head: str


def migrate(
    admin_url: str, services: Sequence[Migration], passwords: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Bring the database to this version; the names of the schemas that changed, empty when all was current.

    `services`: all schemas of the installation (the platform's own is added). `passwords`: role to password;
    a role that does not exist yet needs one, an existing role keeps its own when none is given. Two starts at
    the same time wait for each other. Raises MigrationError.
    """
    plan = plan_of(services)
    with psycopg.connect(plain_url(admin_url), autocommit=True, connect_timeout=10) as connection:
        if not outdated(connection, plan, passwords or {}):
            return ()
    from motcua_storage.upgrade import upgrade  # alembic takes longer to import than everything here to run

    return upgrade(admin_url, plan, passwords or {})


def pending(url: str, services: Sequence[Migration]) -> tuple[Pending, ...]:
    """Schemas whose revision is not this program's; `url` may be the administrator's or a service's."""
    with psycopg.connect(plain_url(url), autocommit=True, connect_timeout=10) as connection:
        try:
            rows = connection.execute("SELECT schema, revision FROM platform.schema_state").fetchall()
        except psycopg.errors.UndefinedTable:
            rows = []
    current: dict[str, str] = dict(rows)
    found = [
        Pending(item.schema, current.get(item.schema), head(item.revisions())) for item in plan_of(services)
    ]
    return tuple(item for item in found if item.current != item.head)
