# SPDX-License-Identifier: Apache-2.0
"""Published versions of procedures in memory: they never change, so each is fetched once, and the last ones are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Concatenate, Final, Generic, ParamSpec, TypeVar

MOST: Final = 64
T = TypeVar("T")
P = ParamSpec("P")


class Kept(Generic[P, T]):
    """What `fetch(key, version, …)` gives for a version. Safe for threads; two that ask for the same new one at once both fetch
    it, as nobody waits for another's call.

    Args:
        fetch: None where there is no such version, which is not remembered; what it raises is raised.
        most: how many are kept; of more, the one that was longest not asked for goes.
    """

    def __init__(self, fetch: Callable[Concatenate[str, int, P], T], most: int = MOST) -> None:
        self._fetch = fetch
        self._most = most
        self._kept: OrderedDict[tuple[str, int], T] = OrderedDict()
        self._guard = Lock()

    def known(self, key: str, version: int) -> T | None:
        """What is in memory; None where it would have to be fetched."""
        with self._guard:
            kept = self._kept.get((key, version))
            if kept is not None:
                self._kept.move_to_end((key, version))
            return kept

    def get(self, key: str, version: int, *args: P.args, **more: P.kwargs) -> T:
        """One version; `args` are what `fetch` needs beside it, such as a connection."""
        kept = self.known(key, version)
        if kept is not None:
            return kept
        found = self._fetch(key, version, *args, **more)
        if found is not None:
            self.keep(key, version, found)
        return found

    def keep(self, key: str, version: int, found: T) -> None:
        """A version that was fetched otherwise, such as the newest one."""
        with self._guard:
            self._kept[(key, version)] = found
            self._kept.move_to_end((key, version))
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
