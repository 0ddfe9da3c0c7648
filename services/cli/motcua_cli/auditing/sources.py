# SPDX-License-Identifier: Apache-2.0
"""Where the audit is read from: a running embedded database by the services' own roles, or any database by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from motcua_storage.audit import reading

from motcua_cli.embedded.migrations import MIGRATIONS
from motcua_cli.embedded.reaching import service_url

AUDITED = {one.schema: one.role for one in MIGRATIONS if one.role and "audit_seal" in one.append_only}
"""Schemas with an audit, and the role of each."""


class NotReachable(Exception):
    """Nothing can be read; the sentence says why and what to do."""


@contextmanager
def chains(var: Path, url: str) -> Iterator[dict[str, reading.Connection]]:
    """A connection for each schema, each on one snapshot. With a `url` one for all; else the embedded database of `var`.

    Raises:
        NotReachable; psycopg.Error.
    """
    with ExitStack() as stack:
        if url:
            connection = stack.enter_context(reading.snapshot(url))
            yield dict.fromkeys(_of(connection), connection)
            return
        found: dict[str, reading.Connection] = {}
        for schema, role in AUDITED.items():
            own = service_url(var, role)
            if own is None:
                raise NotReachable(
                    f"No database runs on {var}; start the system, or name another database by --database-url."
                )
            found[schema] = stack.enter_context(reading.snapshot(own))
        yield found


def _of(connection: reading.Connection) -> list[str]:
    found = reading.schemas(connection)
    if not found:
        raise NotReachable("This role may read no audit there, or the database is none of this program.")
    return found
