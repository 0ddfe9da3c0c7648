# SPDX-License-Identifier: Apache-2.0
"""What stands of a dead letter in `<topic>.dlq`: the event as it came, with CloudEvents extension attributes that say who could
not handle it, and why.

The truth is the service's own table, by which letters are retried; these are copies for whoever watches the log. One is written
by the outbox each time that a letter changes, in the transaction that changes it, so none is lost, and the last one of a letter
says how it stands. Nothing of what the program said stands in it, as that may quote a row about a person.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, insert

from motcua_events.dead_letter import HELD_BACK, DeadLetter
from motcua_events.envelope import Event
from motcua_events.errors import InvalidEnvelope
from motcua_events.outbox import ENVELOPE_LIMIT
from motcua_events.tables import outbox_table

SUFFIX = ".dlq"
KEPT_DAYS = 365
"""How long copies are kept at least; the log in PostgreSQL holds the same (`migrations`), as does proto/topics.yaml."""
UNREADABLE = "unreadable"
"""The type of a copy whose event cannot be read."""
ATTRIBUTES = (
    "dlqservice", "dlqgroup", "dlqid", "dlqstate", "dlqreason", "dlqsentence", "dlqattempts", "dlqtopic", "dlqpartition",
    "dlqoffset", "dlqat",
)  # fmt: skip
_SENTENCES = {
    "open": "The consumer {group} could not handle it ({reason}); the service {service} knows more.",
    "waits": "It waits behind dead letter {behind} of the same key, which the consumer {group} could not handle.",
    "retried": "The consumer {group} handled it after all.",
    "discarded": "An operator gave up on it; the service {service} knows who and why.",
}


def dead_letter_topic(topic: str) -> str:
    """Where the copies of a topic's dead letters stand."""
    return topic + SUFFIX


class DeadLetterCopies:
    """Of one service: `schema` is its name too."""

    def __init__(self, schema: str) -> None:
        self._service = schema
        self._outbox = outbox_table(MetaData(schema=schema))

    def tell(self, connection: Connection, letter: DeadLetter) -> None:
        """Add the copy of a letter as it is now to the outbox, in the transaction of `connection`."""
        row = {
            "topic": dead_letter_topic(letter.topic),
            "key": letter.key,
            "envelope": copy_of(self._service, letter),
        }
        connection.execute(insert(self._outbox).values(row))


def copy_of(service: str, letter: DeadLetter) -> str:
    """The copy as text: a CloudEvent, however broken the event is."""
    said = _said(service, letter)
    try:
        Event.from_json(letter.envelope)
        text = _text(json.loads(letter.envelope) | said)
    except (InvalidEnvelope, ValueError, RecursionError):
        text = _text(_unreadable(letter, letter.envelope) | said)
    if len(text.encode()) > ENVELOPE_LIMIT:
        text = _text(_unreadable(letter, f"{len(letter.envelope)} characters, left out") | said)
    return text


def _said(service: str, letter: DeadLetter) -> dict[str, Any]:
    waits = letter.state == "open" and letter.error_class == HELD_BACK
    sentence = _SENTENCES["waits" if waits else letter.state]
    return {
        "dlqservice": service, "dlqgroup": letter.consumer_group, "dlqid": f"letter-{letter.id}",
        "dlqstate": letter.state, "dlqreason": letter.error_class,
        "dlqsentence": sentence.format(
            group=letter.consumer_group, reason=letter.error_class, service=service, behind=letter.behind
        ),
        "dlqattempts": letter.attempts, "dlqtopic": letter.topic, "dlqpartition": letter.partition,
        # As text: the type Integer of CloudEvents has 32 bits.
        "dlqoffset": str(letter.offset),
        "dlqat": (letter.closed_at or letter.last_failed_at).astimezone(UTC).isoformat(),
    }  # fmt: skip


def _unreadable(letter: DeadLetter, text: str) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": letter.event_id[:200] or "unknown", "type": UNREADABLE, "source": "/motcua/unknown",
        "subject": letter.key[:500] or "unknown", "time": datetime.now(UTC).isoformat(),
        "datacontenttype": "application/json", "data": {"text": text},
    }  # fmt: skip


def _text(envelope: dict[str, Any]) -> str:
    """JSON that every reader takes: without numbers that are none, letters that are none, and the character that PostgreSQL
    refuses."""
    made = json.dumps(envelope, ensure_ascii=False, allow_nan=False).replace("\\u0000", "\\ufffd")
    return made.encode("utf-8", "replace").decode()
