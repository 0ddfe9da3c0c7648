# SPDX-License-Identifier: Apache-2.0
"""By which log the events of a folder go: PostgreSQL, or the Kafka that was named when it was first used. A log that is left
behind takes with it what nobody has read yet, so a folder keeps to its own."""

from __future__ import annotations

import json
from contextlib import closing, suppress

import sqlalchemy as sa
from motcua_hosting.event_log import kafka_access
from motcua_hosting.settings import KafkaSettings
from motcua_storage import Database

from motcua_cli.embedded.brokers import answering, bring_topics, check
from motcua_cli.embedded.folder import StateFolder, Unusable, write_private

NAME = "motcua-up"
_BEHIND = sa.text(
    "SELECT count(*) FROM broker.cursor JOIN broker.topic_partition USING (topic, partition)"
    " WHERE cursor.position + 1 < topic_partition.next_offset"
)


def prepare_way(folder: StateFolder, kafka: KafkaSettings, database_url: str) -> None:
    """Hold the folder to its log; make the topics where that is Kafka. Raises Unusable."""
    known = _known(folder)
    if not kafka.servers:
        if known:
            raise Unusable(
                f"The events of {folder.root} go by Kafka (cluster {known['cluster']}). Name its brokers in "
                "MOTCUA_KAFKA__SERVERS, or choose another folder with MOTCUA_VAR."
            )
        return
    check(kafka)
    way = {"cluster": _cluster(kafka), "prefix": kafka.prefix}
    if known and known != way:
        raise Unusable(
            f"The events of {folder.root} go by the Kafka cluster {known['cluster']} with prefix '{known['prefix']}', not "
            f"by {way['cluster']} with prefix '{kafka.prefix}'. Correct MOTCUA_KAFKA__SERVERS and MOTCUA_KAFKA__PREFIX."
        )
    if not known:
        _refuse_unread(folder, database_url)
        _refuse_taken(kafka)
        # Before there are topics, so that a start that is cut off here finds its own and no stranger's.
        write_private(folder.events, json.dumps(way) + "\n")
    bring_topics(kafka, NAME)


def told_way(kafka: KafkaSettings) -> dict[str, dict[str, str]]:
    """What `run.json` says of it, without user and password: commands find the brokers."""
    return {"kafka": {"servers": kafka.servers, "prefix": kafka.prefix}} if kafka.servers else {}


def _known(folder: StateFolder) -> dict[str, str]:
    try:
        found = json.loads(folder.events.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Unusable(
            f"{folder.events} cannot be read; write it again as docs/operators.md says."
        ) from error
    if not isinstance(found, dict) or found.keys() != {"cluster", "prefix"}:
        raise Unusable(f"{folder.events} is damaged; write it again as docs/operators.md says.")
    return found


def _cluster(kafka: KafkaSettings) -> str:
    """Its id."""
    from kafka import KafkaAdminClient
    from motcua_events.kafka_access import connected

    with answering(kafka), closing(connected(KafkaAdminClient, kafka_access(kafka, NAME))) as admin:
        return str(admin.describe_cluster()["cluster_id"])


def _refuse_taken(kafka: KafkaSettings) -> None:
    """Two systems that shared topics and groups would take each other's events."""
    from motcua_events.topics import declared_topics, present

    with answering(kafka):
        taken = present(kafka_access(kafka, NAME), declared_topics())
    if taken:
        raise Unusable(
            f"The brokers at {kafka.servers} have {kafka.prefix}{taken[0]} already, for another system's events. Choose a "
            "prefix that nobody uses in MOTCUA_KAFKA__PREFIX."
        )


def _refuse_unread(folder: StateFolder, database_url: str) -> None:
    database = Database(database_url, "workflow", 1, application=NAME)
    try:
        with database.read() as connection:
            behind = connection.execute(_BEHIND).scalar_one()
    finally:
        with suppress(Exception):
            database.close()
    if behind:
        raise Unusable(
            f"Events in the database of {folder.root} have not all been read yet, and would be left behind. Start once without "
            "MOTCUA_KAFKA__SERVERS, stop when `motcua doctor` finds nothing waiting, and start again with it."
        )
