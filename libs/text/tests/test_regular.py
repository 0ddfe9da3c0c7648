# SPDX-License-Identifier: Apache-2.0
"""Only regular files are read, and only as much as is asked for; nothing waits."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from motcua_text.regular import NotRegular, read_regular


def test_no_more_than_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"abcdef")
    (tmp_path / "link").symlink_to(file)
    assert (read_regular(file, 4), read_regular(str(file), 100)) == (b"abcd", b"abcdef")
    assert read_regular(tmp_path / "link", 100) == b"abcdef"
    with pytest.raises(NotRegular, match="not a regular file"):
        read_regular(tmp_path / "link", 100, follow=False)


def test_pipes_devices_sockets_and_folders_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(tmp_path / "socket"))
        for path in (tmp_path / "pipe", tmp_path / "zero", tmp_path / "socket", tmp_path, "/dev/zero"):
            with pytest.raises(NotRegular) as refused:
                read_regular(path, 10)
            assert refused.value.strerror == "not a regular file"


def test_a_pipe_that_takes_the_place_of_the_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, pipe = tmp_path / "a", tmp_path / "pipe"
    file.write_bytes(b"a")
    os.mkfifo(pipe)
    opened = os.open
    monkeypatch.setattr(os, "open", lambda path, flags: opened(pipe, flags))
    with pytest.raises(NotRegular):
        read_regular(file, 10)


def test_what_is_not_there_is_said_as_ever(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "none", 10)
