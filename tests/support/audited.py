# SPDX-License-Identifier: Apache-2.0
"""Whether everything that a system at work has written is in its audit."""

from __future__ import annotations

from pathlib import Path

import psycopg
from motcua_cli.auditing.sources import AUDITED
from motcua_cli.embedded.reaching import service_url

OF_CALLS_AND_EVENTS = {
    "request": "ids of writes, each of which has its own row",
    "inbox": "which events were read; what they changed is in other tables",
    "outbox": "on its way to the log",
    "sent": "what went to the log, kept some days in case that is lost",
    "dead_letter": "events that wait for an operator, whose acts have rows",
    "crash": "calls that failed",
    "failure_act": "what operators did about failures: append-only itself, with who and why; the call has its row",
    "schema_version": "the migration's",
    "audit": "the audit itself",
    "audit_seal": "the audit itself",
    "audit_queue": "the audit itself",
}
"""Tables of every schema that need no row in the audit, and why."""
KEPT_BY_WORKERS = {
    "intake.loose_file": "uploads that nobody attached yet; the upload itself has a row",
    "intake.freed_file": "files that are to be taken off the disk",
    "intake.expired_draft": "what is said of a draft that is gone, whose end has a row",
    "intake.dossier_words": "words that a dossier is found by, made again from it",
    "intake.printing": "who took which paper off the printer, and when: append-only itself",
    "intake.counter": "the feed's own numbers; papers that take one have rows",
    "intake.extension_told": "whom a mail told",
    "intake.rebuild": "how far a projection is played again, which an operator asked for by a call",
    "intake.stay_rebuilt": "the projection that is played again from events",
    "liaison.sequence": "numbers of envelopes, which are signed and chained; each message's fate is an event",
    "liaison.arrival": "as above, where it arrives",
    "liaison.arrival_sequence": "as above",
    "liaison.inquiry": "when a register is asked again; what it answered comes by intake's KeepLookup",
    "liaison.attempt": "tries of a delivery",
    "liaison.failure": "deliveries that failed",
    "notification.dossier": "what mails need of a dossier, from its events; written again where an operator retries one",
    "notification.mail": "the demo's mailbox, which stands for a mail server",
    "notification.notice": "tries of a mail; sent or given up is an event",
    "portal.session": "that one was begun or ended has a row; its tokens are refreshed and its last use is noted without one",
    "portal.sign_in": "sign-ins under way, of a quarter of an hour",
    "portal.stash": "what somebody typed when their session had ended, for two hours",
    "workflow.trace": "spans",
}
"""Tables that no person changes and that decide nothing, and why they need none. Whoever adds a table puts it here with a reason,
or writes it in transactions that leave a row."""

_MISSING = """
SELECT count(*), min(t::text) FROM {schema}.{table} t
WHERE NOT EXISTS (SELECT FROM (SELECT xmin AS by FROM {schema}.audit) a WHERE a.by = t.xmin)
  AND NOT EXISTS (SELECT FROM (SELECT xmin AS by FROM {schema}.inbox) i WHERE i.by = t.xmin)
"""


def unaudited(var: Path) -> list[str]:
    """Tables with rows that were last written by a transaction which left no row in the audit and handled no event (what follows
    from an event is told by the event's own row, in the audit of its writer). PostgreSQL keeps in each row which one wrote it."""
    missing = []
    for schema in AUDITED:
        with psycopg.connect(own_url(var, schema)) as connection:
            for table in _tables(connection, schema):
                if table not in OF_CALLS_AND_EVENTS and f"{schema}.{table}" not in KEPT_BY_WORKERS:
                    asked = _MISSING.format(schema=schema, table=table)
                    row = connection.execute(asked.encode()).fetchone()
                    if row and row[0]:
                        missing.append(f"{schema}.{table}: {row[0]} rows, such as {row[1][:300]}")
    return missing


def waiting(var: Path) -> int:
    """Rows of all services that are not sealed yet."""
    found = 0
    for schema in AUDITED:
        with psycopg.connect(own_url(var, schema)) as connection:
            row = connection.execute(f"SELECT count(*) FROM {schema}.audit_queue".encode()).fetchone()
            found += row[0] if row else 0
    return found


def own_url(var: Path, schema: str) -> str:
    """As the service's own role."""
    url = service_url(var, AUDITED[schema] or "")
    assert url is not None, "the system does not run"
    return url


def _tables(connection: psycopg.Connection, schema: str) -> list[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
    return [row[0] for row in rows]
