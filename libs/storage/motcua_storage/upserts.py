# SPDX-License-Identifier: Apache-2.0
"""`INSERT … ON CONFLICT` whose text SQLAlchemy remembers: version 2.0 writes its own anew each time, which takes longer than
PostgreSQL takes to run it.

Its own cannot be remembered because values to set may stand in it as they are. Here each is a bound parameter from the start, as
everywhere else, so that two statements of one shape share a text and nothing but a text. A statement with many rows in `values`
is still written anew; give the rows to `execute` instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.dml import OnConflictDoNothing, OnConflictDoUpdate

Target = Sequence[str | sa.Column[Any]] | None
"""The columns of the unique key, by name or themselves; None is any key."""


class Upsert(postgresql.Insert):
    """An insert that says what happens to a row that is there already."""

    inherit_cache = True

    def on_conflict_do_nothing(self, index_elements: Target = None) -> Self:  # type: ignore[override]
        """The row that is there stays."""
        return self._followed_by(_DoNothing(index_elements=_names(index_elements)))

    def on_conflict_do_update(  # type: ignore[override]
        self, index_elements: Target, set_: Mapping[str, Any], where: sa.ColumnElement[bool] | None = None
    ) -> Self:
        """The row that is there gets `set_` (by column; `excluded` has what was to be inserted), if `where` is so."""
        taken = {name: _expression(self.table.c[name], value) for name, value in set_.items()}
        return self._followed_by(_DoUpdate(index_elements=_names(index_elements), set_=taken, where=where))

    def _followed_by(self, clause: OnConflictDoNothing | OnConflictDoUpdate) -> Self:
        made = self._generate()
        made._post_values_clause = clause
        return made


def insert(table: sa.Table) -> Upsert:
    """As `sqlalchemy.dialects.postgresql.insert`."""
    return Upsert(table)


class _DoNothing(OnConflictDoNothing):
    def _gen_cache_key(self, anon_map: Any, bindparams: list[Any]) -> tuple[Any, ...]:
        return (type(self), tuple(self.inferred_target_elements or ()))


class _DoUpdate(OnConflictDoUpdate):
    def _gen_cache_key(self, anon_map: Any, bindparams: list[Any]) -> tuple[Any, ...]:
        # In this order SQLAlchemy puts the values of a later statement into the text of the first.
        taken = [
            (name, value._gen_cache_key(anon_map, bindparams)) for name, value in self.update_values_to_set
        ]
        where = self.update_whereclause
        limit = None if where is None else where._gen_cache_key(anon_map, bindparams)
        return (type(self), tuple(self.inferred_target_elements or ()), tuple(taken), limit)


def _names(target: Target) -> list[str] | None:
    return None if target is None else [one if isinstance(one, str) else one.name for one in target]


def _expression(column: sa.ColumnClause[Any], value: Any) -> sa.ColumnElement[Any]:
    if isinstance(value, sa.ColumnElement):
        return value
    return sa.bindparam(None, value, type_=column.type, unique=True)
