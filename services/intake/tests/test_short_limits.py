# SPDX-License-Identifier: Apache-2.0
"""When the apology of a short limit lies drafted: on the last day that the law leaves, or half way where it leaves none."""

from __future__ import annotations

from datetime import datetime

import pytest
from intake_harness import COPY, House
from motcua.intake.v1 import law_papers_pb2 as law
from motcua_calendar import LEGAL_ZONE, calendar_of
from motcua_intake.domain.extending import drafted_from
from motcua_intake.domain.law import shipped
from motcua_intake.entrypoints.apologising import ApologyWorker


@pytest.mark.parametrize(
    ("accepted", "due", "drafted"),
    [
        # The same day: half of its working time, without the noon break (7:00-11:30, 13:30-17:00).
        ("2026-11-23 09:00", "2026-11-23 17:00", "2026-11-23 14:00"),
        ("2026-11-23 08:00", "2026-11-23 10:00", "2026-11-23 09:00"),
        # One working day: Friday is the last working day before Monday, and the draft lies there on Friday.
        ("2026-11-27 16:31", "2026-11-30 17:00", "2026-11-27 17:00"),
        ("2026-11-27 08:00", "2026-11-30 17:00", "2026-11-27 17:00"),
        ("2026-11-27 19:00", "2026-11-30 17:00", "2026-11-27 19:00"),
        # Taken by a window with a Saturday: no working day is left before Monday.
        ("2026-11-28 09:00", "2026-11-30 17:00", "2026-11-30 00:00"),
        # Two working days: the day before is a whole one.
        ("2026-11-26 16:31", "2026-11-30 17:00", "2026-11-27 00:00"),
    ],
)
def test_the_draft_lies_there_on_the_last_day_that_the_law_leaves_or_half_way(
    accepted: str, due: str, drafted: str
) -> None:
    start, end, at = (
        datetime.fromisoformat(one).replace(tzinfo=LEGAL_ZONE) for one in (accepted, due, drafted)
    )
    assert drafted_from(start, end, calendar_of(), shipped()) == at


def test_a_limit_of_the_same_day_is_apologised_for_while_it_runs(house: House) -> None:
    house.accepted(COPY)
    worker = next(one for one in house.service.background if isinstance(one, ApologyWorker))
    house.at("2026-11-23 09:00")
    assert not worker.do_one()
    house.at("2026-11-23 15:00")
    assert worker.do_one()
    asked = law.ListExtensionsRequest()
    (draft,) = house.of("quang").ListExtensions(asked).extensions
    assert draft.unit == "suoi_trong"
    assert not house.of("son").ListExtensions(asked).extensions, "the land branch is not late"
