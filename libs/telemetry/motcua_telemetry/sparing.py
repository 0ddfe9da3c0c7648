# SPDX-License-Identifier: Apache-2.0
"""Owns how often a library may say the same thing: clients of a broker that is away log each of their tries, fifty lines a
second, while one now and then says as much."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

SECONDS = 30.0
TALKATIVE = ("kafka",)
"""Names of loggers, with all below them."""


class Sparing(logging.Filter):
    """One record of each logger and level in `SECONDS`; the next one says how many were left out. For a handler, not a logger:
    whoever listens to the library itself hears everything."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._lock = threading.Lock()
        self._told: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] not in TALKATIVE:
            return True
        key, now = (record.name, record.levelno), self._now()
        with self._lock:
            since, missed = self._told.get(key, (now - SECONDS, 0))
            if now - since < SECONDS:
                self._told[key] = (since, missed + 1)
                return False
            self._told[key] = (now, 0)
        if missed:
            record.msg, record.args = f"{record.getMessage()} ({missed} more like it were left out)", ()
        return True
