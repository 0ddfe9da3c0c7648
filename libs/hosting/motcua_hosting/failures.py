# SPDX-License-Identifier: Apache-2.0
"""What a service's consumers could not handle, as the operator's page and `motcua doctor` see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua_events import Consumer, DeadLetter, NoSuchDeadLetter
from motcua_rpc import NotFound, current_subject

PREFIX = "letter-"
STOPPED = "consumer-"
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
        """At most 200 of each consumer, oldest first; before them the consumers that a flood of letters has stopped."""
        letters = [letter for consumer in self._consumers.values() for letter in consumer.list_failures(MOST)]
        letters.sort(key=lambda one: one.first_failed_at)
        stopped = [
            _stopped(self._service, consumer, letters)
            for consumer in self._consumers.values()
            if letters and consumer.status().state == "flooded"
        ]
        return [*stopped, *(_failure(self._service, letter) for letter in letters)]

    def owns(self, failure_id: str) -> bool:
        """Whether the id is that of a dead letter or a stopped consumer."""
        return failure_id.startswith((PREFIX, STOPPED))

    def retry(self, failure_id: str) -> common_pb2.Failure:
        """Handle the letter again, or let the stopped consumer go on, as the caller of the running handler; its state
        afterwards.

        Raises:
            UnknownFailure.
        """
        subject = current_subject()
        actor = subject.username or subject.user_id
        if failure_id.startswith(STOPPED):
            return self._resume(failure_id.removeprefix(STOPPED), actor)
        number = failure_id.removeprefix(PREFIX)
        letter = self._find(int(number)) if _is_id(number) and failure_id != number else None
        if letter is None:
            raise UnknownFailure()
        try:
            self._consumers[letter.consumer_group].retry(letter.id, actor)
        except NoSuchDeadLetter as error:
            raise UnknownFailure() from error
        after = self._find(letter.id)
        failure = _failure(self._service, after or letter)
        failure.state = "retried" if after else "resolved"
        failure.retried_by = actor
        return failure

    def _resume(self, group: str, actor: str) -> common_pb2.Failure:
        consumer = self._consumers.get(group)
        if consumer is None or consumer.status().state != "flooded":
            raise UnknownFailure()
        failure = _stopped(self._service, consumer, consumer.list_failures(MOST))
        consumer.resume(actor)
        failure.state, failure.retried_by = "retried", actor
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


def _stopped(service: str, consumer: Consumer, letters: Sequence[DeadLetter]) -> common_pb2.Failure:
    own = [letter for letter in letters if letter.consumer_group == consumer.group]
    made = common_pb2.Failure(
        id=f"{STOPPED}{consumer.group}", service=service, kind="dead_letter", subject=consumer.group,
        message=consumer.status().sentence, cause="FloodOfLetters", attempts=len(own), state="open",
    )  # fmt: skip
    if own:
        made.first_at.CopyFrom(_stamp(min(letter.first_failed_at for letter in own)))
        made.last_at.CopyFrom(_stamp(max(letter.last_failed_at for letter in own)))
    return made


def _is_id(number: str) -> bool:
    """Whether it can be the id of a row: a bigint."""
    return number.isascii() and number.isdecimal() and len(number) <= 18


def _stamp(moment: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(moment)
    return made
