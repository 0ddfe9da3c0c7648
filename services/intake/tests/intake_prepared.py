# SPDX-License-Identifier: Apache-2.0
"""What tests begin with is done once by the real service; whoever wants the same again gets its rows and files back.

Safe as only what begins on an empty service of our own making is taken or given (`House.prepares`), under the same business
time, and as ids and request ids that were used never come again. A test that changes how the service works builds anew.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import psycopg
from motcua_storage.testing import ServiceDatabases
from psycopg import sql

P = ParamSpec("P")
T = TypeVar("T")
_LIST = "SELECT tablename FROM pg_tables WHERE schemaname = 'intake' AND tablename NOT IN ('published', 'schema_version')"
_COLUMNS = (
    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
    " AND attgenerated = '' ORDER BY attnum"
)
_SEQUENCES = (
    "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'intake' AND last_value IS NOT NULL"
)


@dataclass(frozen=True)
class Rows:
    """Everything in the tables of the service, apart from the published procedures."""

    tables: Mapping[str, tuple[tuple[str, ...], bytes]]
    """By table its columns and its rows, as COPY writes them."""
    sequences: Mapping[str, int]


class Tables:
    """The tables of the service as the owner of the database sees them, over one connection; no trigger and no reference is
    looked at."""

    def __init__(self, databases: ServiceDatabases) -> None:
        self._connection = psycopg.connect(databases.admin_url, autocommit=True)
        self._connection.execute("SET session_replication_role = replica")
        self._query = ""

    def close(self) -> None:
        self._connection.close()

    def filled(self) -> list[str]:
        """Names of the tables in which there is anything."""
        try:
            return self._filled()
        except psycopg.errors.UndefinedTable:  # a test was before an upgrade
            self._query = ""
            return self._filled()

    def _filled(self) -> list[str]:
        if not self._query:
            names = [name for (name,) in self._connection.execute(_LIST).fetchall()]
            found = [f"CASE WHEN EXISTS (SELECT FROM intake.\"{name}\") THEN '{name}' END" for name in names]
            self._query = f"SELECT array_remove(ARRAY[{', '.join(found)}], NULL)"
        row = self._connection.execute(self._query, prepare=True).fetchone()
        assert row is not None
        return list(row[0])

    def empty(self) -> None:
        """Forget what a test wrote; the published versions stay, as they cost most to take in."""
        with self._connection.transaction():
            for name in self.filled():
                self._connection.execute(f'DELETE FROM intake."{name}"')
            self._connection.execute("DELETE FROM intake.published WHERE version > 1")

    def files(self) -> list[str]:
        """Hashes of the files that the service keeps."""
        return [one for (one,) in self._connection.execute("SELECT DISTINCT sha256 FROM intake.file")]

    def read(self) -> Rows:
        tables = {}
        with self._connection.transaction():
            for name in self.filled():
                columns = tuple(one for (one,) in self._connection.execute(_COLUMNS, [f"intake.{name}"]))
                with self._connection.cursor().copy(_copy(name, columns, "TO STDOUT (FORMAT binary)")) as out:
                    tables[name] = columns, b"".join(bytes(piece) for piece in out)
            return Rows(tables, dict(self._connection.execute(_SEQUENCES).fetchall()))

    def write(self, rows: Rows) -> None:
        """Into empty tables. What is numbered goes on behind what was there and what comes."""
        with self._connection.transaction():
            for name, (columns, content) in rows.tables.items():
                with self._connection.cursor().copy(
                    _copy(name, columns, "FROM STDIN (FORMAT binary)")
                ) as into:
                    into.write(content)
            for name, last in rows.sequences.items():
                numbered = sql.Identifier("intake", name)
                raised = sql.SQL("SELECT setval({}, GREATEST((SELECT last_value FROM {}), {}))")
                self._connection.execute(
                    raised.format(sql.Literal(f"intake.{name}"), numbered, sql.Literal(last))
                )


def _copy(name: str, columns: tuple[str, ...], way: str) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier("intake", name), listed, sql.SQL(way))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Prepared:
    """How the service and its neighbours stood when something was done, and what doing it gave."""

    rows: Rows
    files: Mapping[str, bytes]
    """By their hash."""
    neighbours: tuple[Any, ...]
    now: Any
    answer: Any


_KEPT: dict[tuple[Any, ...], Prepared] = {}
"""For the whole test run (each worker its own): every module's service reads the same folders at the same business time."""


def prepared(build: Callable[Concatenate[Any, P], T]) -> Callable[Concatenate[Any, P], T]:
    """For what tests do first with a house: from the second time on, what it did is put there. `build` may do only what the
    service or its neighbours keep, and gives messages, or tuples, lists and mappings of them."""

    @wraps(build)
    def done(house: Any, *args: P.args, **more: P.kwargs) -> T:
        if not house.untouched():
            return build(house, *args, **more)
        key = (
            build.__module__,
            build.__qualname__,
            repr(args),
            repr(sorted(more.items())),
            house.clock.now(),
        )
        if key not in _KEPT:
            answer = build(house, *args, **more)
            _KEPT[key] = _taken(house, answer)
            return answer
        return copy.deepcopy(_given(house, _KEPT[key]))

    return done


def _taken(house: Any, answer: Any) -> Prepared:
    house.touched = True
    files = {}
    for sha256 in house.tables.files():
        with house.store.open(sha256) as content:
            files[sha256] = content.read()
    rows, neighbours = house.tables.read(), copy.deepcopy(house.neighbours())
    return Prepared(rows, files, neighbours, house.clock.now(), copy.deepcopy(answer))


def _given(house: Any, kept: Prepared) -> Any:
    house.touched = True
    for sha256, content in kept.files.items():
        if not house.store.exists(sha256):
            house.store.put(io.BytesIO(content))
    house.tables.write(kept.rows)
    for one, values in zip(house.neighbours(), copy.deepcopy(kept.neighbours), strict=True):
        one.clear()
        one.update(values) if hasattr(one, "update") else one.extend(values)
    house.clock.set(kept.now)
    return kept.answer
