# SPDX-License-Identifier: Apache-2.0
"""Where a service's events go: the log in PostgreSQL, or Kafka where its brokers are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motcua_events import EventCatalogue, EventLog, PostgresEventLog
from motcua_storage import Database

from motcua_hosting.settings import KafkaSettings, ServiceSettings

if TYPE_CHECKING:  # the client takes a fifth of a second to import, and most processes have no brokers
    from motcua_events.kafka_access import KafkaAccess


def event_log(settings: ServiceSettings, database: Database) -> EventLog:
    """The log of this service; whoever takes it closes it. Connects when it is first used."""
    if not settings.kafka.servers:
        return PostgresEventLog(database, EventCatalogue.load().topics)
    from motcua_events.kafka_log import KafkaEventLog
    from motcua_events.topics import partitions

    return KafkaEventLog(kafka_access(settings.kafka, database.application), partitions())


def kafka_access(settings: KafkaSettings, name: str) -> KafkaAccess:
    """How a process called `name` reaches the brokers."""
    from motcua_events.kafka_access import KafkaAccess

    return KafkaAccess(
        tuple(one.strip() for one in settings.servers.split(",")),
        settings.user,
        settings.password.get_secret_value(),
        settings.authority,
        name,
        settings.prefix,
    )
