# SPDX-License-Identifier: Apache-2.0
"""Waiting for what events bring about."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(ask: Callable[[], T], wanted: Callable[[T], bool], seconds: float = 30.0) -> T:
    """Ask until the answer is as wanted; the last answer when time is up, for the assertion to show."""
    until = time.monotonic() + seconds
    while True:
        answer = ask()
        if wanted(answer) or time.monotonic() > until:
            return answer
        time.sleep(0.05)
