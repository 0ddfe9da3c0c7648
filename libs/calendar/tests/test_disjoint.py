# SPDX-License-Identifier: Apache-2.0
"""Overlapping interruptions become a list that the legal clock can count."""

from __future__ import annotations

import itertools
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from motcua_calendar import LEGAL_ZONE
from motcua_calendar.disjoint import disjoint
from motcua_calendar.intervals import Interval, Policy, resolve


def _interval(text: str) -> Interval:
    """`P 2-5` pauses from hour 2 to 5; `R`, `E`; no end is open."""
    policy, span = text.split()
    start, end = span.split("-")
    policies = {"P": Policy.PAUSE, "R": Policy.RESTART, "E": Policy.EXCLUDE}
    return Interval(policies[policy], _hour(int(start)), _hour(int(end)) if end else None)


def _hour(hour: int) -> datetime:
    return datetime(2026, 11, 23, hour, tzinfo=LEGAL_ZONE)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (["P 2-4", "E 6-8"], ["P 2-4", "E 6-8"]),
        (["P 2-6", "E 4-8"], ["P 2-6", "E 6-8"]),
        (["P 2-8", "E 3-4"], ["P 2-8"]),
        (["P 2-8", "R 4-5"], ["P 2-4", "R 4-5", "P 5-8"]),
        (["R 2-5", "R 4-7"], ["R 2-7"]),
        (["R 2-", "P 3-4"], ["R 2-"]),
        (["P 2-", "E 3-9"], ["P 2-"]),
        (["P 2-", "R 4-6"], ["P 2-4", "R 4-6", "P 6-"]),
        (["E 1-2", "E 1-2"], ["E 1-2"]),
    ],
)
def test_overlaps_are_taken_once(given_: list[str], expected: list[str]) -> None:
    assert list(disjoint(map(_interval, given_))) == [_interval(text) for text in expected]


_INTERVALS = st.lists(
    st.builds(
        lambda policy, start, length: Interval(
            policy, _hour(start), None if length > 9 else _hour(min(23, start + length))
        ),
        st.sampled_from([Policy.PAUSE, Policy.RESTART, Policy.EXCLUDE]),
        st.integers(0, 20),
        st.integers(1, 11),
    ),
    max_size=8,
)


@given(_INTERVALS)
def test_whatever_came_can_be_counted(intervals: list[Interval]) -> None:
    stops = resolve(disjoint(intervals), _hour(0), _hour(23))  # refuses what overlaps

    assert all(first.end <= second.start for first, second in itertools.pairwise(stops))
