# SPDX-License-Identifier: Apache-2.0
"""ISO 8601 times, literally."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from motcua_workflow.engine.normalise_time import OutOfRange, due, parse_date, parse_duration

NOW = datetime.fromisoformat("2027-01-31T02:00:00+00:00")  # 09:00 in Vietnam


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("PT5M", "2027-01-31T09:05:00+07:00"),
        ("PT1H30M", "2027-01-31T10:30:00+07:00"),
        ("PT0S", "2027-01-31T09:00:00+07:00"),
        ("PT1.5S", "2027-01-31T09:00:01.500000+07:00"),
        ("P1D", "2027-02-01T09:00:00+07:00"),
        ("P2W", "2027-02-14T09:00:00+07:00"),
        ("P1M", "2027-02-28T09:00:00+07:00"),
        ("P13M", "2028-02-29T09:00:00+07:00"),
        ("P1Y2M3DT4H", "2028-04-03T13:00:00+07:00"),
    ],
)
def test_durations(text: str, moment: str) -> None:
    assert due("duration", f" {text}\n", NOW).isoformat() == moment


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1", "5M", "PT5", "P1.5M", "PT1.5H", "-PT5M", "P1DT", "R3/PT5M", "0 0 9 * * ?", "pt5m",
     "P2000Y",
     "PT" + "9" * 12 + "S", "P9999999W", "__import__('os')", "${x}", '"PT5M"'],
)  # fmt: skip
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError):
        parse_duration(text)


def test_date_without_a_zone_is_vietnamese_time() -> None:
    assert parse_date("2026-11-23T09:00").utcoffset() == timedelta(hours=7)
    assert parse_date("2026-11-23T09:00:00Z").isoformat() == "2026-11-23T16:00:00+07:00"
    assert parse_date("2026-11-23").isoformat() == "2026-11-23T00:00:00+07:00"


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-02-30", "23/11/2026", "2026-11-23T25:00"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):
        parse_date(text)


@pytest.mark.parametrize("text", ["P7974Y", "PT99999999H", "P9999999999D", "PT" + "9" * 300 + "S", "P12001M"])
def test_a_duration_that_is_too_long_is_told_so(text: str) -> None:
    with pytest.raises(OutOfRange, match="longer than"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+07:00"])
def test_a_date_beyond_the_calendar_is_told_so(text: str) -> None:
    with pytest.raises(OutOfRange, match="outside the years"):
        parse_date(text)


@pytest.mark.parametrize("text", ["PT007H", "PT0000000000000000012H"])
def test_leading_zeros_make_nothing_longer(text: str) -> None:
    assert parse_duration(text).elapsed <= timedelta(hours=12)
