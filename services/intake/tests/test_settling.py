# SPDX-License-Identifier: Apache-2.0
"""What is put right at a start is tried again until it is done, and then no more."""

from __future__ import annotations

import threading

import pytest
from motcua_intake.entrypoints import settling
from motcua_intake.entrypoints.settling import Settling


class Moody(Settling):
    """Fails as often as it is told to."""

    name = "moody"

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.failures = failures
        self.calls = 0
        self.called = threading.Event()

    def settle(self) -> int:
        self.calls += 1
        self.called.set()
        if self.calls <= self.failures:
            raise ConnectionError("the database is away")
        return 1


def test_it_is_tried_again_until_it_is_done_and_then_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "AGAIN_SECONDS", 0.01)
    moody = Moody(2)
    moody.start()
    assert moody._thread is not None
    moody._thread.join(30)
    assert not moody._thread.is_alive() and moody.calls == 3


def test_who_stops_it_does_not_wait_for_the_next_try() -> None:
    moody = Moody(1_000)
    moody.start()
    assert moody.called.wait(30)
    moody.stop(30)
    assert moody._thread is not None and not moody._thread.is_alive() and moody.calls == 1
