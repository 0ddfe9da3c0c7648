# SPDX-License-Identifier: Apache-2.0
"""The list of tasks: order, filters, counters, paging, and what a colleague did meanwhile."""

from __future__ import annotations

import re
from typing import Any

import pytest
from desk_harness import text_of
from intake_double import SUBMITTED
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import desk_pb2
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import intake_pb2


def test_rows_are_sorted_by_legal_date_and_say_what_is_late(desk: Any) -> None:
    desk.dossier()
    desk.assignment.add("sau", due=50, title="Việc sau")
    desk.assignment.add("tre", due=-49, title="Việc trễ")
    desk.assignment.add("gap", due=3, title="Việc gấp")
    page = desk.browser("mai").get("/viec")
    text = text_of(page)
    assert page.status_code == 200
    assert text.index("Việc trễ") < text.index("Việc gấp") < text.index("Việc sau")
    assert "Quá hạn 6 ngày 1 giờ làm việc" in text and "Còn 6 ngày 2 giờ làm việc" in text
    assert "Hôm nay, còn 3 giờ làm việc" in text
    assert "3 đang mở" in text and "1 quá hạn" in text
    assert all(level in page.text for level in ("due-late", "due-today", "due-fine"))


def test_the_date_of_the_law_and_the_time_of_the_step_are_named_apart(desk: Any) -> None:
    desk.dossier()
    task = desk.assignment.add("a", due=72, title="Thẩm định", part="transfer")
    task.due_at.seconds -= 71 * 3600
    task.time_left.working_minutes = 45
    for path in ("/viec", "/viec/a", f"/viec/ho-so/{task.dossier_id}"):
        text = text_of(desk.browser("mai").get(path))
        assert "Bước này: Hôm nay, còn 45 phút làm việc (hạn " in text, path
        assert "Hạn của phần: Còn 9 ngày làm việc (hạn " in text, path
        assert "due-fine" in desk.browser("mai").get(path).text, path
        assert "due-today" not in desk.browser("mai").get(path).text, (path, "the mark is of what is counted")


@pytest.mark.parametrize(
    ("part", "policy", "said"),
    [
        ("transfer", "EXCLUDE", "Thời hạn của phần đang không tính (Cơ quan thuế), từ 23/11/2026 09:13 "),
        ("", "PAUSE", "Thời hạn của hồ sơ đang không tính (Cơ quan thuế), từ 23/11/2026 09:13 "),
        ("transfer", "RESTART", "(Cơ quan thuế), từ 23/11/2026 09:13; xong thì tính lại từ đầu"),
    ],
)
def test_while_the_legal_clock_stands_still_nothing_counts_down(
    desk: Any, part: str, policy: str, said: str
) -> None:
    desk.dossier()
    task = desk.assignment.add("a", due=-72, title="Thẩm định", part=part)
    task.ClearField("legal_time_left")
    task.legal_standstill.ground, task.legal_standstill.policy = "tax", policy
    task.legal_standstill.since.seconds = task.opened_at.seconds + 3600
    task.legal_standstill.ground_name.vi = "Cơ quan thuế"
    task.due_at.seconds += 75 * 3600
    task.time_left.CopyFrom(pb.TimeLeft(working_minutes=45, day_minutes=480))
    for path in ("/viec", "/viec/a", f"/viec/ho-so/{task.dossier_id}"):
        page = desk.browser("mai").get(path)
        text = text_of(page)
        assert said in f"{text} ", (path, text)
        assert "Bước này: Hôm nay, còn 45 phút làm việc (hạn " in text, path
        assert "due-still" in page.text and "due-late" not in page.text, path


def test_what_the_window_has_to_answer_has_one_date(desk: Any) -> None:
    desk.dossier()
    desk.assignment.add("a", pb.TASK_KIND_ACCEPTANCE, due=7)
    text = text_of(desk.browser("mai").get("/viec"))
    assert "Trả lời người nộp:" in text and "Bước này:" not in text


@pytest.mark.parametrize(
    ("loc", "empty"),
    [
        ("tat-ca", "Không còn việc nào đang chờ."),
        ("cua-toi", "Bạn chưa nhận việc nào."),
        ("chua-nhan", "Không có việc nào chờ người nhận."),
        ("da-xong", "Bạn chưa hoàn thành việc nào."),
    ],
    ids=["all", "mine", "free", "done"],
)
def test_each_filter_has_its_own_empty_text(desk: Any, loc: str, empty: str) -> None:
    page = desk.browser("mai").get(f"/viec?loc={loc}")
    assert empty in text_of(page)
    assert f'href="/viec?loc={loc}" aria-current="page"' in page.text


def test_filters_show_what_they_say(desk: Any) -> None:
    desk.dossier()
    desk.assignment.take(desk.assignment.add("a", title="Của tôi nè"), "mai")
    desk.assignment.take(desk.assignment.add("b", title="Của Lan"), "lan")
    desk.assignment.add("c", title="Chưa ai")
    mine = text_of(desk.browser("mai").get("/viec?loc=cua-toi"))
    free = text_of(desk.browser("mai").get("/viec?loc=chua-nhan"))
    assert "Của tôi nè" in mine and "Của Lan" not in mine and "Chưa ai )" not in mine
    assert "Của Lan" not in free and "(Chưa ai)" in free


def test_what_an_absent_colleague_has_can_be_ticked_too(desk: Any) -> None:
    desk.dossier()
    desk.assignment.take(desk.assignment.add("a", title="Của tôi nè"), "mai")
    desk.assignment.take(desk.assignment.add("b", title="Của Lan"), "lan")
    desk.assignment.stands_in_for["mai"] = "lan"
    mine = desk.browser("mai").get("/viec?loc=cua-toi")
    assert "Làm thay" in mine.text
    assert sorted(re.findall(r'name="viec" value="(\w+)"', mine.text)) == ["a", "b"]
    everybody = desk.browser("mai").get("/viec?loc=tat-ca")
    assert re.findall(r'name="viec" value="(\w+)"', everybody.text) == ["a"]


def test_next_page_by_token_and_a_broken_token_starts_over(desk: Any) -> None:
    desk.dossier()
    for number in range(27):
        desk.assignment.add(f"t{number}", due=number, title=f"Việc số {number}.")
    browser = desk.browser("mai")
    first, second = browser.get("/viec"), browser.get("/viec?loc=tat-ca&trang=25")
    assert 'rel="next" href="/viec?loc=tat-ca&amp;trang=25"' in first.text
    assert "Việc số 26." in text_of(second) and "Việc số 3." not in text_of(second)
    assert str(browser.get("/viec?trang=hong").url).endswith("/viec?loc=tat-ca")


def test_claiming_what_a_colleague_took_is_a_message_with_the_list(desk: Any) -> None:
    desk.dossier()
    desk.assignment.take(desk.assignment.add("a", title="Thẩm định"), "lan")
    answer = desk.browser("mai").post("/viec/a", {"do": "claim"})
    assert answer.status_code == 200
    assert "Người lan đã nhận “Thẩm định” trước bạn." in text_of(answer)
    assert "Hộp việc" in text_of(answer)


def test_claiming_what_a_colleague_finished_names_who_and_when(desk: Any) -> None:
    desk.dossier()
    task = desk.assignment.add("a", title="Thẩm định")
    desk.assignment.take(task, "lan")
    task.state = pb.TASK_STATE_DONE
    task.closed_at.FromSeconds(1_795_400_000)
    answer = desk.browser("mai").post("/viec/a", {"do": "claim"})
    assert "Người lan đã hoàn thành “Thẩm định” lúc 23/11/2026 09:13." in text_of(answer)


def test_a_task_of_another_unit_leads_to_the_list(desk: Any) -> None:
    answer = desk.browser("mai").get("/viec/khong-co")
    assert answer.status_code == 200 and "Việc này không còn trong hộp việc của bạn." in text_of(answer)


def test_citizens_and_strangers_do_not_get_in(desk: Any) -> None:
    assert desk.browser("hoa", "citizen", unit=None).get("/viec").status_code == 403
    stranger = desk.browser("x")
    stranger.client.cookies.clear()
    answer = stranger.client.get("/viec", follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/dang-nhap?next=%2Fviec")


def test_english(desk: Any) -> None:
    desk.dossier()
    desk.assignment.add("a", due=3)
    browser = desk.browser("mai")
    browser.client.cookies.set("motcua_language", "en")
    text = text_of(browser.get("/viec"))
    assert "Today, 3 h of working time left" in text and "Inbox" in text


def test_finding_a_dossier_by_its_code(desk: Any) -> None:
    code = desk.dossier().code
    browser = desk.browser("mai")
    assert f"Hồ sơ {code}" in text_of(browser.get(f"/viec/ho-so?ma={code}"))
    unknown = browser.get("/viec/ho-so?ma=H99-000")
    assert unknown.status_code == 404 and "Không tìm thấy hồ sơ khớp với “H99-000”" in text_of(unknown)
    assert code in text_of(unknown)


def test_what_waits_to_be_collected_is_not_late(desk: Any) -> None:
    desk.dossier()
    desk.assignment.add("tra", pb.TASK_KIND_RETURN, due=-49, title="Trả kết quả")
    page = desk.browser("mai").get("/viec")
    assert "Chờ người nhận" in text_of(page) and "due-late" not in page.text
    assert 'href="/viec?loc=cua-toi"><b>0</b> của tôi</a>' in page.text


@pytest.mark.parametrize(
    ("roles", "first"), [(("operator",), "/van-hanh"), (("operator", "land_officer"), "/viec")]
)
def test_who_only_operates_starts_at_operations(desk: Any, roles: tuple[str, ...], first: str) -> None:
    browser = desk.browser("phuc", *roles)
    answer = browser.client.get("/bat-dau", follow_redirects=False)
    assert answer.headers["location"] == first


def test_the_counters_lead_to_what_they_count(desk: Any) -> None:
    desk.dossier()
    desk.assignment.add("tre", due=-49, title="Việc trễ")
    desk.assignment.add("gap", due=3, title="Việc gấp")
    desk.assignment.add("sau", due=50, title="Việc sau")
    mai = desk.browser("mai")
    page = mai.get("/viec").text
    for key, shown in (("qua-han", "Việc trễ"), ("hom-nay", "Việc gấp")):
        assert f'<a href="/viec?loc={key}"><b>1</b>' in page
        listed = mai.get(f"/viec?loc={key}")
        text = text_of(listed)
        assert [one for one in ("Việc trễ", "Việc gấp", "Việc sau") if one in text] == [shown]
        assert f'<a href="/viec?loc={key}" aria-current="page"><b>1</b>' in listed.text
    del desk.assignment.tasks["tre"], desk.assignment.tasks["gap"]
    assert "Không có việc nào quá hạn." in text_of(mai.get("/viec?loc=qua-han"))
    assert "Không có việc nào đến hạn hôm nay." in text_of(mai.get("/viec?loc=hom-nay"))


def test_a_counter_is_the_length_of_the_list_that_it_opens_though_this_one_is_narrowed(desk: Any) -> None:
    desk.dossier()
    desk.assignment.add("tre", due=-49, title="Việc trễ")
    page = desk.browser("mai").get("/viec?loc=qua-han&q=Nguyễn").text
    assert '<a href="/viec?loc=qua-han"><b>1</b>' in page
    assert 'href="/viec?loc=cua-toi&amp;q=' in page, "the lists beside it stay narrowed"


@pytest.mark.parametrize("query", ["loc=qua-han&q=%00", "q=%0D%0Ax&loc=none", "%", "//evil", "loc=a b&x=1"])
def test_a_default_view_that_cannot_be_used_locks_nobody_out(desk: Any, query: str) -> None:
    desk.dossier()
    desk.assignment.saved["Hỏng"] = desk_pb2.SavedFilter(name="Hỏng", query=query, is_default=True)
    page = desk.browser("mai").get("/viec")
    assert page.status_code == 200 and page.url.path == "/viec"


def test_the_list_of_the_unit_says_what_is_late_and_what_stands_still(desk: Any) -> None:
    late = desk.dossier()
    late.status = intake_pb2.DOSSIER_STATUS_IN_PROGRESS
    late.promised_at.FromSeconds(SUBMITTED - 60)
    mai = desk.browser("mai")
    assert "Quá hạn trả kết quả từ 23/11/2026 09:12" in text_of(mai.get("/viec/ho-so"))
    span = late.clock.add(ground="tax", policy="EXCLUDE", name=common.LocalizedText(vi="Cơ quan thuế"))
    getattr(span, "from").FromSeconds(SUBMITTED - 3600)
    text = text_of(mai.get("/viec/ho-so"))
    assert "Quá hạn trả" not in text
    assert "hẹn trả 23/11/2026 09:12 (đồng hồ đang dừng: Cơ quan thuế; ngày này sẽ được tính lại)" in text
