# SPDX-License-Identifier: Apache-2.0
"""The file of a backup: a plain tar whose last member is a manifest with the size and SHA-256 of every other one.

A file without its manifest was never finished. Names are from a short list, so that nothing unpacks outside its folder.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = "motcua-backup/1"
MANIFEST = "manifest.json"
DATABASE = "database.dump"
DEMO_SECRETS = "identity/demo-secrets.json"
PIECE = 1 << 20
MANIFEST_LIMIT = 1 << 30
_NAME = re.compile(
    r"database\.dump|identity/demo-secrets\.json|liaison/(trusted/)?[A-Za-z0-9._-]{1,100}\.pem|files/[0-9a-f]{64}"
)
Moved = Callable[[int], None]
"""Told how many bytes were read or written since the last call."""


class BadBackup(Exception):
    """The file is no whole backup; the sentence says what is wrong and what to do."""


@dataclass(frozen=True)
class Member:
    """One file in a backup: name, bytes, SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `schemas`: revision of each schema; `absent`: files that were gone or damaged."""

    made_at: str
    version: str
    postgresql: str
    schemas: dict[str, str]
    roles: list[str]
    counts: dict[str, int]
    absent: list[str]
    members: list[Member] = field(default_factory=list)

    def content(self) -> dict[str, Any]:
        """As it is written."""
        rows = [[one.name, one.size, one.sha256] for one in self.members]
        return {"format": FORMAT, **self.__dict__, "members": rows}


class Writer:
    """Writes a backup into an open file; `finish` makes it whole."""

    def __init__(self, target: IO[bytes], moved: Moved) -> None:
        self._tar = tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 closed by finish
        self._moved = moved
        self.members: list[Member] = []

    def add(self, name: str, path: Path) -> Member:
        """Raises OSError; ValueError when the file changed its size while it was read."""
        assert _NAME.fullmatch(name), name
        with path.open("rb") as source:
            info = _header(name, path.stat().st_size)
            reader = _Hashing(source, self._moved)
            self._tar.addfile(info, reader)
        member = Member(name, info.size, reader.digest.hexdigest())
        self.members.append(member)
        return member

    def finish(self, manifest: Manifest) -> None:
        """The last member, and the end of the tar."""
        body = json.dumps(manifest.content(), ensure_ascii=False).encode()
        self._tar.addfile(_header(MANIFEST, len(body)), io.BytesIO(body))
        self._tar.close()


class _Hashing:
    def __init__(self, source: IO[bytes], moved: Moved) -> None:
        self._source = source
        self._moved = moved
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self.digest.update(piece)
        self._moved(len(piece))
        return piece


def _header(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o600
    return info


def read_manifest(path: Path, moved: Moved = lambda _: None) -> Manifest:
    """Check every byte of a backup and give its manifest; nothing is unpacked.

    Raises:
        BadBackup: no backup, cut off, changed, or with members that no backup has.
    """
    try:
        manifest, seen = _read(path, moved)
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise BadBackup(f"{path} is no backup of MotCua, or damaged ({error}). Take another one.") from error
    except OSError as error:
        raise BadBackup(f"{path} cannot be read ({error.strerror}).") from error
    if manifest is None:
        raise BadBackup(f"{path} ends before its manifest: the backup was cut off. Take another one.")
    _compare(path, manifest, seen)
    return manifest


def _read(path: Path, moved: Moved) -> tuple[Manifest | None, list[Member]]:
    seen: list[Member] = []
    manifest: Manifest | None = None
    for member, stream in members(path):
        if manifest is not None:
            raise BadBackup(
                f"{path} goes on after its manifest, at {member.name!r}: it was changed. Take another backup."
            )
        if member.name == MANIFEST:
            manifest = _parse(path, stream.read(MANIFEST_LIMIT))
        else:
            seen.append(Member(member.name, member.size, _digest(stream, moved)))
    return manifest, seen


def members(path: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Every member with its content, in order. Raises BadBackup for a name that none has, TarError, OSError."""
    with tarfile.open(path, mode="r:") as tar:
        for member in tar:
            if not member.isreg() or not (member.name == MANIFEST or _NAME.fullmatch(member.name)):
                raise BadBackup(
                    f"{path} holds {member.name!r}, which no backup of MotCua holds. Take another one."
                )
            stream = tar.extractfile(member)
            assert stream is not None
            yield member, stream


def _digest(stream: IO[bytes], moved: Moved) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
        moved(len(piece))
    return digest.hexdigest()


def _parse(path: Path, body: bytes) -> Manifest:
    try:
        found = json.loads(body)
        if found.pop("format") != FORMAT:
            raise ValueError("another format")
        rows = [Member(str(name), int(size), str(sha256)) for name, size, sha256 in found.pop("members")]
        return Manifest(**found, members=rows)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadBackup(
            f"The manifest of {path} cannot be read ({error}); it may be of another version."
        ) from error


def _compare(path: Path, manifest: Manifest, seen: list[Member]) -> None:
    if len({one.name for one in seen}) != len(seen):
        raise BadBackup(f"{path} holds a file twice: it was changed. Take another backup.")
    for wanted, found in zip(manifest.members, seen, strict=False):
        if wanted != found:
            raise BadBackup(
                f"{found.name} in {path} is not what was backed up: its bytes changed. Take another backup."
            )
    if len(seen) != len(manifest.members):
        raise BadBackup(
            f"{path} holds {len(seen)} files, its manifest names {len(manifest.members)}. Take another backup."
        )
    if DATABASE not in {one.name for one in seen}:
        raise BadBackup(f"{path} holds no database. Take another backup.")
