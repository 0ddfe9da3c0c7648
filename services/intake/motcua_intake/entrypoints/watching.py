# SPDX-License-Identifier: Apache-2.0
"""The stream of events: one thread for each that is open, in a pool of its own; nothing is held for a reader but its place.

A reader takes events at its own pace, as the next ones are read when the last one went out. One that takes none keeps a place
from others, so it is cut; one caller has few places, and all have a number that a server bears.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Protocol

import structlog
from motcua.intake.v1 import watching_pb2 as pb
from motcua_identity import Subject
from motcua_rpc import Unavailable, current_subject
from motcua_rpc.structs import to_struct
from motcua_storage import Database

from motcua_intake.adapters import feed
from motcua_intake.adapters.feed import Place, Told
from motcua_intake.app import watching
from motcua_intake.app.announcing import stamp
from motcua_intake.app.desk import Desk
from motcua_intake.app.feeding import FeedSignal
from motcua_intake.domain.watching import write_cursor
from motcua_intake.errors import ReaderTooSlow, StreamsLimit

LOG = structlog.get_logger("motcua_intake")
KEPT: Final = timedelta(days=90)
"""As long as the log of events keeps them; a program that was away longer reads the dossiers anew."""
FORGOTTEN_AT_ONCE: Final = 5_000
TIDY_SECONDS: Final = 3600.0


@dataclass(frozen=True)
class Limits:
    """Seconds and numbers of streams; tests take smaller ones."""

    streams: int = 64
    of_one_caller: int = 4
    heartbeat: float = 15.0
    # How soon events of another process are found.
    poll: float = 2.0
    # How long one message may wait for its reader.
    patience: float = 30.0


class Sending(Protocol):
    """What is used of a gRPC context."""

    def is_active(self) -> bool: ...
    def cancel(self) -> None: ...
    def add_callback(self, callback: Any) -> bool: ...


@dataclass(eq=False)
class Reader:
    """One open stream. `since`: when its last message was given to gRPC, None while it waits for news."""

    context: Sending
    since: float | None = field(default=None)


class Readers:
    """The open streams of this process; a `Background` of the service, which cuts who does not read and forgets old events."""

    def __init__(self, database: Database, signal: FeedSignal, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.signal = signal
        self.closing = threading.Event()
        self._database = database
        self._lock = threading.Lock()
        self._open: dict[Reader, str] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def place(self, subject: Subject, context: Sending) -> Iterator[Reader]:
        """A place for one stream; raises StreamsLimit."""
        reader, caller = Reader(context), subject.user_id
        with self._lock:
            of_caller = Counter(self._open.values())[caller]
            if len(self._open) >= self.limits.streams or of_caller >= self.limits.of_one_caller:
                raise StreamsLimit()
            self._open[reader] = caller
        context.add_callback(self.signal.notify)  # who hangs up frees the thread at once
        try:
            yield reader
        finally:
            with self._lock:
                self._open.pop(reader, None)

    def start(self) -> None:
        self.closing.clear()
        self._thread = threading.Thread(target=self._run, name="intake-feed-readers", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        self.closing.set()
        self.signal.notify()
        if self._thread is not None:
            self._thread.join(timeout)

    def cut_slow(self) -> int:
        """Cancel the streams whose reader takes nothing at all; those that take something late are told why by their own."""
        with self._lock:
            until = time.monotonic() - 2 * self.limits.patience
            slow = [one for one in self._open if one.since is not None and one.since < until]
        for one in slow:
            one.context.cancel()
        return len(slow)

    def tidy(self) -> int:
        """Forget what is too old; how many events went."""
        total = 0
        while True:
            with self._database.begin() as connection:
                gone = feed.forget(connection, KEPT, FORGOTTEN_AT_ONCE)
            total += gone
            if gone < FORGOTTEN_AT_ONCE:
                return total

    def _run(self) -> None:
        tidy_at = time.monotonic() + TIDY_SECONDS
        while not self.closing.wait(self.limits.poll):
            self.cut_slow()
            if time.monotonic() < tidy_at:
                continue
            tidy_at = time.monotonic() + TIDY_SECONDS
            try:
                self.tidy()
            except Exception as error:  # a thread of its own must outlive any failure
                LOG.warning("feed.not_tidied", error=type(error).__name__)


class WatchMethods:
    """WatchEvents, for the servicer."""

    def __init__(self, database: Database, desk: Desk, readers: Readers) -> None:
        self._database = database
        self._desk = desk
        self._readers = readers

    def watch(self, request: pb.WatchEventsRequest, context: Any) -> Iterator[pb.WatchEventsResponse]:
        """Messages until the caller hangs up."""
        subject = current_subject()
        with self._readers.place(subject, context) as reader:
            with self._database.read() as connection:
                start = watching.begin(
                    connection, subject, request.cursor, request.dossier_id, from_now=request.from_now
                )
            for message in self._messages(subject, start, request.dossier_id, context):
                reader.since = time.monotonic()
                yield message
                if time.monotonic() - reader.since > self._readers.limits.patience:
                    raise ReaderTooSlow()
                reader.since = None

    def _messages(
        self, subject: Subject, place: Place, dossier_id: str, context: Sending
    ) -> Iterator[pb.WatchEventsResponse]:
        limits, signal = self._readers.limits, self._readers.signal
        yield _heartbeat(place)
        told_at = time.monotonic()
        while context.is_active():
            if self._readers.closing.is_set():
                raise Unavailable()
            seen = signal.generation
            with self._database.read() as connection:
                batch = watching.read_on(connection, subject, place, dossier_id)
                said = watching.shown(connection, self._desk, subject, batch.events)
            for one, data in said:
                yield pb.WatchEventsResponse(cursor=_cursor(one.place), event=_event(one, data))
            place = batch.upto
            if said or time.monotonic() - told_at >= limits.heartbeat:
                if not said:
                    yield _heartbeat(place)
                told_at = time.monotonic()
            if not batch.more:
                signal.wait(seen, min(limits.poll, limits.heartbeat))


def _cursor(place: Place) -> str:
    return write_cursor(place.position, place.event_id)


def _heartbeat(place: Place) -> pb.WatchEventsResponse:
    return pb.WatchEventsResponse(cursor=_cursor(place))


def _event(told: Told, data: Mapping[str, Any] | None) -> pb.DossierEvent:
    return pb.DossierEvent(
        event_id=told.place.event_id,
        type=told.type,
        at=stamp(told.at),
        dossier_id=told.dossier_id,
        dossier_code=told.code,
        procedure_key=told.procedure_key,
        unit=told.unit,
        data=to_struct(data) if data is not None else None,
    )
