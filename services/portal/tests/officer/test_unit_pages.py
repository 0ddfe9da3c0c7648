# SPDX-License-Identifier: Apache-2.0
"""Pages of a unit's own work: narrowing, saved filters, handing over, substitutes, notes, many at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from desk_harness import Desk, text_of
from intake_double import LAND
from motcua.assignment.v1 import desk_pb2
from motcua.assignment.v1 import kept_forms_pb2 as kept_pb
from motcua.common.v1 import common_pb2
from unit_doubles import PEOPLE


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


@pytest.mark.parametrize(
    ("absent", "given", "words"),
    [("", False, "đang giữ việc này"), ("son", True, "thay người vắng; giao cho người này là giao hẳn")],
)
def test_a_task_is_given_for_good_to_who_has_it_in_place_of_another_only(
    desk: Any, absent: str, given: bool, words: str
) -> None:
    user, name = PEOPLE[0]
    desk.assignment.add(
        "t1", title="Thẩm định", assignee=common_pb2.Actor(user=user, name=name), on_behalf_of=absent
    )
    page = desk.browser("minh").get("/viec/t1/giao")
    (box,) = re.findall(rf'<input type="radio" name="to" value="{user}"[^>]*>', page.text)
    assert ("disabled" not in box) is given
    assert words in text_of(page)


def test_the_page_of_substitutes(desk: Any) -> None:
    page = desk.browser("minh").get("/viec/lam-thay")
    assert "Cử người làm thay" in text_of(page) and 'type="date"' in page.text


def test_the_page_of_saved_filters_offers_the_present_one(desk: Any) -> None:
    page = desk.browser("minh").get("/viec/bo-loc?loc=cua-toi")
    assert 'value="loc=cua-toi"' in page.text


def test_a_heads_list_is_narrowed_by_the_steps_of_the_whole_unit(desk: Desk) -> None:
    desk.assignment.add("t1", title="Thẩm định", element="appraise", role="other")
    head = desk.browser("son.giamdoc", "land_leader")
    for loc in ("don-vi", "qua-han-don-vi"):
        assert "Thẩm định (1)" in text_of(head.get(f"/viec?loc={loc}")), loc
    assert "Thẩm định (1)" not in text_of(head.get("/viec?loc=tat-ca"))
    assert "Thẩm định (1)" not in text_of(desk.browser("mai").get("/viec?loc=qua-han-don-vi"))


def test_who_stands_in_for_a_head_has_the_list_of_the_whole_unit(desk: Desk) -> None:
    """For the days of the leave, as the service says; with the way to give what is late to somebody."""
    desk.assignment.add("t1", title="Thẩm định", element="appraise", role="other")
    browser = desk.browser("ngoc.datdai")
    assert "Cả đơn vị" not in text_of(browser.get("/viec"))
    desk.assignment.leads_today = {"ngoc.datdai"}
    assert 'href="/viec?loc=don-vi"' in browser.get("/viec").text
    page = browser.get("/viec?loc=don-vi")
    assert desk.assignment.listed[-1].whole_unit and "Thẩm định (1)" in text_of(page)
    assert 'href="/viec/t1/giao"' in page.text


def test_a_step_that_nothing_is_open_of_stays_the_choice(desk: Desk) -> None:
    desk.assignment.add("t1", title="Thẩm định", element="appraise")
    page = desk.browser("mai").get(f"/viec?loc=tat-ca&buoc={LAND}%23sign").text
    assert f'<option value="{LAND}#sign" selected>Bước đang lọc' in page
    assert "Bước đang lọc" not in desk.browser("mai").get(f"/viec?loc=tat-ca&buoc={LAND}%23appraise").text


@pytest.mark.parametrize("words", ["xyz", "%", "_", "🙂"])
def test_a_search_without_a_hit_names_what_it_shows_instead(desk: Desk, words: str) -> None:
    code = desk.dossier().code
    page = desk.browser("mai").client.get("/viec/ho-so", params={"tim": words})
    text = text_of(page)
    assert page.status_code == 404 and f"Không tìm thấy hồ sơ khớp với “{words}”" in text
    assert text.index("không phải kết quả tìm") < text.index(code) and f'value="{words}"' in page.text
    assert "không phải kết quả tìm" not in text_of(desk.browser("mai").get("/viec/ho-so?tim=nguyen"))


@pytest.fixture
def half_filled(desk: Desk) -> Any:
    """Mai has claimed two tasks and has kept a form of the first."""
    desk.dossier()
    for task in ("luu", "khac"):
        desk.assignment.take(desk.assignment.add(task, title="Thẩm định"), "mai")
    kept = kept_pb.KeptForm(fields=[kept_pb.KeptField(name="a.note", values=["riêng"])], revision=1)
    desk.assignment.kept["luu", "mai"] = kept
    return desk.browser("mai")


def test_many_leave_out_what_has_a_kept_form(desk: Desk, half_filled: Any) -> None:
    page = half_filled.post("/viec/nhieu", {"viec": ["luu", "khac"], "do": "ask"})
    assert "Có nội dung lưu tạm" in text_of(page) and 'name="bo-luu" value="luu">' in page.text
    assert 'name="bo-luu" value="khac"' not in page.text
    done = half_filled.post("/viec/nhieu", {"viec": ["luu", "khac"], "do": "complete"})
    assert list(desk.assignment.bulk[-1].task_ids) == ["khac"]
    assert "1 trong 2 việc" in text_of(done) and "nên được để lại" in text_of(done)
    asked = len(desk.assignment.bulk)
    none = half_filled.post("/viec/nhieu", {"viec": "luu", "do": "complete"})
    assert none.status_code == 422 and "Không có việc nào để hoàn thành" in text_of(none)
    assert len(desk.assignment.bulk) == asked


def test_many_take_a_kept_form_along_that_was_ticked(desk: Desk, half_filled: Any) -> None:
    half_filled.post("/viec/nhieu", {"viec": ["luu", "khac"], "bo-luu": "luu", "do": "complete"})
    assert list(desk.assignment.bulk[-1].task_ids) == ["luu", "khac"]


@pytest.mark.parametrize(("text", "folded"), [("Ngắn", False), ("dài " * 400, True), ("dòng\n" * 6, True)])
def test_a_long_note_is_folded_on_the_page_of_a_task(desk: Desk, text: str, folded: bool) -> None:
    desk.dossier()
    desk.assignment.add("t1", title="Thẩm định")
    actor = common_pb2.Actor(user="lan", name="Lan")
    desk.assignment.notes.append(desk_pb2.JournalEntry(type="note", text=text.strip(), actor=actor))
    page = desk.browser("mai").get("/viec/t1").text
    noted = page[page.index('id="noted"') : page.index("Xem hết, ghi thêm")]
    assert ("<details>" in noted) is folded and text.strip() in noted
