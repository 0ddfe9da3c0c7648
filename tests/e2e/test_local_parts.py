# SPDX-License-Identifier: Apache-2.0
"""`infra/local/part.py`: what is started runs on when its starter has ended, is found again, and is stopped."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from parts import common
from parts.common import PartError, Running, installing
from parts.kafka import new_id
from support.brokers import need_kafka
from support.system import ROOT


def part(state: Path, act: str) -> tuple[int, str]:
    command = [sys.executable, ROOT / "infra" / "local" / "part.py", "kafka", act, "--state", state]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout.strip() or done.stderr.strip()


def test_a_broker_is_started_once_and_found_again(tmp_path: Path) -> None:
    need_kafka()
    assert part(tmp_path, "status") == (1, "does not run")
    assert part(tmp_path, "stop") == (0, "")
    code, address = part(tmp_path, "start")
    try:
        assert code == 0 and address.startswith("127.0.0.1:"), address
        pid = Running(tmp_path / "kafka").known()["pid"]
        assert part(tmp_path, "start") == (0, address) and Running(tmp_path / "kafka").known()["pid"] == pid
        assert part(tmp_path, "status") == (0, address)
        Running(tmp_path / "kafka").kill()
        assert part(tmp_path, "status") == (1, "does not run")
        assert part(tmp_path, "start") == (0, address), "its port stays the same"
    finally:
        assert part(tmp_path, "stop") == (0, "")
    assert part(tmp_path, "status") == (1, "does not run")


def test_an_id_of_a_cluster_is_never_taken_for_an_option() -> None:
    assert not [one for one in (new_id() for _ in range(2_000)) if one.startswith("-")]


def test_an_installation_that_was_interrupted_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_CACHE", str(tmp_path))
    with pytest.raises(ZeroDivisionError), installing("thing-1.0") as new:
        assert new is not None
        (new / "half").touch()
        raise ZeroDivisionError
    assert [one.name for one in tmp_path.iterdir()] == ["thing-1.0.lock"]
    with installing("thing-1.0") as new:
        assert new is not None
        (new / "whole").touch()
    with installing("thing-1.0") as new:
        assert new is None
    assert (tmp_path / "thing-1.0" / "whole").exists()


def test_what_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.start(["sh", "-c", "echo no room >&2; exit 3"], {})
    with pytest.raises(PartError, match="has ended:\nno room"):
        running.wait(lambda: False, 30)


def test_a_program_that_is_missing_is_named_with_its_package() -> None:
    with pytest.raises(
        PartError, match=r"'no-such-thing' was not found; on Debian: apt-get install things\."
    ):
        common.tool("no-such-thing", "things")
