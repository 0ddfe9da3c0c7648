# SPDX-License-Identifier: Apache-2.0
"""`ListFailures`, `RetryFailure` and `DiscardFailure` of every service that consumes events: dead letters, and what else it could
not do or failed at, in one list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from google.protobuf.message import Message
from motcua.common.v1 import common_pb2
from motcua_rpc import FieldError, InvalidInput, Page, current_subject, next_page_token, page

from motcua_hosting.acts import Actor, FailureActs
from motcua_hosting.crashes import Crashes
from motcua_hosting.letters import (
    PREFIX,
    ConsumerFailures,
    Key,
    NotDiscardable,
    UnknownFailure,
    key_of,
    under,
)
from motcua_hosting.writes import Writes

__all__ = [
    "Actor",
    "ConsumerFailures",
    "Crashes",
    "FailureActs",
    "Failures",
    "Key",
    "OwnFailures",
    "UnknownFailure",
]

M = TypeVar("M", bound=Message)
REASON_CHARACTERS = 500
_REASON = FieldError(
    "reason", "REASON_INVALID", f"Cần ghi lý do bỏ sự kiện, từ 1 đến {REASON_CHARACTERS} ký tự.",
    f"A reason for giving up on the event is needed, of 1 to {REASON_CHARACTERS} characters.",
)  # fmt: skip


class OwnFailures(Protocol):
    """Failures of a service's own, such as messages that cannot be delivered. Their ids begin with `prefix`; the methods get
    and give what comes after it."""

    prefix: str

    def newest(self, below: Key | None, limit: int, everything: bool) -> Sequence[common_pb2.Failure]:
        """Newest first by (last_at, id) below a key; resolved ones too when `everything` is asked for."""

    def retry(self, connection: sa.Connection, own_id: str, by: str) -> common_pb2.Failure:
        """Let one be tried again; raises UnknownFailure."""


class Failures:
    """The methods, for any service: `Failures(writes, letters, acts, crashes, …)`."""

    def __init__(
        self, writes: Writes, letters: ConsumerFailures, acts: FailureActs, *own: OwnFailures
    ) -> None:
        self._writes = writes
        self._letters = letters
        self._acts = acts
        self._own = own

    def list(self, request: Any, kind: type[M]) -> M:
        """A page, newest first by the last change: open failures, with `all` those that are past and still kept as well.

        Raises:
            InvalidInput: a page size or token that cannot be.
        """
        query = {"list": "failures", "all": request.all}
        wanted = page(request.page_size, request.page_token, query=query)
        after, most = _after(wanted), wanted.size + 1
        rows = self._letters.newest(after, most, request.all)
        for own in self._own:
            rows += own.newest(under(after, own.prefix), most, request.all)
        rows.sort(key=key_of, reverse=True)
        shown = rows[: wanted.size]
        token = next_page_token(key_of(shown[-1]), query=query) if len(rows) > wanted.size else ""
        with self._writes.read() as connection:
            self._acts.tell(connection, shown)
        return kind(failures=shown, next_page_token=token)

    def retry(self, request: Any, kind: type[M]) -> M:
        """Let one be tried again, in the caller's name; the same request has the same answer.

        Raises:
            UnknownFailure.
        """
        first = self._writes.answered("RetryFailure", request, kind)
        if first is not None:
            return first
        actor = Actor.of(current_subject())
        # A letter is handled in transactions of its own; handling it twice has no second effect.
        owned = self._letters.owns(request.failure_id)
        letter = self._retry_letter(request.failure_id, actor) if owned else None

        def work(connection: sa.Connection) -> M:
            failure = letter or self._retry_own(connection, request.failure_id, actor)
            self._acts.tell(connection, [failure])
            return kind(failure=failure)

        return self._writes.run("RetryFailure", request, kind, work)

    def discard(self, request: Any, kind: type[M]) -> M:
        """Give up on an event for good, in the caller's name and with their reason; all in one transaction.

        Raises:
            UnknownFailure, NotDiscardable, InvalidInput: no reason, or one that is too long.
        """
        if not 1 <= len(request.reason.strip()) <= REASON_CHARACTERS or "\0" in request.reason:
            raise InvalidInput(fields=[_REASON])
        actor = Actor.of(current_subject())

        def work(connection: sa.Connection) -> M:
            if any(request.failure_id.startswith(own.prefix) for own in self._own):
                raise NotDiscardable()
            reason = request.reason.strip()
            failure = self._letters.discard(connection, request.failure_id, actor.user, reason)
            self._acts.note(connection, failure.id, "discard", actor, outcome="resolved", note=reason)
            self._acts.tell(connection, [failure])
            return kind(failure=failure)

        return self._writes.run("DiscardFailure", request, kind, work)

    def _retry_letter(self, failure_id: str, actor: Actor) -> common_pb2.Failure:
        """Each letter that is tried notes who did it in the transaction of that try; one that still waits behind another, and a
        stopped consumer, have none and are noted afterwards."""
        tried: set[str] = set()

        def noted(connection: sa.Connection, letter: int, handled: bool) -> None:
            tried.add(one := f"{PREFIX}{letter}")
            self._acts.note(connection, one, "retry", actor, outcome="resolved" if handled else "failed")

        failure = self._letters.retry(failure_id, actor.user, noted)
        if failure.id not in tried:
            with self._writes.begin() as connection:
                self._note_untried(connection, failure, actor)
        return failure

    def _note_untried(self, connection: sa.Connection, failure: common_pb2.Failure, actor: Actor) -> None:
        if failure.id.startswith(PREFIX):
            self._acts.note(connection, failure.id, "retry", actor, outcome="waiting")
        else:
            self._acts.note(connection, failure.id, "resume", actor)

    def _retry_own(self, connection: sa.Connection, failure_id: str, actor: Actor) -> common_pb2.Failure:
        own = next((one for one in self._own if failure_id.startswith(one.prefix)), None)
        if own is None or "\0" in failure_id:
            raise UnknownFailure()
        failure = own.retry(connection, failure_id.removeprefix(own.prefix), actor.user)
        self._acts.note(connection, failure.id, "seen" if failure.kind == "crash" else "retry", actor)
        return failure


def _after(wanted: Page) -> Key | None:
    if wanted.after is None:
        return None
    at, failure_id = wanted.after
    assert isinstance(at, datetime), "as next_page_token was given it"
    return at, str(failure_id)
