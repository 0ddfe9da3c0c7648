# SPDX-License-Identifier: Apache-2.0
"""What officers of an agency that sees part of a dossier are offered: nothing that is the window's."""

from __future__ import annotations

from typing import Any

import pytest
from desk_harness import text_of
from motcua.intake.v1 import fees_pb2, return_ways_pb2


@pytest.mark.parametrize("narrowed", [False, True])
def test_the_windows_pages_are_offered_to_who_sees_the_whole(desk: Any, narrowed: bool) -> None:
    dossier = desk.dossier()
    dossier.narrowed = narrowed
    desk.intake.ledger = fees_pb2.FeeLedger(
        lines=[fees_pb2.FeeLine(fee_id="f", state=fees_pb2.FEE_STATE_OWED)]
    )
    desk.intake.way = return_ways_pb2.GetReturnWayResponse(open=[return_ways_pb2.RETURN_WAY_WINDOW])
    here = f"/viec/ho-so/{dossier.dossier_id}"
    page = desk.browser("minh").get(here)
    for path, words in (("cach-tra", "Cách trả kết quả"), ("phi", "Phí, lệ phí")):
        assert (f'href="{here}/{path}"' in page.text, words in text_of(page)) == (not narrowed,) * 2
        answer = desk.browser("minh").client.get(f"{here}/{path}", follow_redirects=False)
        assert answer.status_code == (303 if narrowed else 200)
        assert answer.headers.get("location", here) == here


@pytest.mark.parametrize("narrowed", [False, True])
def test_where_it_is_says_that_other_agencies_are_left_out(desk: Any, narrowed: bool) -> None:
    dossier = desk.dossier()
    dossier.narrowed = desk.workflow.narrowed = narrowed
    said = text_of(desk.browser("minh").get(f"/viec/ho-so/{dossier.dossier_id}"))
    assert ("Phần việc của cơ quan khác trong hồ sơ này không hiện ở đây." in said) is narrowed
