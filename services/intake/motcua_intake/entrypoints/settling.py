# SPDX-License-Identifier: Apache-2.0
"""What is put right once at each start, beside the work: what an upgrade by SQL alone could not know."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import ClassVar

import structlog

LOG = structlog.get_logger("motcua_intake")
AGAIN_SECONDS = 30.0


class Settling(ABC):
    """A `Background` that ends once it is done; where that fails, as when the database is away, it is tried again."""

    name: ClassVar[str]
    """Of the thread, and in the log."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @abstractmethod
    def settle(self) -> int:
        """How much was put right; looks at `stopping` between two transactions."""

    def start(self) -> None:
        self.stopping.clear()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        self.stopping.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        wait = 0.0
        while not self.stopping.wait(wait):
            try:
                settled = self.settle()
            except Exception as error:  # a thread of its own must outlive any failure
                LOG.warning("start.not_settled", what=self.name, error=type(error).__name__)
                wait = AGAIN_SECONDS
            else:
                if settled:
                    LOG.info("start.settled", what=self.name, count=settled)
                return
