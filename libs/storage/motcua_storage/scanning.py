# SPDX-License-Identifier: Apache-2.0
"""Owns the port of a scanner of malware, and the bounds around any adapter of it (the one there is: `clamd.py`). What becomes of
a file is the service's affair.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final, Protocol

from motcua_storage.errors import ScannerAway

AT_ONCE: Final = 8
"""Files that one process has looked at at a time: clamd itself looks at ten (MaxThreads)."""
PAUSE_SECONDS: Final = 5.0
WAIT_SECONDS: Final = 2.0


@dataclass(frozen=True)
class Scanned:
    """What was found in a file: the name of a signature, empty in a clean one. `whole`: it was looked through to its end and
    into what it holds; where it was not, nothing is known of it, and `found` says which limit was met."""

    found: str = ""
    whole: bool = True


@dataclass(frozen=True)
class ScannerVersion:
    """What a scanner says of itself. `signatures`: when those that it works with were made; None where it does not say."""

    program: str
    signatures: datetime | None = None


class Scanner(Protocol):
    """Looks for malware, for any number of threads. Never says clean of what it has not looked at."""

    def scan(self, stream: IO[bytes], seconds: float) -> Scanned:
        """Look at `stream` from where it stands to its end, in at most `seconds`. Raises ScannerAway."""
        ...

    def version(self, seconds: float) -> ScannerVersion:
        """Asked in at most `seconds`. Raises ScannerAway."""
        ...


class BoundedScanner:
    """A scanner of which no more than `at_once` looks are under way, each for `seconds` at most, and which is left alone for a
    while once it hangs: it must not hold up everything else that comes or goes."""

    def __init__(
        self,
        scanner: Scanner,
        seconds: float,
        at_once: int = AT_ONCE,
        now: Callable[[], float] = time.monotonic,
        sign_of_life: float = 1.0,
    ) -> None:
        """`sign_of_life`: seconds within which one that does not hang says what it is."""
        self._scanner = scanner
        self._seconds = seconds
        self._free = threading.BoundedSemaphore(at_once)
        self._now = now
        self._sign_of_life = sign_of_life
        self._paused_until = float("-inf")

    def scan(self, stream: IO[bytes], seconds: float) -> Scanned:
        """See Scanner. Waits two seconds at most for its turn."""
        until = self._now() + min(seconds, self._seconds)
        if self._now() < self._paused_until:
            raise ScannerAway.slow("it hung a moment ago", "vừa bị treo")
        if not self._free.acquire(timeout=max(0.0, min(WAIT_SECONDS, until - self._now()))):
            raise ScannerAway.slow(
                "it looks at as many files as it may at a time", "đang quét đủ số tệp được quét cùng lúc"
            )
        try:
            return self._scanner.scan(stream, until - self._now())
        except ScannerAway as error:
            if error.slowly and self._hangs():
                self._paused_until = self._now() + PAUSE_SECONDS
            raise
        finally:
            self._free.release()

    def version(self, seconds: float) -> ScannerVersion:
        """See Scanner."""
        return self._scanner.version(seconds)

    def _hangs(self) -> bool:
        """Whether it answers nothing at all. One that answers has a file that takes long, or a caller who waits for too short a
        time: neither is a reason to refuse those of others."""
        try:
            self.version(self._sign_of_life)
        except ScannerAway:
            return True
        return False
