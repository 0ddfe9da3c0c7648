# SPDX-License-Identifier: Apache-2.0
"""What a worker took out of a queue is its own for a while: short, so that what a killed process had in hand is soon taken up by
another, and lengthened as long as the worker lives, so that slow work is not begun a second time beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import structlog
from motcua_events.failure import describe

_LOG = structlog.get_logger("motcua_hosting")

LEASE: Final = timedelta(seconds=8)
"""How long a worker holds what it took unless it says again that it does; after a kill -9 somebody else takes it then, within
the ten seconds in which the system is to have recovered."""
RENEWED: Final = 2.0
"""Seconds between two renewals: three may fail before the lease ends."""


@contextmanager
def renewed(what: str, renew: Callable[[], None], every: float = RENEWED) -> Iterator[None]:
    """Calls `renew`, which lengthens the lease, every so many seconds until the block ends; `what` names it in the log.

    A renewal that fails is logged and tried again: the work itself goes on, as it may be past its point of no return.
    """
    over = threading.Event()

    def keep() -> None:
        while not over.wait(every):
            try:
                renew()
            except Exception as error:  # entry point of a thread; the next renewal may do it
                _LOG.warning("lease.not_renewed", what=what, error="{}: {}".format(*describe(error)))

    thread = threading.Thread(target=keep, name=f"lease-{what}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
