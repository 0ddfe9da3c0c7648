# SPDX-License-Identifier: Apache-2.0
"""Who was given which rights, in the audit: a row in the portal's schema before each step at Keycloak. Keycloak and the database
share no transaction; a row without its step can be (a kill in between), a step without its row cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from motcua_storage import Database, StorageError
from motcua_storage.audit import Actor, AuditLog, Entry, digest_of

from motcua_cli.failing import fail

SCHEMA = "portal"
LONGEST = 300
_FULL_NAME = re.compile(r" \([^()]*\)(?=: )")
Note = Callable[[str], None]


@contextmanager
def noting(url: str, administrator: str, what: str) -> Iterator[Note]:
    """`what`: the command. Gives what is called with each step before it is done; ends the command where a row cannot be
    written. An empty `url`: nothing is kept."""
    if not url:
        yield lambda step: None
        return
    try:
        database = Database(url, SCHEMA, 1, application="motcua-identity")
    except StorageError as error:
        raise fail(error.message_en) from error
    except (ValueError, sa.exc.ArgumentError) as error:
        raise fail(
            "--database-url is no address of PostgreSQL; write postgresql://user:password@host/database."
        ) from error
    log, actor = AuditLog(SCHEMA), Actor(f"keycloak:{administrator}", "person", client="motcua")

    def note(step: str) -> None:
        told = _FULL_NAME.sub("", step)  # accounts by their name, people not
        entry = Entry("role", what, digest_of(step), about=told[:LONGEST])
        try:
            with database.begin() as connection:
                log.note(connection, entry, actor=actor)
        except (StorageError, sa.exc.SQLAlchemyError) as error:
            raise fail(
                f"Nothing more was changed, as the audit cannot be written: {_first_line(error)}"
            ) from error

    try:
        yield note
    finally:
        database.close()


def _first_line(error: Exception) -> str:
    return (str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__])[0]
