# SPDX-License-Identifier: Apache-2.0
"""Notices that could not be sent, for the operator's list."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua_calendar.clock import Clock
from motcua_hosting.failures import Key, UnknownFailure
from motcua_storage import Database, on_commit

from motcua_notification.adapters import notices
from motcua_notification.entrypoints import wording


class NoticeFailures:
    """`due` wakes the senders."""

    prefix = notices.PREFIX

    def __init__(self, database: Database, due: threading.Event, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._due = due

    def newest(self, below: Key | None, limit: int, everything: bool) -> Sequence[common_pb2.Failure]:
        with self._database.read() as connection:
            return [wording.failure(row) for row in notices.failures(connection, below, limit, everything)]

    def retry(self, connection: sa.Connection, own_id: str, by: str) -> common_pb2.Failure:
        row = notices.again(connection, own_id, by, self._clock.now())
        if row is None:
            raise UnknownFailure()
        on_commit(connection, self._due.set)
        return wording.failure(row)
