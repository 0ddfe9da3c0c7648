# SPDX-License-Identifier: Apache-2.0
"""A step's page shows what the process knows of its form: readonly fields as facts, inputs filled in, rules settled."""

from __future__ import annotations

from typing import Any

from desk_harness import text_of
from motcua_rpc.structs import to_dict, to_struct

SLIP = {
    "slip_no": "12/PC", "land_use": "residential", "taxable_area": 120.5, "land_price": 9_000_000, "liaison_no": 7,
    "liaison_date": "2026-11-20", "parcel": "Thửa 112 <b>", "papers": ["GCN"],
}  # fmt: skip
PAID = {
    "tax_notice_no": "34/TB",
    "income_tax": 17_000_000,
    "registration_fee": 4_250_000,
    "pay_by": "2026-12-27",
}


def _step(desk: Any, form: str, **given: Any) -> Any:
    desk.dossier()
    task = desk.step("a", form, title="Bước")
    task.given.CopyFrom(to_struct(given))
    desk.assignment.take(task, "mai")
    return desk.browser("mai")


def test_the_tax_officer_reads_the_slip_and_can_change_nothing_of_it(desk: Any) -> None:
    browser = _step(desk, "xac-dinh-nghia-vu", **SLIP)
    page = browser.get("/viec/a")
    text = text_of(page)
    for shown in ("12/PC", "Đất ở", "120,5", "9.000.000", "20/11/2026", "Thửa 112 <b>"):
        assert shown in text, shown
    assert 'name="a.taxable_area"' not in page.text and 'name="a.tax_notice_no"' in page.text
    assert "Giấy tờ miễn, giảm" not in text, "what was not given is not shown"
    told = {
        "obligation": "exempt", "tax_notice_no": "5/TB", "tax_notice_date": "2026-11-23",
        "exempt_ground": "Chuyển nhượng giữa cha mẹ và con.",
    }  # fmt: skip
    sent = {f"a.{key}": value for key, value in told.items()} | {"do": "complete", "a.taxable_area": "1"}
    browser.post("/viec/a", sent)
    [request] = desk.assignment.completed
    assert to_dict(request.step.answers) == told


def test_a_date_says_from_when_until_when_it_may_be(desk: Any) -> None:
    """In words, and as days for the browser."""
    browser = _step(desk, "xac-dinh-nghia-vu", **SLIP)
    page = browser.get("/viec/a")
    assert "Không trước ngày 20/11/2026. Không sau hôm nay." in text_of(page)
    assert "Từ hôm nay trở đi. Không sau ngày 21/02/2027." in text_of(page)
    assert (
        'id="f-tax_notice_date" value="" class="short" data-min="2026-11-20" data-max="2026-11-23"'
        in page.text
    )
    assert 'id="f-pay_by" value="" class="short" data-min="2026-11-23" data-max="2027-02-21"' in page.text
    wrong = {"do": "complete", "a.obligation": "payable", "a.tax_notice_date": "19/11/2026"}
    answer = browser.post("/viec/a", wrong)
    assert answer.status_code == 422 and "từ 20/11/2026 (là “Ngày gửi”) đến 23/11/2026" in text_of(answer)


def test_what_is_not_to_be_answered_while_hidden_is_marked_for_the_browser(desk: Any) -> None:
    page = _step(desk, "xac-dinh-nghia-vu", **SLIP).get("/viec/a").text
    assert page.count("data-hidden-empty") == page.count('data-hidden-field="a.obligation"') == 6
    paid = _step(desk, "xac-nhan-nop-tien", **PAID).get("/viec/a")
    assert "Không sau hôm nay." in text_of(paid) and "Không trước" not in text_of(paid), "no date to go by"


def test_what_follows_from_what_is_given_is_settled_without_a_script(desk: Any) -> None:
    page = _step(desk, "kiem-tra-chung-tu", obligation="payable", payment_ref="CT-1", **PAID).get("/viec/a")
    text = text_of(page)
    assert "17.000.000" in text and "27/12/2026" in text and "CT-1" in text
    assert page.text.count("data-hidden-field") == page.text.count('data-hidden-field="a.documents"') == 1, (
        "only what is answered here"
    )


def test_who_is_exempt_is_shown_no_payment(desk: Any) -> None:
    given = PAID | {"obligation": "exempt", "payment_ref": "CT-1", "income_tax": 0}
    text = text_of(_step(desk, "kiem-tra-chung-tu", **given).get("/viec/a"))
    assert "Được miễn" in text and "34/TB" in text
    assert "CT-1" not in text and "Đã nộp" not in text and "27/12/2026" not in text


def test_that_nothing_came_in_time_is_read_before_appraising_again(desk: Any) -> None:
    text = text_of(_step(desk, "tham-dinh-lai", supplement_outcome="lapsed").get("/viec/a"))
    assert "Không có giấy tờ bổ sung trong thời hạn" in text and "Đã hết hạn bổ sung" in text


def test_when_papers_came_nothing_is_said_of_a_last_day(desk: Any) -> None:
    text = text_of(_step(desk, "tham-dinh-lai", appraisal="supplement").get("/viec/a"))
    assert "Đã hết hạn bổ sung" not in text and "chỉ được yêu cầu bổ sung một lần" in text


def test_inputs_start_with_what_is_given_and_keep_what_was_typed(desk: Any) -> None:
    browser = _step(desk, "tham-dinh-lai", appraisal="refuse", transfer_reason="Thiếu chữ ký bên bán.")
    page = browser.get("/viec/a").text
    assert 'value="refuse" id="f-appraisal-2" checked' in page and "Thiếu chữ ký bên bán." in page
    again = browser.post("/viec/a", {"do": "complete", "a.appraisal": "refuse", "a.transfer_reason": "ngắn"})
    assert again.status_code == 422 and "\nngắn</textarea>" in again.text
