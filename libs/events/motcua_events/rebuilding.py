# SPDX-License-Identifier: Apache-2.0
"""Rebuilds projections: reads their topic from its first record into the shadow table, some hundred records in a transaction with
the place where it stands, so that it goes on after a kill; then takes over what differs, with writers held off.

It is refused as a whole, and nothing changes, where the log has the first records no more, or never had them: half a history
would be told as a whole one.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from motcua_storage import Database, on_commit
from motcua_storage.audit import AuditLog, Entry, digest_of
from sqlalchemy import Connection, MetaData, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from motcua_events.envelope import Event
from motcua_events.errors import EventError, InvalidEnvelope
from motcua_events.failure import ConsumerPolicy, Verdict, judge
from motcua_events.log import BEGINNING, EventLog, Record
from motcua_events.natures import DeclaredProjection
from motcua_events.projection import TableProjection
from motcua_events.rebuild_table import rebuild_table
from motcua_events.signal import THIS_PROCESS
from motcua_events.tables import dead_letter_table
from motcua_events.worker import Worker

BATCH = 500
SELDOM = 5.0
"""Seconds after which a replica finds what another one was asked for."""
_LOG = structlog.get_logger("motcua_events")


class CannotRebuild(EventError):
    """It would not be what it was; `reason` is a word for the program, with its facts after a colon."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """How the last rebuilding of a projection is. `state`: running, done, refused, "" where there never was one; `reason` why it
    was refused: `gone:topic` (the log begins later), `lost:rows` (the log never had their beginning), `letters:count` (its
    consumer has open dead letters), `event:type:place` (one cannot be handled)."""

    projection: str
    state: str = ""
    reason: str = ""
    done: int = 0
    total: int = 0
    changed: int = 0
    by_user: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None


class Rebuilder(Worker):
    """Of one service. Any number may run: each projection is in the hands of one.

    Args:
        database: the service's.
        log: where the events are.
        projections: what there is, each with its row of proto/consumers.yaml.
    """

    def __init__(
        self,
        database: Database,
        log: EventLog,
        projections: Sequence[tuple[DeclaredProjection, TableProjection]],
    ) -> None:
        super().__init__(f"rebuilder-{database.schema}", longest_wait=5.0)
        metadata = MetaData(schema=database.schema)
        self._database = database
        self._log = log
        self._table = rebuild_table(metadata)
        self._audit = AuditLog(database.schema)
        self._letters = dead_letter_table(metadata)
        self._by_name = {declared.name: (declared, made) for declared, made in projections}
        self._awake = threading.Event()

    def ask(self, connection: Connection, name: str, by_user: str) -> Rebuilding:
        """Begin, in the caller's transaction; one that runs already is left alone. `name` is known.

        Raises:
            CannotRebuild: its consumer has open dead letters.
        """
        declared, made = self._by_name[name]
        running = self._row(connection, name)
        if running is not None and running.state == "running":
            return _told(running)
        self._check_letters(connection, declared)
        made.begin(connection)
        values = {
            "state": "running", "reason": "", "positions": {}, "done": 0, "total": 0, "changed": 0, "by_user": by_user,
            "started_at": func.now(), "ended_at": None,
        }  # fmt: skip
        adding = insert(self._table).values(projection=name, **values)
        connection.execute(adding.on_conflict_do_update(index_elements=["projection"], set_=values))
        on_commit(connection, self.wake)
        row = self._row(connection, name)
        assert row is not None, "it was just written"
        return _told(row)

    def states(self, connection: Connection) -> Sequence[Rebuilding]:
        """Of every projection, by name."""
        rows = {row.projection: _told(row) for row in connection.execute(select(self._table))}
        return [rows.get(name, Rebuilding(name)) for name in sorted(self._by_name)]

    def wake(self) -> None:
        """Look for something to do now."""
        self._awake.set()

    def step(self) -> bool:
        """Do one batch of one projection; False when none is to be rebuilt."""
        with self._database.begin() as connection:
            running = select(self._table).where(
                self._table.c.state == "running", self._table.c.projection.in_(list(self._by_name))
            )
            row = connection.execute(running.limit(1).with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return False
            declared, made = self._by_name[row.projection]
            try:
                with connection.begin_nested():
                    self._advance(connection, row, declared, made)
            except CannotRebuild as error:
                made.begin(connection)
                self._write(
                    connection,
                    declared.name,
                    state="refused",
                    reason=error.reason,
                    ended_at=func.clock_timestamp(),
                )
                _LOG.warning("projection.refused", projection=declared.name, reason=error.reason)
        return True

    def _round(self) -> None:
        if not self.step():
            self._awake.wait(SELDOM * THIS_PROCESS.seldom)
            self._awake.clear()

    def _tidy(self) -> None:
        """One row a projection: nothing grows."""

    def _leave(self) -> None:
        """Nothing is held between batches."""

    def _advance(
        self,
        connection: Connection,
        row: Row[tuple[object, ...]],
        declared: DeclaredProjection,
        made: TableProjection,
    ) -> None:
        positions = {int(number): int(at) for number, at in row.positions.items()}
        dropped = self._dropped(connection, declared)
        came = self._read_on(connection, positions, declared, made, dropped)
        ended = {}
        if not came:
            made.hold(connection)
            while more := self._read_on(connection, positions, declared, made, dropped):
                came += more
            ended = {"state": "done", "changed": self._finish(connection, declared, made)}
            ended["ended_at"] = func.clock_timestamp()
        self._write(
            connection, declared.name, positions={str(number): at for number, at in positions.items()},
            done=row.done + came, total=self._total(declared.topic), **ended,
        )  # fmt: skip

    def _read_on(
        self,
        connection: Connection,
        positions: dict[int, int],
        declared: DeclaredProjection,
        made: TableProjection,
        dropped: set[str],
    ) -> int:
        """A batch of each partition; how many records."""
        came = 0
        for number in range(self._log.partitions(declared.topic)):
            after = positions.get(number, BEGINNING)
            if self._log.first(declared.topic, number) > after + 1:
                raise CannotRebuild(f"gone:{declared.topic}")
            records = self._log.read(declared.topic, number, after, BATCH)
            for record in records:
                _apply(connection, made.handlers, record, dropped)
                positions[number] = record.offset
            came += len(records)
        return came

    def _finish(self, connection: Connection, declared: DeclaredProjection, made: TableProjection) -> int:
        self._check_letters(connection, declared)
        lost = made.lost(connection)
        if lost:
            raise CannotRebuild(f"lost:{lost}")
        changed = made.take_over(connection)
        about, digest = f"projection:{declared.name}", digest_of(f"{declared.name}: {changed} rows")
        self._audit.note(connection, Entry("work", "projection_rebuilt", digest, about))
        _LOG.info("projection.rebuilt", projection=declared.name, changed=changed)
        return changed

    def _total(self, topic: str) -> int:
        return sum(self._log.end(topic, number) + 1 for number in range(self._log.partitions(topic)))

    def _check_letters(self, connection: Connection, declared: DeclaredProjection) -> None:
        """What waits there is in the log, and not in the live table: whoever drops it afterwards would be overruled."""
        table = self._letters.c
        query = (
            select(func.count())
            .select_from(self._letters)
            .where(table.consumer_group == declared.group, table.state == "open")
        )
        waiting = connection.execute(query).scalar_one()
        if waiting:
            raise CannotRebuild(f"letters:{waiting}")

    def _dropped(self, connection: Connection, declared: DeclaredProjection) -> set[str]:
        """Events that operators gave up on."""
        table = self._letters.c
        query = select(table.event_id).where(
            table.consumer_group == declared.group, table.state == "discarded"
        )
        return set(connection.execute(query).scalars())

    def _row(self, connection: Connection, name: str) -> Row[tuple[object, ...]] | None:
        query = select(self._table).where(self._table.c.projection == name)
        return connection.execute(query).one_or_none()

    def _write(self, connection: Connection, name: str, **values: object) -> None:
        connection.execute(update(self._table).where(self._table.c.projection == name).values(**values))


def _apply(connection: Connection, handlers: Mapping[str, object], record: Record, dropped: set[str]) -> None:
    """As the consumer would, without inbox: what no handler wants, and what nobody can read, is passed over."""
    try:
        event = Event.from_json(record.envelope)
    except InvalidEnvelope:
        return
    handler = handlers.get(event.type)
    if not callable(handler) or event.id in dropped:
        return
    try:
        handler(connection, event)
    except Exception as error:  # whatever a handler raises: what passes is tried again, the rest ends it
        if judge(error, ConsumerPolicy()) in (Verdict.AWAIT, Verdict.RETRY):
            raise
        place = f"{record.topic}/{record.partition}/{record.offset}"
        raise CannotRebuild(f"event:{event.type}:{place}") from error


def _told(row: Row[tuple[object, ...]]) -> Rebuilding:
    return Rebuilding(
        row.projection, row.state, row.reason, row.done, row.total, row.changed, row.by_user, row.started_at, row.ended_at
    )  # fmt: skip
