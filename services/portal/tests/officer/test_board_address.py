# SPDX-License-Identifier: Apache-2.0
"""The address of the board: what it names that there is not is said, never answered as if it were something else."""

from __future__ import annotations

from typing import Any

import pytest
from desk_harness import text_of

OPERATOR = ("vh", "operator")
BOARD = "/bang-theo-doi"
COPY = "chung-thuc/ban-sao-tu-ban-chinh"


@pytest.mark.parametrize("key", ["2026-13", "2026-Q5", "x", "2026-1"])
def test_a_period_that_there_is_not_is_said(desk: Any, key: str) -> None:
    page = desk.browser(*OPERATOR, unit=None).get(f"{BOARD}?ky={key}")
    assert page.status_code == 422
    assert f"Không có kỳ “{key}”; hãy viết 2026-11 (tháng)" in text_of(page) and 'id="tu-error"' in page.text


def test_a_procedure_that_there_is_not_is_said_and_all_are_shown(desk: Any) -> None:
    page = desk.browser(*OPERATOR, unit=None).get(f"{BOARD}?ky=2026-11&thu_tuc=nope")
    assert page.status_code == 422 and 'id="thu_tuc-error"' in page.text
    assert "Không có thủ tục “nope”; dưới đây là tất cả thủ tục." in text_of(page)
    assert "Từ 01/11/2026 đến 30/11/2026" in text_of(page), "the rest of the address stays"
    assert "thu_tuc=nope" not in page.text


def test_what_there_is_is_answered_without_a_word(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    for query in ("", "?ky=2026-11", f"?ky=2026-Q4&thu_tuc={COPY}", f"?tu=2026-11-01&thu_tuc={COPY}"):
        page = browser.get(f"{BOARD}{query}")
        assert page.status_code == 200 and "-error" not in page.text, query


def test_a_file_of_what_there_is_not_leads_to_the_page_that_says_so(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    for query, said in (("ky=2026-13", "Không có kỳ “2026-13”"), ("thu_tuc=nope", "Không có thủ tục “nope”")):
        assert said in text_of(browser.get(f"{BOARD}.csv?{query}")), query
    assert browser.get(f"{BOARD}.csv?ky=2026-11").headers["content-type"].startswith("text/csv")


LIST = f"{BOARD}/ho-so"


def test_a_list_of_what_there_is_not_is_no_page_and_wrong_days_lead_to_the_board_that_says_so(
    desk: Any,
) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    assert browser.get(f"{LIST}?so=NOPE").status_code == 404
    page = browser.get(f"{LIST}?so=RECEIVED&tu=x&den=y")
    assert page.status_code == 422 and "Hãy chọn ngày." in text_of(page) and 'id="tu-error"' in page.text


def test_a_list_says_whose_dossiers_of_which_days_it_shows(desk: Any) -> None:
    asked = "tu=2026-11-23&den=2026-11-29"
    operator, head = (
        desk.browser(*OPERATOR, unit=None),
        desk.browser("quang.chutich", "commune_leader", unit="suoi_trong"),
    )
    said = text_of(operator.get(f"{LIST}?so=RECEIVED&{asked}"))
    assert "Tất cả đơn vị · từ 23/11/2026 đến 29/11/2026" in said
    assert "Tất cả đơn vị" not in (said := text_of(head.get(f"{LIST}?so=RECEIVED&{asked}")))
    assert "Ủy ban nhân dân xã Suối Trong · từ 23/11/2026 đến 29/11/2026" in said
    assert "hiện nay" in text_of(operator.get(f"{LIST}?so=NOW_LATE&tu=x"))
