# SPDX-License-Identifier: Apache-2.0
"""Dead letters: events that a consumer group could not handle, with the reason, kept until a person decides.

While a key has an open letter, later events of that key wait behind it, so that a dossier is never worked on
out of order. Letters of a key leave in the order of their ids: retried by `Consumer.retry`, or discarded with
a reason, which is kept for good. Copies for whoever watches the log stand in `<topic>.dlq` (`dead_letter_copies.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Connection,
    MetaData,
    Select,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    tuple_,
    update,
)

from motcua_events.dead_letter import HELD_BACK as HELD_BACK
from motcua_events.dead_letter import DeadLetter as DeadLetter
from motcua_events.dead_letter_copies import DeadLetterCopies
from motcua_events.errors import NoSuchDeadLetter
from motcua_events.failure import describe
from motcua_events.log import Record
from motcua_events.tables import dead_letter_table

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


@dataclass(frozen=True, slots=True)
class Failed:
    """Why an event goes to the dead letters; `elapsed` is the time since its first failure."""

    error_class: str
    sentence: str
    attempts: int
    elapsed: timedelta = timedelta(0)
    behind: int | None = None

    @classmethod
    def by(cls, error: Exception, attempts: int, elapsed: timedelta) -> Failed:
        """A failure by an exception."""
        error_class, sentence = describe(error)
        return cls(error_class, sentence, attempts, elapsed)

    @classmethod
    def held_back(cls, head: int) -> Failed:
        """Not tried, because letter `head` of the same key is open."""
        return cls(HELD_BACK, f"Waits behind dead letter {head} of the same key.", 0, behind=head)


class DeadLetters:
    """The dead letters of one consumer group in a service's schema. All in the caller's transaction."""

    def __init__(self, schema: str, group: str) -> None:
        self._table = dead_letter_table(MetaData(schema=schema))
        self._copies = DeadLetterCopies(schema)
        self._group = group
        self._lock_name = f"motcua.dead_letter:{schema}:{group}:"

    def lock(self, connection: Connection, key: str) -> None:
        """Keep everybody else away from the letters of `key` until the transaction ends."""
        connection.execute(_LOCK, {"name": self._lock_name + key})

    def head(self, connection: Connection, key: str) -> DeadLetter | None:
        """The oldest open letter of a key."""
        columns = self._table.c
        found = self._open().where(columns.key == key).order_by(columns.id).limit(1)
        row = connection.execute(found).one_or_none()
        return None if row is None else DeadLetter(**row._asdict())

    def heads(self, connection: Connection, keys: Collection[str]) -> dict[str, int]:
        """The ids of the oldest open letters, by key; in one statement."""
        if not keys:
            return {}
        columns = self._table.c
        query = (
            select(columns.key, func.min(columns.id))
            .where(
                columns.consumer_group == self._group,
                columns.state == text("'open'"),
                columns.key.in_(sorted(keys)),
            )
            .group_by(columns.key)
        )
        return {key: int(head) for key, head in connection.execute(query)}

    def get(self, connection: Connection, letter_id: int) -> DeadLetter:
        """An open letter by its id.

        Raises:
            NoSuchDeadLetter: unknown, of another group, or closed.
        """
        row = connection.execute(self._open().where(self._table.c.id == letter_id)).one_or_none()
        if row is None:
            raise NoSuchDeadLetter(
                f"No open dead letter {letter_id} in group {self._group}: retried, discarded, or never there."
            )
        return DeadLetter(**row._asdict())

    def list_open(self, connection: Connection, limit: int = 100, after: int = 0) -> Sequence[DeadLetter]:
        """Open letters with an id above `after`, oldest first."""
        columns = self._table.c
        rows = connection.execute(self._open().where(columns.id > after).order_by(columns.id).limit(limit))
        return [DeadLetter(**row._asdict()) for row in rows]

    def newest(
        self, connection: Connection, *, closed: bool, below: tuple[datetime, str] | None, limit: int
    ) -> Sequence[DeadLetter]:
        """Open letters by their last failure, or closed ones by their closing: newest first, those of one moment by
        the text of their id, downwards from a key of both."""
        columns = self._table.c
        at = columns.closed_at if closed else columns.last_failed_at
        name = cast(columns.id, Text).collate("C")
        state = columns.state != text("'open'") if closed else columns.state == text("'open'")
        query = select(self._table).where(columns.consumer_group == self._group, state)
        if below is not None:
            # The first condition is what an index can use.
            query = query.where(
                at <= below[0], tuple_(at, name) < tuple_(literal(below[0]), literal(below[1]))
            )
        rows = connection.execute(query.order_by(at.desc(), name.desc()).limit(limit))
        return [DeadLetter(**row._asdict()) for row in rows]

    def count_open(self, connection: Connection) -> int:
        """How many letters are open."""
        return connection.execute(select(func.count()).select_from(self._open().subquery())).scalar_one()

    def count_recent(self, connection: Connection, window: timedelta) -> int:
        """Open letters of the last `window` that failed themselves; those that only wait are no sign of a
        flood.
        """
        columns = self._table.c
        recent = self._open().where(columns.opened_at > func.now() - window, columns.behind.is_(None))
        return connection.execute(select(func.count()).select_from(recent.subquery())).scalar_one()

    def bury(
        self, connection: Connection, record: Record, event_id: str, event_type: str, failed: Failed
    ) -> int:
        """Open a letter; its id."""
        now = func.clock_timestamp()
        values = {
            "consumer_group": self._group,
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "key": record.key,
            "event_id": event_id,
            "event_type": event_type,
            "envelope": record.envelope,
            "behind": failed.behind,
            "error_class": failed.error_class,
            "error": failed.sentence,
            "attempts": failed.attempts,
            "first_failed_at": now - failed.elapsed,
            "last_failed_at": now,
        }
        row = connection.execute(insert(self._table).values(values).returning(*self._table.c)).one()
        return self._told(connection, DeadLetter(**row._asdict())).id

    def fail_again(self, connection: Connection, letter_id: int, error: Exception, actor: str) -> None:
        """Record a retry that failed, and by whom."""
        error_class, sentence = describe(error)
        table = self._table
        row = connection.execute(
            update(table)
            .where(table.c.id == letter_id, table.c.state == "open")
            .values(
                error_class=error_class,
                error=sentence,
                attempts=table.c.attempts + 1,
                last_failed_at=func.clock_timestamp(),
                actor=actor,
            )
            .returning(*table.c)
        ).one_or_none()
        if row is not None:
            self._told(connection, DeadLetter(**row._asdict()))

    def close(
        self, connection: Connection, letter_id: int, state: str, actor: str, note: str | None = None
    ) -> DeadLetter:
        """Close an open letter as `retried` or `discarded`; the caller has locked its key and seen it open."""
        table = self._table
        attempts = table.c.attempts + (1 if state == "retried" else 0)
        row = connection.execute(
            update(table)
            .where(table.c.id == letter_id, table.c.state == "open")
            .values(state=state, attempts=attempts, closed_at=func.now(), actor=actor, note=note)
            .returning(*table.c)
        ).one()
        return self._told(connection, DeadLetter(**row._asdict()))

    def prune(self, connection: Connection, keep: timedelta) -> None:
        """Delete letters that were handled after all longer ago than `keep`. Who gave up on which event, and why, stays."""
        table = self._table
        old = (table.c.state == "retried") & (table.c.closed_at < func.now() - keep)
        connection.execute(table.delete().where(table.c.consumer_group == self._group, old))

    def _told(self, connection: Connection, letter: DeadLetter) -> DeadLetter:
        """Each change of a letter is told in the log."""
        self._copies.tell(connection, letter)
        return letter

    def _open(self) -> Select[tuple[object, ...]]:
        columns = self._table.c
        return select(self._table).where(
            columns.consumer_group == self._group, columns.state == text("'open'")
        )
