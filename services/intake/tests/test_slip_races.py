# SPDX-License-Identifier: Apache-2.0
"""Two consumers that learn of the same dossier at the same moment open one control slip, and waste no number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
import sqlalchemy as sa
from intake_harness import LAND, House
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.adapters import stays
from motcua_intake.adapters.law_tables import control_slip
from test_control_slip import inbox, slip


def slips(house: House, dossier: pb.Dossier) -> int:
    count = sa.select(sa.func.count()).where(control_slip.c.dossier_id == dossier.dossier_id)
    with house.database.read() as connection:
        return int(connection.scalar(count) or 0)


def test_two_consumers_open_one_slip(house: House) -> None:
    for _ in range(5):
        dossier = house.accepted(LAND)
        both = Barrier(2)

        def tell(task: str, dossier: pb.Dossier = dossier, both: Barrier = both) -> None:
            both.wait(10)
            inbox(house, dossier, "opened", task, "suoi_trong", "11-23 09:00")

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(tell, f"{dossier.dossier_id}/{side}") for side in "ab"]:
                done.result(20)
        assert slips(house, dossier) == 1
    assert slip(house, dossier).number == "05/KSHS"


def test_who_comes_second_looks_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have seen that there is no slip before either has opened it: the order in which it once failed."""
    dossier = house.accepted(LAND)
    first_has_opened, second_waits = Event(), Event()
    opening = stays.open_slip

    def slow(connection: sa.Connection, new: stays.Slip) -> None:
        opening(connection, new)
        first_has_opened.set()
        second_waits.wait(2)

    monkeypatch.setattr(stays, "open_slip", slow)

    def second(*_: Any) -> None:
        assert first_has_opened.wait(10)
        second_waits.set()
        inbox(house, dossier, "opened", "t2", "suoi_trong", "11-23 09:00")

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(inbox, house, dossier, "opened", "t1", "suoi_trong", "11-23 09:00")
        other = pool.submit(second)
        one.result(20), other.result(20)
    assert slips(house, dossier) == 1
    assert slip(house, dossier).number == "01/KSHS"
