# SPDX-License-Identifier: Apache-2.0
"""The inbox: which events a consumer group has dealt with, written in the transaction of the effect."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto

from sqlalchemy import Connection, MetaData, text

from motcua_events.tables import event_tables

_PRUNED_AT_ONCE = 5000

# One statement for the usual case: nothing of this key is held back, and the event is new.
_CLAIM = """
WITH held AS (
    SELECT FROM {dead_letter} WHERE consumer_group = :group AND key = :key AND state = 'open' LIMIT 1
), claimed AS (
    INSERT INTO {inbox} (consumer_group, event_id)
    SELECT :group, :event_id WHERE NOT EXISTS (SELECT FROM held)
    ON CONFLICT (consumer_group, event_id) DO NOTHING
    RETURNING event_id
)
SELECT EXISTS (SELECT FROM claimed), EXISTS (SELECT FROM held)
"""

_ENTER = """
INSERT INTO {inbox} (consumer_group, event_id) VALUES (:group, :event_id)
ON CONFLICT (consumer_group, event_id) DO NOTHING
"""

_PRUNE = """
DELETE FROM {inbox} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM {inbox} WHERE consumer_group = :group AND processed_at < now() - :keep LIMIT :most
))
"""


class Claim(Enum):
    """Whose an event is."""

    MINE = auto()
    """New, and entered in this transaction."""
    SEEN = auto()
    """Dealt with before."""
    HELD = auto()
    """A dead letter of the same key is open (nothing was entered), or it was dealt with before."""


class Inbox:
    """The inbox of one consumer group in a service's schema."""

    def __init__(self, schema: str, group: str) -> None:
        tables = event_tables(MetaData(schema=schema))
        names = {"inbox": tables.inbox.fullname, "dead_letter": tables.dead_letter.fullname}
        self._group = group
        self._claim = text(_CLAIM.format(**names))
        self._enter = text(_ENTER.format(**names))
        self._prune = text(_PRUNE.format(**names))

    def claim(self, connection: Connection, event_id: str, key: str) -> Claim:
        """Enter an event unless it is known or its key is held back. Waits for another member that has it at
        hand.
        """
        asked = {"group": self._group, "event_id": event_id, "key": key}
        claimed, held = connection.execute(self._claim, asked).one()
        if claimed:
            return Claim.MINE
        return Claim.HELD if held else Claim.SEEN

    def enter(self, connection: Connection, event_id: str) -> bool:
        """Enter an event whatever else is open; False if it is there already."""
        entered = connection.execute(self._enter, {"group": self._group, "event_id": event_id})
        return entered.rowcount == 1

    def prune(self, connection: Connection, keep: timedelta) -> bool:
        """Delete some rows older than `keep`; whether there may be more."""
        asked = {"group": self._group, "keep": keep, "most": _PRUNED_AT_ONCE}
        return connection.execute(self._prune, asked).rowcount == _PRUNED_AT_ONCE
