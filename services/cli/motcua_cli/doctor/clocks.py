# SPDX-License-Identifier: Apache-2.0
"""How far clocks are apart: every process and part against the database, which stamps what is written.

A part that answers by HTTP says its time in `Date`, to the second. Each process of MotCua compares itself with the database
once a second, and the name of its session there says by how much it is ahead, and its version (`motcua_cli/watching.py`).
Brokers tell their time to nobody.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import psycopg

from motcua_cli.doctor.asking import Silent, get
from motcua_cli.doctor.check import Check, Level
from motcua_cli.doctor.together import told

APART = 2.0
"""Seconds. Tokens bear 60; appointments are counted by the minute; events are ordered by their place, not by their time."""
FAR = 30.0
_SESSION = re.compile(r"motcua-(?P<name>[a-z]+)/(?P<version>\S+)(?: (?P<ahead>[+-]\d+\.\d)s)?")


@dataclass(frozen=True)
class Session:
    """A process that holds a session at the database; `ahead` of its clock in seconds."""

    name: str
    where: str
    version: str
    ahead: float


def database_ahead(url: str) -> float:
    """Seconds by which the database's clock is ahead of this machine's. Raises psycopg.Error."""
    with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
        connection.execute("SELECT 1")  # what a first statement takes is not the network's
        before = time.time()
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float").fetchone()
        after = time.time()
    assert row is not None
    return float(row[0]) - (before + after) / 2


def date_ahead(url: str) -> float | None:
    """The same of whoever answers there, less the second that `Date` leaves open; None where nobody answers or says it."""
    before = time.time()
    try:
        _, said = get(url)
        at = parsedate_to_datetime(said).timestamp()
    except (Silent, ValueError, TypeError):
        return None  # the part's own look says so
    # It was some moment of that second, somewhere between question and answer.
    low, high = at - time.time(), at + 1 - before
    return low if low > 0 else high if high < 0 else 0.0


def sessions(url: str) -> list[Session]:
    """Processes of MotCua at this database. Raises psycopg.Error."""
    with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT application_name, coalesce(host(client_addr), '') FROM pg_catalog.pg_stat_activity"
            " WHERE datname = current_database() AND application_name LIKE 'motcua-%/%'"
        ).fetchall()
    found = [(_SESSION.fullmatch(name), where) for name, where in rows]
    return [
        Session(one["name"], where, one["version"], float(one["ahead"] or 0))
        for one, where in found
        if one is not None
    ]


def look_at_clocks(url: str, pages: Mapping[str, str]) -> Iterator[Check]:
    """`pages`: addresses that answer by HTTP, by name."""
    try:
        database = database_ahead(url)
        found = {f"{one.name} at {one.where}" if one.where else one.name: one.ahead for one in sessions(url)}
    except psycopg.OperationalError:
        return  # the database's own look says so
    found["this machine"] = -database
    with ThreadPoolExecutor(max(len(pages), 1)) as asking:
        for name, ahead in zip(pages, asking.map(date_ahead, pages.values()), strict=True):
            if ahead is not None:
                found[name] = ahead - database
    yield from clocks_told(found)


def clocks_told(found: Mapping[str, float]) -> Iterator[Check]:
    """`found`: seconds ahead of the database, by name."""
    wrong = {name: ahead for name, ahead in found.items() if abs(ahead) > APART}
    for name, ahead in sorted(wrong.items()):
        side = "ahead of" if ahead > 0 else "behind"
        yield Check(
            "clocks", Level.ERROR if abs(ahead) > FAR else Level.WARNING,
            f"The clock of {name} is {abs(ahead):.0f} s {side} the database's.",
            "Set it by NTP (chronyc tracking), then start what runs there again.",
        )  # fmt: skip
    if not wrong:
        yield Check("clocks", Level.OK, f"{len(found)} clocks are within {APART:.0f} s of the database's.")


def look_at_versions(url: str, own: str) -> Iterator[Check]:
    """Whether all processes are of the same version as this program."""
    try:
        found = sessions(url)
    except psycopg.OperationalError:
        return
    except psycopg.Error as error:
        yield Check("versions", Level.ERROR, f"Sessions cannot be read: {told(error)}")
        return
    yield from versions_told(found, own)


def versions_told(found: Sequence[Session], own: str) -> Iterator[Check]:
    """A line for each version beside this program's."""
    others = sorted({one.version for one in found} - {own})
    for version in others:
        named = sorted(
            {
                f"{one.name}{f' at {one.where}' if one.where else ''}"
                for one in found
                if one.version == version
            }
        )
        yield Check(
            "versions", Level.ERROR, f"Of version {version}, and not {own} as this program: {', '.join(named)}.",
            "End the upgrade: start what is older again with the new version, or look with the program of that version.",
        )  # fmt: skip
