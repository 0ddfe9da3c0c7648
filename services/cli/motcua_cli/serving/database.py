# SPDX-License-Identifier: Apache-2.0
"""The database at a start: waited for while it may still come, and no longer. Owns what tells a server that is away from one that
refuses for good."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from typing import Any, Final

import psycopg
import structlog
from motcua_storage import Migration, pending
from sqlalchemy.engine import make_url

from motcua_cli.serving.settings import CannotServe

LOG = structlog.get_logger("motcua_cli")
_REFUSALS: Final = (
    (r"password authentication failed|no password supplied|empty password", "the password of '{user}' is wrong"),
    (r"role \"[^\"]*\" does not exist", "it knows no user '{user}'; `motcua migrate` makes the services' users"),
    (r"is not permitted to log in", "'{user}' may not sign in"),
    (r"database \"[^\"]*\" does not exist", "it has no database '{database}'"),
    (r"permission denied for database", "'{user}' may not enter the database '{database}'"),
    (r"no pg_hba\.conf entry|pg_hba\.conf rejects", "its pg_hba.conf lets '{user}' not in from this machine"),
    (r"does not support SSL", "it speaks no TLS, which sslmode asks for"),
    (
        r"certificate verify failed|does not match host name|unknown ca|certificate authentication failed"
        r"|valid client certificate|certificate has expired",
        "certificates of the two sides do not fit together (sslmode, sslrootcert, sslcert, sslkey)",
    ),
    (
        r"(root certificate|certificate|private key) file .*(does not exist|has group or world access|not owned)"
        r"|could not (load|read|open) .*(certificate|key) file",
        "a certificate that the address names cannot be read",
    ),
)  # fmt: skip
"""What no waiting mends, by the words of PostgreSQL and its client, which tell no code when a connection fails. A server that
speaks another language is waited for as one that is away: the end is the same, later."""


def wait_for_database(
    url: str, schemas: Sequence[Migration], patience: float, stopping: threading.Event
) -> None:
    """Until it answers, at most `patience` seconds.

    Raises:
        CannotServe: it does not answer until then; at once, when it refuses for good or is not at this program's version.
    """
    until = time.monotonic() + patience
    while True:
        try:
            behind = pending(url, schemas)
            break
        except psycopg.Error as error:
            _refuse(url, error)
            if stopping.is_set() or time.monotonic() >= until:
                said = _line(error)
                raise CannotServe(
                    f"The database {_place(url)} does not answer ({said}). See MOTCUA_DATABASE_URL."
                ) from error
            LOG.warning("database.waiting", place=_place(url), error=type(error).__name__)
            stopping.wait(1.0)
    if behind:
        what = ", ".join(f"{one.schema} ({one.current or 'empty'}, wanted {one.head})" for one in behind)
        raise CannotServe(
            f"The database is not at this program's version: {what}. Run `motcua migrate` first."
        )


def _refuse(url: str, error: psycopg.Error) -> None:
    """Raises CannotServe for what will be the same in an hour."""
    if cause := refusal(url, error):
        raise CannotServe(
            f"The database {_place(url)} refuses: {cause} ({_line(error)}). Correct MOTCUA_DATABASE_URL or the server."
        ) from error


def refusal(url: str, error: psycopg.Error) -> str:
    """What a person must mend; empty where the database may still come (away, starting, too many connections, no name yet)."""
    parts: Any = make_url(url)
    for pattern, sentence in _REFUSALS:
        if re.search(pattern, str(error)):
            return sentence.format(user=parts.username or "", database=parts.database or "")
    return "" if isinstance(error, psycopg.OperationalError) else "this program cannot work with it"


def _line(error: psycopg.Error) -> str:
    """The line of the driver's words that says why; of several addresses the first that refused."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return next((one for one in lines if any(re.search(pattern, one) for pattern, _ in _REFUSALS)), lines[0])


def _place(url: str) -> str:
    """Where it is, without who asks and their password."""
    parts: Any = make_url(url)
    return f"{parts.host or 'by socket'}:{parts.port or 5432}/{parts.database}"
