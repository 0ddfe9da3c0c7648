# SPDX-License-Identifier: Apache-2.0
"""An officer's hands on the running system: a form that keeps itself, papers beside it, an inbox that is told of what comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.province import COMMUNE, Province
from support.rooms import Officer

pytestmark = pytest.mark.browser
Desk = Callable[[str], Officer]
STEP = "Thẩm định hồ sơ xóa thế chấp"


def accepted(province: Province) -> str:
    """The code of a dossier that waits for its first appraisal."""
    made = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    province.land_officer.wait_for(made.dossier_id, "appraise_release")
    return made.code


def test_a_form_keeps_itself_until_it_is_sent_with_the_papers_beside_it(
    officer: Desk, province: Province
) -> None:
    """Typed, left, opened in another browser, completed; the paper of the citizen stands beside it."""
    first, _ = province.system.users_with("land_officer")[:2]
    at_work, code = officer(first), accepted(province)
    at_work.take(code, STEP)
    page = at_work.page
    page.locator("#f-note").fill("Đã gọi ngân hàng, chờ trả lời.")
    page.locator("[data-kept-line]", has_text="Đã tự lưu lúc").wait_for()
    task = at_work.path
    at_work.open("/viec")
    at_work.open(task)
    assert page.input_value("#f-note") == "Đã gọi ngân hàng, chờ trả lời."
    assert "Đã mở lại nội dung" in page.locator(".notice.kept").inner_text()

    page.keyboard.press("p")
    sheet = page.locator("[data-viewer-pane] img").first
    sheet.wait_for()
    assert sheet.evaluate("async one => { await one.decode(); return one.naturalWidth; }") > 1000
    page.keyboard.press("p")

    at_work.press("Trả lại nhóm")
    at_work.take(code, STEP)
    assert page.input_value("#f-note") == "Đã gọi ngân hàng, chờ trả lời.", "given back and taken again"


def test_an_open_inbox_is_told_of_what_comes(officer: Desk, province: Province) -> None:
    """Nothing moves until the officer says so."""
    _, second = province.system.users_with("land_officer")[:2]
    at_work = officer(second)
    at_work.open("/viec")
    code = accepted(province)
    button = at_work.page.locator("[data-news-show]", has_text="việc mới – hiện")
    button.wait_for()
    assert at_work.row(code, STEP).count() == 0
    button.click()
    assert at_work.row(code, STEP).count() == 1
    assert code in at_work.page.evaluate("document.activeElement.textContent")
