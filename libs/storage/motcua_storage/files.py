# SPDX-License-Identifier: Apache-2.0
"""Owns files kept by their SHA-256: the port FileStore and its folder adapter (the other one: `s3_store.py`). What a file
means is the service's affair.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from motcua_storage.errors import FileDamaged, FileMissing, FileTooLarge

CHUNK = 256 * 1024  # bytes
HASH = re.compile(r"[0-9a-f]{64}")
_FORGOTTEN_AFTER = 24 * 3600.0  # seconds after which an unfinished upload is litter


@dataclass(frozen=True)
class StoredFile:
    """A file that is kept: hash in lower-case hexadecimal, size in bytes."""

    sha256: str
    size: int


class FileStore(Protocol):
    """Keeps bytes by their hash. Putting the same bytes twice keeps them once; what `put` returned survives a
    power cut, where a store elsewhere survives one. Such a store may raise FileStoreUnusable from every method.
    """

    def put(self, stream: IO[bytes], limit: int | None = None) -> StoredFile:
        """Read `stream` to its end and keep it. Raises FileTooLarge beyond `limit` bytes, and keeps nothing
        then.
        """
        ...

    def open(self, sha256: str) -> BinaryIO:
        """A readable stream from the first byte; the caller closes it. Raises FileMissing. A store elsewhere may raise
        FileDamaged."""
        ...

    def chunks(self, sha256: str, verify: bool = False) -> Iterator[bytes]:
        """The bytes in pieces. Raises FileMissing, and with `verify` FileDamaged after the last piece at the latest."""
        ...

    def exists(self, sha256: str) -> bool:
        """True when the file is kept."""
        ...

    def remove(self, sha256: str) -> None:
        """Keep the file no longer; nothing when it is not kept. Whoever reads it already reads to its end."""
        ...


class FolderStore:
    """FileStore in a folder: `ab/cd/<hash>`, two levels so that no folder grows large."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._incoming = self.folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()

    def put(self, stream: IO[bytes], limit: int | None = None) -> StoredFile:
        """See FileStore. Written aside, synced, then renamed: a file is there whole or not at all."""
        descriptor, name = tempfile.mkstemp(dir=self._incoming)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as output:
                stored = copy(stream, output, limit)
                output.flush()
                os.fsync(output.fileno())
            self._take_in(temporary, self._path(stored.sha256))
        finally:
            temporary.unlink(missing_ok=True)
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """See FileStore."""
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            raise missing(sha256) from None

    def chunks(self, sha256: str, verify: bool = False) -> Iterator[bytes]:
        """See FileStore. A missing file is said by the call, not by the first piece."""
        return _pieces(self.open(sha256), sha256, verify)

    def exists(self, sha256: str) -> bool:
        """See FileStore."""
        return self._path(sha256).is_file()

    def remove(self, sha256: str) -> None:
        """See FileStore. Its folders stay: the next file may come in just then."""
        path = self._path(sha256)
        try:
            path.unlink()
        except FileNotFoundError:
            return
        sync_folder(path.parent)

    def _path(self, sha256: str) -> Path:
        if not HASH.fullmatch(sha256):  # also keeps `../` out of paths
            raise missing(sha256)
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def _take_in(self, temporary: Path, target: Path) -> None:
        first, second = target.parent.parent, target.parent
        second.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary.replace(target)
        for folder in (second, first, self.folder):  # names are durable only when their folders are
            sync_folder(folder)

    def _sweep(self) -> None:
        limit = time.time() - _FORGOTTEN_AFTER
        for path in self._incoming.iterdir():
            if path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)


def copy(stream: IO[bytes], output: IO[bytes], limit: int | None) -> StoredFile:
    """Read to the end and tell what it was. Raises FileTooLarge beyond `limit` bytes."""
    digest = hashlib.sha256()
    size = 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if limit is not None and size > limit:
            raise FileTooLarge(limit)
        digest.update(piece)
        output.write(piece)
    return StoredFile(digest.hexdigest(), size)


def _pieces(stream: BinaryIO, sha256: str, verify: bool) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with stream:
        while piece := stream.read(CHUNK):
            if verify:
                digest.update(piece)
            yield piece
    if verify and digest.hexdigest() != sha256:
        raise FileDamaged(
            f"Tệp {sha256} đã bị hỏng trên đĩa; hãy khôi phục từ bản sao lưu.",
            f"The file {sha256} is damaged on disk; restore it from a backup.",
        )


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable, as fsync of a file makes its bytes."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def missing(sha256: str) -> FileMissing:
    """The error that says so."""
    return FileMissing(f"Không có tệp {sha256[:80]}.", f"There is no file {sha256[:80]}.")
