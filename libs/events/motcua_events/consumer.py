# SPDX-License-Identifier: Apache-2.0
"""The consumer: takes events from the log to a service's handlers, each effect once and in order per key.

One transaction per event holds the inbox row and the handler's effect; the group's position in the log is
committed afterwards, per batch. A crash in between repeats events, and their inbox rows make that harmless.
What a failure of a handler means is `failure.py`'s; a partition waits while its next event is tried again, so
nothing overtakes it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Literal

import structlog
from motcua_storage import Database
from opentelemetry import metrics
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from motcua_events.dead_letters import DeadLetter, Failed
from motcua_events.failure import ConsumerPolicy, Verdict, describe, judge, traceable
from motcua_events.log import EventLog, Record, Subscription, TopicPartition
from motcua_events.processor import EventProcessor, FloodOfLetters, Handler, Noted
from motcua_events.signal import THIS_PROCESS
from motcua_events.worker import Worker, back_off

_LOG = structlog.get_logger("motcua_events")
_LATENCY = metrics.get_meter("motcua_events").create_histogram(
    "motcua.event.latency", "s", "From an event's arrival in the log to its effect, by consumer group.",
    explicit_bucket_boundaries_advisory=(0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60, 300),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConsumerStatus:
    """How a consumer is.

    Attributes:
        state: `blocked` while an event is tried again, `flooded` after too many dead letters (see
            `Consumer.resume`), `failing` when the log or the database cannot be reached.
        lag: records not yet committed, by topic and partition.
        open_letters: dead letters that wait for a person.
        sentence: what it waits for, empty when all is well.
    """

    state: Literal["running", "blocked", "flooded", "failing", "stopped"]
    lag: Mapping[TopicPartition, int]
    open_letters: int
    sentence: str


@dataclass(frozen=True, slots=True)
class RetryReport:
    """What a retry did: the letters that went through, and the one that failed again (None: none is left)."""

    retried: Sequence[int]
    failed: DeadLetter | None = None


@dataclass(slots=True)
class _Trouble:
    """An event that is being tried again; times are of the monotonic clock."""

    offset: int
    since: float
    attempts: int = 0
    until: float = 0.0
    sentence: str = ""

    @property
    def elapsed(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self.since)


@dataclass(slots=True)
class _Gate:
    """Open, or closed by a flood until a person opens it."""

    closed: bool = False
    sentence: str = ""
    opened: threading.Event = field(default_factory=threading.Event)


class Consumer(Worker):
    """One consumer group of a service: a thread of its own, or `run` in the caller's.

    Args:
        database: the service's database; its schema holds inbox and dead letters.
        group: name of the group, unique in the installation: `<service>` or `<service>.<purpose>`.
        topics: topics to read.
        handlers: by event type; events of other types are passed over without a trace.
        log: where events come from.
        policy: patience and limits.
        former: a group of an earlier release with the same topics, where there was one: this one goes on where that one stands.
    """

    def __init__(
        self,
        database: Database,
        group: str,
        topics: Sequence[str],
        handlers: Mapping[str, Handler],
        log: EventLog,
        *,
        policy: ConsumerPolicy | None = None,
        former: str = "",
    ) -> None:
        self._policy = policy or ConsumerPolicy()
        super().__init__(f"consumer-{group}", longest_wait=2.0)
        self._events = EventProcessor(database, group, handlers)
        self._group = group
        self._labels = {"group": group}
        self._topics = tuple(topics)
        self._log = log
        self._former = former
        self._subscription: Subscription | None = None
        self._left: Subscription | None = None
        """The one before, which still says how far behind the group is."""
        self._trouble: dict[TopicPartition, _Trouble] = {}
        self._gate = _Gate()
        self._resumed_at = float("-inf")

    @property
    def group(self) -> str:
        """The name of the consumer group."""
        return self._group

    @property
    def topics(self) -> tuple[str, ...]:
        """What it follows."""
        return self._topics

    @property
    def flooded(self) -> bool:
        """Whether a flood of dead letters has stopped it; asks nobody."""
        return self._gate.closed

    # For operators ------------------------------------------------------------------------------------------

    def list_failures(self, limit: int = 100, after: int = 0) -> Sequence[DeadLetter]:
        """Open dead letters with an id above `after`, oldest first."""
        return self._events.list_open(limit, after)

    def newest_failures(
        self, limit: int = 100, below: tuple[datetime, str] | None = None, *, closed: bool = False
    ) -> Sequence[DeadLetter]:
        """Dead letters, newest first: open ones by their last failure, closed ones (until they are pruned) by their closing;
        `below` is that moment and the id as text of the last one seen."""
        return self._events.newest(closed, below, limit)

    def heads(self, keys: Collection[str]) -> Mapping[str, int]:
        """By key, the id of the open letter that all others of the key wait behind; keys without one are left out."""
        return self._events.heads(keys)

    def retry(self, dead_letter_id: int, actor: str, noted: Noted | None = None) -> RetryReport:
        """Handle the letter's key again: its open letters in order, until none is left or one fails again.

        Letters that stand before the one named are taken too, as nothing may overtake them. Each is a
        transaction of its own, with `actor` recorded; `noted` is called in each of them, with the letter's id and
        whether it was handled.

        Raises:
            NoSuchDeadLetter: unknown, or closed meanwhile.
        """
        key = self._events.key_of(dead_letter_id)
        retried: list[int] = []
        while (head := self._events.head(key)) is not None:
            try:
                closed = self._events.retry_head(head, actor, noted)
            except Exception as error:  # whatever a handler raises belongs into the letter
                return RetryReport(retried, self._events.fail_again(head, error, actor, noted))
            if closed:
                retried.append(head.id)
        return RetryReport(retried)

    def discard(self, connection: Connection, dead_letter_id: int, actor: str, reason: str) -> DeadLetter:
        """Give up on an event for good, in the caller's transaction; those behind it stay and can then be retried. The letter
        as it is now.

        Raises:
            NoSuchDeadLetter: unknown, or closed meanwhile.
            NotTried: it waits behind another one, or only waited so far; nobody knows whether it would fail.
        """
        return self._events.discard(connection, dead_letter_id, actor, reason)

    def resume(self, actor: str) -> None:
        """Go on after a flood; letters opened so far count no more towards the next one."""
        self._resumed_at = time.monotonic()
        self._gate.closed, self._gate.sentence = False, ""
        self._gate.opened.set()
        _LOG.warning("consumer.resumed", group=self._group, actor=actor)

    def lag(self) -> Mapping[TopicPartition, int]:
        """Records not yet committed, by topic and partition; asks the log."""
        subscription = self._subscription or (self._left if self._gate.closed else None)
        return subscription.lag() if subscription else {}

    def status(self) -> ConsumerStatus:
        """How the consumer is now; asks the database."""
        letters, lag = self._events.count_open(), self.lag()
        state, sentence = self._state()
        return ConsumerStatus(state, lag, letters, sentence)

    def _state(self) -> tuple[Literal["running", "blocked", "flooded", "failing", "stopped"], str]:
        if self._gate.closed:
            return "flooded", self._gate.sentence
        if not self.running:
            return "stopped", ""
        if self._failures:
            return "failing", self._last_error
        troubles = [trouble.sentence for trouble in list(self._trouble.values())]
        return ("blocked", " ".join(troubles)) if troubles else ("running", "")

    # The loop -----------------------------------------------------------------------------------------------

    def wake(self) -> None:
        """End the wait for events."""
        self._gate.opened.set()
        if (subscription := self._subscription) is not None:
            subscription.wake()

    def _round(self) -> None:
        if self._gate.closed:
            self._leave()  # else its group would wait for it whenever another member comes or goes
            self._gate.opened.wait(self._policy.poll_seconds)
            self._gate.opened.clear()
            return
        if self._subscription is None:
            if self._former:
                self._log.succeed(self._group, self._former)
            self._subscription = self._log.subscribe(self._group, self._topics)
        paused = self._paused()
        records = self._subscription.poll(self._policy.batch, self._patience(paused), paused)
        for place in [one for one in self._trouble if not self._subscription.holds(one)]:
            del self._trouble[place]  # another member's by now, which says what it waits for
        done: dict[TopicPartition, int] = {}
        try:
            for _, run in groupby(records, key=lambda record: record.place):
                self._work_through(run, done)
        finally:
            self._subscription.commit(done)

    def _work_through(self, records: Iterable[Record], done: dict[TopicPartition, int]) -> None:
        assert self._subscription is not None
        for record in records:
            if self._stopping.is_set() or self._gate.closed or not self._deal_with(record):
                self._subscription.seek(record)
                return
            done[record.place] = record.offset

    def _deal_with(self, record: Record) -> bool:
        """True when the event is done with: handled, known, passed over or buried."""
        try:
            self._events.apply(record)
            age = (datetime.now(UTC) - record.appended_at).total_seconds()
            _LATENCY.record(max(age, 0.0), self._labels)
        except Exception as error:  # a handler may raise anything; judge() says what it means
            return self._after_failure(record, error)
        self._trouble.pop(record.place, None)
        return True

    # Failures -----------------------------------------------------------------------------------------------

    def _after_failure(self, record: Record, error: Exception) -> bool:
        trouble = self._trouble.get(record.place)
        if trouble is None or trouble.offset != record.offset:
            trouble = self._trouble[record.place] = _Trouble(record.offset, time.monotonic())
        trouble.attempts += 1
        trouble.sentence = "{}: {}".format(*describe(error))
        if self._is_worth_another_try(error, trouble):
            self._put_off(record, trouble)
            return False
        return self._try_to_bury(record, error, trouble)

    def _is_worth_another_try(self, error: Exception, trouble: _Trouble) -> bool:
        match judge(error, self._policy):
            case Verdict.AWAIT:
                return True
            case Verdict.RETRY:
                return trouble.elapsed < self._policy.retry_limit
            case Verdict.REPEAT:
                return trouble.attempts < self._policy.attempts
            case Verdict.BURY:
                return False

    def _put_off(self, record: Record, trouble: _Trouble) -> None:
        wait = back_off(trouble.attempts, self._policy.first_wait, self._policy.longest_wait)
        trouble.until = time.monotonic() + wait
        _LOG.warning("event.put_off", group=self._group, place=record.place, offset=record.offset,
                     attempts=trouble.attempts, error=trouble.sentence)  # fmt: skip

    def _try_to_bury(self, record: Record, error: Exception, trouble: _Trouble) -> bool:
        failed = Failed.by(error, trouble.attempts, trouble.elapsed)
        _LOG.error("event.given_up", group=self._group, place=record.place, offset=record.offset,
                   attempts=trouble.attempts, error=trouble.sentence, exc_info=traceable(error))  # fmt: skip
        try:
            self._events.bury(record, failed, self._policy.flood_limit, self._flood_window())
        except FloodOfLetters as flood:
            self._close_gate(str(flood))
            return False
        except SQLAlchemyError:  # the letter cannot be written now, so the event stays where it is
            self._put_off(record, trouble)
            return False
        self._trouble.pop(record.place, None)
        return True

    def _flood_window(self) -> timedelta:
        since_resumed = min(time.monotonic() - self._resumed_at, self._policy.flood_window.total_seconds())
        return timedelta(seconds=since_resumed)

    def _close_gate(self, sentence: str) -> None:
        self._gate.opened.clear()
        self._gate.closed, self._gate.sentence = True, sentence
        _LOG.critical("consumer.flooded", group=self._group, sentence=sentence)

    def _paused(self) -> Sequence[TopicPartition]:
        now = time.monotonic()
        return [place for place, trouble in self._trouble.items() if trouble.until > now]

    def _patience(self, paused: Sequence[TopicPartition]) -> float:
        """Seconds to wait for events: not beyond the next try."""
        now = time.monotonic()
        nexts = [self._trouble[place].until - now for place in paused]
        return max(0.0, min([self._policy.poll_seconds * THIS_PROCESS.seldom, *nexts]))

    # Thread -------------------------------------------------------------------------------------------------

    def _tidy(self) -> None:
        while self._events.prune(self._policy.inbox_retention) and not self._stopping.is_set():
            pass

    def _leave(self) -> None:
        """What was polled and not dealt with is forgotten here, and polled again by the next subscription."""
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            self._left = subscription
            subscription.close()
