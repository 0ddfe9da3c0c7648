# SPDX-License-Identifier: Apache-2.0
"""What waits in the database: events for the log, events for a person, timers, incidents, dossiers beyond their date."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
from psycopg import sql

from motcua_cli.doctor.check import Check, Level
from motcua_cli.doctor.together import told

SCHEMAS = ("workflow", "intake", "assignment", "notification", "liaison")
LATE = 60.0
"""Seconds, as infra/observability/alerts.yaml pages on; a relay looks once a second."""
TIMER_LATE = 300.0
MOST = 10_000

Url = Callable[[str], str | None]
"""Of the database, for one schema; None where it does not run."""

_OUTBOX = sql.SQL(
    "SELECT (SELECT count(*) FROM (SELECT FROM {schema}.outbox LIMIT 10000) AS counted),"
    " coalesce((SELECT extract(epoch FROM clock_timestamp() - created_at)::float FROM {schema}.outbox ORDER BY id LIMIT 1), 0)"
)
_LETTERS = sql.SQL(
    "SELECT count(*) FROM (SELECT FROM {schema}.dead_letter WHERE state = 'open' LIMIT 10000) AS counted"
)
_INCIDENTS = (
    "SELECT count(*) FROM (SELECT FROM workflow.incident WHERE state <> 'resolved' LIMIT 10000) AS counted"
)
# By business time, which a trial moves.
_TIMER = (
    "SELECT coalesce(extract(epoch FROM clock_timestamp() + (SELECT max(ahead) FROM platform.trial_clock) - min(due_at))::float,"
    " 0) FROM workflow.timer"
)
_OVERDUE = (
    "SELECT count(DISTINCT dossier_id) FROM (SELECT dossier_id FROM intake.part WHERE status IN ('WAITING', 'IN_PROGRESS')"
    " AND due_at < clock_timestamp() + (SELECT max(ahead) FROM platform.trial_clock) LIMIT 10000) AS late"
)


def look_at_queue(schema: str, url: Url, named: bool) -> Iterator[Check]:
    """The outbox of a service; with `named` its dead letters too, where no service is asked for them."""
    address = url(schema)
    if address is None:
        return  # the database's own look says so
    try:
        with psycopg.connect(address, connect_timeout=5, autocommit=True) as connection:
            row = connection.execute(_OUTBOX.format(schema=sql.Identifier(schema))).fetchone()
            assert row is not None, "an aggregate always gives a row"
            letters = (
                connection.execute(_LETTERS.format(schema=sql.Identifier(schema))).fetchone()
                if named
                else None
            )
    except psycopg.OperationalError:
        return
    except psycopg.Error as error:
        yield Check("outbox", Level.ERROR, f"{schema}: {told(error)}", "Run `motcua migrate`.")
        return
    yield from outbox_told(schema, *row)
    if letters and letters[0]:
        yield Check(
            "letters", Level.ERROR, f"{schema}: {letters[0]} events wait for a person.",
            "Look at /van-hanh or `motcua incident list`.",
        )  # fmt: skip


def outbox_told(schema: str, waiting: int, age: float) -> Iterator[Check]:
    """Nothing is said of one that moves."""
    if age > LATE:
        yield Check(
            "outbox", Level.ERROR, f"{schema}: {waiting} events wait for the log, the oldest for {age:.0f} s.",
            "Look whether the brokers answer and take its events; the relay goes on by itself then. Else the log of "
            f"{schema} says why (worker.failed of relay-{schema}).",
        )  # fmt: skip


def look_at_work(url: Url) -> Iterator[Check]:
    """Timers that do not fire, processes that stand still, dossiers beyond their date."""
    for schema, question, tell in (
        ("workflow", _TIMER, timers_told), ("workflow", _INCIDENTS, incidents_told), ("intake", _OVERDUE, overdue_told)
    ):  # fmt: skip
        address = url(schema)
        if address is None:
            return
        try:
            with psycopg.connect(address, connect_timeout=5, autocommit=True) as connection:
                row = connection.execute(question.encode()).fetchone()
        except psycopg.OperationalError:
            return
        except psycopg.Error as error:
            yield Check("work", Level.ERROR, f"{schema}: {told(error)}", "Run `motcua migrate`.")
            continue
        assert row is not None, "an aggregate always gives a row"
        yield from tell(row[0])


def timers_told(late: float) -> Iterator[Check]:
    """`late`: seconds that the longest due timer waits."""
    if late > TIMER_LATE:
        yield Check(
            "timers", Level.ERROR, f"The longest due timer waits for {late:.0f} s.",
            "Look whether a workflow process serves, and for one instance whose timer fails (motcua incident list).",
        )  # fmt: skip


def incidents_told(count: int) -> Iterator[Check]:
    """Processes that wait for an operator."""
    if count:
        yield Check(
            "incidents", Level.ERROR, f"{_counted(count)} processes stand still by an incident.",
            "`motcua incident list`; repair the facts or try again.",
        )  # fmt: skip


def overdue_told(count: int) -> Iterator[Check]:
    """Nothing of the machine: whoever leads the units has to know."""
    if count:
        yield Check(
            "overdue", Level.NOTE, f"{_counted(count)} dossiers have a part beyond its legal date.",
            "The board (/bang-theo-doi) names units and steps.",
        )  # fmt: skip


def _counted(count: int) -> str:
    return f"{count} or more" if count >= MOST else str(count)
