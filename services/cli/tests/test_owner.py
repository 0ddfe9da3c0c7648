# SPDX-License-Identifier: Apache-2.0
"""A database serves one system at a time, whatever became of the lock file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from motcua_cli.embedded import owner
from motcua_cli.embedded.folder import AlreadyRunning
from motcua_cli.embedded.owner import Owner
from motcua_storage.testing import TestServer
from psycopg import sql
from uuid_utils import uuid7

VAR = Path("var")


@pytest.fixture
def url(postgres_server: TestServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of its own, without patience for who was killed."""
    monkeypatch.setattr(owner, "PATIENCE", 0.1)
    name = f"o{uuid7().hex}"
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield sa.make_url(postgres_server.url).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def cut(url: str, session: psycopg.Connection) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", [session.info.backend_pid])


def holders(url: str) -> list[str]:
    """Who has hold of that database, as the server itself says."""
    with psycopg.connect(url, autocommit=True) as connection:
        return [name for (name,) in connection.execute(owner._HOLDER, [owner._LOCK]).fetchall()]


def test_a_second_system_is_told_who_has_it(url: str) -> None:
    first = Owner(url, "http://127.0.0.1:8080 (process 4711)", VAR)
    with pytest.raises(AlreadyRunning, match=r"database in var: http://127.0.0.1:8080 \(process 4711\)\."):
        Owner(url, "second", VAR)
    first.close()
    Owner(url, "second", VAR).close()


def test_another_database_of_the_same_server_is_another_system(url: str, postgres_server: TestServer) -> None:
    first = Owner(url, "first", VAR)
    second = Owner(postgres_server.url, "second", VAR)
    assert (holders(url), holders(postgres_server.url)) == (["first"], ["second"])
    second.close()
    first.close()


def test_a_killed_system_lets_go(url: str) -> None:
    killed = Owner(url, "killed", VAR)
    cut(url, killed._session)
    after = Owner(url, "next", VAR)
    killed.close()
    assert holders(url) == ["next"]
    after.close()


def test_a_hold_that_was_cut_is_taken_again(url: str) -> None:
    first = Owner(url, "first", VAR)
    first.keep()
    cut(url, first._session)
    first.keep()
    with pytest.raises(AlreadyRunning, match="first"):
        Owner(url, "second", VAR)
    first.close()
