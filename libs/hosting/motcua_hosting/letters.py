# SPDX-License-Identifier: Apache-2.0
"""What a service's consumers could not handle, and consumers that a flood of it has stopped, as failures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua_events import Consumer, DeadLetter, NoSuchDeadLetter, Noted, NotTried
from motcua_rpc import Conflict, NotFound
from sqlalchemy import Connection

PREFIX = "letter-"
STOPPED = "consumer-"
MOST = 200
"""Letters that are counted of a stopped consumer."""
HELD_BACK = "HeldBack"
UNREADABLE = "unreadable"
"""The type of an event whose envelope cannot be read."""
LABELS = {
    "workflow": "Quy trình",
    "intake": "Hồ sơ",
    "assignment": "Hộp việc",
    "notification": "Thông báo",
    "liaison": "Liên thông",
}
Key = tuple[datetime, str]
"""Where a list goes on: the moment and the id of the last failure seen."""


class UnknownFailure(NotFound):
    """No open failure has this id: it was resolved, or never was."""

    code = "FAILURE_UNKNOWN"
    message_vi = "Không có sự cố này, hoặc sự cố đã được xử lý."
    message_en = "There is no such failure, or it was resolved."


class NotDiscardable(Conflict):
    """Nobody may give up on this failure: it is no event, or it only waits and may well be handled."""

    code = "FAILURE_NOT_DISCARDABLE"
    message_vi = (
        "Không thể bỏ mục này. Chỉ bỏ được một sự kiện đã thử mà vẫn hỏng và đứng đầu trong các sự kiện đang đợi của hồ sơ; "
        "hãy thử lại trước."
    )
    message_en = (
        "This cannot be given up on. Only an event that was tried and failed can, and only the first one of its dossier that "
        "waits; try again first."
    )


class ConsumerFailures:
    """The dead letters of one service's consumers."""

    def __init__(self, service: str, consumers: Sequence[Consumer]) -> None:
        self._service = service
        self._consumers = {consumer.group: consumer for consumer in consumers}

    def newest(self, after: Key | None, limit: int, everything: bool) -> list[common_pb2.Failure]:
        """Newest first, below a key of the merged list; past ones too when `everything` is asked for. Not cut to the limit."""
        below = under(after, PREFIX)
        states = (False, True) if everything else (False,)
        letters = [
            letter
            for consumer in self._consumers.values()
            for closed in states
            for letter in consumer.newest_failures(limit, below, closed=closed)
        ]
        found = self._told(letters)
        stopped = [one for one in self._stopped() if after is None or key_of(one) < after]
        return sorted([*stopped, *found], key=key_of, reverse=True)

    def owns(self, failure_id: str) -> bool:
        """Whether the id is that of a dead letter or a stopped consumer."""
        return failure_id.startswith((PREFIX, STOPPED))

    def retry(self, failure_id: str, actor: str, noted: Noted | None = None) -> common_pb2.Failure:
        """Handle the letter again, or let the stopped consumer go on, in the operator's name; its state afterwards. `noted` is
        called in the transaction of each letter that is tried.

        Raises:
            UnknownFailure.
        """
        if failure_id.startswith(STOPPED):
            return self._resume(failure_id.removeprefix(STOPPED), actor)
        number = failure_id.removeprefix(PREFIX)
        letter = self._find(int(number)) if _is_id(number) and failure_id != number else None
        if letter is None:
            raise UnknownFailure()
        try:
            self._consumers[letter.consumer_group].retry(letter.id, actor, noted)
        except NoSuchDeadLetter as error:
            raise UnknownFailure() from error
        after = self._find(letter.id)
        (failure,) = self._told([after or letter])
        failure.state = "retried" if after else "resolved"
        failure.retried_by = actor
        return failure

    def discard(self, connection: Connection, failure_id: str, actor: str, reason: str) -> common_pb2.Failure:
        """Give up on a letter for good, in the caller's transaction; its state afterwards.

        Raises:
            UnknownFailure, NotDiscardable.
        """
        if not failure_id.startswith(PREFIX):
            raise NotDiscardable() if failure_id.startswith(STOPPED) else UnknownFailure()
        number = failure_id.removeprefix(PREFIX)
        letter = self._find(int(number)) if _is_id(number) else None
        if letter is None:
            raise UnknownFailure()
        try:
            closed = self._consumers[letter.consumer_group].discard(connection, letter.id, actor, reason)
        except NoSuchDeadLetter as error:
            raise UnknownFailure() from error
        except NotTried as error:
            raise self._refusal(letter) from error
        return _failure(self._service, closed, None)

    def _refusal(self, letter: DeadLetter) -> NotDiscardable:
        """Names the one that must go first, where it is another one."""
        head = self._consumers[letter.consumer_group].heads([letter.key]).get(letter.key)
        if head is None or head == letter.id:
            return NotDiscardable()
        first = _reference(self._service, head)
        return NotDiscardable(
            message_vi=f"Chưa thể bỏ mục này: trước nó còn {first} của cùng hồ sơ. Hãy thử lại hoặc bỏ {first} trước.",
            message_en=f"This cannot be given up on yet: {first} of the same dossier stands before it. Try {first} again, or "
            "give up on it, first.",
            details={"first": first},
        )

    def _told(self, letters: Sequence[DeadLetter]) -> list[common_pb2.Failure]:
        """Letters with the one that each waits behind as it is now; one statement for each consumer."""
        heads: dict[tuple[str, str], int] = {}
        for group, consumer in self._consumers.items():
            keys = {one.key for one in letters if one.consumer_group == group and one.state == "open"}
            heads |= {(group, key): head for key, head in consumer.heads(keys).items()} if keys else {}
        return [_failure(self._service, one, heads.get((one.consumer_group, one.key))) for one in letters]

    def _stopped(self) -> list[common_pb2.Failure]:
        flooded = [one for one in self._consumers.values() if one.flooded]
        return [_stopped(self._service, one, one.list_failures(MOST)) for one in flooded]

    def _resume(self, group: str, actor: str) -> common_pb2.Failure:
        consumer = self._consumers.get(group)
        if consumer is None or not consumer.flooded:
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


def key_of(failure: common_pb2.Failure) -> Key:
    """By what a list of failures is sorted."""
    # Timestamps of PostgreSQL have microseconds, so nothing is lost here.
    return failure.last_at.ToDatetime(tzinfo=UTC), failure.id


def under(after: Key | None, prefix: str) -> Key | None:
    """A key of the merged list as one of a single source, whose ids begin with `prefix`: its moment, and the rest of an id that
    is above exactly those ids of the source that are still to come."""
    if after is None:
        return None
    at, failure_id = after
    if failure_id.startswith(prefix):
        return at, failure_id.removeprefix(prefix)
    return at, "\U0010ffff" if prefix < failure_id else ""


def _reference(service: str, letter_id: int) -> str:
    """As lists and commands name a letter."""
    return f"{service}/{PREFIX}{letter_id}"


def _failure(service: str, letter: DeadLetter, head: int | None) -> common_pb2.Failure:
    """`head`: the first open letter of the same key, itself or another one; None where it does not matter any more."""
    dossier_id, code = _dossier(letter)
    closed, discarded = letter.state != "open", letter.state == "discarded"
    before = "" if closed or head in (None, letter.id) else _reference(service, int(head or 0))
    return common_pb2.Failure(
        id=f"{PREFIX}{letter.id}",
        service=service,
        kind="dead_letter",
        dossier_id=dossier_id,
        dossier_code=code,
        subject=letter.event_type,
        headline=_headline(service, letter, before),
        advice=None if closed else _advice(letter, before),
        message=_message(letter, before),
        cause=letter.error_class,
        attempts=letter.attempts,
        first_at=_stamp(letter.first_failed_at),
        last_at=_stamp(letter.closed_at or letter.last_failed_at),
        state="resolved" if closed else "retried" if letter.actor else "open",
        retried_by="" if discarded else letter.actor or "",
        discardable=not closed and not before and letter.error_class != HELD_BACK,
        discarded_by=(letter.actor or "") if discarded else "",
        discard_reason=(letter.note or "") if discarded else "",
    )


def _dossier(letter: DeadLetter) -> tuple[str, str]:
    """Id and code of the dossier that the event is about, as its envelope says; "" where there is none."""
    try:
        envelope: dict[str, Any] = json.loads(letter.envelope)
        data = envelope["data"]
        head = data.get("process") or data.get("dossier") or data
        code = head.get("dossierCode") or (head.get("code") if head is data.get("dossier") else "")
        return str(envelope.get("dossierid") or ""), str(code or "")
    except (
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
    ):  # what cannot be read is here for that very reason
        return letter.key, ""


def _message(letter: DeadLetter, before: str) -> str:
    """What was said when it failed; of one that only waits, what it waits for now: that changes while the row does not."""
    if letter.error_class != HELD_BACK:
        return letter.error
    if letter.state != "open":
        return "It waited behind another one of the same key."
    if before:
        return f"Waits behind {before} of the same key."
    return "It was not tried yet. Nothing stands before it any more: another try takes it."


def _headline(service: str, letter: DeadLetter, before: str) -> common_pb2.LocalizedText:
    label, event = LABELS.get(service, service), letter.event_type
    if letter.error_class == HELD_BACK and before:
        return common_pb2.LocalizedText(
            vi=f"{label}: sự kiện “{event}” đang đợi sau {before}, sự kiện hỏng của cùng hồ sơ.",
            en=f"{service}: the event {event} waits behind {before}, which failed, of the same dossier.",
        )
    if letter.error_class == HELD_BACK:
        return common_pb2.LocalizedText(
            vi=f"{label}: sự kiện “{event}” đã đợi sau một sự kiện hỏng của cùng hồ sơ; nay không còn gì đứng trước.",
            en=f"{service}: the event {event} waited behind one that failed of the same dossier; nothing stands before it now.",
        )
    if event == UNREADABLE:
        return common_pb2.LocalizedText(
            vi=f"{label}: có một sự kiện không đọc được.", en=f"{service}: an event cannot be read."
        )
    return common_pb2.LocalizedText(
        vi=f"{label}: không xử lý được sự kiện “{event}”.",
        en=f"{service}: the event {event} could not be handled.",
    )


def _advice(letter: DeadLetter, before: str) -> common_pb2.LocalizedText:
    if before:
        return common_pb2.LocalizedText(
            vi=f"Thử lại: {before} đứng trước được xử lý trước, rồi tới sự kiện này.",
            en=f"Try again: {before}, which stands before it, is taken first, then this one.",
        )
    if letter.error_class == HELD_BACK:
        return common_pb2.LocalizedText(
            vi="Thử lại: không còn gì đứng trước, lần thử tới sẽ xử lý chính sự kiện này.",
            en="Try again: nothing stands before it any more, the next try takes this one.",
        )
    return common_pb2.LocalizedText(
        vi="Khắc phục nguyên nhân kỹ thuật rồi thử lại; các sự kiện sau của cùng hồ sơ đang đợi sự kiện này. Chỉ bỏ sự kiện "
        "khi việc của nó không còn cần, hoặc đã được làm cách khác.",
        en="Remove the technical cause, then try again; later events of the same dossier wait behind this one. Give up on it "
        "only when what it asks for is no longer needed, or was done otherwise.",
    )


def _stopped(service: str, consumer: Consumer, letters: Sequence[DeadLetter]) -> common_pb2.Failure:
    label = LABELS.get(service, service)
    made = common_pb2.Failure(
        id=f"{STOPPED}{consumer.group}", service=service, kind="dead_letter", subject=consumer.group,
        headline=common_pb2.LocalizedText(
            vi=f"{label}: đã dừng nhận sự kiện vì quá nhiều sự kiện hỏng liên tiếp.",
            en=f"{service}: stopped taking events, because too many failed in a short time.",
        ),
        advice=common_pb2.LocalizedText(
            vi="Khắc phục nguyên nhân của các sự kiện hỏng, thử lại mục này để nhận tiếp, rồi thử lại từng sự kiện.",
            en="Remove the cause of the failed events, try this one again to go on, then each of the events.",
        ),
        message=consumer.status().sentence, cause="FloodOfLetters", attempts=len(letters), state="open",
    )  # fmt: skip
    if letters:
        made.first_at.CopyFrom(_stamp(min(letter.first_failed_at for letter in letters)))
        made.last_at.CopyFrom(_stamp(max(letter.last_failed_at for letter in letters)))
    return made


def _is_id(number: str) -> bool:
    """Whether it can be the id of a row: a bigint."""
    return number.isascii() and number.isdecimal() and len(number) <= 18


def _stamp(moment: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(moment)
    return made
