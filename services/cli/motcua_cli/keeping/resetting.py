# SPDX-License-Identifier: Apache-2.0
"""`motcua reset`: away with a trial system, so that the next start is a first one. What MotCua did not make is left alone."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from motcua_storage import EmbeddedPostgres, EmbeddedPostgresError

from motcua_cli.embedded.folder import AlreadyRunning, StateFolder, Unusable
from motcua_cli.embedded.owner import Owner
from motcua_cli.keeping.backing_up import NOTE

OURS = (
    "run.json",
    "postgres",
    "secrets.json",
    "secrets.new",
    "files",
    "identity",
    "liaison",
    "run.new",
    NOTE,
    "population.json",
    "population.new",
)
"""What a system makes in its folder, in the order in which it goes: without its database nothing of the rest is found again."""
ASIDE = ".reset-"


class CannotReset(Exception):
    """Nothing was removed; the sentence says why."""


@dataclass(frozen=True)
class Content:
    """What would be lost. `dossiers`: None when the database does not start."""

    folder: Path
    dossiers: int | None
    drafts: int | None
    bytes: int
    left: list[str]


def look(var: Path) -> Content:
    """Raises CannotReset: a system runs there, or none ever was."""
    folder = StateFolder(var.absolute())
    if folder.events.exists():
        raise CannotReset(
            f"The events of {folder.root} go by Kafka, whose topics would keep what its dossiers said. Choose another folder "
            "with --var, and another MOTCUA_KAFKA__PREFIX."
        )
    if folder.bucket.exists():
        raise CannotReset(
            f"The files of {folder.root} are in a bucket, which would keep them. Choose another folder with --var, and another "
            "MOTCUA_S3__BUCKET."
        )
    if not (folder.postgres / "server.json").exists() and not _leftovers(folder):
        raise CannotReset(f"There is no MotCua in {folder.root}: nothing to remove.")
    with _alone(folder):
        dossiers, drafts = _count(folder)
    ours = [folder.root / name for name in OURS]
    size = sum(_size(path) for path in (*ours, *_leftovers(folder)))
    known = {"lock", *OURS, *(path.name for path in _leftovers(folder))}
    left = sorted(path.name for path in folder.root.iterdir() if path.name not in known)
    return Content(folder.root, dossiers, drafts, size, left)


def remove(var: Path) -> None:
    """Renamed aside at once, then deleted; what a kill left is removed by the next one. Raises CannotReset."""
    folder = StateFolder(var.absolute())
    with _alone(folder):
        try:
            _remove(folder)
        except (EmbeddedPostgresError, OSError) as error:
            raise CannotReset(
                f"Not everything was removed: {getattr(error, 'message_en', '') or error}. Try again."
            ) from error


def _remove(folder: StateFolder) -> None:
    if folder.postgres.is_dir():
        EmbeddedPostgres(folder.postgres).stop()
    aside = folder.root / f"{ASIDE}{secrets.token_hex(4)}"
    aside.mkdir()
    for name in OURS:
        if (path := folder.root / name).exists():
            path.rename(aside / name)
    for path in _leftovers(folder):
        shutil.rmtree(path)


def _leftovers(folder: StateFolder) -> list[Path]:
    return sorted(folder.root.glob(f"{ASIDE}*"))


@contextlib.contextmanager
def _alone(folder: StateFolder) -> Iterator[None]:
    try:
        handle = folder.lock()
    except (AlreadyRunning, Unusable) as error:
        raise CannotReset(f"Nothing was removed. {error}") from error
    with handle:
        yield


def _count(folder: StateFolder) -> tuple[int | None, int | None]:
    """Dossiers and drafts; also makes sure that no living system whose lock file was removed uses the database."""
    if not (folder.postgres / "data").is_dir():
        return None, None
    postgres = EmbeddedPostgres(folder.postgres)
    stop = True
    try:
        url = postgres.start()
        Owner(url, "motcua reset", folder.root).close()
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM intake.dossier), (SELECT count(*) FROM intake.draft WHERE dossier_id IS NULL)"
            ).fetchone()
        return (row[0], row[1]) if row else (None, None)
    except AlreadyRunning as error:
        stop = False
        raise CannotReset(f"Nothing was removed. {error}") from error
    except (EmbeddedPostgresError, psycopg.Error):
        return None, None
    finally:
        if stop:
            postgres.stop()


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
