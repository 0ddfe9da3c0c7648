# SPDX-License-Identifier: Apache-2.0
"""Messages that were refused or not answered, for the operator's list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua_hosting.failures import Key
from motcua_storage import Database
from motcua_text import Text

from motcua_liaison.adapters import journal
from motcua_liaison.adapters.journal import FailureRow
from motcua_liaison.adapters.message_names import Names
from motcua_liaison.app.retrying import Retrier
from motcua_liaison.entrypoints import wording


class MessageFailures:
    """Lists and retries; dossier codes are those of the envelopes, names those of drawing and organisation."""

    prefix = journal.PREFIX

    def __init__(self, database: Database, retrier: Retrier, names: Names) -> None:
        self._database = database
        self._names = names
        self._retrier = retrier

    def newest(self, below: Key | None, limit: int, everything: bool) -> Sequence[common_pb2.Failure]:
        with self._database.read() as connection:
            rows = journal.page(connection, below, limit, everything)
            envelopes = journal.envelopes(connection, [row.message_id for row in rows])
        return self._told(rows, envelopes)

    def retry(self, connection: sa.Connection, own_id: str, by: str) -> common_pb2.Failure:
        row = self._retrier.retry(connection, own_id, by)
        return self._told([row], journal.envelopes(connection, [own_id]), ask=False)[0]

    def _told(
        self, rows: Sequence[FailureRow], envelopes: Mapping[str, pb.Envelope], *, ask: bool = True
    ) -> list[common_pb2.Failure]:
        found = [envelopes.get(row.message_id, pb.Envelope(name=row.subject)) for row in rows]
        named = self._names.messages([one for one in found if one.procedure_key], ask=ask)
        names = iter(named)
        return [
            wording.failure(
                row,
                one.dossier_code,
                next(names) if one.procedure_key else Text(one.name),
                self._names.unit(one.addressee_unit),
            )
            for row, one in zip(rows, found, strict=True)
        ]
