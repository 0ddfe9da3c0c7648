# SPDX-License-Identifier: Apache-2.0
"""Messages that were refused or not answered, for the operator's list."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua_hosting.failures import Key
from motcua_storage import Database

from motcua_liaison.adapters import journal
from motcua_liaison.app.retrying import Retrier
from motcua_liaison.entrypoints import wording


class MessageFailures:
    """Lists and retries; dossier codes are those of the envelopes."""

    prefix = wording.PREFIX

    def __init__(self, database: Database, retrier: Retrier) -> None:
        self._database = database
        self._retrier = retrier

    def newest(self, below: Key | None, limit: int, everything: bool) -> Sequence[common_pb2.Failure]:
        with self._database.read() as connection:
            rows = journal.page(connection, below, limit, everything)
            codes = journal.dossier_codes(connection, [row.message_id for row in rows])
        return [wording.failure(row, codes.get(row.message_id, "")) for row in rows]

    def retry(self, connection: sa.Connection, own_id: str, by: str) -> common_pb2.Failure:
        row = self._retrier.retry(connection, own_id, by)
        return wording.failure(row, journal.dossier_codes(connection, [own_id]).get(own_id, ""))
