# SPDX-License-Identifier: Apache-2.0
"""The embedded PostgreSQL starts, is found again, and refuses in a sentence."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from motcua_storage import EmbeddedPostgres, EmbeddedPostgresError
from motcua_storage.server_process import is_alive
from motcua_storage.testing import copy_server

FAST = {"fsync": "off", "shared_buffers": "16MB"}
Make = Callable[..., EmbeddedPostgres]


@pytest.fixture
def make(tmp_path: Path, started_once: Path) -> Iterator[Make]:
    """Servers of one test in its private folder (mode 0700, as pytest makes it), whose first start was before unless it is what
    the test is about; all stopped afterwards."""
    made: list[EmbeddedPostgres] = []

    def new(
        name: str = "postgres",
        port: int | None = None,
        settings: dict[str, str] | None = None,
        first: bool = False,
    ) -> EmbeddedPostgres:
        if not (first or (tmp_path / name).exists()):
            copy_server(started_once, tmp_path / name)
        made.append(EmbeddedPostgres(tmp_path / name, port, FAST if settings is None else settings))
        return made[-1]

    yield new
    for server in made:
        server.stop()


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1].split("/")[0])


def test_it_is_durable_and_on_loopback_only(make: Make) -> None:
    server = make(settings={}, first=True)
    url = server.start()

    expected = ["on", "on", "on", "127.0.0.1", "", "scram-sha-256", "Asia/Ho_Chi_Minh"]
    names = ["fsync", "synchronous_commit", "full_page_writes", "listen_addresses", "unix_socket_directories"]
    names += ["password_encryption", "timezone"]
    assert [ask(url, f"SHOW {name}") for name in names] == expected
    assert ask(url, "SELECT lower('ĐỖ THỊ ÁNH')") == "đỗ thị ánh"


def test_it_does_not_run_as_root_and_has_its_own_process_group(make: Make) -> None:
    server = make()
    server.start()
    pid = server.pid()

    assert pid is not None
    assert psutil.Process(pid).uids().effective != 0
    assert os.getpgid(pid) == pid


def test_the_password_is_the_owners_alone_and_needed(make: Make) -> None:
    server = make()
    url = server.start()

    assert (server.folder / "server.json").stat().st_mode & 0o777 == 0o600
    assert (server.folder / "server.log").stat().st_mode & 0o777 == 0o600
    password = json.loads((server.folder / "server.json").read_text())["password"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace(password, "postgres"))


def test_a_stopped_server_comes_back_on_its_port_with_its_data(make: Make) -> None:
    server = make()
    first = server.start()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS value")
    server.stop()
    assert server.pid() is None

    second = make().start()

    assert second == first
    assert ask(second, "SELECT value FROM kept") == 42


def test_a_running_server_is_attached_to(make: Make) -> None:
    first, second = make(), make()
    url = first.start()
    pid = first.pid()

    assert second.start() == url
    assert second.pid() == pid


def test_two_starts_at_once_give_one_server(make: Make) -> None:
    servers = [make(first=True), make(first=True)]
    urls: list[str] = []
    threads = [
        threading.Thread(target=lambda server=server: urls.append(server.start())) for server in servers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(urls) == 2
    assert urls[0] == urls[1]


def test_a_path_longer_than_a_socket_may_have_and_with_vietnamese_letters(make: Make) -> None:
    url = make("Thư mục có dấu % 'nháy'/" + "sâu/" * 40 + "postgres", first=True).start()

    assert ask(url, "SELECT 1") == 1


def test_a_busy_port_that_was_asked_for_is_named(make: Make) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(EmbeddedPostgresError, match=f"127.0.0.1:{port} for PostgreSQL is busy"):
            make(port=port).start()


def test_a_busy_remembered_port_is_replaced(make: Make) -> None:
    server = make()
    port = port_of(server.start())
    server.stop()
    with socket.socket() as busy:
        busy.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        busy.bind(("127.0.0.1", port))
        busy.listen()
        other = port_of(server.start())

    assert other != port
    server.stop()
    assert port_of(server.start()) == other


def test_a_bad_setting_is_told_with_the_servers_reason(make: Make) -> None:
    server = make(settings={**FAST, "shared_buffers": "nonsense"})

    with pytest.raises(EmbeddedPostgresError, match=r'FATAL:.*"shared_buffers".*see server.log'):
        server.start()


def test_an_interrupted_first_start_is_begun_again(make: Make) -> None:
    server = make(first=True)
    (server.folder / "data.new").mkdir(parents=True)
    (server.folder / "data.new" / "PG_VERSION").write_text("half")

    assert ask(server.start(), "SELECT 1") == 1


def test_data_of_another_version_are_refused(make: Make) -> None:
    server = make()
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(EmbeddedPostgresError, match="are of PostgreSQL 9, the programs of 18"):
        server.start()
    (server.data / "PG_VERSION").write_text("18\n")


def test_a_lost_password_is_said(make: Make) -> None:
    server = make()
    server.start()
    server.stop()
    (server.folder / "server.json").unlink()

    with pytest.raises(EmbeddedPostgresError, match=r"server\.json .*is missing"):
        server.start()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(EmbeddedPostgresError, match="cannot be written"):
        EmbeddedPostgres(tmp_path / "file" / "postgres").start()


def stale_pid_of_a_dead_process() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def stale_pid_of_an_unrelated_process() -> int:
    return os.getpid()


@pytest.mark.parametrize("stale", [stale_pid_of_a_dead_process, stale_pid_of_an_unrelated_process])
def test_a_stale_pid_file_is_removed(make: Make, stale: Callable[[], int]) -> None:
    server = stopped(make())
    write_pid_file(server, stale())

    assert ask(server.start(), "SELECT 1") == 1


def test_a_zombies_pid_file_is_removed(make: Make) -> None:
    server = stopped(make())
    zombie = subprocess.Popen(["true"])
    while psutil.Process(zombie.pid).status() != psutil.STATUS_ZOMBIE:
        pass
    write_pid_file(server, zombie.pid)
    assert not is_alive(zombie.pid)

    assert ask(server.start(), "SELECT 1") == 1
    zombie.wait()


def test_a_copied_folder_is_another_server(make: Make) -> None:
    """The copy carries the original's pid file, port and name while the original runs."""
    original = make("one")
    url = original.start()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    shutil.copytree(
        original.folder, original.folder.parent / "two", ignore=shutil.ignore_patterns("server.lock")
    )
    copy = make("two")
    give_to(copy.data, original.data.stat())

    other = copy.start()

    assert port_of(other) != port_of(url)
    assert copy.pid() != original.pid()


def test_a_server_of_our_data_started_by_hand_is_attached_to(make: Make) -> None:
    server = make()
    url = server.start()
    identity = json.loads((server.folder / "server.json").read_text())
    (server.folder / "server.json").write_text(json.dumps({**identity, "cluster": "another-name"}))

    assert make().start() == url


def stopped(server: EmbeddedPostgres) -> EmbeddedPostgres:
    server.start()
    server.stop()
    return server


def write_pid_file(server: EmbeddedPostgres, pid: int) -> None:
    lines = [str(pid), str(server.data), "1795000000", "5432", "", "127.0.0.1", "1 2", "ready"]
    (server.data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    give_to(server.data / "postmaster.pid", server.data.stat())


def give_to(path: Path, owner: os.stat_result) -> None:
    for each in [path, *path.rglob("*")]:
        os.chown(each, owner.st_uid, owner.st_gid)


@pytest.mark.parametrize("content", [b"", b"\xff{", b"[]", b"{}", None])
def test_a_damaged_server_json_is_named_with_the_remedy(tmp_path: Path, content: bytes | None) -> None:
    place = tmp_path / "server.json"
    place.mkdir() if content is None else place.write_bytes(content)
    with pytest.raises(EmbeddedPostgresError, match=r"server.json cannot be read .*restore it from a backup"):
        EmbeddedPostgres(tmp_path).start()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("content", [b"", b"\xff\n", b"eighteen", None])
def test_data_of_an_unknown_version_are_not_touched(tmp_path: Path, content: bytes | None) -> None:
    identity = '{"cluster": "motcua-1", "password": "p", "port": 0}'
    (tmp_path / "server.json").write_text(identity)
    (tmp_path / "data").mkdir()
    place = tmp_path / "data/PG_VERSION"
    place.mkdir() if content is None else place.write_bytes(content)
    with pytest.raises(EmbeddedPostgresError, match=r"PG_VERSION is damaged or missing.*from a backup"):
        EmbeddedPostgres(tmp_path).start()
    assert [one.name for one in (tmp_path / "data").iterdir()] == ["PG_VERSION"]


def test_a_thing_of_the_wrong_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("")
    with pytest.raises(
        EmbeddedPostgresError, match="postgres is a file where a folder should be; move it away"
    ):
        EmbeddedPostgres(tmp_path / "postgres").start()
    (tmp_path / "other/server.lock").mkdir(parents=True)
    with pytest.raises(
        EmbeddedPostgresError, match=r"server.lock is a folder where a file should be; move it away"
    ):
        EmbeddedPostgres(tmp_path / "other").start()
