# SPDX-License-Identifier: Apache-2.0
"""`motcua backup`: one file with the database, every file that it refers to, the keys, and the demo people's passwords.

The database is one snapshot; files never change, and one that a person removes while they are copied is found missing, upon
which a new snapshot is taken. The system may run, or not.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from motcua_storage import EmbeddedPostgres, EmbeddedPostgresError, FileDamaged, FileMissing, FolderStore
from motcua_storage.files import sync_folder

from motcua_cli.embedded.folder import AlreadyRunning, StateFolder, Unusable, write_private
from motcua_cli.keeping import showing
from motcua_cli.keeping.archive import DATABASE, DEMO_SECRETS, Manifest, Moved, Writer
from motcua_cli.keeping.database import DumpFailed, Snapshot, dump, serving, size

TRIES = 3
"""Snapshots that are taken before a file that is missing counts as lost."""
NOTE = "backup.json"


class CannotBackUp(Exception):
    """Nothing was written; the sentence says why."""


@dataclass(frozen=True)
class Made:
    """What was written. `absent`: hashes of files that the database names and that are gone or damaged on disk."""

    file: Path
    bytes: int
    counts: dict[str, int]
    absent: list[str]


def back_up(var: Path, target: Path | None, quiet: bool) -> Made:
    """Raises CannotBackUp."""
    folder = StateFolder(var.absolute())
    target = (target or Path(f"motcua-{datetime.now().astimezone():%Y%m%d-%H%M%S}.backup")).absolute()
    _refuse(folder, target)
    try:
        with _held(folder), serving(EmbeddedPostgres(folder.postgres)) as url:
            _check_room(folder, target, size(url))
            made = _write(folder, url, target, quiet)
    except (EmbeddedPostgresError, DumpFailed, Unusable, OSError) as error:
        raise CannotBackUp(f"No backup was written: {_told(error)}") from error
    _note(folder, made)
    return made


def _refuse(folder: StateFolder, target: Path) -> None:
    if not (folder.postgres / "data" / "PG_VERSION").is_file():
        raise CannotBackUp(
            f"There is no MotCua in {folder.root}: nothing to back up. Name its folder with --var."
        )
    if folder.events.exists():
        raise CannotBackUp(
            f"The events of {folder.root} go by Kafka: what is in it and not read yet would be missing. Back up PostgreSQL and "
            "the brokers by their own means."
        )
    if folder.bucket.exists():
        raise CannotBackUp(
            f"The files of {folder.root} are in a bucket and would be missing. Back up PostgreSQL first, then the bucket, by "
            "their own means."
        )
    if target.exists():
        raise CannotBackUp(f"{target} exists already, and no backup is overwritten. Give another name.")
    if not target.parent.is_dir():
        raise CannotBackUp(f"{target.parent} is no folder. Make it first.")
    if target.is_relative_to(folder.root):
        raise CannotBackUp(
            f"{target} lies in {folder.root} itself and would be lost with it. Give a place elsewhere."
        )


@contextmanager
def _held(folder: StateFolder) -> Iterator[None]:
    """A stopped system cannot be started meanwhile; a running one goes on."""
    try:
        handle = folder.lock()
    except AlreadyRunning:
        yield
        return
    with handle:
        yield


def _check_room(folder: StateFolder, target: Path, database: int) -> None:
    needed = 2 * database + sum(path.stat().st_size for path in _files(folder))
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        raise CannotBackUp(
            f"{target.parent} has {showing.size_of(free)} free; up to {showing.size_of(needed)} are needed. Make room, or choose "
            "another place."
        )


def _files(folder: StateFolder) -> Iterator[Path]:
    return (path for path in folder.files.glob("??/??/*") if path.is_file())


def _write(folder: StateFolder, url: str, target: Path, quiet: bool) -> Made:
    """Aside, synced, then named: under its name it is there whole or not at all."""
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as aside:
        temporary = Path(aside) / "backup"
        snapshot, absent = _fill(folder, url, Path(aside), quiet)
        os.link(temporary, target)  # refuses to take the place of a file that came meanwhile
        sync_folder(target.parent)
    return Made(target, target.stat().st_size, snapshot.counts, absent)


def _fill(folder: StateFolder, url: str, aside: Path, quiet: bool) -> tuple[Snapshot, list[str]]:
    """Another snapshot when a file went while it was copied: its row had gone before it."""
    for left in reversed(range(TRIES)):
        try:
            snapshot, absent = _snapshot(folder, url, aside / "dump", quiet)
            wanted = list(_wanted(folder, snapshot, frozenset(absent), aside / "dump"))
            _copy(snapshot, absent, wanted, aside / "backup", quiet)
            return snapshot, absent
        except FileNotFoundError as error:
            if not left or not Path(str(error.filename)).is_relative_to(folder.files):
                raise
    raise AssertionError


def _snapshot(folder: StateFolder, url: str, at: Path, quiet: bool) -> tuple[Snapshot, list[str]]:
    """A snapshot all of whose files are there and whole, or after some tries the hashes of those that are not."""
    store = FolderStore(folder.files)
    for _ in range(TRIES):
        with showing.step("Database ...", quiet):
            snapshot = dump(url, at)
        if not (gone := [one for one in snapshot.files if not store.exists(one)]):
            break
    there = [one for one in snapshot.files if one not in set(gone)]
    total = sum(_place(folder, one).stat().st_size for one in there)
    with showing.bar("Checking the files", total, quiet) as moved:
        return snapshot, gone + [one for one in there if not _is_whole(store, one, moved)]


def _is_whole(store: FolderStore, sha256: str, moved: Moved) -> bool:
    try:
        for piece in store.chunks(sha256, verify=True):
            moved(len(piece))
    except FileDamaged:
        return False
    except FileMissing as error:
        raise FileNotFoundError(errno.ENOENT, "removed meanwhile", str(store.folder / sha256)) from error
    return True


def _place(folder: StateFolder, sha256: str) -> Path:
    return folder.files / sha256[:2] / sha256[2:4] / sha256


def _copy(
    snapshot: Snapshot, absent: list[str], wanted: Sequence[tuple[str, Path]], target: Path, quiet: bool
) -> None:
    total = sum(path.stat().st_size for _, path in wanted)
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w+b") as output, showing.bar("Backup", total, quiet) as moved:
        writer = Writer(output, moved)
        for name, path in wanted:
            writer.add(name, path)
        writer.finish(_manifest(snapshot, absent, writer))
        output.flush()
        os.fsync(output.fileno())


def _wanted(
    folder: StateFolder, snapshot: Snapshot, absent: Container[str], dumped: Path
) -> Iterator[tuple[str, Path]]:
    yield DATABASE, dumped
    if (secrets := folder.identity / "demo-secrets.json").is_file():
        yield DEMO_SECRETS, secrets
    keys = folder.root / "liaison"
    for path in sorted((*keys.glob("*.pem"), *keys.glob("trusted/*.pem"))):
        yield f"liaison/{path.relative_to(keys)}", path
    for one in snapshot.files:
        if one not in absent:
            yield f"files/{one}", _place(folder, one)


def _manifest(snapshot: Snapshot, absent: list[str], writer: Writer) -> Manifest:
    from motcua_cli.doctor.checks import versions

    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"), version=versions()["motcua"],
        postgresql=snapshot.server, schemas=snapshot.schemas, roles=snapshot.roles, counts=snapshot.counts,
        absent=absent, members=writer.members,
    )  # fmt: skip


def _note(folder: StateFolder, made: Made) -> None:
    """For `motcua doctor`: when the last backup was made, and where it went."""
    content = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "file": str(made.file),
        "bytes": made.bytes,
    }
    write_private(folder.root / NOTE, json.dumps(content) + "\n")


def _told(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.filename})." if error.filename else f"{error.strerror}."
    return getattr(error, "message_en", "") or str(error)
