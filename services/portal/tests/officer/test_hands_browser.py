# SPDX-License-Identifier: Apache-2.0
"""What scripts add to the desk, in Chromium: forms that save themselves, and the table of keys."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from desk_chromium import NEEDED, launched, signed_in

pytestmark = NEEDED


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with launched() as browser:
        yield browser


@pytest.fixture
def work(desk: Any) -> Any:
    """Mai's tax step, and one of nobody."""
    desk.dossier()
    given = {"liaison_date": "2026-11-20", "slip_no": "12/PC"}
    desk.step("thue", "xac-dinh-nghia-vu", title="Xác định nghĩa vụ", due=1).given.update(given)
    desk.assignment.take(desk.assignment.tasks["thue"], "mai")
    desk.step("xoa", "tham-dinh-xoa", title="Thẩm định xóa", due=2)
    return desk


def kept(desk: Any) -> dict[str, list[str]]:
    found = desk.assignment.kept.get(("thue", "mai"))
    return {one.name: list(one.values) for one in found.fields} if found else {}


def line(page: Any) -> Any:
    return page.locator("[data-kept-line]")


def saved(page: Any) -> None:
    """Wait until the page says so."""
    page.locator("[data-kept-line]", has_text="Đã tự lưu lúc").wait_for()


def until(holds: Callable[[], bool]) -> None:
    """Wait for what the page does on its way out."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_is_typed_saves_itself_and_stands_in_the_form_again(chromium: Any, work: Any) -> None:
    page = signed_in(chromium, work).new_page()
    page.goto(f"{work.site}/viec/thue")
    assert line(page).inner_text() == ""
    page.locator('[name="a.obligation"][value="payable"]').check()
    page.locator("#f-income_tax").type("17.000")
    saved(page)
    assert kept(work)["a.income_tax"] == ["17.000"]
    page.locator("#f-income_tax").type(".000")
    page.keyboard.press("Tab")
    page.locator('form#do input[name=kept-revision][value="2"]').wait_for(state="attached")
    assert kept(work)["a.income_tax"] == ["17.000.000"]
    page.reload()
    assert page.input_value("#f-income_tax") == "17.000.000" and page.is_checked('[value="payable"]')
    assert "Đã mở lại nội dung" in page.locator(".notice.kept").inner_text()
    page.get_by_role("button", name="Bỏ bản lưu").click()
    page.wait_for_load_state()
    assert page.input_value("#f-income_tax") == "" and kept(work) == {}


def test_leaving_at_once_loses_nothing_and_the_button_saves_in_place(chromium: Any, work: Any) -> None:
    page = signed_in(chromium, work).new_page()
    page.goto(f"{work.site}/viec/thue")
    page.locator("#f-tax_notice_no").fill("5/TB")
    page.goto(f"{work.site}/viec")
    until(lambda: bool(kept(work)))
    page.goto(f"{work.site}/viec/thue")
    assert page.input_value("#f-tax_notice_no") == "5/TB"
    page.locator("#f-tax_notice_no").fill("6/TB")
    page.locator("h1").click()
    page.keyboard.press("s")
    page.wait_for_selector("[data-kept-line][role=status]")
    assert kept(work)["a.tax_notice_no"] == ["6/TB"] and page.url.endswith("/viec/thue")


def test_a_second_window_is_told_and_overwrites_nothing(chromium: Any, work: Any) -> None:
    context = signed_in(chromium, work)
    first, second = context.new_page(), context.new_page()
    first.goto(f"{work.site}/viec/thue")
    second.goto(f"{work.site}/viec/thue")
    first.locator("#f-tax_notice_no").fill("1/TB")
    first.get_by_role("button", name="Lưu tạm").click()
    saved(first)
    second.locator("#f-tax_notice_no").fill("2/TB")
    second.wait_for_selector("[data-kept-line].error")
    assert "ở một cửa sổ khác" in line(second).inner_text() and line(second).get_attribute("role") == "alert"
    assert kept(work)["a.tax_notice_no"] == ["1/TB"]
    second.get_by_role("button", name="Lưu tạm").click()
    second.wait_for_selector(".notice-error")
    assert second.input_value("#f-tax_notice_no") == "2/TB"
    second.get_by_role("button", name="Lưu tạm").click()
    saved(second)
    assert kept(work)["a.tax_notice_no"] == ["2/TB"]


def test_a_service_that_is_away_is_said_and_tried_again(chromium: Any, work: Any) -> None:
    page = signed_in(chromium, work).new_page()
    page.clock.install()
    page.goto(f"{work.site}/viec/thue")
    work.assignment.away = True
    page.locator("#f-tax_notice_no").fill("5/TB")
    page.clock.run_for(2_500)
    page.wait_for_selector("[data-kept-line].error")
    assert "Chưa lưu được" in line(page).inner_text() and kept(work) == {}
    work.assignment.away = False
    page.clock.run_for(11_000)
    saved(page)
    assert kept(work)["a.tax_notice_no"] == ["5/TB"]


def test_the_help_is_the_table_that_the_keys_go_by(chromium: Any, work: Any) -> None:
    page = signed_in(chromium, work).new_page()
    page.goto(f"{work.site}/viec")
    page.keyboard.press("?")
    dialog = page.locator("dialog#keys")
    assert dialog.is_visible() and dialog.get_attribute("aria-labelledby") == "keys-title"
    listed = page.eval_on_selector_all("table.keys [data-key]", "all => all.map(one => one.dataset.key)")
    assert {"j", "k", "o", "c", "/", "g i", "?", "s", "p", "[", "]", "r"} <= set(listed)
    assert len(set(listed)) == len(listed)
    page.keyboard.press("c")
    assert not work.assignment.tasks["xoa"].assignee.user, "keys rest behind the dialog"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/viec/xoa")
    page.keyboard.press("c")
    page.wait_for_selector("form#do")
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.closest('form').id") == "do"
    page.evaluate("document.activeElement.blur()")
    for keys, path in (("gh", "**/viec/ho-so"), ("gt", "**/tiep-nhan"), ("gi", "**/viec")):
        if page.url.endswith("/tiep-nhan"):
            page.goto(f"{work.site}/viec/ho-so")
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_url(path)


def test_keys_can_be_switched_off_for_good_and_on_again(chromium: Any, work: Any) -> None:
    page = signed_in(chromium, work).new_page()
    page.goto(f"{work.site}/viec")
    page.get_by_role("link", name="Phím tắt").click()
    page.locator("dialog#keys").get_by_role("button", name="Tắt phím tắt").click()
    page.wait_for_url("**/viec/phim-tat")
    page.goto(f"{work.site}/viec")
    for key in ("j", "?", "/"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert not page.locator("dialog#keys").is_visible()
    page.get_by_role("link", name="Phím tắt").click()
    assert "đang tắt trên trình duyệt này" in page.locator("dialog#keys").inner_text()
    page.locator("dialog#keys").get_by_role("button", name="Bật phím tắt").click()
    page.wait_for_url("**/viec/phim-tat")
    page.goto(f"{work.site}/viec")
    page.keyboard.press("j")
    assert json.loads(page.evaluate("JSON.stringify(document.activeElement.className)")) == "task-link"
