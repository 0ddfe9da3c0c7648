# SPDX-License-Identifier: Apache-2.0
"""Notices that a folder was saved.

Looks at names, sizes and times, so that it needs no library and works on every file system.
"""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import Final

LOOK_SECONDS: Final = 0.4
Marks = tuple[tuple[str, int, int, int], ...]


def marks(folder: Path) -> Marks:
    """What tells one state of a folder from another; () for one that is not there."""
    found: list[tuple[str, int, int, int]] = []
    for directory, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in (*names, *inner):
            if name.startswith(".") or name.endswith("~"):
                continue
            try:
                one = os.lstat(os.path.join(directory, name))
            except OSError:
                continue  # it went away while we looked; the next look sees that
            size, at = (0, 0) if stat.S_ISDIR(one.st_mode) else (one.st_size, one.st_mtime_ns)
            found.append((os.path.join(directory, name), one.st_ino, size, at))
    return tuple(sorted(found))


class Watcher:
    """Counts the saves of a folder. `turn` grows with each; `wait` returns when it has grown, or after a while."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._marks = marks(folder)
        self._changed = threading.Condition()
        self._end = threading.Event()
        self.turn = 0
        self._thread = threading.Thread(target=self._run, name="preview-watcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End it; whoever waits is let go."""
        self._end.set()
        with self._changed:
            self._changed.notify_all()

    @property
    def ended(self) -> bool:
        return self._end.is_set()

    def wait(self, seen: int, seconds: float) -> int:
        """The turn by now, at once if it is not `seen`."""
        with self._changed:
            self._changed.wait_for(lambda: self.turn != seen or self.ended, seconds)
            return self.turn

    def look(self) -> bool:
        """Look once; whether something was saved."""
        now = marks(self._folder)
        if now == self._marks:
            return False
        self._marks = now
        with self._changed:
            self.turn += 1
            self._changed.notify_all()
        return True

    def _run(self) -> None:
        while not self._end.wait(LOOK_SECONDS):
            self.look()
