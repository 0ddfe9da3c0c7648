# SPDX-License-Identifier: Apache-2.0
"""Slows down who guesses passwords: per user name, and per address over all names. In memory, bounded."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

WINDOW: Final = 60.0
"""Seconds in which wrong passwords count."""
PER_USER: Final = 5
PER_ADDRESS: Final = 30
_TRACKED: Final = 10_000


class Throttle:
    """Counts wrong passwords; `wait` says how long to wait before the next try is looked at."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, user: str, address: str) -> float:
        """Seconds until this user name may be tried from this address; 0: at once."""
        with self._lock:
            return max(
                self._wait(f"user:{user}", PER_USER),
                self._wait(f"address:{address}", PER_ADDRESS),
            )

    def failed(self, user: str, address: str) -> None:
        """A wrong password, or a name that does not exist."""
        with self._lock:
            self._note(f"user:{user}", PER_USER)
            self._note(f"address:{address}", PER_ADDRESS)

    def succeeded(self, user: str) -> None:
        """Forget the wrong passwords of the name; those of the address stand."""
        with self._lock:
            self._failures.pop(f"user:{user}", None)

    def _wait(self, key: str, limit: int) -> float:
        times = self._failures.get(key)
        if times is None or len(times) < limit:
            return 0.0
        return max(0.0, times[0] + WINDOW - self._monotonic())

    def _note(self, key: str, limit: int) -> None:
        times = self._failures.setdefault(key, deque(maxlen=limit))
        times.append(self._monotonic())
        self._failures.move_to_end(key)
        if len(self._failures) > _TRACKED:
            self._failures.popitem(last=False)
