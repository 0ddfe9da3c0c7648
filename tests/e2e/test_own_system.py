# SPDX-License-Identifier: Apache-2.0
"""One folder, one system: by its own names, on either loopback, and also when somebody removed the lock file."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from support.system import System

pytestmark = pytest.mark.embedded("`motcua up`: one folder, one program, its own names")


@pytest.fixture
def own(tmp_path: Path, new_system: Callable[..., System]) -> Iterator[System]:
    made = new_system(tmp_path / "var")
    made.start()
    yield made
    made.stop()


def test_a_second_start_without_the_lock_file_leaves_the_first_alone(own: System) -> None:
    assert own.process is not None
    postmaster = (own.var / "postgres/data/postmaster.pid").read_text()
    (own.var / "lock").unlink()
    (own.var / "run.json").unlink()
    second = System(own.var, forker=own.forker)
    for command in (("up",), ("migrate",)):
        done = second.command(*command)
        assert done.returncode == 2, done.stdout + done.stderr
        assert (
            f"runs already on the database in {own.var}: {own.run['http']} (process {own.process.pid})"
            in done.stderr
        )
        assert (own.var / "postgres/data/postmaster.pid").read_text() == postmaster
    assert httpx.get(f"{own.run['http']}/healthz").status_code == 200
    assert "database.silent" not in own.log_tail() and "database.restarting" not in own.log_tail()


def test_another_sites_name_gets_nothing(own: System) -> None:
    assert httpx.get(own.run["http"], headers={"host": "evil.com"}).status_code == 421
    assert httpx.get(f"{own.run['issuer']}/jwks", headers={"host": "evil.com"}).status_code == 421
    assert httpx.get(own.run["http"], headers={"host": f"localhost:{own.http_port}"}).status_code == 200
    assert httpx.get(f"{own.run['http']}/healthz", headers={"host": "10.0.0.8:8080"}).status_code == 200


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_it_runs_on_the_other_loopback_too(tmp_path: Path, new_system: Callable[..., System]) -> None:
    var = tmp_path / "var"
    system = new_system(var, settings={"MOTCUA_HOST": "::1"})
    assert system.forker is not None
    with (var / "out.log").open("wb") as log:
        process = system.forker.start(["up"], system.environment(), log, log)
    try:
        until = time.monotonic() + 90
        while not (var / "run.json").exists() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        system.run = json.loads((var / "run.json").read_text("utf-8"))
        assert system.run["http"] == f"http://[::1]:{system.http_port}"
        assert httpx.get(system.run["http"]).status_code == 200
        citizen = system.users_with("citizen")[0]
        assert system.token(citizen).count(".") == 2
        assert system.command("clock", "advance", "1h").returncode == 0
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(60)
    assert code == 0, system.log_tail()
