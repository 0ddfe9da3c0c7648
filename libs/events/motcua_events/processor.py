# SPDX-License-Identifier: Apache-2.0
"""What happens to one event in the database: handled, known, held back, buried, retried, discarded.

Owns the transactions of a consumer group; when and how often they are tried is the consumer's
(`consumer.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from motcua_storage import Database, on_commit
from motcua_storage.audit import caused_by
from sqlalchemy import Connection

from motcua_events.catalogue import declared_types
from motcua_events.dead_letters import HELD_BACK, DeadLetter, DeadLetters, Failed
from motcua_events.envelope import Event
from motcua_events.errors import EventError, Invalid, InvalidEnvelope, NotTried
from motcua_events.inbox import Claim, Inbox
from motcua_events.log import Record
from motcua_events.tracing import handling_span

Handler = Callable[[Connection, Event], None]
"""Applies one event in the transaction of the connection; it neither commits nor catches what it cannot
handle.
"""

Noted = Callable[[Connection, int, bool], None]
"""Told of a try of a dead letter in the transaction that keeps it: the letter's id, and whether it was handled."""

_LOG = structlog.get_logger("motcua_events")


class FloodOfLetters(EventError):
    """Too many dead letters in a short time."""


class EventProcessor:
    """Inbox, handlers and dead letters of one consumer group. Safe for threads."""

    def __init__(self, database: Database, group: str, handlers: Mapping[str, Handler]) -> None:
        self._database = database
        self._group = group
        self._handlers = dict(handlers)
        self._topics = {row.type: row.topic for row in declared_types()}
        self._inbox = Inbox(database.schema, group)
        self._letters = DeadLetters(database.schema, group)

    def apply(self, record: Record) -> None:
        """Handle an event once: its inbox row and its effect in one transaction. Raises what the handler
        raises.
        """
        event = Event.from_json(record.envelope)
        handler = self._handlers.get(event.type)
        if handler is None:
            return
        self._check_topic(event, record)
        with self._database.begin() as connection:
            claim = self._inbox.claim(connection, event.id, record.key)
            if claim is Claim.HELD:
                claim = self._claim_held(connection, record, event)
            if claim is Claim.MINE:
                self._handle(handler, connection, event)

    def bury(self, record: Record, failed: Failed, flood_limit: int, flood_window: timedelta) -> None:
        """Open a dead letter for an event that failed.

        Raises:
            FloodOfLetters: `flood_limit` letters opened within `flood_window` are open already; nothing was
                written.
        """
        event_id, event_type = _identity(record)
        with self._database.begin() as connection:
            if self._letters.count_recent(connection, flood_window) >= flood_limit:
                raise FloodOfLetters(
                    f"Consumer {self._group} stopped: {flood_limit} dead letters within {flood_window}. "
                    "Repair the cause, then resume the consumer and retry the letters."
                )
            self._letters.lock(connection, record.key)
            if not self._inbox.enter(connection, event_id):
                return
            letter = self._letters.bury(connection, record, event_id, event_type, failed)
        _LOG.error("event.buried", group=self._group, letter=letter, type=event_type, error=failed.sentence)

    def list_open(self, limit: int, after: int) -> Sequence[DeadLetter]:
        """Open letters with an id above `after`, oldest first."""
        with self._database.read() as connection:
            return self._letters.list_open(connection, limit, after)

    def newest(self, closed: bool, below: tuple[datetime, str] | None, limit: int) -> Sequence[DeadLetter]:
        """Open or closed letters, newest first, below a key."""
        with self._database.read() as connection:
            return self._letters.newest(connection, closed=closed, below=below, limit=limit)

    def count_open(self) -> int:
        """How many letters are open."""
        with self._database.read() as connection:
            return self._letters.count_open(connection)

    def key_of(self, letter_id: int) -> str:
        """Key of an open letter; NoSuchDeadLetter if there is none."""
        with self._database.read() as connection:
            return self._letters.get(connection, letter_id).key

    def head(self, key: str) -> DeadLetter | None:
        """The oldest open letter of a key."""
        with self._database.read() as connection:
            return self._letters.head(connection, key)

    def heads(self, keys: Collection[str]) -> dict[str, int]:
        """The ids of the oldest open letters, by key."""
        with self._database.read() as connection:
            return self._letters.heads(connection, keys)

    def retry_head(self, seen: DeadLetter, actor: str, noted: Noted | None = None) -> bool:
        """Handle the first letter of a key and close it; False if somebody else did meanwhile. `noted` is called in that
        transaction.

        Raises what the handler raises; then nothing has changed.
        """
        with self._database.begin() as connection:
            self._letters.lock(connection, seen.key)
            head = self._letters.head(connection, seen.key)
            if head is None or head.id != seen.id:
                return False
            event = Event.from_json(head.envelope)
            handler = self._handlers.get(event.type)
            if handler is None:
                raise EventError(
                    f"Group {self._group} has no handler for {event.type} any more; discard the letter."
                )
            self._handle(handler, connection, event)
            self._letters.close(connection, head.id, "retried", actor)
            if noted:
                noted(connection, head.id, True)
        _LOG.info("dead_letter.retried", group=self._group, letter=seen.id, actor=actor)
        return True

    def fail_again(
        self, letter: DeadLetter, error: Exception, actor: str, noted: Noted | None = None
    ) -> DeadLetter:
        """Record a retry that failed; the letter as it is now. `noted` is called in that transaction."""
        with self._database.begin() as connection:
            self._letters.fail_again(connection, letter.id, error, actor)
            if noted:
                noted(connection, letter.id, False)
            return self._letters.get(connection, letter.id)

    def discard(self, connection: Connection, letter_id: int, actor: str, reason: str) -> DeadLetter:
        """Close a letter without handling it, in the caller's transaction; the letter as it is then."""
        key = self._letters.get(connection, letter_id).key
        self._letters.lock(connection, key)
        letter = self._letters.get(
            connection, letter_id
        )  # a retry may have ended while we waited for the lock
        head = self._letters.head(connection, key)
        if letter.error_class == HELD_BACK or head is None or head.id != letter.id:
            raise NotTried(
                f"Letter {letter_id} waits behind another one, or was not tried since: retry the key first."
            )
        closed = self._letters.close(connection, letter_id, "discarded", actor, reason)
        said = {"group": self._group, "letter": letter_id, "type": letter.event_type, "actor": actor}
        on_commit(connection, lambda: _LOG.warning("dead_letter.discarded", **said))
        return closed

    def prune(self, keep: timedelta) -> bool:
        """Delete what is older than `keep` from inbox and closed letters; whether there may be more."""
        with self._database.begin() as connection:
            self._letters.prune(connection, keep)
            return self._inbox.prune(connection, keep)

    def forget(self) -> bool:
        """Delete what the inbox remembers, some thousand rows at a time, once nothing is read any more; whether there may be
        more."""
        with self._database.begin() as connection:
            return self._inbox.prune(connection, timedelta(0))

    def _handle(self, handler: Handler, connection: Connection, event: Event) -> None:
        with handling_span(self._group, event), caused_by(event.id):
            handler(connection, event)

    def _check_topic(self, event: Event, record: Record) -> None:
        """The log lets a service write to its own topics only; what it says there of another's work is no fact."""
        topic = self._topics.get(event.type, record.topic)
        if topic != record.topic:
            raise Invalid(f"{event.type} {event.id} came by {record.topic}; its writer uses {topic}.")

    def _claim_held(self, connection: Connection, record: Record, event: Event) -> Claim:
        """The key seems to be held back: look again under its lock, as a retry may have just ended."""
        self._letters.lock(connection, record.key)
        if not self._inbox.enter(connection, event.id):
            return Claim.SEEN
        head = self._letters.head(connection, record.key)
        if head is None:
            return Claim.MINE
        self._letters.bury(connection, record, event.id, event.type, Failed.held_back(head.id))
        return Claim.HELD


def _identity(record: Record) -> tuple[str, str]:
    """Id and type of an event; by its place in the log where the envelope cannot be read."""
    try:
        event = Event.from_json(record.envelope)
    except InvalidEnvelope:
        return f"{record.topic}/{record.partition}/{record.offset}", "unreadable"
    return event.id, event.type
