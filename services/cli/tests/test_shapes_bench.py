# SPDX-License-Identifier: Apache-2.0
"""What the bench of both shapes concludes from what it measured, and that its load is made at the rate that was asked for."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from motcua_cli.bench.arithmetic import summarise
from motcua_cli.bench.shapes.load import Heard, Stream, pour
from motcua_cli.bench.shapes.overload import FIRST_RATE, MOST_RATE, Rush, as_json, calm_since, ramp, take_in
from motcua_cli.bench.shapes.showing import goals

FAST = [0.02] * 100


@pytest.mark.parametrize(
    ("breaks_at", "status", "latency", "best"),
    [
        (FIRST_RATE * 4, "429", 0.02, FIRST_RATE * 2),
        (FIRST_RATE * 2, "200", 0.9, FIRST_RATE),
        (FIRST_RATE, "RESOURCE_EXHAUSTED OVERLOADED", 0.02, FIRST_RATE),
        (MOST_RATE * 2, "200", 0.02, MOST_RATE),
    ],
)
def test_the_ramp_ends_at_the_last_rate_at_which_all_is_well(
    breaks_at: float, status: str, latency: float, best: float
) -> None:
    def step(rate: float) -> Heard:
        over = rate >= breaks_at
        return Heard(Counter({"OK": 99, status if over else "200": 1}), [latency] * 100 if over else FAST)

    assert ramp(step)[0] == best


def test_everything_but_done_and_refused_is_named() -> None:
    rush = Rush(10, 100, 30)
    outside = Heard(
        Counter(
            {"OK": 8, "429": 3, "RESOURCE_EXHAUSTED OVERLOADED": 3, "503": 1, "429 without Retry-After": 1}
        )
    )
    take_in(rush, outside, Heard(Counter({"200": 2, "UNAVAILABLE DATABASE_UNAVAILABLE": 1}), [0.1, 0.3]))
    assert rush.others == {"503": 1, "429 without Retry-After": 1, "UNAVAILABLE DATABASE_UNAVAILABLE": 1}
    assert (rush.share_answered, rush.inbox_p50_ms, rush.inbox_p99_ms) == (0.5, 100.0, 300.0)


def test_calm_is_five_good_answers_in_a_row_from_the_first_of_them() -> None:
    good = [(float(at), True) for at in range(5)]
    assert calm_since(good) == 0.0
    assert calm_since([(0.0, True), (1.0, False), *((at + 2, True) for at, _ in good)]) == 2.0
    assert calm_since([*good[:4], (4.0, False)]) is None and calm_since(good[:4]) is None


def content(p99: float, relay: float, apart: float, inbox: float, after: float | None) -> dict[str, Any]:
    def one(rate: float, latency: float) -> Any:
        return summarise(1, [latency] * 10, 10 / rate)

    rush = Rush(10, 100, 30, inbox_p99_ms=inbox, calm_after_seconds=after)
    return {
        "events": {
            "production": {
                "commit_to_effect": one(1, p99),
                "events_per_second": {"relay": [relay], "producer": [1000.0]},
            }
        },
        "completions": {"production": [one(apart, 0.1)], "embedded": [one(100, 0.1)]},
        "overload": {"production": as_json(rush)},
    }


def test_goals_are_met_at_their_edge_and_not_beyond() -> None:
    assert [goal.met for goal in goals(content(0.2, 500, 60, 1000, 10))] == [True] * 6
    missed = goals(content(0.21, 499, 59, 1001, None))
    assert [goal.met for goal in missed] == [False, False, False, False, True, False]


@pytest.fixture
def page() -> Iterator[tuple[str, list[str]]]:
    """An address, and who asked there; every third answer is a refusal."""
    asked: list[str] = []

    class Page(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.headers.get("Authorization", ""))
            self.send_response(429 if len(asked) % 3 == 0 else 200)
            if len(asked) % 3 == 0:
                self.send_header("Retry-After", "5")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_load_asks_as_often_as_it_was_told(page: tuple[str, list[str]]) -> None:
    address, asked = page
    (heard,) = pour([Stream("/x", address, 100.0, ("a", "b"))], 0.3)
    assert len(asked) == sum(heard.statuses.values()) == 30
    assert heard.statuses == {"200": 20, "429": 10} and len(heard.latencies) == 20
    assert set(asked) == {"Bearer a", "Bearer b"}
