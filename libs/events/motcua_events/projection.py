# SPDX-License-Identifier: Apache-2.0
"""A table that is a function of events alone, made again beside itself: its handlers fill a shadow of the same columns while the
table answers as before, and one transaction takes over what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection, Table, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from motcua_events.processor import Handler


class TableProjection:
    """One table, kept by a consumer and rebuilt by `rebuilding.py`.

    Args:
        name: as proto/consumers.yaml has it.
        live: what is read.
        shadow: the same columns, empty but while it is rebuilt.
        key: its primary key, one column.
        proof: columns that are filled once the events of a row's beginning were read and never become empty: a row whose proof
            would be lost has events that the log has no more.
        handlers: by event type, writing into the shadow only; an event may come twice.
    """

    def __init__(
        self,
        name: str,
        live: Table,
        shadow: Table,
        *,
        key: str,
        proof: Sequence[str],
        handlers: Mapping[str, Handler],
    ) -> None:
        self.name = name
        self.handlers = handlers
        self._live, self._shadow, self._key, self._proof = live, shadow, key, tuple(proof)

    def begin(self, connection: Connection) -> None:
        """Empty the shadow."""
        connection.execute(delete(self._shadow))

    def hold(self, connection: Connection) -> None:
        """Keep writers away from the live table until the transaction ends; readers go on."""
        connection.execute(sa.text(f"LOCK TABLE {self._live.fullname} IN SHARE ROW EXCLUSIVE MODE"))

    def lost(self, connection: Connection) -> int:
        """Rows of the live table that the events which were read do not make, or not from their beginning."""
        live, shadow = self._live.c, self._shadow.c
        wrong: list[sa.ColumnElement[bool]] = [shadow[self._key].is_(None)]
        wrong += [sa.and_(_filled(live[name]), sa.not_(_filled(shadow[name]))) for name in self._proof]
        both = self._live.outerjoin(self._shadow, live[self._key] == shadow[self._key])
        query = select(func.count()).select_from(both).where(sa.or_(*wrong))
        return int(connection.execute(query).scalar_one())

    def take_over(self, connection: Connection) -> int:
        """Make the live table what the shadow is, and empty that; how many rows changed or came."""
        names = [column.name for column in self._live.columns]
        adding = insert(self._live).from_select(names, select(*(self._shadow.c[name] for name in names)))
        rest = [name for name in names if name != self._key]
        taken = adding.on_conflict_do_update(
            index_elements=[self._key],
            set_={name: adding.excluded[name] for name in rest},
            where=sa.or_(*(self._live.c[name].is_distinct_from(adding.excluded[name]) for name in rest)),
        )
        # Counted in the statement, as the driver does not say it of this one.
        changed = taken.returning(self._live.c[self._key]).cte()
        count = connection.execute(select(func.count()).select_from(changed)).scalar_one()
        self.begin(connection)
        return int(count)


def _filled(column: sa.Column[object]) -> sa.ColumnElement[bool]:
    there = column.is_not(None)
    return sa.and_(there, column != "") if isinstance(column.type, sa.Text) else there
