# SPDX-License-Identifier: Apache-2.0
"""Events between services: written with the state they tell of, delivered in order per dossier, effective
once.

Outbox → relay → event log → consumer with inbox → dead letters. See README.md for the rules a service keeps.
"""

from motcua_events.broker import BROKER_MIGRATION
from motcua_events.catalogue import EventCatalogue, EventType
from motcua_events.consumer import Consumer, ConsumerStatus, RetryReport
from motcua_events.dead_letters import DeadLetter
from motcua_events.envelope import Event, new_event
from motcua_events.errors import (
    CatalogueError,
    EventError,
    EventTooLarge,
    ForeignEventType,
    Invalid,
    InvalidEnvelope,
    NoSuchDeadLetter,
    NotTried,
    Retryable,
    UnknownEventType,
    UnknownTopic,
)
from motcua_events.failure import ConsumerPolicy
from motcua_events.log import BEGINNING, Entry, EventLog, Record, Subscription, TopicPartition
from motcua_events.outbox import Outbox
from motcua_events.postgres_log import PostgresEventLog
from motcua_events.processor import Handler, Noted
from motcua_events.relay import Relay, RelayStatus
from motcua_events.retired import RetiredConsumer
from motcua_events.tables import (
    EventTables,
    create_event_tables_1,
    create_event_tables_2,
    create_event_tables_3,
    dead_letter_table,
    event_tables,
    inbox_table,
    outbox_table,
)

__all__ = [
    "BEGINNING",
    "BROKER_MIGRATION",
    "CatalogueError",
    "Consumer",
    "ConsumerPolicy",
    "ConsumerStatus",
    "DeadLetter",
    "Entry",
    "Event",
    "EventCatalogue",
    "EventError",
    "EventLog",
    "EventTables",
    "EventTooLarge",
    "EventType",
    "ForeignEventType",
    "Handler",
    "Invalid",
    "InvalidEnvelope",
    "NoSuchDeadLetter",
    "NotTried",
    "Noted",
    "Outbox",
    "PostgresEventLog",
    "Record",
    "Relay",
    "RelayStatus",
    "RetiredConsumer",
    "RetryReport",
    "Retryable",
    "Subscription",
    "TopicPartition",
    "UnknownEventType",
    "UnknownTopic",
    "create_event_tables_1",
    "create_event_tables_2",
    "create_event_tables_3",
    "dead_letter_table",
    "event_tables",
    "inbox_table",
    "new_event",
    "outbox_table",
]
