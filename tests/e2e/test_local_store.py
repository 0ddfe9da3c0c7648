# SPDX-License-Identifier: Apache-2.0
"""`infra/local/part.py s3`: a store that is started once, keeps its port, keys and files, and is private; which Go builds it."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from motcua_storage.s3_bucket import owner_of, prepare_bucket
from parts import golang
from parts.common import VERSIONS, PartError
from parts.s3 import S3
from support.stores import access_to, need_s3
from support.system import ROOT


def part(state: Path, act: str) -> tuple[int, str]:
    command = [sys.executable, ROOT / "infra" / "local" / "part.py", "s3", act, "--state", state]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout.strip() or done.stderr.strip()


def test_a_store_is_started_once_and_found_again(tmp_path: Path) -> None:
    need_s3()
    store = S3(tmp_path / "s3")
    assert part(tmp_path, "status") == (1, "does not run")
    code, address = part(tmp_path, "start")
    try:
        assert code == 0 and address.startswith("http://127.0.0.1:"), address
        assert part(tmp_path, "start") == (0, address)
        access = access_to(store)
        owner = prepare_bucket(access)
        store.running.kill()
        assert part(tmp_path, "start") == (0, address), "its port stays the same"
        assert part(tmp_path, "status") == (0, address)
        assert owner_of(access) == owner, "and its keys, and what it keeps"
        for file in (
            store.running.folder / "keys.json",
            store.running.folder / "data" / access.bucket / "motcua.json",
        ):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE((store.running.folder / "data").stat().st_mode) == 0o700
    finally:
        assert part(tmp_path, "stop") == (0, "")
    assert not store.status()


def test_without_go_it_is_said_what_brings_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PartError, match=r"'go' was not found; on Debian: apt-get install golang-go\."):
        S3.install()
    assert [one.name for one in tmp_path.iterdir()] == [f"versitygw-{VERSIONS['versitygw']['version']}.lock"]


OLD_GO = """#!/bin/sh
[ "$1" = version ] && {{ echo "go version {version} linux/amd64"; exit; }}
[ "$*" = "mod download -json golang.org/toolchain@v0.0.1-go{wanted}.linux-{architecture}" ] || {{ echo "$*" >&2; exit 1; }}
echo '{{"Dir": "{folder}"}}'
"""


@pytest.mark.parametrize(
    ("version", "fetches"), [("go1.19.8", True), ("go1.21.0", False), ("go1.26.8", False)]
)
def test_a_go_that_is_too_old_fetches_a_newer_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, fetches: bool
) -> None:
    """From 1.21 on it does so by itself."""
    (tmp_path / "bin").mkdir()
    newer = tmp_path / "bin" / "go"
    newer.touch(0o444)  # as it lies in the cache of modules
    architecture = golang.ARCHITECTURES.get(golang.platform.machine(), golang.platform.machine())
    old = tmp_path / "go"
    wanted = VERSIONS["go"]["version"]
    old.write_text(OLD_GO.format(version=version, wanted=wanted, architecture=architecture, folder=tmp_path))
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert golang.able_go() == str(newer if fetches else old)
    assert bool(newer.stat().st_mode & stat.S_IXUSR) == fetches


def test_a_newer_go_that_cannot_be_had_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "go"
    old.write_text(
        '#!/bin/sh\n[ "$1" = version ] && { echo "go version go1.19 linux/amd64"; exit; }\necho no way >&2; exit 1\n'
    )
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(PartError, match="is too old, and could not fetch a newer Go: no way"):
        golang.able_go()


def test_what_is_kept_is_read_as_json(tmp_path: Path) -> None:
    """Keys are made once, whoever asks first."""
    first = S3(tmp_path).keys
    assert S3(tmp_path).keys == first == json.loads((tmp_path / "keys.json").read_text("utf-8"))
