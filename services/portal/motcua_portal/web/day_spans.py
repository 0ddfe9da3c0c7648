# SPDX-License-Identifier: Apache-2.0
"""From when until when a date of a form may be, in words beside its field and as days for the browser. The server decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua_calendar.text import short_day
from motcua_procedure import FieldView
from motcua_procedure.days import TODAY, Bound

from motcua_portal.web.visit import Visit


@dataclass(frozen=True, slots=True)
class DaySpan:
    """`first` and `last` are ISO dates, "" where there is none or it goes by what is still to be filled in."""

    words: str = ""
    first: str = ""
    last: str = ""


ANY_DAY = DaySpan()


def day_span(
    visit: Visit, view: FieldView, by_key: Mapping[str, FieldView], given: Mapping[str, Any], today: date
) -> DaySpan:
    """Of one field; `by_key` are the fields of the form, `given` what its readonly ones show."""
    low, high = view.not_before, view.not_after
    if low is None and high is None:
        return ANY_DAY
    first, last = (_known(bound, by_key, given, today) for bound in (low, high))
    words = [
        _words(visit, bound, day, by_key, after)
        for bound, day, after in ((low, first, False), (high, last, True))
    ]
    return DaySpan(" ".join(filter(None, words)), *(day.isoformat() if day else "" for day in (first, last)))


def _known(
    bound: Bound | None, by_key: Mapping[str, FieldView], given: Mapping[str, Any], today: date
) -> date | None:
    if bound is None or (bound.field and bound.field in by_key and not by_key[bound.field].readonly):
        return None
    return bound.day(given, today)


def _words(
    visit: Visit, bound: Bound | None, day: date | None, by_key: Mapping[str, FieldView], after: bool
) -> str:
    if bound is None:
        return ""
    if bound == Bound(TODAY):
        return visit.say("Không sau hôm nay.") if after else visit.say("Từ hôm nay trở đi.")
    if day is None:
        other = by_key.get(bound.field)
        if other is None:  # what it goes by was not given: nothing is measured
            return ""
        name = (
            other.label
            if not bound.days
            else visit.say("{name} {days} ngày", name=other.label, days=f"{bound.days:+d}")
        )
        return (
            visit.say("Không sau “{name}”.", name=name)
            if after
            else visit.say("Không trước “{name}”.", name=name)
        )
    written = short_day(day, "en" if visit.language == "en" else "vi")
    if after:
        return visit.say("Không sau ngày {day}.", day=written)
    return visit.say("Không trước ngày {day}.", day=written)
