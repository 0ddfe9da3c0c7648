# SPDX-License-Identifier: Apache-2.0
"""What a database should be: the schemas, roles, rights and revisions of an installation, and which of them it is not yet.

Owns the comparison, one query without alembic; making it so is `upgrade`'s.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from motcua_storage.revisions import Revision, read_revisions

ALL_SERVICES = "*"
_SETUP = 3  # raise when the rights that `upgrade` gives change, so that existing databases get them


@dataclass(frozen=True)
class Grant:
    """Rights on objects of a migration's schema for other services, given again whenever the set of services
    changes.

    `privileges`: `"SELECT, INSERT"`; `on`: `"TABLE broker.log"`, `"SEQUENCE broker.log_id_seq"`; `to`: names
    of the schemas of the services, or ALL_SERVICES. A named service that is not part of this installation is
    passed over.
    """

    privileges: str
    on: str
    to: str | tuple[str, ...] = ALL_SERVICES


@dataclass(frozen=True)
class Reference:
    """A table whose rows are the program's and not people's: every upgrade makes them exactly these."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _nothing() -> tuple[Reference, ...]:
    return ()


@dataclass(frozen=True)
class Migration:
    """A schema, the role of the service that owns it, and its revisions.

    `role` is None for a shared schema, which services reach by `grants` only. `directory` is the `migrations`
    folder; the alembic files are in its `versions`. `append_only` names tables that the service may read and
    add to, and never change (its audit). Rights are declared here: every upgrade takes away what the roles
    have and gives what is declared, so a GRANT or REVOKE to a role in a revision would be lost. `reference`
    gives the tables whose rows come with the program; a function, as reading them may cost.
    """

    schema: str
    role: str | None
    directory: Path
    grants: tuple[Grant, ...] = ()
    append_only: tuple[str, ...] = ()
    reference: Callable[[], tuple[Reference, ...]] = _nothing

    def revisions(self) -> tuple[Revision, ...]:
        """The revisions from first to last; MigrationError when they are no single line."""
        return read_revisions(self.directory)


def platform_migration() -> Migration:
    """What this library itself keeps: the trial clock, which only the workflow service may move, and which installation it is."""
    return Migration(
        "platform",
        None,
        Path(__file__).parent / "platform_migrations",
        (
            Grant("SELECT", "TABLE platform.trial_clock"),
            Grant("UPDATE", "TABLE platform.trial_clock", ("workflow",)),
            Grant("SELECT", "TABLE platform.installation"),
        ),
    )


def plan_of(services: Sequence[Migration]) -> tuple[Migration, ...]:
    """The platform's schema first, then the services in the order given."""
    return (platform_migration(), *(item for item in services if item.schema != "platform"))


def roles_of(plan: Sequence[Migration]) -> list[str]:
    """The roles of the services."""
    return [item.role for item in plan if item.role is not None]


def outdated(
    connection: psycopg.Connection, plan: Sequence[Migration], passwords: Mapping[str, str]
) -> tuple[Migration, ...]:
    """The migrations whose schema, rights, role or password is not as this program wants it; one query."""
    try:
        rows = connection.execute(
            "SELECT s.schema, s.fingerprint, s.credential, r.rolname FROM platform.schema_state s"
            " LEFT JOIN pg_catalog.pg_roles r ON r.rolname = s.role"
        ).fetchall()
    except psycopg.errors.UndefinedTable:
        return tuple(plan)
    state = {row[0]: tuple(row[1:]) for row in rows}
    return tuple(item for item in plan if not _is_current(item, plan, state.get(item.schema), passwords))


def fingerprint(migration: Migration, plan: Sequence[Migration]) -> str:
    """Everything that decides a schema's shape and rights, except passwords."""
    parts = [
        _SETUP,
        migration.schema,
        migration.role,
        [revision.id for revision in migration.revisions()],
        migration.append_only,
        [[grant.privileges, grant.on, grant.to] for grant in migration.grants],
        [[item.table, item.columns, item.rows] for item in migration.reference()],
        [[item.schema, item.role] for item in plan],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def credential(role: str, password: str) -> str:
    """A slow hash that tells whether a password changed, as strong as what PostgreSQL itself keeps."""
    return hashlib.pbkdf2_hmac("sha256", password.encode(), role.encode(), 4096).hex()


def _is_current(
    migration: Migration,
    plan: Sequence[Migration],
    state: tuple[str, str, str | None] | None,
    passwords: Mapping[str, str],
) -> bool:
    if state is None or state[0] != fingerprint(migration, plan):
        return False
    role = migration.role
    if role is None:
        return True
    if state[2] is None:  # restored into another server, where the role does not exist
        return False
    return role not in passwords or state[1] == credential(role, passwords[role])
