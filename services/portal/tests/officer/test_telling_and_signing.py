# SPDX-License-Identifier: Apache-2.0
"""Pages of the window that tells people without e-mail, and of the head who looks before signing an apology."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from desk_harness import text_of
from motcua.intake.v1 import calls_pb2, law_papers_pb2
from motcua_rpc import Conflict

DUE, LATER = "2020-01-06T10:00:00Z", "2020-01-08T10:00:00Z"


def call() -> calls_pb2.Call:
    made = calls_pb2.Call(
        call_id="c1", dossier_id="d1", code="H99.101-261127-0001", applicant_name="Nguyễn Văn An",
        phone="0200 000 901", moment="dossier.extension_signed",
    )  # fmt: skip
    made.text.vi = "Hẹn lại 17:00 14/12/2026."
    made.at.FromJsonString(DUE)
    return made


def apology(**more: Any) -> law_papers_pb2.Extension:
    made = law_papers_pb2.Extension(
        extension_id="x1", dossier_id="d1", code="H99.101-261127-0001", state=law_papers_pb2.EXTENSION_STATE_DRAFT,
        new_day="2026-12-03", first_day="2026-12-01", last_day="2027-01-12", **more,
    )  # fmt: skip
    for moment in (made.promised_at, made.original_promised_at, made.new_promised_at):
        moment.FromJsonString(LATER)
    for key, late in (("transfer", False), ("release", True)):
        part = made.parts.add(part=key, late=late)
        part.name.vi = {"release": "Xóa đăng ký thế chấp", "transfer": "Đăng ký chuyển nhượng"}[key]
        part.due_at.FromJsonString(DUE)
        part.new_due_at.FromJsonString(LATER)
    return made


def test_the_inbox_of_a_window_counts_whom_to_tell_and_a_record_takes_them_away(desk: Any) -> None:
    desk.intake.calls.append(call())
    browser = desk.browser("mai", "window_clerk", unit="suoi_trong")
    assert "Có 1 việc báo tin cho người nộp không có thư điện tử" in text_of(browser.get("/viec"))
    page = text_of(browser.get("/bao-tin"))
    assert "0200 000 901" in page and "Hẹn lại 17:00 14/12/2026." in page
    answer = browser.post("/bao-tin/c1", {"way": "1", "note": "Gặp con trai"})
    assert "người nộp hồ sơ H99.101-261127-0001 đã được báo" in text_of(answer)
    assert "Không có ai cần báo" in text_of(browser.get("/bao-tin"))
    told = text_of(browser.get("/bao-tin?muc=da-bao"))
    assert "Qua điện thoại" in told and "Gặp con trai" in told
    assert "việc báo tin" not in text_of(browser.get("/viec"))


def test_what_was_typed_stands_there_again_when_a_record_is_refused(desk: Any) -> None:
    browser = desk.browser("mai", "window_clerk", unit="suoi_trong")
    desk.intake.calls.append(call())
    desk.intake.refuse_call = Conflict("BUSY", "Đang bận.", "Busy.")
    answer = browser.post("/bao-tin/c1", {"way": "3", "note": "Gặp con trai"})
    assert answer.status_code == 409
    assert 'value="Gặp con trai"' in answer.text and '<option value="3" selected>' in answer.text
    desk.intake.calls.clear()
    answer = browser.post("/bao-tin/c1", {"way": "3", "note": "Gặp con trai"})
    assert "Ghi chú đã nhập: Gặp con trai" in text_of(answer)


def test_the_list_of_apologies_says_what_is_late_and_until_when(desk: Any) -> None:
    desk.intake.extensions.append(apology())
    page = text_of(desk.browser("son", "land_leader").get("/xin-loi"))
    assert "Xóa đăng ký thế chấp" in page and "đến hạn 06/01/2020 17:00" in page and "Đã quá hạn" in page


def test_a_head_sees_what_the_chosen_day_promises_and_reads_the_sheet(desk: Any) -> None:
    desk.intake.extensions.append(apology())
    browser = desk.browser("son", "land_leader")
    before = text_of(browser.get("/xin-loi/x1"))
    assert "Hạn mới của phần bị chậm" in before and "Ngày hẹn mới" not in before
    assert before.index("Xóa đăng ký thế chấp") < before.index("Không chậm, chỉ lùi theo")
    typed = {"new-day": "2026-12-08", "reason": "Phải đo lại.", "view": "dates"}
    looked = browser.post("/xin-loi/x1/xem-truoc", typed)
    assert "Với ngày đã chọn, người nộp được hẹn lại: 08/12/2026 17:00" in text_of(looked)
    assert (
        "08/12/2026" in text_of(looked)
        and "Phải đo lại." in looked.text
        and 'value="2026-12-08"' in looked.text
    )
    sheet = browser.post("/xin-loi/x1/xem-truoc", typed | {"view": "sheet"})
    assert sheet.headers["content-type"] == "application/pdf" and sheet.content.startswith(b"%PDF")
    assert browser.get("/xin-loi/x1/xem-truoc").url.path == "/xin-loi/x1"


@pytest.mark.parametrize("view", ["dates", "sheet"])
def test_without_a_day_there_is_nothing_to_look_at(desk: Any, view: str) -> None:
    """The proposed day is not the chosen one."""
    desk.intake.extensions.append(apology())
    typed = {"new-day": " ", "reason": "Phải đo lại ranh giới.", "view": view}
    answer = desk.browser("son", "land_leader").post("/xin-loi/x1/xem-truoc", typed)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Hãy chọn ngày hẹn mới." in page and "Với ngày đã chọn" not in page
    assert "Phải đo lại ranh giới." in answer.text and "từ 10 đến 1.000 ký tự" in page


def test_who_has_no_address_is_not_said_to_have_been_told(desk: Any) -> None:
    one = apology(number="01/XLGH")
    one.promised_at.FromJsonString(DUE)
    one.state = law_papers_pb2.EXTENSION_STATE_SIGNED
    desk.intake.extensions.append(one)
    browser = desk.browser("son", "land_leader")
    page = text_of(browser.get("/xin-loi/x1?xong=1"))
    assert "không có thư điện tử" in page and "được báo qua thư" not in page
    one.by_mail = True
    assert "được báo qua thư điện tử" in text_of(browser.get("/xin-loi/x1?xong=1"))


def test_where_only_the_day_of_a_part_moves_the_page_says_which_and_that_the_promise_stays(desk: Any) -> None:
    one = apology(number="01/XLGH")
    one.promised_at.FromJsonString(f"{one.new_day}T10:00:00Z")
    desk.intake.extensions.append(one)
    browser = desk.browser("son", "land_leader")
    assert "ngày hẹn trả của cả hồ sơ giữ nguyên" in text_of(browser.get("/xin-loi/x1"))
    one.state = law_papers_pb2.EXTENSION_STATE_SIGNED
    page = text_of(browser.get("/xin-loi/x1?xong=1"))
    assert "Xóa đăng ký thế chấp: hạn chuyển từ 06/01/2020 17:00 sang" in page
    assert "Giữ nguyên: " in page and "Ngày hẹn trả đã chuyển" not in page and "Hẹn trả mới" not in page
    one.new_promised_at.CopyFrom(one.promised_at)
    assert "· hẹn lại" not in text_of(browser.get("/xin-loi?muc=da-ky"))
    one.new_promised_at.FromJsonString(LATER)
    assert "· hẹn lại" in text_of(browser.get("/xin-loi?muc=da-ky"))


def test_notices_of_two_years_with_the_same_number_are_told_apart(desk: Any) -> None:
    for year in (2026, 2027):
        one = apology(number="01/XLGH", signed_at=datetime(year, 12, 10, 3, tzinfo=UTC))
        one.extension_id, one.state = f"x{year}", law_papers_pb2.EXTENSION_STATE_SIGNED
        desk.intake.extensions.append(one)
    page = text_of(desk.browser("son", "land_leader").get("/xin-loi?muc=da-ky"))
    assert page.index("Số 01/XLGH 10/12/2026") < page.index("Số 01/XLGH 10/12/2027")


def test_an_extract_of_the_register_is_named_with_its_day(desk: Any) -> None:
    made = desk.intake.extracts
    for year in (2026, 2027):
        made.append(law_papers_pb2.RegisterExtract(extract_id=f"e{year}", number="01/STD", lines=2))
        made[-1].issued_at.FromDatetime(datetime(year, 1, 4, 3, tzinfo=UTC))
        made[-1].file_id = f"f{year}"
    browser = desk.browser("mai", "window_clerk", unit="suoi_trong")
    page = text_of(browser.get("/so-theo-doi"))
    assert "Số 01/STD ngày 04/01/2026 (PDF)" in page and "Số 01/STD ngày 04/01/2027 (PDF)" in page


def signers() -> list[law_papers_pb2.Signer]:
    head, deputy = law_papers_pb2.Signer(away_until="2026-12-31"), law_papers_pb2.Signer()
    head.person.name, deputy.person.name = "Trịnh Hồng Sơn", "Nguyễn Việt Hà"
    deputy.in_place_of.add(name="Trịnh Hồng Sơn")
    now = law_papers_pb2.Signer(today=True)
    now.CopyFrom(deputy)
    now.today, now.person.name = True, "Lý Bảo Ngọc"
    return [head, deputy, now]


def test_who_stands_in_for_a_head_and_signs_for_them_is_told_and_signs(desk: Any) -> None:
    desk.intake.extensions.append(apology())
    browser = desk.browser("minh", "land_officer")
    assert "Có 1 văn bản xin lỗi chờ bạn ký" in text_of(browser.get("/viec"))
    assert "không ký thay được" not in text_of(browser.get("/xin-loi"))
    assert "Ký xin lỗi và gia hạn" in text_of(browser.get("/xin-loi/x1"))


def test_who_may_not_sign_reads_what_waits_and_who_could(desk: Any) -> None:
    desk.intake.extensions.append(apology())
    desk.intake.signers = signers()
    browser = desk.browser("minh", "land_officer")
    inbox = text_of(browser.get("/viec"))
    assert "Có 1 văn bản xin lỗi của đơn vị chờ ký; bạn làm thay nhưng không ký thay được" in inbox
    for page in (text_of(browser.get("/xin-loi")), text_of(browser.get("/xin-loi/x1"))):
        assert "Trịnh Hồng Sơn, vắng đến hết 31/12/2026; đến ký vẫn được" in page
        assert "Nguyễn Việt Hà, nếu được cử làm thay Trịnh Hồng Sơn" in page
        assert "Lý Bảo Ngọc, đang làm thay và ký thay Trịnh Hồng Sơn" in page
        assert "Ký xin lỗi và gia hạn" not in page and "Xóa đăng ký thế chấp" in page


def test_the_inbox_of_others_says_nothing_of_apologies(desk: Any) -> None:
    desk.intake.extensions.append(apology())
    desk.intake.only_heads = True
    assert "văn bản xin lỗi" not in text_of(desk.browser("minh", "land_officer").get("/viec"))


@pytest.mark.parametrize(
    ("allowed", "nth", "listed", "shown"),
    [
        (1, 1, "chỉ được hẹn lại một lần", "chỉ được hẹn lại một lần"),
        (3, 2, "được hẹn lại nhiều nhất 3 lần", "được hẹn lại nhiều nhất 3 lần; lần này là lần thứ 2"),
    ],
)
def test_how_often_a_day_may_move_is_what_the_law_says(
    desk: Any, allowed: int, nth: int, listed: str, shown: str
) -> None:
    desk.intake.extensions.append(apology(allowed=allowed, nth=nth))
    desk.intake.allowed = allowed
    browser = desk.browser("son", "land_leader")
    for page, said in ((browser.get("/xin-loi"), listed), (browser.get("/xin-loi/x1"), shown)):
        text = text_of(page)
        assert said in text
        assert ("một lần" in text) == (allowed == 1)
