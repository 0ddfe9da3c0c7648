# SPDX-License-Identifier: Apache-2.0
"""The merged land dossier in the browser: from a search without accents to both results in the citizen's hands."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from motcua_cli.actors import LAND_PAPERS, small_pdf
from playwright.sync_api import FilePayload
from support.browser import Person
from support.pdfs import qr_codes, says, words_of
from support.province import Province
from support.rooms import ANSWERS, LAND_TITLE, Applicant, Officer, pdf

pytestmark = pytest.mark.browser
RELEASE = "Phiếu yêu cầu có chứng nhận xóa đăng ký thế chấp"
CERTIFICATE = "Giấy chứng nhận quyền sử dụng đất đã xác nhận thay đổi hoặc cấp mới"
PROGRAM: FilePayload = {
    "name": "GCN.pdf",
    "mimeType": "application/pdf",
    "buffer": b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 512,
}
"""A program that calls itself a PDF."""
SIGNED: FilePayload = {
    "name": "xoa-the-chap-da-ky.pdf",
    "mimeType": "application/pdf",
    "buffer": small_pdf("DA KY"),
}


def test_one_dossier_two_results(
    people: Callable[..., Person], officer: Callable[[str], Officer], province: Province
) -> None:
    """Citizen, window, land branch, leader, tax office, and the window again: everything by mouse and keyboard in Chromium."""
    citizen = people(Applicant)
    assert isinstance(citizen, Applicant)
    dossier_id, code = submit(citizen)
    acknowledgement = citizen.download(citizen.page.get_by_role("link", name="Tải về"))
    clerk = officer(province.system.users_with("window_clerk", "suoi_trong")[0])
    receipt = accept(clerk, code)
    work_to_both_results(officer, province, code)
    province.decided(dossier_id, "transfer")  # else the window might have part one only to return
    slip = return_results(clerk, code)
    citizen.dossier(dossier_id)
    citizen.until(lambda: "Đã trả kết quả" in citizen.text())
    citizen.look("ho-so-hai-ket-qua")
    results = citizen.results()

    says(acknowledgement, code, "không phải Giấy tiếp nhận hồ sơ", LAND_TITLE)
    check_receipt(receipt, code, citizen)
    says(slip, code, "GIẤY BIÊN NHẬN", RELEASE, CERTIFICATE)
    assert set(results) == {RELEASE, CERTIFICATE}
    assert results[RELEASE] == SIGNED["buffer"]
    says(results[CERTIFICATE], "MẪU", code, CERTIFICATE, "Không có giá trị pháp lý")
    assert citizen.page.locator(".timeline li").count() > 5


def submit(citizen: Applicant) -> tuple[str, str]:
    """Search without accents, read, sign in, fill in, attach, check, submit."""
    citizen.open("/")
    citizen.page.get_by_label("Bạn cần làm thủ tục gì?").fill("xoa the chap chuyen nhuong")
    citizen.press("Tìm")
    citizen.follow(LAND_TITLE)
    assert "8 ngày làm việc" in citizen.text() or "08 ngày làm việc" in citizen.text()
    assert "598.000 đồng" in citizen.text()
    citizen.follow("Nộp hồ sơ trực tuyến")
    citizen.enter_password("an.congdan")
    citizen.press("Tiếp tục")
    assert "Hãy chọn nơi tiếp nhận hồ sơ." in citizen.text()
    citizen.choose_window()
    wrong_answers(citizen)
    citizen.fill_in(ANSWERS)
    wrong_file(citizen)
    citizen.attach()
    check_answers(citizen)
    return citizen.hand_in()


def wrong_answers(citizen: Applicant) -> None:
    """What is wrong is said on top and beside the field; what was typed stays."""
    citizen.fill(ANSWERS | {"applicant_phone": "12", "area": "rất rộng"})
    citizen.press("Lưu và tiếp tục")
    summary = citizen.page.get_by_role("alert")
    assert citizen.page.title().startswith("Lỗi:")
    assert "Số điện thoại có 10 hoặc 11 chữ số và bắt đầu bằng 0" in summary.inner_text()
    assert summary.evaluate("e => e === document.activeElement")
    assert citizen.page.locator('[name="a.area"]').input_value() == "rất rộng"
    summary.get_by_role("link", name="Số điện thoại").first.click()
    assert citizen.page.locator('[name="a.applicant_phone"]').evaluate("e => e === document.activeElement")


def wrong_file(citizen: Applicant) -> None:
    """A program that is named .pdf is refused with its sentence; the right file beside it is taken."""
    citizen.paper("GCN").set_input_files(PROGRAM)
    citizen.paper("MAU-18").set_input_files(pdf("MAU-18-ban-dau"))
    citizen.press("Tải lên và tiếp tục")
    panel = citizen.page.locator("section.paper", has=citizen.paper("GCN"))
    assert "Chỉ nhận tệp PDF, JPEG hoặc PNG. Tệp này là chương trình máy tính." in panel.inner_text()
    assert "GCN.pdf" in citizen.page.get_by_role("alert").inner_text()
    assert "Đã có tệp" in citizen.page.locator("section.paper", has=citizen.paper("MAU-18")).inner_text()


def check_answers(citizen: Applicant) -> None:
    """The page before handing in shows everything; a link leads back to one answer and returns here."""
    text = citizen.text()
    assert all(word in text for word in ("Nguyễn Văn An", "120,5", "850.000.000", "MAU-18.pdf"))
    citizen.click(citizen.page.locator('a[href*="to-khai"][href$="#f-mortgage_contract"]'))
    citizen.fill_in({"mortgage_contract": "16/2020/HĐTC"})
    assert citizen.heading() == "Kiểm tra và nộp"
    assert "16/2020/HĐTC" in citizen.text()


def accept(clerk: Officer, code: str) -> bytes:
    """The window checks every paper and accepts; the receipt comes to be printed."""
    clerk.decide(code, "Tiếp nhận")
    assert clerk.page.locator(".paper a").count() > len(LAND_PAPERS)
    clerk.complete("Gửi quyết định")
    assert "Hẹn trả kết quả:" in clerk.page.locator(".notice-ok").inner_text()
    clerk.look("viec-ho-so-da-tiep-nhan")
    return clerk.printed()


def check_receipt(receipt: bytes, code: str, citizen: Person) -> None:
    """Code, promised date, both results, what is not counted; the QR code leads to the look-up."""
    says(receipt, "GIẤY TIẾP NHẬN HỒ SƠ", code, RELEASE, CERTIFICATE, "Nguyễn Văn An")
    says(receipt, "Thời hạn trên không tính: thời gian cơ quan thuế xác định nghĩa vụ tài chính")
    promised = citizen.page.locator("dt", has_text="Hẹn trả kết quả").locator(
        "xpath=following-sibling::dd[1]"
    )
    shown = re.findall(r"(\d\d)/(\d\d)/(\d{4})", promised.inner_text())
    day, month, year = shown[-1]  # the original one stands last when it was moved since
    assert f"ngày{day}tháng{int(month):02d}năm{year}" in words_of(receipt).replace(
        f"tháng{int(month)}năm", f"tháng{int(month):02d}năm"
    )
    assert qr_codes(receipt) == [f"{citizen.base}/tra-cuu?ma={code}"]
    citizen.open(f"/tra-cuu?ma={code}")
    assert citizen.path.startswith("/ho-so/")


def work_to_both_results(officer: Callable[[str], Officer], province: Province, code: str) -> None:
    """Land officer, leader, tax officer: each from the own inbox."""
    land, leader, tax = (
        officer(province.system.users_with(role)[0])
        for role in ("land_officer", "land_leader", "tax_officer")
    )
    land.do(code, "Thẩm định hồ sơ xóa thế chấp", "appraise_release")
    assert "Đã hoàn thành “Thẩm định hồ sơ xóa thế chấp”." in land.text()
    leader.do(code, "Duyệt kết quả thẩm định", "approve_release")
    leader.sign(code, "Ký xóa đăng ký thế chấp", f"335/{code[-4:]}", SIGNED)
    land.do(code, "Thẩm định hồ sơ chuyển nhượng", "appraise_transfer")
    land.do(code, "Lập phiếu chuyển", "prepare_slip")
    tax.do(code, "Xác định nghĩa vụ tài chính", "determine_obligation")
    tax.do(code, "xác nhận đã nộp tiền", "confirm_payment")
    land.do(code, "Kiểm tra chứng từ tài chính", "check_obligation")
    land.do(code, "Dự thảo, in giấy chứng nhận", "draft_certificate")
    leader.do(code, "Duyệt dự thảo", "approve_draft")
    leader.sign(code, "Ký giấy chứng nhận", "", None)


def take_fees(clerk: Officer, code: str) -> None:
    """The return says what is owed and leads to the paying desk; the receipt is there at once, and the task is found again."""
    task = clerk.page.url
    assert "Còn chờ thu trước khi trả kết quả" in clerk.text()
    clerk.follow("Thu tiền và lập biên lai")
    clerk.page.get_by_label("Tiền mặt").first.check()
    clerk.look("thu-phi")
    clerk.press("Ghi đã thu và lập biên lai")
    assert "Đã ghi thu tiền và lập biên lai." in clerk.page.get_by_role("status").first.inner_text()
    assert code in clerk.text()
    clerk.open(urlsplit(task).path)


def return_results(clerk: Officer, code: str) -> bytes:
    """Not before the fees are paid, the original is in the clerk's hands and the receiver has signed."""
    clerk.take(code, "Trả kết quả")
    clerk.complete("Hoàn thành trả kết quả")
    assert "Hãy đánh dấu ít nhất một kết quả" in clerk.page.get_by_role("alert").inner_text()
    take_fees(clerk, code)
    for result in clerk.page.get_by_label("Trả lần này").all():
        result.check()
    clerk.complete("Hoàn thành trả kết quả")
    assert "Hãy thu bản gốc" in clerk.page.get_by_role("alert").inner_text()
    clerk.page.get_by_label("Đã thu bản gốc").check()
    clerk.page.get_by_label("Họ và tên người nhận").fill("Nguyễn Văn An")
    clerk.page.get_by_label("Số giấy tờ của người nhận").fill("099085000101")
    clerk.page.get_by_label("Người nhận ký nhận kết quả").check()
    clerk.complete("Hoàn thành trả kết quả")
    return clerk.printed()
