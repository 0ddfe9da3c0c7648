# SPDX-License-Identifier: Apache-2.0
"""What an agency owes by a moment is promised for one at which the window that returns it is open; rows counted by hand."""

from __future__ import annotations

from datetime import datetime

import pytest
from motcua_calendar import LEGAL_ZONE, OfficeHours, Step, WorkingCalendar, returned

OFFICE = {"mon-fri": ["07:00-11:30", "13:30-17:00"]}
SATURDAYS = OFFICE | {"sat": ["07:30-11:30"]}
EARLY = {"mon-fri": ["07:30-11:00", "13:30-16:30"]}


@pytest.mark.parametrize(
    ("window", "due", "promised", "why"),
    [
        pytest.param(OFFICE, "2026-11-27T17:00", "2026-11-27T17:00", None, id="closing time is in time"),
        pytest.param(OFFICE, "2026-11-28T11:30", "2026-11-30T17:00", Step.WINDOW_CLOSED, id="a Saturday"),
        pytest.param(SATURDAYS, "2026-11-28T11:30", "2026-11-28T11:30", None, id="both open on Saturday"),
        # Thursday 31 December is worked; 1 January is a holiday and a Friday, then comes the weekend.
        pytest.param(OFFICE, "2027-01-01T17:00", "2027-01-04T17:00", Step.WINDOW_CLOSED, id="over New Year"),
        pytest.param(SATURDAYS, "2027-01-01T17:00", "2027-01-02T11:30", Step.WINDOW_CLOSED, id="to Saturday"),
        pytest.param(EARLY, "2026-11-27T17:00", "2026-11-27T16:30", Step.WINDOW_HOURS, id="closes earlier"),
        pytest.param(EARLY, "2026-11-27T11:20", "2026-11-27T13:30", Step.WINDOW_HOURS, id="at noon"),
        pytest.param(EARLY, "2026-11-27T07:10", "2026-11-27T07:30", Step.WINDOW_HOURS, id="not open yet"),
    ],
)
def test_the_window_is_open_when_a_result_is_promised(
    window: dict[str, list[str]], due: str, promised: str, why: Step | None
) -> None:
    calendar = WorkingCalendar(OfficeHours.of(window))
    moment, steps = returned(datetime.fromisoformat(due).replace(tzinfo=LEGAL_ZONE), calendar)
    assert moment.isoformat() == f"{promised}:00+07:00"
    assert [one.code for one in steps] == ([why] if why else [])


def test_the_derivation_names_both_days() -> None:
    due = datetime(2026, 11, 28, 11, 30, tzinfo=LEGAL_ZONE)
    [told] = returned(due, WorkingCalendar(OfficeHours.of(OFFICE)))[1]
    assert told.en == (
        "The window is closed on Saturday 28 November 2026 (weekly day off): promised for its next working day, "
        "17:00 Monday 30 November 2026 (Civil Code 2015, art. 148.5)."
    )
    assert told.vi.startswith("Bộ phận Một cửa nghỉ thứ Bảy 28/11/2026 (ngày nghỉ hằng tuần): hẹn trả vào")
