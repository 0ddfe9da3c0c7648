# SPDX-License-Identifier: Apache-2.0
"""`INSERT … ON CONFLICT` is written once for each shape, and each statement has its own values."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from motcua_storage import Database, request_table
from motcua_storage.upserts import Upsert, insert

TABLE = request_table(sa.MetaData(schema="intake"))
KEY = ["caller", "request_id"]


@pytest.fixture
def connection(database: Database) -> Iterator[sa.Connection]:
    with database.begin() as opened:
        yield opened


def new(request_id: str, method: str) -> Upsert:
    return insert(TABLE).values(caller="an", request_id=request_id, method=method, content_hash=b"1")


def rows(connection: sa.Connection) -> list[tuple[str, str, bytes]]:
    said = sa.select(TABLE.c.request_id, TABLE.c.method, TABLE.c.content_hash).order_by(TABLE.c.request_id)
    return [tuple(row) for row in connection.execute(said)]


def keep(connection: sa.Connection, request_id: str, method: str, hash_: bytes) -> None:
    added = new(request_id, method)
    taken = {"method": added.excluded.method, "content_hash": TABLE.c.content_hash.op("||")(hash_)}
    connection.execute(added.on_conflict_do_update(KEY, taken | {"answer": hash_}))


def test_a_text_that_is_remembered_takes_the_values_of_each_statement(connection: sa.Connection) -> None:
    for request_id, method, hash_ in (
        ("a", "x", b"2"),
        ("b", "y", b"3"),
        ("a", "zz", b"4"),
        ("b", "w", b"5"),
    ):
        keep(connection, request_id, method, hash_)
    assert rows(connection) == [("a", "zz", b"14"), ("b", "w", b"15")]
    assert connection.scalars(sa.select(TABLE.c.answer).order_by(TABLE.c.request_id)).all() == [b"4", b"5"]


def test_a_condition_takes_its_value_too(connection: sa.Connection) -> None:
    said = []
    for method, least in (("m", "a"), ("n", "z"), ("o", "b"), ("p", "oo")):
        added = new("a", method).on_conflict_do_update(KEY, {"method": method}, where=TABLE.c.method >= least)
        connection.execute(added)
        said += [row[1] for row in rows(connection)]
    assert said == ["m", "m", "o", "o"]


def test_what_is_there_stays(connection: sa.Connection) -> None:
    added = [
        connection.execute(new("a", method).on_conflict_do_nothing(KEY).returning(TABLE.c.method)).all()
        for method in ("x", "y")
    ]
    assert added == [[("x",)], []]
    assert rows(connection) == [("a", "x", b"1")]


def test_rows_given_to_execute_are_each_kept(connection: sa.Connection) -> None:
    connection.execute(new("a", "x"))
    added = insert(TABLE)
    changed = added.on_conflict_do_update(
        TABLE.primary_key.columns.values(), {"method": added.excluded.method}
    )
    given = [
        {"caller": "an", "request_id": one, "method": method, "content_hash": b"2"}
        for one, method in (("a", "y"), ("b", "z"))
    ]
    connection.execute(changed, given)
    assert rows(connection) == [("a", "y", b"1"), ("b", "z", b"2")]


def shapes() -> dict[str, Upsert]:
    one = new("a", "x")
    return {
        "value": one.on_conflict_do_update(KEY, {"method": "x"}),
        "excluded": one.on_conflict_do_update(KEY, {"method": one.excluded.method}),
        "other column": one.on_conflict_do_update(KEY, {"answer": b"1"}),
        "other key": one.on_conflict_do_update(["method"], {"method": "x"}),
        "condition": one.on_conflict_do_update(KEY, {"method": "x"}, where=TABLE.c.method > "a"),
        "nothing": one.on_conflict_do_nothing(),
        "nothing of a key": one.on_conflict_do_nothing(KEY),
        "no conflict": one,
    }


def test_each_shape_has_a_text_of_its_own() -> None:
    keys, again = ({name: one._generate_cache_key() for name, one in shapes().items()} for _ in range(2))
    remembered = {name: key.key for name, key in keys.items() if key is not None}
    assert list(remembered) == list(shapes()), "each can be remembered"
    assert remembered == {name: key.key for name, key in again.items() if key is not None}
    assert len(set(remembered.values())) == len(remembered)
