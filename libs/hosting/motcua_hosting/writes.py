# SPDX-License-Identifier: Apache-2.0
"""Idempotent writes at the gRPC boundary: claim the request id, work, keep the answer, all in one transaction.

A repeated `request_id` with the same content gets the first answer; with other content ALREADY_EXISTS (libs/rpc maps it).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

import sqlalchemy as sa
from google.protobuf.message import Message
from motcua_calendar.clock import Clock
from motcua_rpc import AlreadyExists, FieldError, InvalidInput, Unavailable, current_subject
from motcua_rpc.translation import lost_race
from motcua_storage import Database, RequestInProgress, RequestLog
from motcua_storage.requests import content_hash

from motcua_hosting.audit_calls import call_entry

Answer = TypeVar("Answer", bound=Message)

MAX_REQUEST_ID = 200
TRIES = 5
"""Of what must not be told as lost, should the database keep choosing it as the victim of a deadlock."""


class Write(Protocol):
    """Any request message of a writing method."""

    @property
    def request_id(self) -> str: ...

    def SerializeToString(self, *, deterministic: bool = ...) -> bytes: ...


class Writes:
    """The writes of one service: `Writes(database, RequestLog("intake"), "motcua.intake.v1.IntakeService", clock)`.

    Each leaves a row in the audit of the service, in the statement that keeps its answer; `clock` gives its business time.
    """

    def __init__(
        self, database: Database, requests: RequestLog, service: str, clock: Clock | None = None
    ) -> None:
        self._clock = clock
        self._database = database
        self._requests = requests
        self._service = service

    def read(self) -> AbstractContextManager[sa.Connection]:
        """A transaction that only reads, for the answers of a list."""
        return self._database.read()

    def begin(self) -> AbstractContextManager[sa.Connection]:
        """A transaction of its own, for what is kept whether or not the answer of a request is."""
        return self._database.begin()

    def answered(self, method: str, request: Write, kind: type[Answer]) -> Answer | None:
        """The first answer to this request, if there is one already; claims nothing.

        For methods that call another service first: ask here, call with derived request ids, then `run`.
        """
        _check(request.request_id)
        with self._database.read() as connection:
            kept = self._requests.peek(
                connection,
                request.request_id,
                content_hash(request.SerializeToString(deterministic=True)),
                caller=caller(),
                method=f"{self._service}/{method}",
            )
        return None if kept is None else kind.FromString(kept)

    def run(
        self, method: str, request: Write, kind: type[Answer], work: Callable[[sa.Connection], Answer]
    ) -> Answer:
        """Run `work` in a transaction that also keeps its answer and notes it in the audit; or give the answer that is kept.

        Raises:
            InvalidInput: no request id, or one longer than 200 characters.
            RequestReused: the id came with another content (ALREADY_EXISTS on the wire).
            Unavailable: the first call with this id is still at work.
        """
        with self._database.begin() as connection:
            first = self._find(connection, method, request, kind)
            if first is not None:
                return first
            answer = work(connection)
            kept = answer.SerializeToString(deterministic=True)
            entry = call_entry(f"{self._service}/{method}", request, answer, self._clock)
            self._requests.store_noted(connection, request.request_id, kept, entry, caller=caller())
            return answer

    def run_through(
        self, method: str, request: Write, kind: type[Answer], work: Callable[[sa.Connection], Answer]
    ) -> Answer:
        """As `run`, for what another service has carried out already: that a neighbour's transaction came in between says
        nothing about the caller's request, so it is done again. `work` may run more than once.

        Raises:
            As `run`.
        """
        for _ in range(TRIES - 1):
            try:
                return self.run(method, request, kind, work)
            except sa.exc.OperationalError as error:
                if not lost_race(error):
                    raise
        return self.run(method, request, kind, work)

    def _find(
        self, connection: sa.Connection, method: str, request: Write, kind: type[Answer]
    ) -> Answer | None:
        _check(request.request_id)
        try:
            kept = self._requests.find(
                connection,
                request.request_id,
                content_hash(request.SerializeToString(deterministic=True)),
                caller=caller(),
                method=f"{self._service}/{method}",
            )
        except RequestInProgress as error:
            raise Unavailable("REQUEST_IN_PROGRESS", error.message_vi, error.message_en) from error
        return None if kept is None else kind.FromString(kept)


def caller() -> str:
    """Whose request ids these are: the person, or the service account."""
    return current_subject().user_id


def derived_id(request_id: str, *parts: str) -> str:
    """The request id of a nested call: the same for the same parts, so that a repetition of the outer call is one of the inner
    call too. Never longer than a request id may be, and never cut: cutting would make different calls look the same."""
    whole = ":".join((request_id, *parts))
    if len(whole) <= MAX_REQUEST_ID:
        return whole
    return f"sha256:{hashlib.sha256(whole.encode()).hexdigest()}"


def reused(request_id: str) -> AlreadyExists:
    """The refusal of a request id that came before with another content, for services that find out themselves."""
    return AlreadyExists(
        "REQUEST_ID_REUSED",
        "Mã yêu cầu này đã dùng cho một nội dung khác.",
        "This request id was used before with other content; take a new one.",
        details={"request_id": request_id},
    )


def _check(request_id: str) -> None:
    # PostgreSQL cannot keep the character NUL.
    if not 1 <= len(request_id) <= MAX_REQUEST_ID or "\0" in request_id:
        raise InvalidInput(
            fields=[
                FieldError(
                    "request_id",
                    "REQUEST_ID_INVALID",
                    f"Cần mã yêu cầu từ 1 đến {MAX_REQUEST_ID} ký tự.",
                    f"A request id of 1 to {MAX_REQUEST_ID} characters is needed.",
                )
            ]
        )
