# SPDX-License-Identifier: Apache-2.0
"""Owns the stretches in which the legal clock stands still or begins anew, and checks them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from motcua_text import Text

from motcua_calendar.clock import legal_time
from motcua_calendar.errors import ClockError
from motcua_calendar.text import Language, written

NO_GROUND = Text("", "")


class Policy(StrEnum):
    """PAUSE: stands still and goes on. EXCLUDE: the same, for time the law does not count (tax, posting).

    RESTART: the limit is counted anew from the end (decree 61/2018/NĐ-CP art. 19.4).
    EXTEND: the clock goes on, and the limit has more working days, where it had not ended before the stretch began.
    """

    PAUSE = "PAUSE"
    RESTART = "RESTART"
    EXCLUDE = "EXCLUDE"
    EXTEND = "EXTEND"


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time from `start` to `end` (aware); `end` is None while it has not ended. `extra`: the working days
    that EXTEND adds."""

    policy: Policy
    start: datetime
    end: datetime | None
    ground: Text = NO_GROUND
    extra: int = 0


@dataclass(frozen=True, slots=True)
class Stop:
    """An interval as it is counted: its end is known, or taken to be the present moment (`open`)."""

    policy: Policy
    start: datetime
    end: datetime
    ground: Text
    open: bool

    def holds_at(self, moment: datetime) -> bool:
        """Tell whether the clock stood still as `moment` was reached.

        A stop that begins exactly at closing time leaves that day whole; one that ends exactly then takes it.
        """
        return self.start < moment <= self.end


def resolve(
    intervals: Sequence[Interval], received: datetime | None, now: datetime | None
) -> tuple[Stop, ...]:
    """Check the intervals, close the open one at `now`, and return them in order of time.

    Args:
        received: nothing may begin before it; None where the count begins after another part.
        now: needed when an interval is open.
    Raises:
        ClockError: an interval is inverted, overlaps another, begins before receipt, or open with no `now`.
    """
    resolved = (_resolve(interval, now) for interval in intervals)
    stops = sorted(resolved, key=lambda stop: (stop.start, stop.end))
    for stop in stops:
        if received is not None and stop.start < received:
            raise _error(
                "INTERVAL_BEFORE_RECEIPT",
                stop,
                f"bắt đầu trước khi nhận hồ sơ ({written(received, 'vi')})",
                f"begins before receipt ({written(received, 'en')})",
            )
    # A moment (a restart at the instant the papers came) overlaps nothing.
    lasting = [stop for stop in stops if stop.open or stop.start < stop.end]
    for earlier, later in pairwise(lasting):
        if earlier.open or later.start < earlier.end:
            raise _overlap(earlier, later)
    return tuple(stops)


def _resolve(interval: Interval, now: datetime | None) -> Stop:
    start = legal_time(interval.start)
    if interval.end is not None:
        end = legal_time(interval.end)
        stop = Stop(interval.policy, start, end, interval.ground, False)
        if end < start:
            raise _error("INTERVAL_INVERTED", stop, "kết thúc trước khi bắt đầu", "ends before it begins")
        return stop
    stop = Stop(interval.policy, start, start, interval.ground, True)
    if now is None:
        raise _error(
            "NOW_MISSING", stop, "chưa kết thúc nên cần thời điểm hiện tại", "is open and needs “now”"
        )
    # The row may be a blink younger than the reader's clock.
    return Stop(interval.policy, start, max(start, legal_time(now)), interval.ground, True)


def _overlap(earlier: Stop, later: Stop) -> ClockError:
    other_vi, other_en = _named(earlier, "vi"), _named(earlier, "en")
    return _error("INTERVALS_OVERLAP", later, f"chồng lên khoảng {other_vi}", f"overlaps {other_en}")


def _named(stop: Stop, language: Language) -> str:
    end = written(stop.end, language)
    start = written(stop.start, language)
    return f"{stop.policy} {start} → {'…' if stop.open else end}"


def _error(code: str, stop: Stop, message_vi: str, message_en: str) -> ClockError:
    return ClockError(
        code,
        f"Khoảng {_named(stop, 'vi')} {message_vi}.",
        f"The interval {_named(stop, 'en')} {message_en}.",
    )
