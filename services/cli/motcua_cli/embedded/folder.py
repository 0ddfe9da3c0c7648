# SPDX-License-Identifier: Apache-2.0
"""The folder `var`: where everything of the embedded shape lives, and the lock that keeps it to one process."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any


class AlreadyRunning(Exception):
    """Another process runs on this folder; the sentence names it."""


class Unusable(Exception):
    """The folder cannot be used; the sentence says why."""


@dataclass(frozen=True)
class StateFolder:
    """Paths below one folder; nothing else of the product writes outside it."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def identity(self) -> Path:
        return self.root / "identity"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def events(self) -> Path:
        return self.root / "events.json"

    @property
    def bucket(self) -> Path:
        return self.root / "files.json"

    @property
    def run(self) -> Path:
        return self.root / "run.json"

    @property
    def several_processes(self) -> bool:
        """Whether the folder is of the production shape on this machine (`make up-local`)."""
        return (self.root / "operator.env").exists()

    @property
    def how_to_start(self) -> str:
        """A sentence for whoever finds nothing running."""
        if self.several_processes:
            return "Start it with `make up-local`, or `infra/local/shape.py up` where it is another folder than var/local."
        return f"Start it with `make run` (or `motcua up --var {self.root}`)."

    def lock(self) -> IO[str]:
        """Hold the returned file open as long as the process runs; the kernel lets go of it even after kill -9.

        Raises:
            AlreadyRunning, Unusable.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle = (self.root / "lock").open("a+", encoding="utf-8")
        except IsADirectoryError as error:
            raise Unusable(
                f"{error.filename} is a folder where a file should be. Move it away and start again."
            ) from error
        except OSError as error:
            raise Unusable(
                f"The folder {self.root} cannot be used ({error.strerror}). Make it writable, or choose another one with "
                "MOTCUA_VAR."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.close()
            raise AlreadyRunning(self._who()) from error
        return handle

    def write_run(self, content: Mapping[str, Any]) -> None:
        """Readable by this user only: it holds the demo passwords."""
        write_private(self.run, json.dumps(content, ensure_ascii=False, indent=1) + "\n")

    def read_run(self) -> dict[str, Any] | None:
        """What a running system said of itself, or None; None also when the file is damaged: the next start writes it anew."""
        try:
            found = json.loads(self.run.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        whole = isinstance(found, dict) and {"http", "pid"} <= found.keys()
        return found if whole else None

    def _who(self) -> str:
        run = self.read_run()
        if run is None:
            return f"MotCua is starting or running already on {self.root} (its lock is held). Wait, or end that process."
        return f"MotCua runs already on {self.root}: {run['http']} (process {run['pid']}). Open it, or end it with Ctrl-C first."


def write_private(path: Path, text: str) -> None:
    """Write a file for this user only, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
