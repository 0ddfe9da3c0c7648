# SPDX-License-Identifier: Apache-2.0
"""A thread that works round by round, survives whatever a round raises, and can be stopped and asked how it
is.
"""

from __future__ import annotations

import random
import threading
import time
from abc import ABC, abstractmethod

import structlog

from motcua_events.failure import describe, traceable

_LOG = structlog.get_logger("motcua_events")

HOUSEKEEPING_SECONDS = 3600.0


def back_off(attempt: int, first: float, longest: float) -> float:
    """Seconds to wait before trying again after `attempt` failures: doubled each time, with a fifth of chance
    in it.
    """
    return float(min(longest, first * 2.0 ** min(attempt - 1, 30)) * random.uniform(0.8, 1.0))


class Worker(ABC):
    """One named thread. Subclasses do one round of work at a time."""

    def __init__(self, name: str, longest_wait: float) -> None:
        self.name = name
        self._longest_wait = longest_wait
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._failures = 0
        self._last_error = ""
        self._tidy_at = time.monotonic() + HOUSEKEEPING_SECONDS

    def start(self) -> None:
        """Run in a thread of its own; a worker that runs already is left alone."""
        if self.running:
            return
        self._stopping.clear()
        # A daemon: a handler that hangs must not keep the program from ending; its transaction rolls back.
        self._thread = threading.Thread(target=self.run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Ask for the end after the event or batch at hand, and wait for it up to `timeout` seconds."""
        self._stopping.set()
        self.wake()
        thread = self._thread
        if thread is None or thread is threading.current_thread():
            return
        thread.join(timeout)
        if thread.is_alive():
            _LOG.warning("worker.still_busy", worker=self.name, waited_seconds=timeout)

    @property
    def running(self) -> bool:
        """Whether the thread that works is alive."""
        return self._thread is not None and self._thread.is_alive()

    @abstractmethod
    def wake(self) -> None:
        """Work now, or notice that the end was asked for, instead of waiting out the poll."""

    @abstractmethod
    def _round(self) -> None:
        """Do some work, or wait for it a little."""

    @abstractmethod
    def _tidy(self) -> None:
        """Hourly housekeeping, in the worker's thread."""

    @abstractmethod
    def _leave(self) -> None:
        """The loop is over, or a round raised: give back what is held; the next round takes it anew."""

    def run(self) -> None:
        """Work in the calling thread until `stop`."""
        self._thread = threading.current_thread()
        try:
            while not self._stopping.is_set():
                self._guarded_round()
        finally:
            self._leave_quietly()

    def _guarded_round(self) -> None:
        try:
            self._round()
            self._tidy_when_due()
        except Exception as error:  # entry point of the thread, which must outlive any failure
            self._failures += 1
            self._last_error = "{}: {}".format(*describe(error))
            _LOG.warning(
                "worker.failed",
                worker=self.name,
                failures=self._failures,
                error=self._last_error,
                exc_info=traceable(error),
            )
            self._leave_quietly()
            self._stopping.wait(back_off(self._failures, 0.1, self._longest_wait))
        else:
            if self._failures:
                _LOG.info("worker.recovered", worker=self.name, failures=self._failures)
            self._failures, self._last_error = 0, ""

    def _tidy_when_due(self) -> None:
        if time.monotonic() >= self._tidy_at:
            self._tidy_at = time.monotonic() + HOUSEKEEPING_SECONDS
            self._tidy()

    def _leave_quietly(self) -> None:
        try:
            self._leave()
        except Exception as error:  # it fails for the cause that is logged already
            _LOG.debug("worker.leave_failed", worker=self.name, exc_info=traceable(error))
