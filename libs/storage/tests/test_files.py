# SPDX-License-Identifier: Apache-2.0
"""The folder adapter keeps the contract, and what is its own: atomic, durable, private, tidy."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pytest
from motcua_storage import FolderStore
from motcua_storage.contracts import BrokenStream, FileStoreContract, Overwrite


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@pytest.fixture
def overwrite(store: FolderStore) -> Overwrite:
    def write(sha256: str, content: bytes) -> None:
        (store.folder / sha256[:2] / sha256[2:4] / sha256).write_bytes(content)

    return write


class TestFolderStore(FileStoreContract):
    """The contract suite on folders."""


def kept(store: FolderStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_two_levels_of_folders_and_private_files(store: FolderStore) -> None:
    stored = store.put(io.BytesIO(b"paper"))
    name = stored.sha256

    assert kept(store) == [store.folder / name[:2] / name[2:4] / name]
    assert kept(store)[0].stat().st_mode & 0o777 == 0o600


def test_an_unfinished_upload_leaves_no_litter(store: FolderStore) -> None:
    with pytest.raises(ConnectionResetError):
        store.put(BrokenStream())  # type: ignore[arg-type]

    assert kept(store) == []


def test_litter_of_a_power_cut_is_swept_after_a_day(store: FolderStore) -> None:
    old, fresh = store.folder / "incoming" / "old", store.folder / "incoming" / "fresh"
    old.touch()
    fresh.touch()
    os.utime(old, (time.time() - 90_000,) * 2)
    FolderStore(store.folder)

    assert not old.exists()
    assert fresh.exists()


def test_bytes_are_synced_before_the_name_and_the_name_before_the_answer(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    sync, rename = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        kind = "folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "bytes"
        order.append(kind)
        sync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        order.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    store.put(io.BytesIO(b"paper"))

    assert order == ["bytes", "rename", "folder", "folder", "folder"]
