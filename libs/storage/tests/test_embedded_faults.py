# SPDX-License-Identifier: Apache-2.0
"""kill -9 of every PostgreSQL process loses nothing that was committed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import sqlalchemy as sa
from motcua_storage import Database, EmbeddedPostgres
from motcua_storage.testing import copy_server

pytestmark = pytest.mark.faults


@pytest.fixture
def server(tmp_path: Path, started_once: Path) -> Iterator[EmbeddedPostgres]:
    copy_server(started_once, tmp_path / "postgres")
    server = EmbeddedPostgres(tmp_path / "postgres")
    yield server
    server.stop()


def write_until_killed(url: str, acknowledged: list[int]) -> None:
    """Commit numbers one by one; what was acknowledged is noted outside of the database."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            for number in range(1_000_000):
                connection.execute("INSERT INTO ledger VALUES (%s)", [number])
                acknowledged.append(number)
    except psycopg.OperationalError:
        return


def kill_group(server: EmbeddedPostgres) -> None:
    pid = server.pid()
    assert pid is not None
    os.killpg(pid, signal.SIGKILL)


def test_kill_9_while_writing_loses_nothing_acknowledged(server: EmbeddedPostgres) -> None:
    url = server.start()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE ledger (number bigint PRIMARY KEY)")
    for _ in range(3):
        acknowledged: list[int] = []
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("TRUNCATE ledger")
        writer = threading.Thread(target=write_until_killed, args=(url, acknowledged))
        writer.start()
        while len(acknowledged) < 50:
            time.sleep(0.001)
        kill_group(server)
        writer.join()

        assert server.start() == url
        with psycopg.connect(url) as connection:
            kept = {row[0] for row in connection.execute("SELECT number FROM ledger")}
        assert set(acknowledged) <= kept
        assert len(kept) - len(acknowledged) <= 1


def test_kill_9_of_the_postmaster_alone_waits_for_its_back_ends(server: EmbeddedPostgres) -> None:
    url = server.start()
    with psycopg.connect(url) as session:
        pid = server.pid()
        assert pid is not None
        children = psutil.Process(pid).children()
        assert children
        os.kill(pid, signal.SIGKILL)

        assert server.start() == url
        assert not [child for child in children if child.is_running() and child.status() != "zombie"]
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")


def test_a_pool_serves_again_after_a_restart_without_an_error(server: EmbeddedPostgres) -> None:
    """Idle pooled connections died with the server; nobody is told."""
    url = server.start()
    database = Database(url, "public", pool_size=3)
    with database.begin() as one, database.begin() as two:
        assert one.scalar(sa.text("SELECT 1")) == two.scalar(sa.text("SELECT 1")) == 1
    kill_group(server)
    server.start()

    for _ in range(3):
        with database.begin() as connection:
            assert connection.scalar(sa.text("SELECT 2")) == 2
    database.close()
