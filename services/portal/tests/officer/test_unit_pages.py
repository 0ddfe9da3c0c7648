# SPDX-License-Identifier: Apache-2.0
"""Pages of a unit's own work: narrowing, saved filters, handing over, substitutes, notes, many at once."""

from __future__ import annotations

from typing import Any

from desk_harness import text_of
from motcua.assignment.v1 import desk_pb2


def fields(browser: Any, path: str, **more: Any) -> dict[str, Any]:
    browser.get(path)
    return {**browser.hidden(), **more} if hasattr(browser, "hidden") else more


def test_the_list_is_narrowed_in_the_address(desk: Any) -> None:
    desk.assignment.add("t1", title="Thẩm định", element="appraise")
    page = text_of(desk.browser("minh").get("/viec?loc=chua-nhan&q=binh"))
    assert "Thu hẹp danh sách" in desk.browser("minh").get("/viec").text
    assert "Thẩm định (1)" in page and "Bỏ lọc" in page
    assert "sắp đến hạn" in page


def test_a_default_filter_opens_the_inbox(desk: Any) -> None:
    desk.assignment.saved["Gấp"] = desk_pb2.SavedFilter(name="Gấp", query="loc=hom-nay", is_default=True)
    browser = desk.browser("minh")
    answer = browser.get("/viec")
    assert "Gấp" in text_of(answer)
    assert "Đến hạn hôm nay" in text_of(answer)


def test_words_find_dossiers(desk: Any) -> None:
    dossier = desk.dossier()
    found = text_of(desk.browser("mai").get("/viec/ho-so?tim=nguyen"))
    assert dossier.code in found


def test_a_page_to_hand_a_task_over(desk: Any) -> None:
    desk.assignment.add("t1", title="Thẩm định")
    page = desk.browser("minh").get("/viec/t1/giao")
    assert "đang giữ 2 việc" in text_of(page) and 'name="reason"' in page.text


def test_the_page_of_substitutes(desk: Any) -> None:
    page = desk.browser("minh").get("/viec/lam-thay")
    assert "Cử người làm thay" in text_of(page) and 'type="date"' in page.text


def test_the_page_of_saved_filters_offers_the_present_one(desk: Any) -> None:
    page = desk.browser("minh").get("/viec/bo-loc?loc=cua-toi")
    assert 'value="loc=cua-toi"' in page.text
