# SPDX-License-Identifier: Apache-2.0
"""Half-filled forms on the page of a task, without scripts and from the page's own script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from desk_harness import Desk, text_of
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import kept_forms_pb2 as kept_pb
from motcua.common.v1 import common_pb2

SHEET = b"%PDF-1.7 signed"


@pytest.fixture
def mine(desk: Desk) -> Any:
    """Mai has claimed the tax step; her browser."""
    desk.dossier()
    desk.step("thue", "xac-dinh-nghia-vu", title="Xác định nghĩa vụ").given.update(
        {"liaison_date": "2026-11-20", "slip_no": "12/PC"}
    )
    desk.assignment.take(desk.assignment.tasks["thue"], "mai")
    return desk.browser("mai")


def kept(desk: Desk, task: str = "thue") -> dict[str, list[str]]:
    found = desk.assignment.kept.get((task, "mai"))
    return {one.name: list(one.values) for one in found.fields} if found else {}


def seen(page: Any) -> str:
    """The revision that the form of the page names."""
    return re.findall(r'name="kept-revision" value="(\d+)"', page.text)[-1]


def test_the_button_keeps_what_was_typed_and_the_page_opens_with_it(desk: Desk, mine: Any) -> None:
    assert "Lưu tạm" in mine.get("/viec/thue").text
    typed = {"do": "save", "a.obligation": "payable", "a.income_tax": "17.000.000", "kept-revision": "0"}
    answer = mine.post("/viec/thue", typed)
    assert answer.status_code == 200 and "Đã lưu tạm." in text_of(answer)
    assert kept(desk) == {
        "kept-language": ["vi"], "a.obligation": ["payable"], "a.income_tax": ["17.000.000"],
    }  # fmt: skip
    again = mine.get("/viec/thue")
    assert 'value="17.000.000"' in again.text and "Đã mở lại nội dung bạn lưu tạm lúc" in text_of(again)
    assert seen(again) == "1"
    assert not desk.assignment.completed


def test_numbers_mean_the_same_in_the_other_language(desk: Desk, mine: Any) -> None:
    mine.post("/viec/thue", {"do": "save", "a.income_tax": "17.000.000", "kept-revision": "0"})
    mine.client.cookies.set("motcua_language", "en")
    page = mine.get("/viec/thue")
    assert 'value="17000000"' in page.text and "17.000.000" not in page.text


def test_nothing_of_another_window_is_overwritten_unseen(desk: Desk, mine: Any) -> None:
    mine.post("/viec/thue", {"do": "save", "a.income_tax": "1", "kept-revision": "0"})
    refused = mine.post("/viec/thue", {"do": "save", "a.income_tax": "2", "kept-revision": "0"})
    assert refused.status_code == 409 and "ở một cửa sổ khác" in text_of(refused)
    assert 'value="2"' in refused.text and kept(desk)["a.income_tax"] == ["1"]
    assert seen(refused) == "1"
    assert (
        mine.post("/viec/thue", {"do": "save", "a.income_tax": "2", "kept-revision": "1"}).status_code == 200
    )
    assert kept(desk)["a.income_tax"] == ["2"]


def test_what_is_kept_can_be_thrown_away(desk: Desk, mine: Any) -> None:
    mine.post("/viec/thue", {"do": "save", "a.income_tax": "1", "kept-revision": "0"})
    page = mine.post("/viec/thue", {"do": "discard", "kept-revision": "1"})
    assert kept(desk) == {} and 'value="1" id="f-income_tax"' not in page.text
    assert "Đã mở lại" not in text_of(page)


def test_a_colleague_s_form_that_was_handed_over_says_whose_it_is(desk: Desk, mine: Any) -> None:
    form = kept_pb.KeptForm(fields=[kept_pb.KeptField(name="a.income_tax", values=["5"])], revision=3)
    form.saved_by.CopyFrom(common_pb2.Actor(user="lan", name="Trần Thị Lan"))
    desk.assignment.kept[("thue", "mai")] = form
    page = mine.get("/viec/thue")
    assert "Trần Thị Lan đã điền nội dung dưới đây" in text_of(page) and 'value="5"' in page.text


@pytest.mark.parametrize(
    "values",
    [
        {"a.gone": ["Nội dung cũ"]},
        {"a.obligation": ["no-such-choice"], "a.gone": ["Nội dung cũ"]},
        {"a.obligation": [], "a.income_tax": ["<b>x</b>"], "a.gone": ["Nội dung cũ"]},
        {"a.slip_no": ["999/PC"], "a.gone": ["Nội dung cũ"], "kept-language": ["xx"]},
    ],
)
def test_a_form_that_was_changed_since_opens_and_says_what_has_no_field(
    desk: Desk, mine: Any, values: dict[str, list[str]]
) -> None:
    fields = [kept_pb.KeptField(name=name, values=one) for name, one in values.items()]
    desk.assignment.kept[("thue", "mai")] = kept_pb.KeptForm(fields=fields, revision=1)
    page = mine.get("/viec/thue")
    assert page.status_code == 200
    assert "không còn ô để điền: " in text_of(page) and "Nội dung cũ" in text_of(page)
    assert "<b>x</b>" not in page.text
    assert "12/PC" in text_of(page), "what the step was given is not what was kept"


def test_a_file_of_a_signed_result_is_taken_with_it(desk: Desk) -> None:
    desk.dossier()
    desk.step("ky", "ky-xoa", title="Ký xóa", result_code="KQ.G15.000335")
    desk.assignment.take(desk.assignment.tasks["ky"], "mai")
    mai = desk.browser("mai")
    typed = {"do": "save", "result-number": "12/KQ", "kept-revision": "0"}
    page = mai.post("/viec/ky", typed, files={"result-file": ("ky.pdf", SHEET, "application/pdf")})
    assert page.status_code == 200
    file_id = kept(desk, "ky")["result-file-id"][0]
    assert f'href="/tep/{file_id}"' in page.text and 'value="12/KQ"' in page.text


@pytest.mark.parametrize(
    ("state", "who", "status", "said"),
    [
        (pb.TASK_STATE_CLAIMED, "lan", 409, "đã nhận việc này trước bạn"),
        (pb.TASK_STATE_DONE, "mai", 409, "đã đóng việc này"),
    ],
)
def test_a_task_that_is_no_longer_theirs_keeps_nothing_and_shows_what_was_typed(
    desk: Desk, mine: Any, state: int, who: str, status: int, said: str
) -> None:
    desk.assignment.take(desk.assignment.tasks["thue"], who)
    desk.assignment.tasks["thue"].state = state
    page = mine.post("/viec/thue", {"do": "save", "a.tax_notice_no": "Số năm", "kept-revision": "0"})
    assert page.status_code == status and said in text_of(page) and "Số năm" in text_of(page)
    assert kept(desk) == {}


def test_the_script_saves_and_is_told_the_revision(desk: Desk, mine: Any) -> None:
    first = mine.post("/viec/thue/luu", {"a.income_tax": "1", "kept-revision": "0", "save-id": "one"})
    assert first.json()["revision"] == 1 and first.json()["said"].startswith("Đã tự lưu lúc ")
    stale = mine.post("/viec/thue/luu", {"a.income_tax": "2", "kept-revision": "0"})
    assert (stale.status_code, stale.json()["code"]) == (409, "KEPT_FORM_CHANGED")
    desk.assignment.away = True
    assert mine.post("/viec/thue/luu", {"a.income_tax": "2", "kept-revision": "1"}).status_code == 503
    assert kept(desk)["a.income_tax"] == ["1"]


def test_other_sites_and_strangers_save_nothing(desk: Desk, mine: Any) -> None:
    sent = {"a.income_tax": "1", "kept-revision": "0"}
    assert mine.post("/viec/thue/luu", sent | {"csrf": "wrong"}).status_code == 403
    assert mine.post("/viec/thue/luu", sent, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    citizen = desk.browser("an", "citizen", unit=None)
    assert citizen.post("/viec/thue/luu", sent).status_code == 403
    ended = mine.client.post(
        "/viec/thue/luu", data=sent, headers={"HX-Request": "true", "cookie": "motcua_session=none"},
        follow_redirects=False,
    )  # fmt: skip
    assert ended.status_code == 204 and ended.headers["HX-Redirect"].startswith("/dang-nhap")
    assert kept(desk) == {}
