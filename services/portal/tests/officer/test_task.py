# SPDX-License-Identifier: Apache-2.0
"""A task's page: claiming, the step's form, the signed result, and what happens when somebody or something was faster."""

from __future__ import annotations

import io
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from desk_harness import text_of
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import callers_pb2
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import intake_pb2
from motcua_organisation import load_organisation
from motcua_portal.desk import sample
from motcua_rpc import AlreadyExists, Conflict
from motcua_rpc.structs import to_dict

PDF = b"%PDF-1.7\nsigned"
CHECKS = {f"a.check_{one}": "pass" for one in ("request", "certificate")} | {"a.check_consent": "fail"}
APPRAISAL = CHECKS | {
    "do": "complete",
    "a.release_proposal": "refuse",
    "a.release_reason": "Thiếu văn bản <b>gốc</b>",
}
SIGNING = {
    "do": "complete", "result-number": "15/XN", "result-signer": "Trịnh Hồng Sơn", "result-day": "23/11/2026",
    "result-minute": "9h05",
}  # fmt: skip


@pytest.fixture
def mine(desk: Any) -> Any:
    """An appraisal that mai has claimed."""
    desk.dossier()
    task = desk.step("a", "tham-dinh-xoa", title="Thẩm định", due=5)
    desk.assignment.take(task, "mai")
    return task


@pytest.fixture
def signing(desk: Any) -> Any:
    """A signature that mai has claimed."""
    part = desk.dossier().parts[0].key
    task = desk.step(
        "ky", "ky-xoa", title="Ký xóa", due=5, result_code="KQ.G15.000335", part=part, role="land_leader"
    )
    desk.assignment.take(task, "mai")
    return task


def test_claim_then_give_back(desk: Any) -> None:
    desk.dossier()
    desk.step("a", "tham-dinh-xoa", title="Thẩm định")
    browser = desk.browser("mai")
    assert "Chưa ai nhận việc này" in text_of(browser.get("/viec/a"))
    claimed = browser.post("/viec/a", {"do": "claim"})
    assert "Hoàn thành bước này" in text_of(claimed) and desk.assignment.tasks["a"].assignee.user == "mai"
    back = browser.post("/viec/a", {"do": "release"})
    assert (
        "Đã trả “Thẩm định” về nhóm" in text_of(back)
        and desk.assignment.tasks["a"].state == pb.TASK_STATE_OPEN
    )


def test_a_colleagues_task_shows_the_dossier_without_the_form(desk: Any, mine: Any) -> None:
    page = desk.browser("lan").get("/viec/a")
    assert "Người mai đang làm việc này" in text_of(page) and 'value="complete"' not in page.text


MINH = common.Actor(user="minh", name="Ngô Quang Minh")
TAKE, GIVE = '<button name="do" value="claim">', 'href="/viec/a/giao"'


@pytest.mark.parametrize(
    ("held", "may", "button", "says"),
    [
        (True, {}, "", "chỉ người đã nhận mới hoàn thành được"),
        (True, {"take": True, "in_place_of": MINH}, "Làm thay", "Ngô Quang Minh đang vắng và bạn làm thay"),
        (False, {"take": True}, "Nhận việc", "Nhận việc để điền và hoàn thành"),
        (False, {"take": True, "in_place_of": MINH}, "Nhận việc", "Bạn nhận việc này thay Ngô Quang Minh"),
        (False, {"give": True}, "", "nhận được việc này là người giữ vai trò"),
        (True, {"give": True}, "", "chỉ người đã nhận mới hoàn thành được"),
    ],
)
def test_the_page_offers_what_its_reader_may_do(
    desk: Any, held: bool, may: dict[str, Any], button: str, says: str
) -> None:
    """By whatever way they came to it: the list, a search, a mail."""
    desk.dossier()
    task = desk.step("a", "tham-dinh-xoa", title="Thẩm định")
    if held:
        desk.assignment.take(task, "minh")
    desk.assignment.may["a"] = callers_pb2.CallerMay(**may)
    page = desk.browser("ngoc").get("/viec/a")
    assert says in text_of(page)
    assert (f"{TAKE}{button}</button>" in page.text) if button else (TAKE not in page.text)
    assert (GIVE in page.text) is ("give" in may)


@pytest.mark.parametrize("head", [True, False])
def test_a_head_gives_work_away_from_the_page_of_the_dossier_too(desk: Any, head: bool) -> None:
    case = desk.dossier()
    task = desk.step("a", "tham-dinh-xoa", title="Thẩm định")
    desk.assignment.take(task, "minh")
    browser = desk.browser("son.giamdoc", "land_leader") if head else desk.browser("ngoc")
    page = browser.get(f"/viec/ho-so/{case.dossier_id}")
    assert (GIVE in page.text) is head and "Người minh" in text_of(page)
    assert desk.assignment.listed[-1].whole_unit is head


def test_the_dossier_stands_beside_the_form(desk: Any, mine: Any) -> None:
    text = text_of(desk.browser("mai").get("/viec/a"))
    for expected in (
        "Nguyễn Văn Bình", "gcn.pdf", "Thẩm định hồ sơ xóa thế chấp – Viên chức đăng ký đất đai", "Phiếu chuyển thông tin",
        "Chi nhánh Văn phòng đăng ký đất đai khu vực Bến Gió → Thuế cơ sở 1", "Hồ sơ đã được nộp.", "Số thửa 12",
    ):  # fmt: skip
        assert expected in text, expected


def test_a_missing_answer_is_named_on_top_beside_the_field_and_in_the_title(desk: Any, mine: Any) -> None:
    answer = desk.browser("mai").post("/viec/a", {"do": "complete", "a.note": "giữ lại <i>"})
    assert answer.status_code == 422 and "<title>Lỗi:" in answer.text
    assert '<a href="#f-release_proposal">Đề xuất: Hãy chọn một mục.</a>' in answer.text
    assert 'id="f-release_proposal-error"' in answer.text and "giữ lại &lt;i&gt;" in answer.text
    assert not desk.assignment.completed


def test_completing_sends_the_answers_and_leads_to_the_next_task(desk: Any, mine: Any) -> None:
    desk.assignment.opens["a"] = ["Duyệt"]
    answer = desk.browser("mai").post("/viec/a", APPRAISAL)
    assert str(answer.url).endswith("/viec/Duy%E1%BB%87t?sau=a")
    assert "Đã hoàn thành “Thẩm định”. Đây là việc tiếp theo của cùng hồ sơ." in text_of(answer)
    sent = to_dict(desk.assignment.completed[0].step.answers)
    assert sent["release_proposal"] == "refuse" and sent["release_reason"] == "Thiếu văn bản <b>gốc</b>"


def test_without_a_next_task_the_list_says_who_has_it_now(desk: Any, mine: Any) -> None:
    desk.workflow.active = ["approve_release"]
    answer = desk.browser("mai").post("/viec/a", APPRAISAL)
    assert str(answer.url).endswith("/viec?xong=a")
    text = text_of(answer)
    assert "Đã hoàn thành “Thẩm định”." in text
    assert "Duyệt kết quả thẩm định – Lãnh đạo Chi nhánh, Chi nhánh Văn phòng đăng ký đất đai" in text


def test_a_completion_after_which_the_process_failed_says_so_and_names_no_gateway(
    desk: Any, mine: Any
) -> None:
    desk.workflow.active, desk.workflow.status = ["release_proposed"], "incident"
    text = text_of(desk.browser("mai").post("/viec/a", APPRAISAL))
    assert "Đã hoàn thành “Thẩm định”. Việc hoàn thành đã được ghi nhận" in text
    assert "báo cho người vận hành. Bạn không cần làm gì thêm." in text
    assert "Hồ sơ nay đang ở" not in text and "▶" not in text


def test_the_drawing_begins_at_the_step_of_the_page(desk: Any, mine: Any) -> None:
    """Of several places, as those of two agencies, the one that the officer has open; a dossier's page has none of its own."""
    mine.element = "appraise_transfer"
    task, dossier = (
        desk.browser("mai").get(path).text for path in ("/viec/a", f"/viec/ho-so/{mine.dossier_id}")
    )
    places = 'data-active="appraise_release appraise_transfer"'
    assert places in task and places in dossier
    assert 'data-own="appraise_transfer"' in task and "data-own" not in dossier


def test_a_doubled_submit_is_one(desk: Any, mine: Any) -> None:
    browser = desk.browser("mai")
    for _ in range(2):
        answer = browser.post("/viec/a", {**APPRAISAL, "request_id": "same"})
        assert str(answer.url).endswith("/viec?xong=a")
    assert len(desk.assignment.completed) == 1


def test_a_second_submit_with_another_upload_of_a_done_task_is_no_error(desk: Any, mine: Any) -> None:
    mine.state = pb.TASK_STATE_DONE
    mine.closed_at.FromSeconds(1_795_400_000)
    desk.assignment.refuse = AlreadyExists()
    assert str(desk.browser("mai").post("/viec/a", APPRAISAL).url).endswith("/viec?xong=a")


def test_what_the_process_closed_meanwhile_keeps_what_was_typed(desk: Any, mine: Any) -> None:
    mine.state = pb.TASK_STATE_CANCELLED
    answer = desk.browser("mai").post("/viec/a", APPRAISAL)
    text = text_of(answer)
    assert answer.status_code == 409 and "Quy trình đã đóng việc này." in text
    assert "Những gì bạn đã nhập (chưa gửi được)" in text and "Thiếu văn bản <b>gốc</b>" in text


def test_what_was_kept_is_read_in_words_and_who_withdrew_is_said(desk: Any, mine: Any) -> None:
    mine.state = pb.TASK_STATE_CANCELLED
    desk.intake.dossiers[mine.dossier_id][1].status = intake_pb2.DOSSIER_STATUS_WITHDRAWN
    answer = desk.browser("mai").post("/viec/a", APPRAISAL)
    text = text_of(answer)
    assert "Hồ sơ đã được rút nên “Thẩm định” không cần làm nữa." in text and "Quy trình đã đóng" not in text
    assert "Đề xuất Từ chối xóa đăng ký" in text and "refuse" not in text
    assert "Hồ sơ đã được rút" in text_of(desk.browser("mai").get("/viec?thay-doi=a"))


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (("GRANTED", "WITHDRAWN"), True),
        (("IN_PROGRESS", "WITHDRAWN"), False),
        (("WITHDRAWN", "REFUSED"), False),
    ],
)
def test_work_of_another_agency_ends_with_the_withdrawal_of_what_was_left(
    desk: Any, mine: Any, outcomes: tuple[str, ...], said: bool
) -> None:
    mine.state, mine.part = pb.TASK_STATE_CANCELLED, ""
    dossier = desk.intake.dossiers[mine.dossier_id][1]
    del dossier.parts[:]
    for number, outcome in enumerate(outcomes):
        status = intake_pb2.PartStatus.Value(f"PART_STATUS_{outcome}")
        dossier.parts.add(key=f"p{number}", status=status).decided_at.FromSeconds(1_795_400_000 + number)
    text = text_of(desk.browser("mai").get("/viec/a"))
    assert ("Hồ sơ đã được rút nên “Thẩm định” không cần làm nữa." in text) is said


def test_a_decision_that_came_too_late_is_read_back_in_words(desk: Any) -> None:
    desk.dossier()
    task = desk.assignment.add("nhan", pb.TASK_KIND_ACCEPTANCE, title="Tiếp nhận", due=5)
    desk.assignment.take(task, "mai")
    task.state = pb.TASK_STATE_CANCELLED
    sent = {"do": "complete", "outcome": "refuse", "refuse-reason": "Không thuộc thẩm quyền."}
    text = text_of(desk.browser("mai").post("/viec/nhan", sent))
    assert "Cách xử lý Từ chối tiếp nhận" in text and "Lý do từ chối Không thuộc thẩm quyền." in text
    assert "outcome" not in text


@pytest.mark.parametrize(("day", "minute"), [("22/11/2026", "23:00"), ("23/11/2026", "08:12")])
def test_a_time_of_signature_before_the_step_began_is_refused(
    desk: Any, signing: Any, day: str, minute: str
) -> None:
    sent = {**SIGNING, "result-day": day, "result-minute": minute}
    answer = desk.browser("mai").post(
        "/viec/ky", sent, files={"result-file": ("kq.pdf", PDF, "application/pdf")}
    )
    assert answer.status_code == 422 and not desk.assignment.completed
    assert "Thời điểm ký không thể trước khi bước này bắt đầu (23/11/2026 08:13)." in text_of(answer)


def test_given_back_in_another_window_keeps_what_was_typed(desk: Any, mine: Any) -> None:
    desk.assignment.refuse = Conflict(
        "TASK_NOT_CLAIMED", "Hãy nhận việc này trước khi hoàn thành.", "Claim first."
    )
    answer = desk.browser("mai").post("/viec/a", APPRAISAL)
    assert answer.status_code == 409 and "Hãy nhận việc này trước" in text_of(answer)
    assert "Thiếu văn bản &lt;b&gt;gốc&lt;/b&gt;" in answer.text


def test_when_a_service_is_away_the_same_request_can_be_sent_again(desk: Any, mine: Any) -> None:
    desk.assignment.away = True
    browser = desk.browser("mai")
    answer = browser.post("/viec/a", {**APPRAISAL, "request_id": "first-try"})
    assert answer.status_code == 503 and "Dịch vụ tạm thời chưa sẵn sàng." in text_of(answer)
    assert answer.headers["Retry-After"] == "5"
    assert 'name="request_id" value="first-try"' in answer.text and "Thiếu văn bản &lt;b&gt;" in answer.text
    desk.assignment.away = False
    assert str(browser.post("/viec/a", {**APPRAISAL, "request_id": "first-try"}).url).endswith("/viec?xong=a")


def test_a_form_without_its_token_is_refused(desk: Any, mine: Any) -> None:
    answer = desk.browser("mai").post("/viec/a", {**APPRAISAL, "csrf": "other"})
    assert answer.status_code == 403 and not desk.assignment.completed


def test_an_officer_reads_where_the_tax_notice_will_go(desk: Any, mine: Any) -> None:
    desk.intake.dossiers[mine.dossier_id][1].applicant.address = "Thôn Chân Đồi"
    page = text_of(desk.browser("mai").get("/viec/a"))
    assert "Thôn Chân Đồi (mặc định: địa chỉ của người nộp hồ sơ, vì mục này để trống)" in page


def test_an_ended_session_keeps_the_form(desk: Any, mine: Any) -> None:
    browser = desk.browser("mai")
    kept = desk.sessions.pop("key-mai")
    answer = browser.post("/viec/a", APPRAISAL, follow_redirects=False)
    assert answer.status_code == 303
    desk.sessions["key-mai"] = kept
    assert "Thiếu văn bản &lt;b&gt;gốc&lt;/b&gt;" in browser.get("/viec/a?dang-do=stash-0").text


def test_a_signed_result_goes_with_its_number_signer_and_minute(desk: Any, signing: Any) -> None:
    files = {"result-file": ("ky.pdf", io.BytesIO(PDF), "application/pdf")}
    desk.browser("mai").post("/viec/ky", SIGNING, files)
    result = desk.assignment.completed[0].step.result
    assert (result.number, result.signer) == ("15/XN", "Trịnh Hồng Sơn")
    assert result.signed_at.ToJsonString() == "2026-11-23T02:05:00Z"
    assert desk.intake.files[result.file_id][1] == PDF


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("result-number", " ", "Hãy ghi số của văn bản kết quả."),
        ("result-signer", "", "Hãy chọn người ký."),
        ("result-signer", "Nguyễn Văn Bình", "Người này không được ký kết quả của bước này."),
        ("result-day", "31/02/2026", "Hãy ghi ngày ký"),
        ("result-minute", "25:00", "Hãy ghi ngày ký"),
        ("result-day", "24/11/2026", "Thời điểm ký không thể sau thời điểm hiện tại."),
    ],
    ids=["number", "signer", "the applicant signs", "no such day", "no such minute", "future"],
)
def test_a_wrong_signature_is_told_and_the_upload_is_kept(
    desk: Any, signing: Any, field: str, value: str, sentence: str
) -> None:
    files = {"result-file": ("ky.pdf", io.BytesIO(PDF), "application/pdf")}
    browser = desk.browser("mai")
    answer = browser.post("/viec/ky", {**SIGNING, field: value}, files)
    assert answer.status_code == 422 and sentence in text_of(answer) and not desk.assignment.completed
    (file_id,) = (key for key, (info, _) in desk.intake.files.items() if info.file_name == "ky.pdf")
    assert f'name="result-file-id" value="{file_id}"' in answer.text
    browser.post("/viec/ky", {**SIGNING, "result-file-id": file_id, "result-file-name": "ky.pdf"})
    assert desk.assignment.completed[0].step.result.file_id == file_id


def test_without_a_file_and_with_a_wrong_one(desk: Any, signing: Any) -> None:
    browser = desk.browser("mai")
    assert "Hãy đính kèm tệp PDF" in text_of(browser.post("/viec/ky", SIGNING))
    wrong = {"result-file": ("ky.exe", io.BytesIO(b"MZ"), "application/pdf")}
    assert "Chỉ nhận tệp PDF, JPEG hoặc PNG." in text_of(browser.post("/viec/ky", SIGNING, wrong))
    assert not desk.assignment.completed


@pytest.mark.parametrize("do", ["complete", "save", "sample"])
def test_while_files_cannot_be_scanned_the_form_stays_as_it_was_typed(
    desk: Any, signing: Any, do: str
) -> None:
    desk.intake.unscanned = True
    files = {"result-file": ("ky.pdf", io.BytesIO(PDF), "application/pdf")} if do != "sample" else None
    page = desk.browser("mai").post("/viec/ky", {**SIGNING, "do": do, "a.note": "giữ"}, files)

    assert page.status_code == 422 and "Chưa quét được mã độc. Hãy thử lại." in text_of(page)
    assert ">\ngiữ</textarea>" in page.text and 'value="15/XN"' in page.text
    assert not desk.assignment.completed and list(desk.intake.files) == ["ack"]


def test_a_sample_is_stamped_and_attached(desk: Any, signing: Any) -> None:
    answer = desk.browser("mai").post("/viec/ky", {**SIGNING, "do": "sample", "a.note": "giữ"})
    assert "Đã tạo tệp kết quả MẪU và đính kèm." in text_of(answer) and ">\ngiữ</textarea>" in answer.text
    content = next(data for info, data in desk.intake.files.values() if "MAU" in info.file_name)
    printed = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "MẪU" in printed and "15/XN" in printed and "H99.101-261123-0001" in printed


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("XN", "phải có ít nhất một chữ số"), ("15/XN*", "Số văn bản chỉ gồm chữ cái"), ("1" * 101, "dài quá 100 ký tự"),
     ("15\u202e/XN", "ký tự điều khiển")],
)  # fmt: skip
@pytest.mark.parametrize("do", ["sample", "complete"])
def test_a_number_that_cannot_be_one_makes_no_sample_and_no_result(
    desk: Any, signing: Any, do: str, number: str, sentence: str
) -> None:
    answer = desk.browser("mai").post("/viec/ky", {**SIGNING, "do": do, "result-number": number})
    assert answer.status_code == 422 and sentence in text_of(answer)
    [beside] = re.findall(r'<p class="error" id="result-number-error">([^<]*)</p>', answer.text)
    assert sentence in beside and not _made(desk) and not desk.assignment.completed


def _made(desk: Any) -> list[str]:
    return [info.file_name for info, _ in desk.intake.files.values() if "MAU" in info.file_name]


def test_a_sample_is_refused_for_what_completing_refuses_and_fills_what_is_empty(
    desk: Any, signing: Any
) -> None:
    browser, bare = desk.browser("mai"), {"do": "sample", "result-number": "", "result-day": ""}
    early = browser.post("/viec/ky", {**SIGNING, "do": "sample", "result-day": "01/01/2020"})
    assert early.status_code == 422 and "không thể trước khi bước này bắt đầu" in text_of(early)
    unread = browser.post("/viec/ky", {**SIGNING, "do": "sample", "result-day": "hôm nay"})
    assert unread.status_code == 422 and not _made(desk)
    made = browser.post("/viec/ky", {**SIGNING, **bare, "result-minute": ""})
    assert (
        'value="H99.101-261123-0001/MẪU"' in made.text and 'value="23/11/2026"' in made.text and _made(desk)
    )


def test_a_sample_that_a_deputy_signs_says_for_whom() -> None:
    """NĐ 30/2020/NĐ-CP, Phụ lục I."""
    organisation = load_organisation(Path(__file__).parents[4] / "infra/demo/organisation.yaml")
    for user, title in (
        ("ha.giamdoc", "KT. GIÁM ĐỐC CHI NHÁNH PHÓ GIÁM ĐỐC CHI NHÁNH"),
        ("son.giamdoc", "GIÁM ĐỐC CHI NHÁNH"),
    ):
        visit: Any = SimpleNamespace(
            subject=SimpleNamespace(username=user),
            request=SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(organisation=organisation))),
        )
        task = pb.Task(unit="chi_nhanh_dat_dai", role="land_leader")
        signer = sample._signer(visit, task, organisation.people[user].name)
        assert f"{signer.authority} {signer.title}".strip().upper() == title
        assert sample._signer(visit, task, "Người khác").authority == ""


@pytest.mark.parametrize("proxy", [False, True])
def test_a_certificate_is_made_out_to_the_transferee_and_a_release_to_the_owner(
    desk: Any, proxy: bool
) -> None:
    dossier = desk.dossier()
    dossier.answers.update({"transferee_name": "Trần Văn Hòa", "transferee_address": "Phường Bến Gió"})
    owner = dossier.applicant.name
    if proxy:
        dossier.owner.name = owner = "Lê Thị Chủ"
    holders = {}
    for element, part, code in (("xoa", 0, "KQ.G15.000335"), ("chuyen-nhuong", 1, "KQ.G10.001147")):
        task = desk.step(
            f"ky-{element}",
            f"ky-{element}",
            title="Ký",
            result_code=code,
            part=dossier.parts[part].key,
            role="land_leader",
        )
        desk.assignment.take(task, "mai")
        desk.browser("mai").post(f"/viec/ky-{element}", {**SIGNING, "do": "sample"})
        content = next(data for info, data in desk.intake.files.values() if code in info.file_name)
        holders[element] = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()

    assert owner in holders["xoa"] and "Trần Văn Hòa" not in holders["xoa"]
    assert "Trần Văn Hòa" in holders["chuyen-nhuong"] and "Phường Bến Gió" in holders["chuyen-nhuong"]
    assert owner not in holders["chuyen-nhuong"]


def test_a_sample_follows_what_is_corrected_before_it_is_issued(desk: Any, signing: Any) -> None:
    browser = desk.browser("mai")
    page = browser.post("/viec/ky", {**SIGNING, "do": "sample"}).text
    kept = {
        name: re.search(f'name="{name}" value="([^"]*)"', page)[1]  # type: ignore[index]
        for name in ("result-file-id", "result-file-name", "result-made-of")
    }
    browser.post("/viec/ky", {**SIGNING, **kept, "result-number": "16/XN"})

    (done,) = desk.assignment.completed
    assert done.step.result.number == "16/XN"
    assert done.step.result.file_id != kept["result-file-id"]
    printed = (
        pypdf.PdfReader(io.BytesIO(desk.intake.files[done.step.result.file_id][1])).pages[0].extract_text()
    )
    assert "16/XN" in printed and "15/XN" not in printed and "Minh Họa, ngày" in printed


def test_a_sample_that_shows_what_is_typed_is_kept(desk: Any, signing: Any) -> None:
    browser = desk.browser("mai")
    page = browser.post("/viec/ky", {**SIGNING, "do": "sample"}).text
    kept = {
        name: re.search(f'name="{name}" value="([^"]*)"', page)[1]  # type: ignore[index]
        for name in ("result-file-id", "result-file-name", "result-made-of")
    }
    browser.post("/viec/ky", {**SIGNING, **kept})
    assert desk.assignment.completed[0].step.result.file_id == kept["result-file-id"]


def test_no_sample_where_the_node_is_no_trial(desk: Any, signing: Any) -> None:
    desk.workflow.trial = False
    browser = desk.browser("mai")
    assert "Tạo tệp kết quả MẪU" not in browser.get("/viec/ky").text
    browser.post("/viec/ky", {**SIGNING, "do": "sample"})
    assert not [info for info, _ in desk.intake.files.values() if "MAU" in info.file_name]


def test_the_drawing_is_a_file_in_which_nothing_runs(desk: Any, mine: Any) -> None:
    answer = desk.browser("mai").get("/viec/ho-so/dossier-1/so-do.bpmn")
    assert (
        answer.headers["content-type"].startswith("application/xml") and b"appraise_release" in answer.content
    )
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"].startswith("attachment")


def test_the_page_marks_where_the_dossier_is(desk: Any, mine: Any) -> None:
    page = desk.browser("mai").get("/viec/a").text
    assert 'data-active="appraise_release appraise_transfer"' in page and 'data-done="accepted"' in page


def test_before_acceptance_there_is_no_process_and_no_complaint(desk: Any, mine: Any) -> None:
    desk.workflow.active = []
    text = text_of(desk.browser("mai").get("/viec/a"))
    assert "Quy trình chưa bắt đầu." in text and "chưa đọc được lúc này" not in text


def test_while_workflow_is_away_the_rest_of_the_page_works(desk: Any, mine: Any) -> None:
    desk.workflow.away = True
    page = desk.browser("mai").get("/viec/a")
    assert page.status_code == 200 and "Quy trình: chưa đọc được lúc này." in text_of(page)
    assert "Hoàn thành bước này" in text_of(page)


def test_after_signing_in_again_one_banner_says_that_the_file_is_to_be_chosen_again(
    desk: Any, signing: Any
) -> None:
    desk.stash["k"] = ("/viec/ky", {"result-number": "15/XN"})
    page = desk.browser("mai").get("/viec/ky?dang-do=k").text
    assert page.count("Phiên đăng nhập đã hết") == 1 and "Riêng tệp thì phải chọn lại." in page
    assert "📎" not in page and 'value="15/XN"' in page


def test_a_session_that_ends_before_a_signed_result_was_sent(desk: Any, signing: Any) -> None:
    browser = desk.browser("mai")
    kept = desk.sessions.pop("key-mai")
    files = {"result-file": ("ký.pdf", io.BytesIO(PDF), "application/pdf")}
    assert browser.post("/viec/ky", SIGNING, files, follow_redirects=False).status_code == 303
    desk.sessions["key-mai"] = kept
    page = browser.get("/viec/ky?dang-do=stash-0").text
    assert "Riêng tệp thì phải chọn lại. Tệp đã chọn: ký.pdf." in page and 'value="15/XN"' in page
    assert 'value="23/11/2026"' in page and not desk.assignment.completed


def test_who_does_a_step_again_reads_why_above_the_form(desk: Any, mine: Any) -> None:
    def record(element: str, who: str, **answers: str) -> pb.StepRecord:
        told = [
            pb.RecordedAnswer(key=key, label=both(key), value=both(value)) for key, value in answers.items()
        ]
        made = pb.StepRecord(element=element, title=both(element), answers=told)
        made.actor.name = who
        made.at.CopyFrom(mine.opened_at)
        return made

    def both(text: str) -> Any:
        return common.LocalizedText(vi=text)

    own = record(mine.element, "Mai", proposal="grant")
    opinion = record("approve_release", "Trịnh Hồng Sơn", opinion="Đối chiếu lại <b>số</b> hợp đồng.")
    again = "Bước này phải làm lại"
    for records in ([], [own], [opinion], [opinion, own], [own, record("sign", "Sơn")]):
        desk.assignment.records = records
        assert again not in text_of(desk.browser("mai").get("/viec/a"))
    desk.assignment.records = [own, opinion]
    text = text_of(desk.browser("mai").get("/viec/a"))
    assert again in text and "Ý kiến của Trịnh Hồng Sơn, lúc 23/11/2026 08:13:" in text
    assert (
        text.index(again) < text.index("Đối chiếu lại <b>số</b> hợp đồng.") < text.index("Nội dung bước này")
    )
    mine.assignee.user = "ngoc"
    assert again in text_of(desk.browser("mai").get("/viec/a")), "whoever may take it next reads it too"
    mine.state = pb.TASK_STATE_DONE
    assert again not in text_of(desk.browser("mai").get("/viec/a"))


def test_the_signer_is_chosen_among_who_may_sign_and_is_oneself_at_first(desk: Any, signing: Any) -> None:
    desk.assignment.take(signing, "ha.giamdoc")
    page = desk.browser("ha.giamdoc", "land_leader").get("/viec/ky").text
    shown = re.search(r'<select id="result-signer".*?</select>', page, re.S)
    assert shown and re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)<', shown[0]) == [
        ("Nguyễn Việt Hà", " selected", "Nguyễn Việt Hà, Phó Giám đốc Chi nhánh"),
        ("Trịnh Hồng Sơn", "", "Trịnh Hồng Sơn, Giám đốc Chi nhánh"),
    ]


@pytest.mark.parametrize("state", [pb.TASK_STATE_DONE, pb.TASK_STATE_CANCELLED, pb.TASK_STATE_OPEN])
def test_an_empty_form_of_a_task_that_is_over_asks_for_no_field(desk: Any, mine: Any, state: int) -> None:
    browser = desk.browser("mai")
    desk.assignment.tasks["a"].state = state
    answer = browser.post("/viec/a", {"do": "complete"})
    assert answer.status_code in (400, 409)
    assert "Có nội dung cần sửa" not in text_of(answer) and 'href="#f-' not in answer.text
    assert "<title>Lỗi:" not in answer.text and not desk.assignment.completed


COPY_SIGNING = {**SIGNING, "result-number": "120, quyển 01/2026-SCT/BS"}


@pytest.fixture
def copies(desk: Any) -> Any:
    """Copies to certify that mai has claimed: of the answers only one is signed."""
    part = desk.dossier().parts[0].key
    form = Path(__file__).parents[4] / "workflows/chung-thuc/ban-sao-tu-ban-chinh/forms/ky-chung-thuc.form"
    task = desk.assignment.add(
        "ky", form=form.read_text("utf-8"), element="sign_copies", title="Ký chứng thực", due=5,
        result_code="KQ.G15.000021", part=part, role="land_leader",
    )  # fmt: skip
    desk.assignment.take(task, "mai")
    return task


def test_the_result_is_sent_with_the_answer_that_is_signed_alone(desk: Any, copies: Any) -> None:
    browser, files = desk.browser("mai"), {"result-file": ("ky.pdf", PDF, "application/pdf")}
    page = browser.get("/viec/ky")
    assert 'data-hidden-field="a.certification_decision" data-hidden-values="[&#34;sign&#34;]"' in page.text
    assert "Chỉ cần khi “Quyết định của người ký chứng thực” là “Ký chứng thực”" in text_of(page)
    back = {"a.certification_decision": "send_back", "a.opinion": "Chụp lại trang hai cho rõ."}
    answer = browser.post("/viec/ky", {**COPY_SIGNING, **back, "a.opinion": ""}, files)
    assert answer.status_code == 422 and "120, quyển 01/2026-SCT/BS" in answer.text
    assert 'id="result-file-error"' not in answer.text and "ky.pdf" not in _uploads(desk)
    browser.post("/viec/ky", {**COPY_SIGNING, **back}, files)
    [completed] = desk.assignment.completed
    assert not completed.step.HasField("result") and "ky.pdf" not in _uploads(desk)
    assert to_dict(completed.step.answers)["certification_decision"] == "send_back"


def test_who_signs_is_asked_for_the_result(desk: Any, copies: Any) -> None:
    browser, sign = desk.browser("mai"), {"a.certification_decision": "sign"}
    answer = browser.post("/viec/ky", {**COPY_SIGNING, **sign, "result-number": ""})
    assert answer.status_code == 422 and "Hãy ghi số của văn bản kết quả." in text_of(answer)
    browser.post("/viec/ky", {**COPY_SIGNING, **sign}, {"result-file": ("ky.pdf", PDF, "application/pdf")})
    [completed] = desk.assignment.completed
    assert completed.step.result.number == "120, quyển 01/2026-SCT/BS"


def test_without_a_decision_only_the_decision_is_missing(desk: Any, copies: Any) -> None:
    answer = desk.browser("mai").post("/viec/ky", {"do": "complete", "result-number": ""})
    assert answer.status_code == 422 and "Quyết định của người ký chứng thực: Hãy chọn" in text_of(answer)
    assert "Hãy ghi số" not in text_of(answer) and not desk.assignment.completed


def _uploads(desk: Any) -> list[str]:
    return [info.file_name for info, _ in desk.intake.files.values()]
