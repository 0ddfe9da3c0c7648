# SPDX-License-Identifier: Apache-2.0
"""Slows down who guesses passwords. In memory, bounded.

Counted per user name and address, so that who guesses elsewhere closes nobody out; per user name over all addresses, as
addresses may be had by the million; and per address over all names. A browser in which the user has signed in before counts
for itself alone, and is not held up by what others guess.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Pace:
    """`free` wrong passwords are not slowed; then the wait is `first` seconds, doubled by each further one, at most `longest`."""

    free: int
    first: float
    longest: float

    def delay(self, failures: int) -> float:
        """Seconds after the last of so many wrong passwords."""
        if failures < self.free:
            return 0.0
        return min(self.longest, self.first * 2.0 ** min(failures - self.free, 30))


PAIR: Final = Pace(5, 5.0, 900.0)
"""Of one name from one address (or known browser): after a day of guessing, about 100 tries of 400 million passwords."""
USER: Final = Pace(50, 1.0, 60.0)
ADDRESS: Final = Pace(30, 2.0, 60.0)
FORGOTTEN: Final = 3600.0
"""Seconds without a wrong password after which none is counted any more."""
TRACKED: Final = 10_000
"""Names, addresses and pairs that are remembered; the oldest go first."""


@dataclass(slots=True)
class _Failures:
    count: int
    last: float


class Throttle:
    """`attempt` says how long to wait before a try is looked at; a try counts as wrong until `succeeded`."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: dict[Pace, OrderedDict[str, _Failures]] = {
            pace: OrderedDict() for pace in (PAIR, USER, ADDRESS)
        }

    def attempt(self, user: str, address: str, browser: str = "") -> float:
        """0: look at the password now, and it is counted; else the seconds to wait, and nothing is counted.

        `browser`: a browser's own id, if this user has signed in with it before. Looking and counting are one step, so that many
        tries at once are no way around.
        """
        keys = _keys(user, address, browser)
        with self._lock:
            wait = max(self._wait(pace, key) for pace, key in keys)
            if wait <= 0.0:
                for pace, key in keys:
                    self._note(pace, key)
            return max(0.0, wait)

    def succeeded(self, user: str, address: str, browser: str = "") -> None:
        """It was the right password: forget the wrong ones of this name from here; of the name and the address in general only
        this try."""
        with self._lock:
            for pace, key in _keys(user, address, browser):
                if pace is PAIR:
                    self._known[pace].pop(key, None)
                elif (failures := self._known[pace].get(key)) is not None:
                    failures.count -= 1

    def _wait(self, pace: Pace, key: str) -> float:
        failures = self._known[pace].get(key)
        if failures is None:
            return 0.0
        passed = self._monotonic() - failures.last
        if passed >= FORGOTTEN:
            del self._known[pace][key]
            return 0.0
        return pace.delay(failures.count) - passed

    def _note(self, pace: Pace, key: str) -> None:
        known = self._known[pace]
        failures = known.setdefault(key, _Failures(0, 0.0))
        failures.count += 1
        failures.last = self._monotonic()
        known.move_to_end(key)
        if len(known) > TRACKED:
            known.popitem(last=False)


def _keys(user: str, address: str, browser: str) -> list[tuple[Pace, str]]:
    if browser:
        return [(PAIR, f"browser:{browser}:{user}")]
    return [(PAIR, f"address:{address}:{user}"), (USER, user), (ADDRESS, address)]
