# SPDX-License-Identifier: Apache-2.0
"""What scripts add to the desk, in Chromium: forms that save themselves, and the table of keys."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from desk_chromium import signed_in
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.intake.v1 import intake_pb2
from pages_chromium import NEEDED, launched
from pypdf import PdfWriter

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


def rested(page: Any, seconds: float = 2.1) -> None:
    """What a page does of itself after a while happens now (its clock is installed, see `new_page`)."""
    page.clock.run_for(round(seconds * 1000))


def new_page(context: Any) -> Any:
    """A page whose clock can be put forward; else it goes as usual."""
    page = context.new_page()
    page.clock.install()
    return page


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
    page = new_page(signed_in(chromium, work))
    page.goto(f"{work.site}/viec/thue")
    assert line(page).inner_text() == ""
    page.locator('[name="a.obligation"][value="payable"]').check()
    page.locator("#f-income_tax").type("17.000")
    rested(page)
    saved(page)
    assert kept(work)["a.income_tax"] == ["17.000"]
    page.locator("#f-income_tax").type(".000")
    page.keyboard.press("Tab")
    rested(page)
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
    first, second = context.new_page(), new_page(context)
    first.goto(f"{work.site}/viec/thue")
    second.goto(f"{work.site}/viec/thue")
    first.locator("#f-tax_notice_no").fill("1/TB")
    first.get_by_role("button", name="Lưu tạm").click()
    saved(first)
    second.locator("#f-tax_notice_no").fill("2/TB")
    rested(second)
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
    page = new_page(signed_in(chromium, work))
    page.goto(f"{work.site}/viec/thue")
    work.assignment.away = True
    page.locator("#f-tax_notice_no").fill("5/TB")
    rested(page)
    page.wait_for_selector("[data-kept-line].error")
    assert "Chưa lưu được" in line(page).inner_text() and kept(work) == {}
    work.assignment.away = False
    rested(page, 11)
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


@pytest.mark.parametrize(
    ("key", "width", "height"), [("?", 1366, 720), ("?", 360, 640), ("Enter", 1366, 720)]
)
def test_the_help_opens_at_its_top(chromium: Any, work: Any, key: str, width: int, height: int) -> None:
    """With its heading in sight and in focus; the next stop closes it. By its key, and by the link below the page."""
    page = signed_in(chromium, work).new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{work.site}/viec")
    if key == "Enter":
        page.locator("[data-keys]").focus()
    page.keyboard.press(key)
    assert page.evaluate("document.activeElement.id") == "keys-title"
    assert page.evaluate("document.getElementById('keys').scrollTop") == 0
    place = page.locator("#keys-title").bounding_box()
    assert 0 <= place["y"] < height / 4 and 0 <= place["x"] <= place["x"] + place["width"] <= width
    close = page.locator("dialog#keys").get_by_role("button", name="Đóng")
    page.keyboard.press("Tab")
    assert close.evaluate("one => one === document.activeElement")
    page.locator("dialog#keys").evaluate("one => one.scrollTo(0, one.scrollHeight)")
    assert 0 <= close.bounding_box()["y"] < height / 4, "it stays in reach"
    page.keyboard.press("Enter")
    assert not page.locator("dialog#keys").is_visible()
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('keys').scrollTop") == 0


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


@pytest.fixture
def papers(work: Any) -> Any:
    """Two papers of two pages each."""
    made, out = PdfWriter(), io.BytesIO()
    for _ in range(2):
        made.add_blank_page(595, 842)
    made.write(out)
    dossier = work.intake.dossiers["dossier-1"][1]
    for key in ("mot", "hai"):
        info = intake_pb2.FileInfo(
            file_name=f"{key}.pdf", media_type="application/pdf", size=len(out.getvalue())
        )
        work.intake.files[key] = (info, out.getvalue())
        dossier.papers.add(
            paper_id=key, component="GCN", file_id=key, file_name=f"{key}.pdf", form="original", copies=1
        )
    del dossier.papers[0]
    del dossier.documents[:]
    del dossier.results[:]
    return work


def test_papers_stand_beside_the_form_and_are_turned_by_keys(chromium: Any, papers: Any) -> None:
    page = signed_in(chromium, papers).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{papers.site}/viec/thue")
    page.keyboard.press("p")
    page.locator("[data-viewer-said]", has_text="1/2").wait_for()
    pane = page.locator("[data-viewer-pane]")
    first = pane.locator("img").first
    assert first.get_attribute("src") == "/tep/mot/trang/1"
    assert first.evaluate("async one => { await one.decode(); return one.naturalWidth; }") >= 1099
    assert pane.bounding_box()["x"] < page.locator("form#do").bounding_box()["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    page.keyboard.press("]")
    page.locator("[data-viewer-said]", has_text="2/2").wait_for()
    assert page.locator("[data-viewer-paper][aria-current]").count() == 1
    page.keyboard.press("]")
    page.locator("[data-viewer-said]", has_text="1/2").wait_for()
    page.keyboard.press("[")
    page.locator("[data-viewer-said]", has_text="2/2").wait_for()
    page.locator("#f-tax_notice_no").fill("5/TB")
    page.locator("#f-tax_notice_no").blur()
    page.keyboard.press("p")
    assert not pane.is_visible() and page.input_value("#f-tax_notice_no") == "5/TB"
    assert page.locator("[data-viewer-toggle]").get_attribute("aria-expanded") == "false"
    assert said == []


@pytest.mark.parametrize(("width", "script"), [(1000, True), (1366, False), (360, False)])
def test_without_room_or_scripts_papers_open_in_tabs(
    chromium: Any, papers: Any, width: int, script: bool
) -> None:
    context = signed_in(chromium, papers, width=width, script=script)
    page = context.new_page()
    page.goto(f"{papers.site}/viec/thue")
    assert not page.locator(".viewer-tools").is_visible()
    with context.expect_page() as opened:
        page.locator("[data-viewer-paper]").first.click()
    tab = opened.value
    tab.wait_for_load_state()
    assert tab.url.endswith("/tep/mot/xem") and tab.locator("h1").inner_text() == "mot.pdf"
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def busy(work: Any) -> Any:
    """An inbox that is looked at quickly."""
    work.app.state.live.pause = 0.05
    return work


def watching(page: Any, desk: Any) -> None:
    page.goto(f"{desk.site}/viec")
    rested(page)
    until(lambda: desk.app.state.live.pages == 1)


def test_new_tasks_wait_behind_a_button_and_nothing_moves(chromium: Any, busy: Any) -> None:
    page = new_page(signed_in(chromium, busy))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    watching(page, busy)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.locator(".task", has_text="Thẩm định xóa").get_by_role("checkbox").check()
    page.locator(".task", has_text="Thẩm định xóa").locator(".task-link").focus()
    before = page.locator("[data-list]").inner_text()
    for number in (1, 2):
        busy.step(f"moi-{number}", "tham-dinh-xoa", title=f"Mới {number}", due=-number)
    button = page.locator("[data-news-show]")
    button.filter(has_text="2 việc mới – hiện").wait_for()
    assert page.title().startswith("(2) ") and page.locator("[data-live]").get_attribute("role") == "status"
    assert page.locator("[data-list]").inner_text() == before
    assert "Thẩm định xóa" in page.evaluate("document.activeElement.textContent")
    assert page.locator(".counters a").first.inner_text().startswith("4")
    page.keyboard.press("r")
    assert page.locator("[data-list] .task").count() == 4 and not button.is_visible()
    assert "Mới 2" in page.evaluate("document.activeElement.textContent"), "the most urgent new one"
    assert not page.title().startswith("(")
    assert page.locator("[data-list] input:checked").count() == 1, "what was ticked stays ticked"
    assert said == []


def test_rows_say_what_became_of_them_where_they_stand(chromium: Any, busy: Any) -> None:
    page = new_page(signed_in(chromium, busy))
    watching(page, busy)
    row = page.locator(".task", has_text="Thẩm định xóa")
    busy.assignment.take(busy.assignment.tasks["xoa"], "lan")
    row.locator(".assignee", has_text="Người lan").wait_for()
    assert row.locator("form").count() == 0
    busy.assignment.tasks["xoa"].state = pb.TASK_STATE_DONE
    rested(page, 3.1)
    row.locator(".tag", has_text="Không còn trong danh sách này").wait_for()
    assert page.locator("[data-list] .task").count() == 2
    assert not page.locator("[data-news-show]").is_visible()


LOOKED_AT = """seen => {
  Object.defineProperty(document, 'visibilityState', {get: () => seen, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def test_a_page_that_nobody_looks_at_asks_for_nothing(chromium: Any, busy: Any) -> None:
    page = new_page(signed_in(chromium, busy))
    watching(page, busy)
    page.evaluate(LOOKED_AT, "hidden")
    until(lambda: busy.app.state.live.pages == 0)
    busy.step("moi", "tham-dinh-xoa", title="Mới", due=5)
    page.evaluate(LOOKED_AT, "visible")
    page.locator("[data-news-show]", has_text="1 việc mới – hiện").wait_for()
    assert busy.app.state.live.pages == 1, "looked at again, it asks again"
    page.goto(f"{busy.site}/viec/ho-so")
    until(lambda: busy.app.state.live.pages == 0)
    assert busy.app.state.live.pages == 0
