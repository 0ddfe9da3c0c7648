# SPDX-License-Identifier: Apache-2.0
"""What a failure of a handler means for the event: wait, try again, or give up on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from motcua_storage import FileStoreUnusable
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from motcua_events.errors import Invalid, InvalidEnvelope, Retryable

_SENTENCE_LIMIT = 2000

# SQLSTATE classes and codes that say that the server is away, not that this statement failed: connection
# exceptions, shutdown, crash, starting up.
_SERVER_AWAY = ("08", "57P")


class Verdict(Enum):
    """What to do with an event whose handler failed."""

    AWAIT = auto()
    """The service's own database or store of files is away: try again until it is back, however long."""
    RETRY = auto()
    """The cause passes by itself: try again until the time limit."""
    REPEAT = auto()
    """Unknown: try a few times."""
    BURY = auto()
    """It can never work: dead letter at once."""


@dataclass(frozen=True, slots=True)
class ConsumerPolicy:
    """How patient a consumer is.

    Attributes:
        batch: records of a partition read at once.
        poll_seconds: how soon events of other processes are found, at most (where there are any: `signal.py`).
        attempts: tries of an event that fails for an unknown reason.
        retry_limit: how long an event with a passing cause is tried, counted from its first failure.
        first_wait, longest_wait: seconds between tries, doubled each time. The longest bounds how long work waits after what it
            needed has come back.
        flood_limit, flood_window: this many open dead letters in this time; the next one stops the consumer.
        inbox_retention: rows of the inbox, and closed dead letters, older than this go. It must exceed the
            time for which the log may repeat an event.
        retryable: exceptions of the service's own that count as Retryable, such as an unreachable peer.
    """

    batch: int = 100
    poll_seconds: float = 1.0
    attempts: int = 4
    retry_limit: timedelta = timedelta(minutes=10)
    first_wait: float = 0.1
    longest_wait: float = 5.0
    flood_limit: int = 20
    flood_window: timedelta = timedelta(minutes=5)
    inbox_retention: timedelta = timedelta(days=30)
    retryable: tuple[type[Exception], ...] = ()


def judge(error: Exception, policy: ConsumerPolicy) -> Verdict:
    """What an exception that came out of a handler (or of the commit after it) means."""
    if isinstance(error, Invalid | InvalidEnvelope):
        return Verdict.BURY
    if isinstance(error, (Retryable, PoolTimeout, *policy.retryable)):
        return Verdict.RETRY
    if isinstance(error, FileStoreUnusable):
        return Verdict.AWAIT
    if isinstance(error, InterfaceError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return Verdict.AWAIT
    if isinstance(error, OperationalError):
        return Verdict.AWAIT if _server_is_away(error) else Verdict.RETRY
    return Verdict.REPEAT


def describe(error: Exception) -> tuple[str, str]:
    """Class and sentence of an error for the operator.

    Of a database error only its first message: parameters and details quote rows, which may be about persons.
    """
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    message = getattr(getattr(cause, "diag", None), "message_primary", None) or str(cause)
    sentence = message.strip().replace("\0", "") or type(cause).__name__
    return type(cause).__name__, sentence[:_SENTENCE_LIMIT]


def traceable(error: Exception) -> Exception | None:
    """The error if its traceback may be logged: that of a database error quotes rows."""
    return None if isinstance(error, DBAPIError) else error


def _server_is_away(error: OperationalError) -> bool:
    # Without a state the connection was never made.
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state.startswith(_SERVER_AWAY)
