# SPDX-License-Identifier: Apache-2.0
"""Waiting for what events bring about."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = {"factor": 1.0}
"""What seconds are multiplied by; more where many processes share the processors."""


def eventually(
    ask: Callable[[], T], wanted: Callable[[T], bool], seconds: float = 30.0, longest: float = 0.2
) -> T:
    """Ask until the answer is as wanted; the last answer when time is up, for the assertion to show. Soon at first, then more
    seldom: each question keeps the system from what is waited for. `longest`: seconds between two questions, less for what is
    so only for a moment."""
    until, pause = time.monotonic() + seconds * PATIENCE["factor"], min(0.05, longest)
    while True:
        answer = ask()
        if wanted(answer) or time.monotonic() > until:
            return answer
        time.sleep(pause)
        pause = min(2 * pause, longest)
