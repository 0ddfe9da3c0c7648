# SPDX-License-Identifier: Apache-2.0
"""Wakes readers of a topic in the same process when something was appended: a hint for latency, never for
correctness. Who is not woken looks by itself, seldom where nobody outside of this process writes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable


class TopicSignal:
    """Topics and who wants to be woken by them. Safe for threads."""

    seldom = 1.0
    """How many times longer readers and relays wait before they look by themselves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, list[Callable[[], None]]] = {}

    def listen(self, topics: Iterable[str], wake: Callable[[], None]) -> None:
        """Call `wake` whenever one of `topics` gets records; it must not block."""
        with self._lock:
            for topic in topics:
                self._waiting.setdefault(topic, []).append(wake)

    def leave(self, wake: Callable[[], None]) -> None:
        """Undo `listen`."""
        with self._lock:
            for waiting in self._waiting.values():
                waiting[:] = [other for other in waiting if other != wake]

    def notify(self, topics: Iterable[str]) -> None:
        """Wake the listeners of `topics`."""
        with self._lock:
            wakes = {wake for topic in topics for wake in self._waiting.get(topic, ())}
        for wake in wakes:
            wake()


ALONE = 5.0
"""`seldom` where every service that writes events runs in one process. What is left to find then is what a commit brought whose
answer was lost."""

THIS_PROCESS = TopicSignal()
"""Shared by all services of one process, which the embedded shape is."""
