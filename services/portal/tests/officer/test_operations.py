# SPDX-License-Identifier: Apache-2.0
"""The operator's pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from desk_harness import text_of
from intake_double import stamp
from motcua.common.v1 import common_pb2
from motcua.notification.v1 import mail_log_pb2
from motcua.workflow.v1 import workflow_pb2
from motcua_portal.desk.fact_fields import SENTENCES
from motcua_portal.web.texts import translate
from motcua_rpc import Conflict, Internal, InvalidInput
from motcua_rpc.errors import FieldError
from motcua_rpc.structs import to_dict

OPERATOR = ("vh", "operator")


def test_failures_with_their_cause_and_services_that_are_silent(desk: Any) -> None:
    text = text_of(desk.browser(*OPERATOR, unit=None).get("/van-hanh"))
    assert "Đoạn mã của phần tử “sign_release” không chạy được." in text and "NameError: phí" in text
    assert "Đoạn tính toán ở “Ký” không chạy được." in text, "the sentence for people comes first"
    assert "H99.101-261123-0001 dossier-1" in text and "1 việc chờ bạn" in text
    assert text.count("Không trả lời:") == 3, (
        "intake, assignment and liaison of the doubles have no such method"
    )
    assert "đi trước giờ máy 2 ngày 3 giờ 0 phút" in text


def test_trying_again_names_who_did(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    answer = browser.post("/van-hanh", {"service": "workflow", "failure": "inc-1"})
    assert "Đã cho chạy lại ở dịch vụ Quy trình." in text_of(answer) and "bởi Người vh" in text_of(answer)
    said = "Người vh (Ủy ban nhân dân tỉnh Minh Họa): thử lại – vẫn hỏng"
    assert said in text_of(answer) and said in text_of(browser.get("/van-hanh/su-co/inc-1"))
    gone = browser.post("/van-hanh", {"service": "workflow", "failure": "inc-2"})
    assert gone.status_code == 404 and "Không có việc hỏng này." in text_of(gone)


def test_an_event_is_given_up_on_with_a_reason_and_the_page_says_what_that_means(desk: Any) -> None:
    desk.notification.fail_an_event()
    browser = desk.browser(*OPERATOR, unit=None)
    page = browser.get("/van-hanh")
    assert page.text.count('action="/van-hanh/bo-qua"') == 1, (
        "what only waits, and what is no event, cannot be given up on"
    )
    assert "sẽ không bao giờ xử lý sự kiện này" in text_of(page)
    form = {"service": "notification", "failure": "letter-1"}
    empty = browser.post("/van-hanh/bo-qua", form | {"reason": ""})
    assert empty.status_code == 400 and "Cần ghi lý do" in text_of(empty)
    done = text_of(browser.post("/van-hanh/bo-qua", form | {"reason": "Hồ sơ thử"}))
    assert "Đã bỏ sự kiện ở dịch vụ Thông báo." in done
    past = text_of(browser.get("/van-hanh?tat-ca=1"))
    assert "Đã bỏ, không xử lý bởi Người vh: Hồ sơ thử" in past
    assert (
        browser.post("/van-hanh/bo-qua", form | {"service": "workflow", "reason": "x"}).url.path
        == "/van-hanh"
    )
    again = browser.post("/van-hanh/bo-qua", form | {"reason": "Lần nữa"})
    assert again.status_code == 404


def test_an_event_that_cannot_be_read_shows_the_code_that_a_row_beside_it_knows(desk: Any) -> None:
    desk.notification.fail_an_event()
    unread, behind = desk.notification.failures
    unread.dossier_id = behind.dossier_id = "01a201de"
    browser = desk.browser(*OPERATOR, unit=None)
    assert text_of(browser.get("/van-hanh")).count("Hồ sơ chưa rõ mã") == 2
    behind.dossier_code = "H99.101-261123-0077"
    page = text_of(browser.get("/van-hanh"))
    assert page.count("H99.101-261123-0077") == 2 and "Hồ sơ chưa rõ mã" not in page


def test_only_operators_give_up_on_an_event(desk: Any) -> None:
    form = {"service": "notification", "failure": "letter-1", "reason": "x"}
    assert desk.browser("mai", "land_officer").post("/van-hanh/bo-qua", form).status_code == 403


def test_the_mailbox_shows_mail_as_text(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    assert "Hồ sơ đã được tiếp nhận" in text_of(browser.get("/van-hanh/hop-thu"))
    mail = browser.get("/van-hanh/hop-thu/mail-1").text
    assert "&lt;b&gt;hẹn trả&lt;/b&gt;" in mail and "binh@dan.example" in mail
    assert "Đã gửi 23/11/2026" in text_of(browser.get("/van-hanh/thong-bao"))


def test_notices_that_do_not_go_say_so(desk: Any) -> None:
    for state, attempts in (("queued", 1), ("retrying", 4), ("failed", 24)):
        desk.notification.notices.append(
            mail_log_pb2.LoggedNotice(
                notice_id=f"{state}-{attempts}",
                state=state,
                attempts=attempts,
                created_at=stamp(),
                failure_id="notice-1" if state == "failed" else "",
                retried_by="vh" if state == "retrying" else "",
            )
        )
    page = desk.browser(*OPERATOR, unit=None).get("/van-hanh/thong-bao")
    said = text_of(page)
    assert "Đang chờ gửi" in said and "Chưa gửi được, đã thử 4 lần; sẽ gửi lại" in said
    assert "Gửi hỏng sau 24 lần" in said and page.text.count('name="failure" value="notice-1"') == 1
    assert "bởi vh" in said and "b…@dan.example" in said


@pytest.mark.parametrize(
    "path",
    [
        "/van-hanh",
        "/van-hanh/hop-thu",
        "/van-hanh/hop-thu/mail-1",
        "/van-hanh/thong-bao",
        "/van-hanh/su-co/inc-1",
        "/van-hanh/ho-so/dossier-1",
        "/van-hanh/ho-so/dossier-1/so-do.bpmn",
    ],
)
def test_operators_only(desk: Any, path: str) -> None:
    assert desk.browser("mai", "land_officer").get(path).status_code == 403


# Repairing an incident --------------------------------------------------------------------------------------

INCIDENT = "/van-hanh/su-co/inc-1"


def _form(page: str) -> dict[str, str]:
    """What stands in the form, as a browser would post it."""
    found = dict(re.findall(r'<input type="text"[^>]* name="(f\d+\.\w+)" value="([^"]*)"', page))
    for name, body in re.findall(r'<select[^>]* name="(f\d+\.kind)">(.*?)</select>', page, re.S):
        chosen = re.search(r'value="(\w*)" selected', body)
        found[name] = chosen.group(1) if chosen else ""
    areas = re.findall(r'<textarea[^>]* name="(f\d+\.value)"[^>]*>\n?(.*?)</textarea>', page, re.S)
    return found | {name: text.replace("&#34;", '"') for name, text in areas}


def test_the_incident_shows_what_its_element_reads(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    text = text_of(browser.get(INCIDENT))
    assert "H99.101-261123-0001" in text and "share = fee // pages" in text and "rút hồ sơ" in text
    first, _, others = text.partition("Chỗ này đọc")[2].partition("Dữ kiện khác của hồ sơ")
    assert "pages" in first and "fee ! hồ sơ chưa có" in first and "papers" in others and "urgent" in others
    assert browser.get("/van-hanh/su-co/khong-co").status_code == 404


def test_only_what_was_changed_is_written_each_in_its_kind(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    form = _form(browser.get(INCIDENT).text)
    assert form["f1.kind"] == "number" and form["f1.value"] == "0" and form["f2.value"] == '["GCN", "MAU-18"]'
    typed = form | {"f0.kind": "flag", "f0.value": "Đúng", "f1.value": "5", "note": "Nhập nhầm."}
    typed |= {"f2.value": '["GCN"]', "f4.name": "mới", "f4.kind": "text", "f4.value": "a b"}
    answer = browser.post(INCIDENT, typed)
    (sent,) = desk.workflow.repairs
    assert to_dict(sent.facts) == {"fee": True, "pages": 5, "papers": ["GCN"], "mới": "a b"}
    assert sent.note == "Nhập nhầm." and sent.failure_id == "inc-1" and sent.request_id
    assert "Đã ghi dữ kiện; quy trình đã đi tiếp từ đây." in text_of(answer)


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("number", "năm", SENTENCES[2]),
        ("number", "9" * 20, SENTENCES[3]),
        ("flag", "maybe", SENTENCES[0]),
        ("", "5", SENTENCES[1]),
        ("json", "[1,", SENTENCES[4]),
        ("json", "[" * 100_000, SENTENCES[4]),
        ("json", "NaN", SENTENCES[4]),
        ("json", f"[{2**60}]", SENTENCES[3]),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_kept(
    desk: Any, kind: str, value: str, sentence: str
) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    typed = _form(browser.get(INCIDENT).text) | {"f0.kind": kind, "f0.value": value, "note": "Vì sao đó"}
    answer = browser.post(INCIDENT, typed)
    assert answer.status_code == 422 and desk.workflow.repairs == []
    assert sentence in text_of(answer).replace("&#34;", '"') and "Vì sao đó" in answer.text
    assert answer.text.count('aria-invalid="true"') == 1 and value[:1000] in answer.text
    assert "<title>Lỗi:" in answer.text
    assert translate(sentence, "en") != sentence


def test_what_the_service_refuses_stands_at_its_field(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    typed = _form(browser.get(INCIDENT).text) | {"f1.value": "7", "note": ""}
    fields = [
        FieldError("note", "NOTE_INVALID", "Cần ghi lý do.", "Say why."),
        FieldError("facts.pages", "FACT_INVALID", "Không giữ được.", "Cannot be kept."),
        FieldError("facts", "FACT_INVALID", "Tất cả quá lớn.", "Too large."),
        FieldError("facts.fields.fee.string_value", "TEXT_UNREADABLE", "Không đọc được.", "Unreadable."),
    ]
    desk.workflow.refuse = InvalidInput("REPAIR_INVALID", fields=fields)
    answer = browser.post(INCIDENT, typed)
    text = text_of(answer)
    assert answer.status_code == 422 and text.count("Cần ghi lý do.") == 2 and "Tất cả quá lớn." in text
    assert "fee: Không đọc được." in text and "pages: Không giữ được." in text and 'value="7"' in answer.text
    desk.workflow.refuse = Conflict("FAILURE_RESOLVED", "Sự cố này đã được khắc phục.", "Resolved already.")
    answer = browser.post(INCIDENT, typed)
    assert answer.status_code == 409 and "Sự cố này đã được khắc phục." in text_of(answer)


# A page of yesterday ----------------------------------------------------------------------------------------


def _stale(desk: Any, browser: Any) -> dict[str, str]:
    """The form of a page on which `pages` and a new fact were typed, and a reason."""
    page = browser.get(INCIDENT).text
    told = re.search(r'name="shown" value="([^"]*)"', page)
    assert told
    typed = {"f1.value": "7", "f4.name": "mới", "f4.kind": "text", "f4.value": "a b", "note": "Nhập nhầm."}
    return _form(page) | {"shown": html.unescape(told.group(1))} | typed


def _changed(desk: Any, **facts: str) -> None:
    """Another operator's repair: facts come, or change, and stand in other rows than before."""
    known = {one.name: one for one in desk.workflow.facts}
    for name, value in facts.items():
        known[name] = workflow_pb2.Fact(name=name, json=value, read=name in ("fee", "pages", "share"))
    desk.workflow.facts = sorted(known.values(), key=lambda one: (not one.read, one.name))


def _resolve(desk: Any, who: str) -> None:
    failure = desk.workflow.failures[0]
    failure.state, failure.repairable, failure.retried_by = "resolved", False, who
    failure.last_at.FromDatetime(datetime(2026, 11, 23, 3, 7, tzinfo=UTC))


def test_a_repair_in_vain_is_not_thanked_for_what_ended_otherwise(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    desk.workflow.done = [workflow_pb2.Repair(note="Thử.", resolved=False)]
    page = f"{INCIDENT}?xong=1"
    assert "chỗ này vẫn lỗi" in text_of(browser.get(page))
    _resolve(desk, "")
    text = text_of(browser.get(page))
    assert "không phải nhờ lần sửa của bạn" in text and "đã đi tiếp từ đây" not in text


def test_what_is_over_meanwhile_says_by_whom_and_keeps_what_was_typed(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    typed = _stale(desk, browser)
    _changed(desk, share="4", pages="5", extra="true")
    _resolve(desk, "phuc.quantri")
    actor = common_pb2.Actor(user="phuc.quantri", name="Vũ Hoàng Phúc")
    done = workflow_pb2.Repair(actor=actor, note="Đã sửa.", resolved=True)
    done.at.FromDatetime(datetime(2026, 11, 23, 3, 5, tzinfo=UTC))
    desk.workflow.done = [done]
    answer = browser.post(INCIDENT, typed)
    text = text_of(answer)
    assert answer.status_code == 409 and desk.workflow.repairs == []
    assert re.search(r"đã được Vũ Hoàng Phúc xử lý xong lúc [^.]*10:05", text)
    assert "pages 7 mới a b Vì sao sửa Nhập nhầm." in text and SENTENCES[1] not in text


def test_what_went_on_by_another_try_or_by_itself_says_so_too(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    typed = _stale(desk, browser)
    _resolve(desk, "phuc.quantri")
    assert re.search(
        r"đã được phuc.quantri xử lý xong lúc [^.]*10:07", text_of(browser.post(INCIDENT, typed))
    )
    _resolve(desk, "")
    answer = browser.post(INCIDENT, typed | {"f0.kind": "number", "f0.value": "không đọc được"})
    assert re.search(r"không còn từ lúc [^.]*10:07", text_of(answer)) and "không đọc được" in answer.text
    assert answer.status_code == 409 and "<title>Lỗi:" not in answer.text


def test_facts_that_changed_meanwhile_are_not_written_over(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    typed = _stale(desk, browser)
    _changed(desk, share="4", pages="5", aside="1")
    answer = browser.post(INCIDENT, typed)
    text, form = text_of(answer), _form(answer.text)
    assert answer.status_code == 409 and desk.workflow.repairs == []
    assert "dữ kiện của hồ sơ đã đổi: pages, share. Chưa ghi gì." in text and SENTENCES[1] not in text
    assert (form["f1.value"], form["f2.value"]) == ("7", "4"), "what was typed, and what is new"
    assert "Đang là: 5" in text and "Nhập nhầm." in answer.text
    assert [form[f"f6.{part}"] for part in ("name", "kind", "value")] == ["mới", "text", "a b"]
    told = re.search(r'name="shown" value="([^"]*)"', answer.text)
    assert told
    again = form | {"shown": html.unescape(told.group(1)), "note": "Nhập nhầm."}
    browser.post(INCIDENT, again)
    (sent,) = desk.workflow.repairs
    assert to_dict(sent.facts) == {"pages": 7, "mới": "a b"}


def test_facts_that_matter_to_nobody_here_do_not_hold_it_up(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    typed = _stale(desk, browser)
    _changed(desk, aside="1", urgent="true", pages="7")
    browser.post(INCIDENT, typed)
    (sent,) = desk.workflow.repairs
    assert to_dict(sent.facts) == {"pages": 7, "mới": "a b"}, "another one typed the same"


def test_the_same_form_twice_is_one_repair(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    typed = _stale(desk, browser) | {"request_id": "once"}
    for _ in range(2):
        assert "Đã ghi dữ kiện; quy trình đã đi tiếp từ đây." in text_of(browser.post(INCIDENT, typed))
    assert len(desk.workflow.repairs) == 1


@pytest.mark.parametrize(
    "told", ["[", "7", '[["a"]]', '{"a": 1}', '[["a", "{"]]', "[" * 100_000, '[["a", 1]]']
)
def test_a_form_that_tells_nonsense_of_its_page_is_no_crash(desk: Any, told: str) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    answer = browser.post(INCIDENT, _stale(desk, browser) | {"shown": told})
    assert answer.status_code < 500 and desk.crashes.rows == {}


def test_a_repair_needs_the_sessions_own_form(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    assert browser.post(INCIDENT, {"csrf": "x", "note": "x"}).status_code == 403
    assert desk.browser("mai", "land_officer").post(INCIDENT, {"note": "x"}).status_code == 403
    assert desk.workflow.repairs == []


def test_the_dossier_without_person_and_paper_but_with_its_drawing(desk: Any) -> None:
    desk.dossier()
    browser = desk.browser(*OPERATOR, unit=None)
    page = browser.get("/van-hanh/ho-so/dossier-1")
    assert page.status_code == 200 and 'data-drawing="/van-hanh/ho-so/dossier-1/so-do.bpmn"' in page.text
    assert "Nguyễn Văn Bình" not in page.text and "gcn.pdf" not in page.text
    drawing = browser.get("/van-hanh/ho-so/dossier-1/so-do.bpmn")
    assert b"definitions" in drawing.content and "sandbox" in drawing.headers["content-security-policy"]


# Pages that failed ------------------------------------------------------------------------------------------


@pytest.fixture
def log() -> Iterator[list[Any]]:
    """What the server says; drawing a trace for a terminal takes seconds on a busy machine."""
    with structlog.testing.capture_logs() as lines:
        yield lines


def test_a_page_that_fails_is_found_by_its_code_without_what_was_typed(desk: Any, log: list[Any]) -> None:
    """The code on the visitor's page leads the operator to route, class and line; the address stays out of it."""
    desk.workflow.facts[0].json = "{broken"
    browser = desk.browser(*OPERATOR, unit=None)
    failed = browser.get(f"{INCIDENT}?ten=Nguyen-Van-Binh")
    code = re.search(r"<code>([\w-]+)</code>", failed.text)
    assert failed.status_code == 500 and code
    assert [line["incident"] for line in log if line["event"] == "page.failed"] == [code.group(1)]
    crash = desk.crashes.rows[code.group(1)]
    assert crash.route == "GET /van-hanh/su-co/{failure_id}" and crash.place.startswith("motcua_portal/")
    assert "Binh" not in repr(crash) and "inc-1" not in repr(crash)
    browser = desk.browser(*OPERATOR, unit=None)  # the server closed the connection on which it failed
    text = text_of(browser.get("/van-hanh"))
    assert code.group(1) in text and "GET /van-hanh/su-co/{failure_id}" in text and "Lỗi trang" in text
    seen = browser.post("/van-hanh", {"service": "portal", "failure": code.group(1)})
    assert "Đã đánh dấu là đã xem." in text_of(seen) and crash.code not in text_of(seen)
    assert "bởi vh" in text_of(browser.get("/van-hanh?tat-ca=1"))
    again = browser.post("/van-hanh", {"service": "portal", "failure": code.group(1)})
    assert again.status_code == 404 and "chưa xem mang mã này" in text_of(again)


def test_a_call_that_failed_is_listed_by_its_service_and_nowhere_else(desk: Any) -> None:
    desk.workflow.failures.append(
        common_pb2.Failure(
            id="crash-n-1", service="workflow", kind="crash", state="open", attempts=3, message="at x.py:9", cause="KeyError",
            headline=common_pb2.LocalizedText(vi="Lời gọi bị lỗi; bên gọi thấy mã n-1.", en="A call failed: n-1."),
        )
    )  # fmt: skip
    desk.workflow.refuse = Internal(
        details={"incident": "n-1", "kept_by": "motcua.workflow.v1.WorkflowService"}
    )
    browser = desk.browser(*OPERATOR, unit=None)
    failed = browser.post(INCIDENT, _form(browser.get(INCIDENT).text) | {"f1.value": "7", "note": "x"})
    assert failed.status_code == 500 and desk.crashes.rows == {}, "the service has it under the same code"
    page = text_of(browser.get("/van-hanh"))
    assert "Lời gọi bị lỗi; bên gọi thấy mã n-1." in page and "Lỗi lời gọi" in page and "xảy ra 3 lần" in page
    seen = browser.post("/van-hanh", {"service": "workflow", "failure": "crash-n-1"})
    assert "Đã đánh dấu là đã xem." in text_of(seen) and "Đã cho chạy lại" not in text_of(seen)


def test_a_refusal_is_no_crash(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    assert browser.get("/van-hanh/su-co/khong-co").status_code == 404
    assert browser.get("/khong-co-trang").status_code == 404
    assert desk.crashes.rows == {}


def test_a_service_that_breaks_without_a_code_is_findable_too(desk: Any, log: list[Any]) -> None:
    desk.workflow.facts = "no list"
    browser = desk.browser(*OPERATOR, unit=None)
    failed = browser.get(INCIDENT)
    (crash,) = desk.crashes.rows.values()
    assert failed.status_code == 500 and crash.code in failed.text and crash.place
