# SPDX-License-Identifier: Apache-2.0
"""What officers of an agency that sees part of a dossier are offered: nothing that is the window's."""

from __future__ import annotations

from typing import Any

import pytest
from desk_harness import text_of
from intake_double import BIRTH
from motcua.intake.v1 import fees_pb2, intake_pb2, return_ways_pb2


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


def test_a_group_of_which_nothing_is_shown_has_no_heading(desk: Any) -> None:
    """The form of the birth dossier ends with the fields of the insurance card, which the police do not see."""
    dossier = desk.intake.add_dossier("", intake_pb2.DOSSIER_STATUS_IN_PROGRESS, BIRTH)
    dossier.answers.Clear()
    dossier.answers.update({"child_name": "Lê Gia Khôi"})
    told = desk.browser("mai").get(f"/viec/ho-so/{dossier.dossier_id}").text
    section = told.partition("Nội dung tờ khai")[2].partition("</details>")[0]
    assert section.count("<h3>") == 1 and "Lê Gia Khôi" in section and "Thẻ bảo hiểm y tế" not in section
    dossier.answers.update({"clinic": "Trạm y tế xã"})
    again = desk.browser("mai").get(f"/viec/ho-so/{dossier.dossier_id}").text
    assert "<h3>Thẻ bảo hiểm y tế</h3>" in again.partition("Nội dung tờ khai")[2]
