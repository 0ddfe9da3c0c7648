# SPDX-License-Identifier: Apache-2.0
"""`motcua events resend`: after a restore of the database, or where the brokers lost what they had, the log begins anew with what
the database has.

What the log knew and the database does not know any more is of a past that never was: nobody may read it. What the database sent
in the last days goes once more, in its order; each service's inbox passes over what it has dealt with. Nothing may run meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import psycopg
from motcua_hosting.event_log import kafka_access
from motcua_hosting.settings import KafkaSettings
from motcua_storage import MigrationError, pending
from motcua_storage.database import plain_url
from psycopg import sql

from motcua_cli.embedded.brokers import answering, bring_topics, check
from motcua_cli.embedded.folder import Unusable
from motcua_cli.embedded.migrations import MIGRATIONS

NAME = "motcua-resend"
SCHEMAS = ("workflow", "intake", "assignment", "notification", "liaison")
PATIENCE = 60.0
_RUNNING = (
    "SELECT DISTINCT split_part(application_name, '/', 1) FROM pg_catalog.pg_stat_activity"
    " WHERE datname = current_database() AND application_name LIKE 'motcua-%/%'"
)
_AGAIN = sql.SQL(
    "WITH back AS (DELETE FROM {schema}.sent RETURNING id, topic, key, envelope)"
    " INSERT INTO {schema}.outbox (id, topic, key, envelope) OVERRIDING SYSTEM VALUE SELECT id, topic, key, envelope FROM back"
)


def run(admin_database_url: str, kafka: KafkaSettings) -> Iterator[str]:
    """A sentence for each thing that was done. Safe to run again at any moment, also where it was cut off. Raises Unusable."""
    url = plain_url(admin_database_url)
    check(kafka)
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            _refuse_running(connection)
            if pending(url, MIGRATIONS):
                raise Unusable("The database is not at this program's version. Run `motcua migrate` first.")
            # The log first: a row that goes back to the outbox is sent to a log that has begun anew.
            yield from _begin_anew(kafka)
            for schema in SCHEMAS:
                with connection.transaction():
                    count = connection.execute(_AGAIN.format(schema=sql.Identifier(schema))).rowcount
                yield f"{schema}: {count} events are sent once more when it starts"
    except (psycopg.Error, MigrationError) as error:
        raise Unusable(f"The database does not do it: {str(error).strip().splitlines()[0]}") from error


def _refuse_running(connection: psycopg.Connection) -> None:
    running = sorted(row[0].removeprefix("motcua-") for row in connection.execute(_RUNNING))
    if running:
        raise Unusable(f"Stop every service first: {', '.join(running)} run on this database.")


def _begin_anew(kafka: KafkaSettings) -> Iterator[str]:
    """Groups and topics are removed and made as declared; who may do what in them stays."""
    from kafka import KafkaAdminClient
    from motcua_events.kafka_access import connected
    from motcua_events.topics import declared_topics

    with answering(kafka), closing(connected(KafkaAdminClient, kafka_access(kafka, NAME))) as admin:
        ours = [kafka.prefix + one.name for one in declared_topics()]
        groups = _groups(admin, kafka.prefix)
        _end_groups(admin, groups)
        there = [one for one in ours if one in set(admin.list_topics())]
        if there:
            admin.delete_topics(there)
        _until_gone(admin, ours)
    yield f"brokers: {len(groups)} positions and {len(there)} topics were removed"
    yield from (f"brokers: {one}" for one in bring_topics(kafka, NAME))


def _groups(admin: Any, prefix: str) -> list[str]:
    from motcua_cli.doctor.consumers import declared_groups

    ours = {prefix + one for one in declared_groups()}
    return sorted(str(one["group_id"]) for one in admin.list_groups() if one["group_id"] in ours)


def _end_groups(admin: Any, groups: Sequence[str]) -> None:
    """A member that was killed holds its group for some seconds. Raises Unusable."""
    until = time.monotonic() + PATIENCE
    left = list(groups)
    while left:
        said = admin.delete_groups(left)
        left = [one for one in left if str(said[one]) not in ("OK", "GroupIdNotFoundError")]
        if left and time.monotonic() > until:
            raise Unusable(
                f"Somebody still reads for {', '.join(left)} ({said[left[0]]}). Stop every service first."
            )
        time.sleep(0.5 if left else 0)


def _until_gone(admin: Any, topics: Sequence[str]) -> None:
    until = time.monotonic() + PATIENCE
    while set(topics) & set(admin.list_topics()):
        if time.monotonic() > until:
            raise Unusable("The brokers do not remove the topics. Look at their log, then run this again.")
        time.sleep(0.2)
