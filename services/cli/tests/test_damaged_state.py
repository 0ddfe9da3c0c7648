# SPDX-License-Identifier: Apache-2.0
"""A damaged file of the state folder is named, with what to do about it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from motcua_cli.doctor import stopped
from motcua_cli.embedded.database import _passwords
from motcua_cli.embedded.folder import AlreadyRunning, StateFolder, Unusable
from motcua_cli.up import _sentence

ROLES = ["motcua_intake", "motcua_workflow"]


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path)


def test_passwords_are_made_once_and_for_newcomers(folder: StateFolder) -> None:
    first = _passwords(folder, ROLES[:1])
    both = _passwords(folder, ROLES)
    assert both.items() >= first.items() and len(set(both.values())) == 2
    assert _passwords(folder, ROLES) == both


@pytest.mark.parametrize(
    "content", [b"", b"\xff\x00{", b"[]", b"5", b'{"motcua_intake": 5}', b'{"motcua_intake": ""}', b"{"]
)
def test_damaged_passwords_of_the_database_are_named(folder: StateFolder, content: bytes) -> None:
    folder.secrets.write_bytes(content)
    with pytest.raises(Unusable) as refused:
        _passwords(folder, ROLES)
    assert str(refused.value).startswith(f"{folder.secrets} cannot be read (")
    assert "Move it away and start again" in str(refused.value)
    folder.secrets.rename(folder.root / "away")
    assert set(_passwords(folder, ROLES)) == set(ROLES), "the remedy works"


def test_a_folder_in_the_place_of_a_file_is_named(folder: StateFolder) -> None:
    folder.secrets.mkdir()
    with pytest.raises(Unusable, match=r"secrets.json cannot be read \(Is a directory\)"):
        _passwords(folder, ROLES)
    (folder.root / "lock").mkdir()
    with pytest.raises(Unusable, match=r"/lock is a folder where a file should be\. Move it away"):
        folder.lock()


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"5", b"{}", b'{"http": "x"}'])
def test_a_damaged_note_of_the_run_is_as_none(folder: StateFolder, content: bytes) -> None:
    folder.run.write_bytes(content)
    assert folder.read_run() is None
    with folder.lock(), pytest.raises(AlreadyRunning, match="its lock is held"):
        folder.lock()


@pytest.mark.parametrize("alive", [True, False])
def test_doctor_does_not_call_a_living_system_gone(folder: StateFolder, alive: bool) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()  # motcua"], stdin=subprocess.PIPE)
    if not alive:
        child.communicate(b"\n")
    folder.write_run({"http": "http://127.0.0.1:1", "pid": child.pid})
    said = stopped._why(folder)
    if alive:
        child.communicate(b"\n")
    assert ("its lock file" in said and "was removed" in said) is alive
    assert ("is gone without having stopped" in said) is not alive


def test_the_file_itself_is_named_and_not_what_should_be_below_it(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("")
    with pytest.raises(NotADirectoryError) as refused:
        (tmp_path / "files/incoming").mkdir()
    assert _sentence(refused.value).startswith(f"{tmp_path / 'files'} is a file where a folder should be.")


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_of_the_wrong_kind_is_one_sentence(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "issuer.journal"
    try:
        if kind == "folder":
            place.mkdir()
            place.read_bytes()
        else:
            place.write_text("")
            place.mkdir()
    except OSError as error:
        said = _sentence(error)
    assert said.startswith(f"{place} is a {kind} where a ") and said.endswith("Move it away and start again.")
