# SPDX-License-Identifier: Apache-2.0
"""Threads that do what is due: woken when something came, else they look once a second, as other processes bring work too."""

from __future__ import annotations

import threading
from collections.abc import Callable

from motcua_events.worker import Worker

LONGEST_SLEEP = 1.0


class QueueWorker(Worker):
    """Repeats `step` as long as it says that it did something."""

    def __init__(self, name: str, step: Callable[[], bool], due: threading.Event) -> None:
        super().__init__(name, longest_wait=5.0)
        self._step = step
        self._due = due

    def wake(self) -> None:
        self._due.set()

    def _round(self) -> None:
        self._due.clear()  # before looking: what comes while we look sets it again
        while not self._stopping.is_set() and self._step():
            pass
        if not self._stopping.is_set():
            self._due.wait(LONGEST_SLEEP)

    def _tidy(self) -> None:
        """Nothing grows that is not kept on purpose."""

    def _leave(self) -> None:
        """Nothing is held between steps."""
