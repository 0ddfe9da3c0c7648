# SPDX-License-Identifier: Apache-2.0
"""Whether rows of the audit get their seals. Whether the chains are whole is `motcua audit verify`'s: that reads all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
from motcua_storage.audit import reading

from motcua_cli.auditing.sources import NotReachable, chains
from motcua_cli.doctor.check import Check, Level


def look_at_audit(var: Path, url: str = "") -> Iterator[Check]:
    """One line for each service whose oldest row waits too long; one for all where none does. `url`: of another database than
    the folder's."""
    try:
        with chains(var, url) as found:
            waiting = {schema: reading.queued(connection, schema) for schema, connection in found.items()}
    except (NotReachable, psycopg.OperationalError):
        return  # the database's own look says so
    except psycopg.Error as error:
        yield Check("audit", Level.ERROR, f"The audit cannot be read: {error}".strip())
        return
    yield from told(waiting)


def told(waiting: Mapping[str, tuple[int, float]]) -> Iterator[Check]:
    """`waiting`: of each service how many rows have no seal, and seconds since the oldest of them was written."""
    late = {schema: one for schema, one in waiting.items() if one[1] > reading.SOON}
    for schema, (count, oldest) in late.items():
        yield Check(
            "audit", Level.ERROR, f"{count} rows of {schema} have no seal yet, the oldest for {oldest:.0f} s.",
            f"The log says why (worker.failed of audit-{schema}); until then nothing shows whether those rows are changed.",
        )  # fmt: skip
    if not late:
        yield Check(
            "audit",
            Level.OK,
            "Changes are sealed; `motcua audit verify` looks whether all of them are whole.",
        )
