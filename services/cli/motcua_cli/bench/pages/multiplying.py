# SPDX-License-Identifier: Apache-2.0
"""Makes many dossiers of a few that were really worked: every row of theirs, in every service's tables, again and again with
other ids, codes, people and days. The rows go by COPY, without triggers; statistics are taken afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from motcua_cli.bench.pages.kinds import CHANGES, COPIED, Change, changed, undecided
from motcua_cli.bench.pages.tokens import ID, Copy, Exchange, Names

OVER = ("RETURNED", "WITHDRAWN", "STOPPED", "INTAKE_REFUSED")
UNDER_WAY = 0.2
"""Share of dossiers that are not over: a year of a province with two weeks' work in hand would have less."""
WEEKS = 50
"""Those that are over began up to this many weeks earlier."""
KEPT = 8
"""So many copies of a dossier belong to the citizen who really filed it, whose list is as long as few are; then others."""
_COLUMNS = (
    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
    " AND attidentity = '' AND attgenerated = '' ORDER BY attnum"
)
_TABLES = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"


@dataclass(frozen=True)
class Row:
    """One row as COPY writes it, cut at its tokens: text, token, text, …; `numbers`: places of columns that hold one of their
    own, as pieces of their own."""

    pieces: tuple[str, ...]
    numbers: tuple[tuple[int, Change], ...]


@dataclass
class Seed:
    """All rows of the dossiers that were worked, by table and dossier; `over`: those that have come to their end."""

    names: Names
    over: dict[str, bool]
    columns: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, dict[str, list[Row]]] = field(default_factory=dict)


def multiply(url: str, wanted: int) -> dict[str, int]:
    """Make `wanted` dossiers of those that are there. Rows by table.

    Raises:
        RuntimeError: a table that nobody has decided on, or no dossier to begin with.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET TimeZone = 'Asia/Ho_Chi_Minh'")
        seed = read(connection)
        copies = plan(seed.over, wanted)
        exchange = Exchange(seed.names)
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute("SET LOCAL synchronous_commit = off")
            made = {table: _write(connection, table, seed, copies, exchange) for table in COPIED}
        connection.execute("VACUUM (ANALYZE)")
    return made


def plan(over: dict[str, bool], wanted: int) -> list[Copy]:
    """Which dossier is copied how often and how far back, oldest first.

    Raises:
        RuntimeError: nothing to copy.
    """
    if not over:
        raise RuntimeError("There is no dossier to make others of.")
    ended, running = ([one for one, is_over in over.items() if is_over is kind] for kind in (True, False))
    missing = max(wanted - len(over), 0)
    open_ones = (
        max(round(wanted * UNDER_WAY) - len(running), 0) if ended and running else missing * bool(running)
    )
    lots = [(running, min(open_ones, missing)), (ended, missing - min(open_ones, missing))]
    made: list[Copy] = []
    for dossiers, count in lots:
        for number in range(count):
            turn = number // len(dossiers)
            weeks = 1 + turn % WEEKS if dossiers is ended else 0
            made.append(Copy(len(made) + 1, dossiers[number % len(dossiers)], weeks, turn < KEPT))
    return sorted(made, key=lambda one: -one.weeks)


def read(connection: psycopg.Connection) -> Seed:
    """What is there. Raises RuntimeError."""
    found = undecided({str(row[0]) for row in connection.execute(_TABLES)})
    if found:
        raise RuntimeError(
            f"Say in bench/pages/kinds.py whether these tables are multiplied: {', '.join(found)}."
        )
    names = _names(connection)
    over = {
        str(id): status in OVER for id, status in connection.execute("SELECT id, status FROM intake.dossier")
    }
    seed, owners = Seed(names, over), {one: one for one in over}
    for table in COPIED:
        _read_table(connection, table, seed, owners)
    return seed


def _names(connection: psycopg.Connection) -> Names:
    asked = "SELECT code, applicant_name, id_number, applicant_user, applicant_id FROM intake.dossier"
    columns = [
        frozenset(filter(None, one)) for one in zip(*connection.execute(asked).fetchall(), strict=True)
    ]
    return Names(*columns) if columns else Names(*[frozenset[str]()] * 5)


def _read_table(connection: psycopg.Connection, table: str, seed: Seed, owners: dict[str, str]) -> None:
    """Rows of known dossiers; the other ids in them are that dossier's too from now on."""
    columns = [str(row[0]) for row in connection.execute(_COLUMNS, [table])]
    seed.columns[table], mine = columns, seed.rows.setdefault(table, {})
    changes = [CHANGES.get(table, {}).get(one) for one in columns]
    pattern, ids = seed.names.pattern(), re.compile(ID)
    by_code = {code: id for id, code in connection.execute("SELECT id, code FROM intake.dossier")}
    for line in _lines(connection, table, columns):
        found = [one for one in ids.findall(line) if one not in seed.names.accounts]
        known = next((owners[one] for one in found if one in owners), None)
        known = known or next((by_code[one] for one in pattern.findall(line) if one in by_code), None)
        if known is None:
            continue
        for one in found:
            owners.setdefault(one, known)
        mine.setdefault(known, []).append(_row(line, changes, pattern))


def _lines(connection: psycopg.Connection, table: str, columns: Sequence[str]) -> Iterator[str]:
    asked = sql.SQL("COPY (SELECT {} FROM {} ORDER BY ctid) TO STDOUT").format(_named(columns), _table(table))
    with connection.cursor().copy(asked) as copy:
        content = b"".join(copy).decode("utf-8")
    yield from content.split("\n")[:-1]


def _row(line: str, changes: Sequence[Change | None], pattern: re.Pattern[str]) -> Row:
    """Even pieces are text, odd ones tokens or numbers."""
    pieces, numbers = [""], []
    for at, (value, change) in enumerate(zip(line.split("\t"), changes, strict=True)):
        pieces[-1] += "\t" if at else ""
        if change is not None and value != "\\N":
            numbers.append((len(pieces), change))
            pieces += [value, ""]
            continue
        before, *rest = re.split(f"({pattern.pattern})", value)
        pieces[-1] += before
        pieces += rest
    return Row(tuple(pieces), tuple(numbers))


def _write(
    connection: psycopg.Connection, table: str, seed: Seed, copies: Sequence[Copy], exchange: Exchange
) -> int:
    written, rows = 0, seed.rows[table]
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(_table(table), _named(seed.columns[table]))
    with connection.cursor().copy(into) as sink:
        for copy in copies:
            mine = rows.get(copy.seed, ())
            if mine:
                sink.write("".join([render(row, copy, exchange) for row in mine]))
                written += len(mine)
    return written


def render(row: Row, copy: Copy, exchange: Exchange) -> str:
    """The row of a copy, with its end of line."""
    pieces = list(row.pieces)
    numbered = dict(row.numbers)
    for at in range(1, len(pieces), 2):
        change = numbered.get(at)
        pieces[at] = changed(change, pieces[at], copy.number) if change else exchange.of(pieces[at], copy)
    return "".join(pieces) + "\n"


def _table(name: str) -> sql.Identifier:
    return sql.Identifier(*name.split("."))


def _named(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
