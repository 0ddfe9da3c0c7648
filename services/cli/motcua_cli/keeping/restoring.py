# SPDX-License-Identifier: Apache-2.0
"""`motcua restore`: a whole system from a backup, in a folder where none is.

Every byte of the backup is checked first. The system is then built in a folder beside, brought to this version of the program,
and renamed: after a kill there is either nothing under the name, or everything. The next try clears what was left.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from motcua_storage import EmbeddedPostgres, EmbeddedPostgresError, MigrationError
from motcua_storage.files import sync_folder

from motcua_cli.embedded.folder import AlreadyRunning, StateFolder, Unusable, write_private
from motcua_cli.keeping import showing
from motcua_cli.keeping.archive import DATABASE, BadBackup, Manifest, members, read_manifest
from motcua_cli.keeping.backing_up import NOTE
from motcua_cli.keeping.database import DumpFailed, bring_back

LOCK = "lock"
ROOM = 4
"""How many times the size of its dump a database takes at most, by experience with compressed dumps."""


class CannotRestore(Exception):
    """Nothing was put under the folder's name; the sentence says why."""


@dataclass(frozen=True)
class Restored:
    """Where it is now, and what was in it."""

    folder: Path
    manifest: Manifest


def restore(source: Path, var: Path, quiet: bool) -> Restored:
    """Raises CannotRestore, BadBackup."""
    var = var.absolute()
    _refuse_used(var)
    if not source.is_file():
        raise CannotRestore(f"There is no file {source}. Name a backup that `motcua backup` made.")
    total = source.stat().st_size
    with showing.bar("Checking", total, quiet) as moved:
        manifest = read_manifest(source, moved)
    _refuse_newer(source, manifest)
    _check_room(source, var, manifest)
    try:
        with _beside(var) as fresh:
            _build(source, fresh, manifest, quiet)
            _put(fresh.root, var)
    except AlreadyRunning as error:
        raise CannotRestore(f"Another restore into {var} is under way. Wait for it.") from error
    except (EmbeddedPostgresError, MigrationError, DumpFailed, Unusable, OSError) as error:
        raise CannotRestore(
            f"{source} was not restored: {getattr(error, 'message_en', '') or error}"
        ) from error
    return Restored(var, manifest)


def _refuse_used(var: Path) -> None:
    try:
        inside = sorted(path.name for path in var.iterdir())
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise CannotRestore(f"{var} is a file. Name a folder that does not exist yet with --into.") from error
    except OSError as error:
        raise CannotRestore(f"{var} cannot be read ({error.strerror}).") from error
    if inside not in ([], [LOCK]):
        named = ", ".join(inside[:3]) + (" ..." if len(inside) > 3 else "")
        raise CannotRestore(
            f"{var} is in use (it holds {named}), and nothing is restored over it. Name another folder with --into, or empty it "
            "with `motcua reset` first."
        )


def _refuse_newer(source: Path, manifest: Manifest) -> None:
    """Before anything is written: this program must know the schemas."""
    from motcua_cli.embedded.migrations import MIGRATIONS

    known = {item.schema: {revision.id for revision in item.revisions()} for item in MIGRATIONS}
    for schema, revision in manifest.schemas.items():
        if schema in known and revision not in known[schema]:
            raise CannotRestore(
                f"{source} was made by MotCua {manifest.version}, which is newer than this one: it does not know revision "
                f"{revision} of schema {schema}. Restore it with that version."
            )


def _check_room(source: Path, var: Path, manifest: Manifest) -> None:
    place = next(one for one in var.parents if one.is_dir())
    dumped = next(one.size for one in manifest.members if one.name == DATABASE)
    needed = source.stat().st_size + ROOM * dumped
    free = shutil.disk_usage(place).free
    if free < needed:
        raise CannotRestore(
            f"{place} has {showing.size_of(free)} free; up to {showing.size_of(needed)} are needed. Make room, or choose another "
            "place with --into."
        )


@contextmanager
def _beside(var: Path) -> Iterator[StateFolder]:
    """An empty folder next to `var`, held by this process; what an earlier try left is cleared. Gone when something fails."""
    fresh = StateFolder(var.parent / f".{var.name}.restoring")
    with fresh.lock():
        _clear(fresh, keep=(LOCK,))
        try:
            yield fresh
        finally:
            if fresh.root.exists():
                _clear(fresh, keep=())


def _clear(folder: StateFolder, keep: tuple[str, ...]) -> None:
    if folder.postgres.is_dir():
        EmbeddedPostgres(folder.postgres).stop()  # one of a try that was killed may still run
    if not keep:
        shutil.rmtree(folder.root)
        return
    for path in folder.root.iterdir():
        if path.name not in keep:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _build(source: Path, fresh: StateFolder, manifest: Manifest, quiet: bool) -> None:
    from motcua_cli.embedded.database import role_urls
    from motcua_cli.embedded.migrations import MIGRATIONS

    dumped = fresh.root / "database.dump"
    with showing.bar("Unpacking", source.stat().st_size, quiet) as moved:
        for member, stream in members(source):
            if place := _place(fresh, member.name):
                _unpack(stream, place)
                moved(member.size)
    postgres = EmbeddedPostgres(fresh.postgres)
    with showing.step("Database ...", quiet):
        try:
            url = postgres.start()
            bring_back(url, dumped, manifest.roles)
            role_urls(fresh, url, MIGRATIONS)
        finally:
            postgres.stop()
    dumped.unlink()
    _note(source, fresh, manifest)


def _note(source: Path, fresh: StateFolder, manifest: Manifest) -> None:
    """For `motcua doctor`: which backup the system came from; the first one that is made of it takes its place."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    content = {"at": now, "file": str(source.absolute()), "restored_of": manifest.made_at}
    write_private(fresh.root / NOTE, json.dumps(content) + "\n")


def _place(fresh: StateFolder, name: str) -> Path | None:
    """Where a member goes; None for the manifest. The names were checked while the backup was."""
    first, _, rest = name.partition("/")
    if first == "files":
        return fresh.files / rest[:2] / rest[2:4] / rest
    if first in ("identity", "liaison") or name == DATABASE:
        return fresh.root / name
    return None


def _unpack(stream: IO[bytes], place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as output:
        shutil.copyfileobj(stream, output, 1 << 20)
        output.flush()
        os.fsync(output.fileno())


def _put(fresh: Path, var: Path) -> None:
    for folder in (path for path in fresh.rglob("*") if path.is_dir() and "postgres" not in path.parts):
        sync_folder(folder)
    sync_folder(fresh)
    if var.exists():
        _take_away(StateFolder(var))
    fresh.rename(var)
    sync_folder(var.parent)


def _take_away(empty: StateFolder) -> None:
    """OSError when it was filled meanwhile."""
    with empty.lock():
        (empty.root / LOCK).unlink()
        empty.root.rmdir()


__all__ = ["BadBackup", "CannotRestore", "Restored", "restore"]
