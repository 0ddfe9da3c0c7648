# SPDX-License-Identifier: Apache-2.0
"""The officers' pages in Chromium: by keyboard alone, at 360 and 1366 px, with and without JavaScript, the drawing, and no
request to anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.intake.v1 import intake_pb2
from motcua_portal.pages import inbox
from pages_chromium import NEEDED, launched

pytestmark = NEEDED
PAGES = (
    "/viec", "/viec?loc=da-xong", "/viec/xoa", "/viec/ky", "/viec/nhan", "/viec/tra", "/viec/ho-so", "/viec/ho-so/dossier-1",
    "/viec/phim-tat", "/tiep-nhan", "/van-hanh", "/van-hanh/hop-thu", "/van-hanh/hop-thu/mail-1", "/van-hanh/thong-bao",
)  # fmt: skip
UNLABELLED = """() => [...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]
  .filter(one => !one.labels.length).map(one => one.outerHTML)"""
SMALL = """() => [...document.querySelectorAll('main .button, main button:not(.sr), main input:not([type=hidden]), main select')]
  .filter(one => !['radio', 'checkbox'].includes(one.type) && one.offsetParent && one.getBoundingClientRect().height < 43.9)
  .map(one => one.outerHTML)"""
FOCUSED = "() => document.activeElement.textContent + (document.activeElement.id || document.activeElement.value || '')"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with launched() as browser:
        yield browser


@pytest.fixture
def work(desk: Any) -> Any:
    """One task of each kind."""
    dossier = desk.dossier()
    dossier.actions.extend(
        [intake_pb2.ACTION_ACCEPT, intake_pb2.ACTION_REQUEST_SUPPLEMENT, intake_pb2.ACTION_REFUSE]
    )
    desk.step("xoa", "tham-dinh-xoa", due=-49, title="Thẩm định xóa")
    desk.step("ky", "ky-xoa", due=3, title="Ký xóa", result_code="KQ.G15.000335", part=dossier.parts[0].key)
    desk.assignment.add("nhan", pb.TASK_KIND_ACCEPTANCE, due=30, title="Tiếp nhận trực tuyến")
    desk.assignment.add("tra", pb.TASK_KIND_RETURN, due=60, title="Trả kết quả")
    return desk


def open_page(chromium: Any, desk: Any, *, width: int = 1366, script: bool = True) -> Any:
    context = chromium.new_context(viewport={"width": width, "height": 768}, java_script_enabled=script)
    key = desk.sign_in("mai", "window_clerk", "land_officer", "operator", unit="suoi_trong")
    desk.contexts.append(context)
    context.add_cookies([{"name": "motcua_session", "value": key, "url": desk.site}])
    return context.new_page()


def batched(paths: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(paths), size):
        yield paths[start : start + size]


@pytest.mark.parametrize("width", [360, 1366])
def test_pages_fit_are_labelled_quiet_and_ask_nobody_else(chromium: Any, work: Any, width: int) -> None:
    context, asked, said = open_page(chromium, work, width=width).context, [], []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    for task in ("xoa", "ky", "nhan", "tra"):
        work.assignment.take(work.assignment.tasks[task], "mai")
    # Side by side in a few tabs, so that they fall silent together, and a tab is not begun for each.
    tabs = [context.pages[0], *(context.new_page() for _ in range(4))]
    for some in batched(PAGES, len(tabs)):
        opened = dict(zip(some, tabs, strict=False))
        for path, page in opened.items():
            page.goto(work.site + path)
        for path, page in opened.items():
            page.wait_for_load_state("networkidle")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(UNLABELLED) == [], path
            assert page.evaluate(SMALL) == [], path
            assert page.locator("h1").count() == 1, path
    assert len(asked) >= len(PAGES)
    assert [one for one in asked if not one.startswith((work.site, "data:", "blob:"))] == []
    assert said == []
    context.close()


def test_the_drawing_marks_places_and_shows_the_watermark(chromium: Any, work: Any) -> None:
    page = open_page(chromium, work)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{work.site}/viec/xoa")
    page.wait_for_load_state("networkidle")
    assert [one for one in asked if "bpmn" in one] == [], (
        "the viewer is fetched when somebody opens the drawing"
    )
    open_drawing(page)
    page.wait_for_selector(".djs-element.is-active")
    assert page.locator("[data-drawing-said]").inner_text() == ""
    marked = page.eval_on_selector_all(
        ".djs-element.is-active", "all => all.map(one => one.dataset.elementId)"
    )
    assert sorted(marked) == ["appraise_release", "appraise_transfer"]
    done = page.locator('.djs-element.is-done[data-element-id="accepted"] .djs-visual > :first-child')
    assert done.evaluate("one => getComputedStyle(one).strokeDasharray") == "6px, 3px"
    assert page.locator(".flag.is-active").first.inner_text() == "▶"
    assert page.locator(".bjs-powered-by").is_visible()
    assert "Thẩm định hồ sơ xóa thế chấp" in page.locator(".places").inner_text()


def open_drawing(page: Any) -> None:
    """By keyboard."""
    page.locator("[data-drawing-fold] summary").focus()
    page.keyboard.press("Enter")


def test_a_drawing_that_does_not_come_says_so_and_is_tried_again(chromium: Any, work: Any) -> None:
    page = open_page(chromium, work)
    held = "**/bpmn-navigated-viewer-*.js"
    page.route(held, lambda route: route.abort())
    page.goto(f"{work.site}/viec/xoa")
    open_drawing(page)
    page.locator("[data-drawing-said]", has_text="thử lại").wait_for()
    assert not page.locator("[data-drawing]").is_visible()
    page.unroute(held)
    open_drawing(page)
    open_drawing(page)
    page.wait_for_selector(".djs-element.is-active")
    assert page.locator("[data-drawing-said]").inner_text() == ""


def test_a_task_is_found_claimed_filled_in_and_completed_by_keyboard_alone(chromium: Any, work: Any) -> None:
    page = open_page(chromium, work)
    page.goto(f"{work.site}/viec")
    press = page.keyboard.press
    press("j")
    press("j")
    assert "Ký xóa" in page.evaluate(FOCUSED)
    press("k")
    assert "Thẩm định xóa" in page.evaluate(FOCUSED)
    press("Enter")
    page.wait_for_url("**/viec/xoa")
    press("c")
    page.wait_for_selector("#f-release_proposal")
    for check in ("request", "certificate", "consent"):
        tab_to(page, f"f-check_{check}")
        press("Space")
    tab_to(page, "f-release_proposal")
    press("Space")
    press("ArrowDown")
    press("ArrowUp")
    tab_to(page, "Hoàn thành bước này")
    press("Enter")
    page.wait_for_url("**/viec?xong=xoa")
    assert "Đã hoàn thành “Thẩm định xóa”." in page.evaluate(FOCUSED)
    assert work.assignment.completed[0].step.answers["release_proposal"] == "grant"


def test_keys_have_help_and_rest_while_typing(chromium: Any, work: Any) -> None:
    page = open_page(chromium, work)
    page.goto(f"{work.site}/viec/ho-so/dossier-1")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#keys").is_visible()
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/viec")
    page.keyboard.press("/")
    page.keyboard.type("jc?gi")
    assert page.input_value("#find") == "jc?gi" and not page.locator("dialog#keys").is_visible()


def test_an_inbox_of_sixty_tasks_weighs_400_kb_at_most(
    chromium: Any, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than twice as many rows as a page has, measured as they go over the line into a browser that knows nothing yet."""
    monkeypatch.setattr(inbox, "PAGE_SIZE", 60)
    for number in range(60):
        work.step(
            f"n{number}", "tham-dinh-xoa", due=number, title=f"Thẩm định hồ sơ xóa đăng ký thế chấp {number}"
        )
    page = open_page(chromium, work)
    line, came = page.context.new_cdp_session(page), []
    line.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
    line.send("Network.enable")
    page.goto(f"{work.site}/viec")
    page.evaluate("() => document.fonts.ready.then(() => 0)")
    assert page.locator("li.task").count() == 60
    assert 100_000 < sum(came) <= 400_000
    page.context.close()


def test_focus_can_be_seen(chromium: Any, work: Any) -> None:
    page = open_page(chromium, work)
    page.goto(f"{work.site}/viec")
    page.keyboard.press("j")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_accepting_without_javascript_at_360_px(chromium: Any, work: Any) -> None:
    page = open_page(chromium, work, width=360, script=False)
    page.goto(f"{work.site}/viec/nhan")
    page.click("button:has-text('Nhận việc')")
    page.check("#outcome-2")
    page.check('input[name="ask"][value="GCN"]')
    page.click("button:has-text('Gửi quyết định')")
    assert "Hãy ghi vì sao cần bổ sung" in page.inner_text(".notice-error")
    assert page.is_checked("#outcome-2") and page.is_checked('input[value="GCN"]')
    page.fill("#why-GCN", "Mờ")
    page.fill("#supplement-reason", "Nộp lại bản rõ.")
    page.click("button:has-text('Gửi quyết định')")
    assert "Phiếu yêu cầu bổ sung" in page.inner_text(".notice-ok")
    assert work.assignment.completed[0].acceptance.supplement.reason == "Nộp lại bản rõ."


def tab_to(page: Any, wanted: str) -> None:
    """Press Tab until the focus is there; a place that Tab never reaches fails."""
    for _ in range(120):
        if wanted in page.evaluate(FOCUSED):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {wanted}")


def test_amounts_typed_before_an_exemption_was_chosen_are_not_sent_and_a_wrong_day_is_marked(
    chromium: Any, work: Any
) -> None:
    given = {"liaison_date": "2026-11-20", "slip_no": "12/PC"}
    work.step("thue", "xac-dinh-nghia-vu", title="Xác định nghĩa vụ").given.update(given)
    work.assignment.take(work.assignment.tasks["thue"], "mai")
    page = open_page(chromium, work)
    page.goto(f"{work.site}/viec/thue")
    page.locator('[name="a.obligation"][value="payable"]').check()
    page.locator("#f-income_tax").fill("17.000.000")
    noticed = page.locator("#f-tax_notice_date")
    for typed, marked in (
        ("19/11/2026", "true"),
        ("20/11/2026", None),
        ("24/11/2026", "true"),
        ("23/11/2026", None),
    ):
        noticed.fill(typed)
        noticed.blur()
        assert noticed.get_attribute("aria-invalid") == marked, typed
    page.locator('[name="a.obligation"][value="exempt"]').check()
    assert not page.locator("#f-income_tax").is_visible()
    page.locator("#f-tax_notice_no").fill("5/TB")
    page.locator("#f-exempt_ground").fill("Chuyển nhượng giữa cha mẹ và con.")
    page.get_by_role("button", name="Hoàn thành bước này").click()
    page.wait_for_url("**/viec?xong=thue")
    sent = work.assignment.completed[0].step.answers
    assert sent["obligation"] == "exempt" and "income_tax" not in sent and "registration_fee" not in sent
