# SPDX-License-Identifier: Apache-2.0
"""`motcua migrate` of the production shape: brings a database there, does nothing twice, and says what it could not use."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from motcua_cli.embedded.migrations import MIGRATIONS
from motcua_cli.serving.commands import migrate_parts
from motcua_cli.serving.migrating import read_passwords
from motcua_cli.serving.settings import CannotServe
from motcua_storage import pending
from motcua_storage.testing import ServiceDatabases
from psycopg import sql
from typer import Exit
from uuid_utils import uuid7

ROLES = ("motcua_intake", "motcua_workflow")
MOTCUA = Path(sys.executable).with_name("motcua")


@pytest.fixture
def empty(fresh_databases: Callable[..., ServiceDatabases]) -> Iterator[str]:
    """A database with nothing in it, in a server whose roles are there; its administrator's URL."""
    server = fresh_databases(*MIGRATIONS).admin_url.rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        name = f"t{uuid7().hex}"
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            yield f"{server}/{name}"
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_a_bare_database_is_brought_to_this_version_once(
    empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert migrate_parts(empty) == 0
    assert "intake" in capsys.readouterr().out and not pending(empty, MIGRATIONS)
    assert migrate_parts(empty) == 0
    assert capsys.readouterr().out == "database: at this version\n"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://x@127.0.0.1/y", "PostgreSQL is the only database"),
        ("postgresql://x:hidden@127.0.0.1:1/y", "The database was left as it was"),
    ],
)
def test_what_it_cannot_reach_is_one_sentence(
    url: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Exit) as ended:
        migrate_parts(url)
    said = capsys.readouterr().err
    assert ended.value.exit_code == 2 and says in said and "hidden" not in said


def test_brokers_that_do_not_answer_are_one_sentence(empty: str) -> None:
    given = {"MOTCUA_ADMIN_DATABASE_URL": empty, "MOTCUA_KAFKA__SERVERS": "127.0.0.1:1"}
    done = subprocess.run(
        [MOTCUA, "migrate"], env=os.environ | given, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 2 and "brokers at 127.0.0.1:1 do not answer" in done.stderr
    assert "Traceback" not in done.stderr and not pending(empty, MIGRATIONS)


def test_passwords_are_read_by_role(tmp_path: Path) -> None:
    (tmp_path / "motcua_intake").write_text("a good long password\n")
    (tmp_path / "other").write_text("not of a role")
    assert read_passwords(tmp_path, "X", ROLES) == {"motcua_intake": "a good long password"}
    assert read_passwords(None, "X", ROLES) == {}


@pytest.mark.parametrize(("content", "says"), [(b"short", "12 characters"), (b"\xff" * 20, "cannot be read")])
def test_passwords_that_are_none_are_refused(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "motcua_intake").write_bytes(content)
    with pytest.raises(CannotServe, match=says):
        read_passwords(tmp_path, "X", ROLES)
    with pytest.raises(CannotServe, match="is no folder"):
        read_passwords(tmp_path / "none", "X", ROLES)
