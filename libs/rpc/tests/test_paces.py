# SPDX-License-Identifier: Apache-2.0
"""A bucket for each: a minute's worth at once, then one by one; the same whoever asks at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from motcua_rpc import TooOften, from_status, to_status
from motcua_rpc.paces import TRACKED, Pace
from structlog.testing import capture_logs


class Hands:
    """A clock that stands."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("a_minute", "later", "taken", "wait"),
    [(3, 0.0, 0, 20), (3, 19.9, 0, 1), (3, 20.1, 1, 20), (3, 3600.0, 3, 20), (60, 1.5, 1, 1), (6000, 0.055, 5, 1)],
)  # fmt: skip
def test_it_fills_again_steadily_and_never_beyond_its_brim(
    a_minute: int, later: float, taken: int, wait: int
) -> None:
    hands = Hands()
    pace = Pace("x", a_minute, hands)
    assert [pace.ask("person:a") for _ in range(a_minute)] == [0] * a_minute
    hands.now += later
    assert [pace.ask("person:a") for _ in range(taken + 1)] == [0] * taken + [wait]
    assert pace.ask("person:b") == 0


def test_who_asks_at_the_same_time_gets_no_more() -> None:
    pace = Pace("x", 50, Hands())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: pace.ask(f"person:{number % 2}"), range(800)))
    assert answers.count(0) == 100


def test_who_goes_on_at_the_edge_is_one_line_of_the_log() -> None:
    hands = Hands()
    pace = Pace("x", 10, hands)
    with capture_logs() as told:
        for _ in range(100):
            hands.now += 3.0  # half of what one more needs
            pace.ask("person:0b5c")
        assert len(told) == 1
        hands.now += 60.0
        for _ in range(20):
            pace.ask("person:0b5c")
    assert len(told) == 2 and {(line["kind"], line["counted"]) for line in told} == {("x", "person")}
    assert "0b5c" not in str(told)


def test_what_is_remembered_is_bounded() -> None:
    pace = Pace("x", 1)
    for number in range(TRACKED + 5):
        pace.ask(f"address:{number}")
    assert len(pace) == TRACKED


def test_a_refusal_says_the_same_over_the_wire() -> None:
    told = from_status(to_status(TooOften(7)))
    assert isinstance(told, TooOften)
    assert (told.code, told.retry_after, told.details) == ("TOO_OFTEN", 7, {"retry_after_seconds": "7"})
    assert told.http_status == 429 and told.message("vi") != told.message("en")
