# SPDX-License-Identifier: Apache-2.0
"""A person at the counter with paper: sent back with form 02, back again and accepted; refused with form 03; papers seen and not
scanned; a refusal after the first result was fetched, handed over to somebody with an authorisation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from motcua.intake.v1 import intake_pb2
from motcua_cli.actors import LAND, LAND_ANSWERS, LAND_PAPERS, LAND_TRANSFER_CHECKS
from support.browser import Person
from support.pdfs import says
from support.province import COMMUNE, Province
from support.rooms import ANSWERS, CAME_IN, LAND_TITLE, Applicant, Officer, pdf

pytestmark = pytest.mark.browser
COPY_TITLE = "Chứng thực bản sao từ bản chính"
CONSENT = "Văn bản của bên nhận thế chấp đồng ý xóa đăng ký"
NOT_SCANNED = "Khổ giấy lớn hơn máy quét."
Desk = Callable[[str], Officer]


@pytest.fixture
def clerk(officer: Desk, province: Province) -> Officer:
    return officer(province.system.users_with("window_clerk", COMMUNE)[0])


def begin(clerk: Officer, title: str) -> None:
    """The procedure of the person who came in."""
    clerk.open("/tiep-nhan")
    item = clerk.page.locator("ul.choose li.task", has_text=title)
    clerk.click(item.get_by_role("button"))


def paper(clerk: Officer, code: str) -> None:
    clerk.page.locator(f'input[type=file][name="file.{code}"]').set_input_files(pdf(code))


def code_of(clerk: Officer) -> str:
    return clerk.page.locator("h1 .code").inner_text()


def test_sent_back_at_the_counter_and_accepted_when_the_person_returns(
    clerk: Officer, province: Province
) -> None:
    begin(clerk, LAND_TITLE)
    # The person does not know the price, and has forgotten the mortgagee's consent.
    clerk.fill(ANSWERS | CAME_IN | {"price": ""})
    clerk.press("Lưu và tiếp tục")
    clerk.open(clerk.path.replace("to-khai", "giay-to"))
    for code in ("MAU-03A", "MAU-18", "HD-CHUYEN-QUYEN"):
        paper(clerk, code)
    clerk.page.locator("#copies-MAU-18").fill("2")
    assert not clerk.page.locator("#unscanned-GCN").is_visible()
    clerk.page.locator("#seen-GCN").check()
    clerk.look("quay-giay-to")
    clerk.press("Tải lên và tiếp tục")
    assert "Lý do không quét" in clerk.page.get_by_role("alert").inner_text()
    clerk.page.locator("#unscanned-GCN").fill(NOT_SCANNED)
    clerk.press("Tải lên và tiếp tục")
    assert NOT_SCANNED in clerk.text()
    assert clerk.page.locator("#outcome").is_disabled()
    clerk.page.get_by_role("radio", name="Yêu cầu bổ sung").check()
    assert clerk.page.get_by_role("checkbox", name=CONSENT).is_checked()
    clerk.page.locator("#why-VB-DONG-Y-XOA").fill("Ngân hàng chưa ký.")
    clerk.look("quay-quyet-dinh")
    clerk.press("Gửi quyết định và in giấy")
    assert "Hãy ghi lý do chung và hướng dẫn" in clerk.page.get_by_role("alert").inner_text()
    clerk.page.get_by_label("Lý do chung và hướng dẫn người nộp").fill(
        "Ghi giá và nộp văn bản của ngân hàng."
    )
    clerk.press("Gửi quyết định và in giấy")
    code = code_of(clerk)
    assert f"Đã yêu cầu bổ sung hồ sơ {code}." in clerk.page.locator(".notice-ok").inner_text()
    clerk.look("quay-da-yeu-cau-bo-sung")
    says(clerk.printed(), "PHIẾU YÊU CẦU", code, CONSENT, "Ngân hàng chưa ký.", "Nguyễn Thị Ánh Nguyệt")

    clerk.open(f"/viec/ho-so?ma={code}")
    clerk.follow("Nhận giấy tờ bổ sung tại quầy")
    paper(clerk, "VB-DONG-Y-XOA")
    clerk.press("Nộp bổ sung")
    assert clerk.page.get_by_role("alert").count() == 1
    clerk.follow("Sửa tờ khai của hồ sơ này")
    clerk.look("quay-sua-to-khai")
    clerk.fill({"price": 850_000_000})
    clerk.press("Lưu tờ khai")
    clerk.press("Nộp bổ sung")
    assert "Đã nhận giấy tờ bổ sung." in clerk.text()
    clerk.find(code, "Tiếp nhận hồ sơ đã bổ sung")
    clerk.decide(code, "Tiếp nhận")
    clerk.complete("Gửi quyết định")
    assert f"Đã tiếp nhận hồ sơ {code}." in clerk.page.locator(".notice-ok").inner_text()
    receipt = clerk.printed()
    says(receipt, "GIẤY TIẾP NHẬN HỒ SƠ", code, NOT_SCANNED, "Đơn đăng ký biến động đất đai 02")
    assert NOT_SCANNED in clerk.text()
    province.sign_release(clerk.path.rpartition("/")[2])


def test_refused_at_the_counter_without_javascript(people: Callable[..., Person], province: Province) -> None:
    clerk = people(Officer, province.system.users_with("window_clerk", COMMUNE)[0], javascript=False)
    assert isinstance(clerk, Officer)
    begin(clerk, COPY_TITLE)
    clerk.fill({"applicant_name": "Vũ Thị Mận", "applicant_id": "099180000777"})
    clerk.press("Lưu, làm tiếp sau")
    clerk.click(clerk.page.get_by_role("link", name="Vũ Thị Mận").first)
    path = clerk.path.replace("to-khai", "kiem-tra")
    clerk.open(path)
    assert "Chưa tiếp nhận được" in clerk.text()
    clerk.page.get_by_role("radio", name="Từ chối tiếp nhận").check()
    clerk.press("Gửi quyết định và in giấy")
    assert "Hãy ghi lý do từ chối" in clerk.page.get_by_role("alert").inner_text()
    clerk.page.get_by_label("Lý do từ chối").fill("Bản chính bị tẩy xóa.")
    clerk.look("quay-tu-choi")
    clerk.press("Gửi quyết định và in giấy")
    code = code_of(clerk)
    assert f"Đã từ chối tiếp nhận hồ sơ {code}." in clerk.text()
    says(clerk.printed(), "PHIẾU TỪ CHỐI", code, "Bản chính bị tẩy xóa.", "Vũ Thị Mận")
    dossier = clerk.path
    clerk.open(path)
    assert clerk.path == dossier
    clerk.open("/viec")
    assert clerk.row(code, "").count() == 0


def test_a_draft_is_thrown_away_without_javascript(people: Callable[..., Person]) -> None:
    citizen = people(Applicant, "binh.congdan", javascript=False)
    assert isinstance(citizen, Applicant)
    citizen.begin_land()
    path = citizen.path
    citizen.open(path.replace("to-khai", "xoa"))
    citizen.look("xoa-ban-nhap")
    citizen.press("Xóa bản nháp")
    assert "Đã xóa bản nháp." in citizen.text()
    assert path not in citizen.page.content()


def test_the_original_stays_with_its_owner_and_the_refusal_is_handed_over(
    clerk: Officer, officer: Desk, province: Province
) -> None:
    """Part one is fetched without giving the certificate up; the transfer is refused; somebody else fetches the slip."""
    made = province.clerk.receive(
        LAND, COMMUNE, LAND_ANSWERS | {"land_commune": COMMUNE}, LAND_PAPERS, "Nguyễn Văn An"
    )
    province.sign_release(made.dossier_id)
    province.clerk.take_fees(made.dossier_id)
    clerk.take(made.code, "Trả kết quả")
    assert "Đã thu bản gốc" not in clerk.text()
    clerk.page.get_by_label("Người nhận ký nhận kết quả").check()
    clerk.complete("Hoàn thành trả kết quả")
    says(clerk.printed(), "GIẤY BIÊN NHẬN", made.code, "Không thu lại bản chính")
    land, leader = (officer(province.system.users_with(one)[0]) for one in ("land_officer", "land_leader"))
    reason = "Thửa đất đang có tranh chấp được Tòa án thụ lý."
    refused = {"check_dispute": "fail", "appraisal": "refuse", "transfer_reason": reason}
    land.do(made.code, "Thẩm định hồ sơ chuyển nhượng", LAND_TRANSFER_CHECKS | refused)
    leader.do(made.code, "Duyệt việc từ chối", {"refusal_decision": "approve"})
    clerk.take(made.code, "Giao phiếu từ chối")
    assert "/TCGQ" in clerk.text()
    clerk.look("viec-giao-phieu-tu-choi")
    clerk.page.get_by_label("Họ và tên người nhận").fill("Vũ Thị Mận")
    clerk.page.get_by_label("Số giấy tờ của người nhận").fill("099185007777")
    clerk.page.get_by_label("Người nhận ký nhận phiếu").check()
    clerk.complete("Hoàn thành trả kết quả")
    assert "Hãy ghi căn cứ nhận thay" in clerk.page.get_by_role("alert").inner_text()
    clerk.page.get_by_label("Loại giấy").select_option(label="Giấy ủy quyền")
    for field, words in {
        "number": "12/2026",
        "day": "20/11/2026",
        "by": "Văn phòng công chứng Gió Xanh",
    }.items():
        clerk.page.locator(f"#ground-{field}").fill(words)
    clerk.complete("Hoàn thành trả kết quả")
    slip = clerk.printed()
    says(slip, "GIẤY BIÊN NHẬN", made.code, "TCGQ", "Vũ Thị Mận", "giấy ủy quyền số 12/2026 ngày 20/11/2026")
    assert province.clerk.dossier(made.dossier_id).status == intake_pb2.DOSSIER_STATUS_RETURNED


def test_somebody_with_an_authorisation_has_the_dossier_withdrawn(clerk: Officer, province: Province) -> None:
    """Nobody is taken for granted; the ground is asked for, and form 05 names it."""
    made = province.citizen().submit_land(COMMUNE)
    clerk.open(f"/viec/ho-so?ma={made.code}")
    clerk.follow("Rút hồ sơ theo đề nghị")
    assert not clerk.page.locator("#asker-name").is_visible()
    clerk.press("Rút hồ sơ")
    assert "Hãy chọn ai đến đề nghị rút hồ sơ." in clerk.page.get_by_role("alert").inner_text()
    clerk.page.get_by_label("Người khác, có căn cứ đề nghị thay").check()
    clerk.page.get_by_label("Họ và tên người đề nghị").fill("Vũ Thị Mận")
    clerk.page.get_by_label("Số giấy tờ của người đề nghị").fill("099185007777")
    clerk.press("Rút hồ sơ")
    assert "Hãy ghi căn cứ đề nghị thay" in clerk.page.get_by_role("alert").inner_text()
    clerk.page.get_by_label("Loại giấy").select_option(label="Giấy ủy quyền")
    for field, words in {"number": "12/2026", "day": "20/11/2026", "by": "UBND xã Suối Trong"}.items():
        clerk.page.locator(f"#ground-{field}").fill(words)
    clerk.look("quay-rut-ho-so")
    clerk.press("Rút hồ sơ")
    ground = "giấy ủy quyền số 12/2026 ngày 20/11/2026"
    assert "Đã chuyển đề nghị rút hồ sơ." in clerk.text() and ground in clerk.text()
    says(clerk.printed(), "Dừng giải quyết hồ sơ", made.code, "Người đề nghị: Vũ Thị Mận", ground)
    assert province.clerk.dossier(made.dossier_id).status == intake_pb2.DOSSIER_STATUS_WITHDRAWN
