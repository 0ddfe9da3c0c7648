# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of the bench. Nothing here is timed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from motcua_cli.bench import report
from motcua_cli.bench.arithmetic import Summary, percentile, ratio, summarise, tasks_needed
from motcua_cli.bench.clients import Measured, _merge, _Tally


@pytest.mark.parametrize(
    ("count", "share", "wanted"),
    [(1, 0.5, 1), (1, 0.99, 1), (2, 0.5, 1), (3, 0.5, 2), (100, 0.5, 50), (100, 0.95, 95), (100, 0.99, 99), (100, 1, 100),
     (20, 0.95, 19), (10, 0.95, 10), (100, 0.55, 55), (1000, 0.29, 290)],
)  # fmt: skip
def test_percentile_is_the_nearest_rank(count: int, share: float, wanted: int) -> None:
    assert percentile([float(value) for value in range(1, count + 1)], share) == wanted


@given(st.lists(st.floats(0, 60), min_size=1), st.floats(0.01, 1))
def test_a_percentile_was_measured_and_covers_its_share(values: list[float], share: float) -> None:
    ordered = sorted(values)
    found = percentile(ordered, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.1)])
def test_percentile_of_nothing_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match=r"nothing was measured|no share"):
        percentile(values, share)


def test_summary_counts_rate_and_milliseconds() -> None:
    latencies = [value / 1000 for value in range(100, 0, -1)]

    assert summarise(16, latencies, 2.0, 3) == Summary(16, 100, 3, 2.0, 50.0, 50.0, 95.0, 99.0, 100.0)


@pytest.mark.parametrize(("ours", "yardstick", "wanted"), [(19.1, 1455.8, 0.0131), (300, 100, 3), (1, 0, 0)])
def test_ratio_has_three_figures(ours: float, yardstick: float, wanted: float) -> None:
    assert ratio(ours, yardstick) == wanted


@pytest.mark.parametrize(
    ("rate", "seconds", "growth", "least", "wanted"),
    [(20, 5, 2.5, 32, 250), (0.1, 0.5, 2.5, 32, 32), (1, 1, 1.4, 1, 2)],
)
def test_enough_tasks_are_prepared(
    rate: float, seconds: float, growth: float, least: int, wanted: int
) -> None:
    assert tasks_needed(rate, seconds, growth, least) == wanted


def test_the_window_is_from_the_first_start_to_the_last_end() -> None:
    """A client that ran out early does not make the others look faster."""
    early = _Tally([0.1, 0.2], began=10.0, ended=11.0)
    late = _Tally([0.3], began=10.5, ended=14.0)
    late.refused["STALE"] = 2

    assert _merge([([early], 0.25), ([late], 0.5)], 2) == Measured(
        [0.1, 0.2, 0.3], {"STALE": 2}, 4.0, 0.75, 2
    )


def test_ratios_compare_the_same_number_of_clients() -> None:
    def summary(clients: int, rate: float, median: float) -> Summary:
        return Summary(clients, 10, 0, 1.0, rate, median, median, median, median)

    measured = {
        "complete": [summary(1, 20, 40), summary(16, 30, 500)],
        "echo": [summary(1, 2000, 0.5), summary(16, 3000, 5)],
        "commit": [summary(1, 200, 4), summary(16, 1500, 10)],
    }

    assert report.ratios(measured) == [
        {"clients": 1, "rate_to_echo": 0.01, "rate_to_commit": 0.1, "p50_to_echo": 80, "p50_to_commit": 10},
        {
            "clients": 16,
            "rate_to_echo": 0.01,
            "rate_to_commit": 0.02,
            "p50_to_echo": 100,
            "p50_to_commit": 50,
        },
    ]


def test_what_was_found_is_kept_by_its_minute(tmp_path: Path) -> None:
    content = {"measured": {"echo": [Summary(1, 1, 0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)]}}
    path = report.save(tmp_path, content, datetime(2026, 11, 23, 2, 3, 4, tzinfo=UTC))

    assert path == tmp_path / "bench" / "20261123T020304Z.json"
    assert json.loads(path.read_text("utf-8"))["measured"]["echo"][0]["clients"] == 1
