# SPDX-License-Identifier: Apache-2.0
"""What a service's consumers could not handle, as the operator's page and `motcua doctor` see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua_events import Consumer, DeadLetter, NoSuchDeadLetter
from motcua_rpc import NotFound, current_subject

PREFIX = "letter-"
MOST = 200


class UnknownFailure(NotFound):
    """No open failure has this id: it was resolved, or never was."""

    code = "FAILURE_UNKNOWN"
    message_vi = "Không có sự cố này, hoặc sự cố đã được xử lý."
    message_en = "There is no such failure, or it was resolved."


class ConsumerFailures:
    """The open dead letters of one service's consumers. A healthy system has none; a flood stops a consumer long before
    there are more than a page of them."""

    def __init__(self, service: str, consumers: Sequence[Consumer]) -> None:
        self._service = service
        self._consumers = {consumer.group: consumer for consumer in consumers}

    def list(self) -> list[common_pb2.Failure]:
        """At most 200 of each consumer, oldest first."""
        letters = [letter for consumer in self._consumers.values() for letter in consumer.list_failures(MOST)]
        return [
            _failure(self._service, letter) for letter in sorted(letters, key=lambda one: one.first_failed_at)
        ]

    def owns(self, failure_id: str) -> bool:
        """Whether the id is that of a dead letter."""
        return failure_id.startswith(PREFIX)

    def retry(self, failure_id: str) -> common_pb2.Failure:
        """Handle the letter again, as the caller of the running handler; its state afterwards.

        Raises:
            UnknownFailure.
        """
        number = failure_id.removeprefix(PREFIX)
        letter = self._find(int(number)) if number.isdecimal() else None
        if letter is None:
            raise UnknownFailure()
        subject = current_subject()
        actor = subject.username or subject.user_id
        try:
            self._consumers[letter.consumer_group].retry(letter.id, actor)
        except NoSuchDeadLetter as error:
            raise UnknownFailure() from error
        after = self._find(letter.id)
        failure = _failure(self._service, after or letter)
        failure.state = "retried" if after else "resolved"
        failure.retried_by = actor
        return failure

    def _find(self, letter_id: int) -> DeadLetter | None:
        for consumer in self._consumers.values():
            for letter in consumer.list_failures(1, letter_id - 1):
                if letter.id == letter_id:
                    return letter
        return None


def _failure(service: str, letter: DeadLetter) -> common_pb2.Failure:
    return common_pb2.Failure(
        id=f"{PREFIX}{letter.id}",
        service=service,
        kind="dead_letter",
        dossier_id=letter.key,
        subject=letter.event_type,
        message=letter.error,
        cause=letter.error_class,
        attempts=letter.attempts,
        first_at=_stamp(letter.first_failed_at),
        last_at=_stamp(letter.last_failed_at),
        state="retried" if letter.actor else "open",
        retried_by=letter.actor or "",
    )


def _stamp(moment: datetime) -> Timestamp:
    made: Any = Timestamp()
    made.FromDatetime(moment)
    return made  # type: ignore[no-any-return]
