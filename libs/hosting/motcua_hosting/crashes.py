# SPDX-License-Identifier: Apache-2.0
"""Calls of a service that failed unexpectedly, by the incident id that the caller was shown. The same error at the same place is
counted under the id of the first one until an operator has seen it, and few are kept: whoever can make a call fail must not fill
the disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua_rpc import Crash
from motcua_storage import Database
from sqlalchemy.dialects.postgresql import insert as pg_insert

from motcua_hosting.crash_table import crash_table
from motcua_hosting.letters import LABELS, Key, UnknownFailure

KEPT = timedelta(days=90)
MOST = 1000
"""Crashes that are kept, the newest; those that nobody saw are no exception."""
MOST_DOSSIERS = 20
"""Dossiers that one crash names, the first ones; the log has them all."""
PATIENCE = "2s"
"""For the statements that keep one: the caller waits for its answer meanwhile."""
UUID_CHARACTERS = 36


@dataclass(frozen=True, slots=True)
class _Kept:
    number: str
    method: str
    error: str
    place: str
    dossiers: list[str]
    times: int
    first_at: datetime
    last_at: datetime
    seen_at: datetime | None
    seen_by: str | None


class Crashes:
    """`keep` is given to the gRPC server; the rest is a service's `OwnFailures`."""

    prefix = "crash-"

    def __init__(self, database: Database, schema: str) -> None:
        self._database = database
        self._schema = schema
        self._table = crash_table(sa.MetaData(schema=schema))

    def keep(self, crash: Crash) -> str:
        """Note it in a transaction of its own, that of the call was rolled back; the number under which it is found. Raises what
        the database raises."""
        with self._database.begin() as connection:
            connection.execute(
                sa.select(
                    sa.func.set_config("statement_timeout", PATIENCE, True),
                    sa.func.set_config("lock_timeout", PATIENCE, True),
                )
            )
            number, times = connection.execute(self._noting(crash)).one()
            if times == 1:
                connection.execute(self._forgetting())
        return str(number)

    def newest(self, below: Key | None, limit: int, everything: bool) -> Sequence[common_pb2.Failure]:
        """Newest first, those that nobody saw yet, or all."""
        table = self._table
        query = sa.select(table)
        if not everything:
            query = query.where(table.c.seen_at.is_(None))
        if below is not None:
            query = query.where(
                sa.tuple_(table.c.last_at, table.c.number) < sa.tuple_(*map(sa.literal, below))
            )
        query = query.order_by(table.c.last_at.desc(), table.c.number.desc()).limit(limit)
        with self._database.read() as connection:
            return [self._failure(_Kept(*row)) for row in connection.execute(query)]

    def retry(self, connection: sa.Connection, own_id: str, by: str) -> common_pb2.Failure:
        """Mark it as seen. Nothing is run again: only its caller has the request.

        Raises:
            UnknownFailure: there is none that nobody has seen.
        """
        if "\0" in own_id:
            raise UnknownFailure()
        table = self._table
        seen = (
            sa.update(table)
            .where(table.c.number == own_id, table.c.seen_at.is_(None))
            .values(seen_at=datetime.now(UTC), seen_by=by)
            .returning(table)
        )
        row = connection.execute(seen).one_or_none()
        if row is None:
            raise UnknownFailure()
        return self._failure(_Kept(*row))

    def _noting(self, crash: Crash) -> sa.Executable:
        table, now = self._table, datetime.now(UTC)
        new = pg_insert(table).values(
            number=crash.number, method=crash.method, error=crash.error, place=crash.place,
            dossiers=[crash.dossier] if crash.dossier else [], times=1, first_at=now, last_at=now,
        )  # fmt: skip
        kept, full = table.c.dossiers, sa.func.cardinality(table.c.dossiers) >= MOST_DOSSIERS
        known = kept.contains(new.excluded.dossiers)
        return new.on_conflict_do_update(
            index_elements=[table.c.method, table.c.error, table.c.place],
            index_where=table.c.seen_at.is_(None),
            set_={
                "times": table.c.times + 1,
                "last_at": sa.func.greatest(table.c.last_at, new.excluded.last_at),
                "dossiers": sa.case(
                    (known | full, kept), else_=sa.func.array_cat(kept, new.excluded.dossiers)
                ),
            },
        ).returning(table.c.number, table.c.times)

    def _forgetting(self) -> sa.Executable:
        table = self._table
        beyond = (
            sa.select(table.c.last_at, table.c.number)
            .order_by(table.c.last_at.desc(), table.c.number.desc())
            .offset(MOST)
            .limit(1)
        )
        old = table.c.last_at < datetime.now(UTC) - KEPT
        return sa.delete(table).where(
            sa.or_(old, sa.tuple_(table.c.last_at, table.c.number) <= beyond.scalar_subquery())
        )

    def _failure(self, kept: _Kept) -> common_pb2.Failure:
        """As every other failure looks, under the dossier that was noted last."""
        dossiers = kept.dossiers
        ids = [one for one in dossiers if len(one) == UUID_CHARACTERS]
        codes = [one for one in dossiers if len(one) != UUID_CHARACTERS]
        last_is_id = bool(ids) and dossiers[-1] == ids[-1]
        others = f"; dossiers: {', '.join(dossiers)}" if len(dossiers) > 1 else ""
        made = common_pb2.Failure(
            id=self.prefix + kept.number, service=self._schema, kind="crash", subject=kept.method,
            dossier_id=ids[-1] if last_is_id else "", dossier_code=codes[-1] if codes and not last_is_id else "",
            message=f"at {kept.place}{others}" if kept.place else others.removeprefix("; "), cause=kept.error,
            attempts=kept.times, state="resolved" if kept.seen_at else "open", retried_by=kept.seen_by or "",
            headline=_headline(self._schema, kept), advice=None if kept.seen_at else _advice(kept.number),
        )  # fmt: skip
        made.first_at.FromDatetime(kept.first_at)
        made.last_at.FromDatetime(kept.last_at)
        return made


def _headline(service: str, kept: _Kept) -> common_pb2.LocalizedText:
    label, method = LABELS.get(service, service), kept.method.rpartition("/")[2]
    often_vi = f" {kept.times} lần" if kept.times > 1 else ""
    often_en = f" {kept.times} times" if kept.times > 1 else ""
    return common_pb2.LocalizedText(
        vi=f"{label}: lời gọi “{method}” bị lỗi ngoài dự kiến{often_vi}; bên gọi thấy mã {kept.number}.",
        en=f"{service}: the call {method} failed unexpectedly{often_en}; its caller was shown {kept.number}.",
    )


def _advice(number: str) -> common_pb2.LocalizedText:
    return common_pb2.LocalizedText(
        vi="Không chạy lại được từ đây: bên gọi gửi lại chính yêu cầu đó với cùng request_id (nếu có), không có gì bị làm "
        f"hai lần. Nhật ký máy chủ có dấu vết đầy đủ dưới mã {number}: gửi nó cho nhóm phát triển, rồi bấm “Đã xem”.",
        en="It cannot be run again from here: its caller sends the same request with the same request_id (if it has one), "
        "nothing is done twice. "
        f"The server's log has the whole trace under {number}: give it to the developers, then mark it as seen.",
    )
