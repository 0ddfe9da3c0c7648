# SPDX-License-Identifier: Apache-2.0
"""The turns that a land dossier may take, each walked in the browser with its printed form read back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from motcua_cli.actors import LAND_TRANSFER_CHECKS
from support.pdfs import says
from support.province import COMMUNE, Province
from support.rooms import Applicant, Officer, pdf

pytestmark = pytest.mark.browser
CONSENT = "Văn bản của người sử dụng đất đồng ý cho chủ tài sản chuyển nhượng"
WHY = "Chủ tài sản gắn liền với đất khác người sử dụng đất."
Desk = Callable[[str], Officer]


@pytest.fixture
def clerk(officer: Desk, province: Province) -> Officer:
    return officer(province.system.users_with("window_clerk", COMMUNE)[0])


@pytest.fixture
def land(officer: Desk, province: Province) -> Officer:
    return officer(province.system.users_with("land_officer")[0])


@pytest.fixture
def leader(officer: Desk, province: Province) -> Officer:
    return officer(province.system.users_with("land_leader")[0])


def released(province: Province) -> tuple[str, str]:
    """(id, code) of a dossier whose first part is signed, brought there by the API."""
    made = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    province.sign_release(made.dossier_id)
    return made.dossier_id, made.code


def hand_in_consent(citizen: Applicant, dossier_id: str) -> None:
    """The dossier says what is asked; the paper goes up; the dossier says that it came."""
    citizen.dossier(dossier_id)
    citizen.until(lambda: "Bạn cần bổ sung giấy tờ" in citizen.text())
    assert CONSENT in citizen.page.locator("section.notice").inner_text()
    citizen.look("ho-so-can-bo-sung")
    citizen.follow("Nộp giấy tờ bổ sung")
    citizen.press("Nộp bổ sung")
    assert citizen.page.get_by_role("alert").count() == 1
    citizen.paper("VB-CHU-DAT").set_input_files(pdf("VB-CHU-DAT"))
    citizen.press("Nộp bổ sung")
    assert "Đã gửi giấy tờ bổ sung." in citizen.text()


def test_supplement_before_acceptance(citizen: Applicant, clerk: Officer, province: Province) -> None:
    """The window asks once for exact papers (form 02), the citizen answers, the window accepts."""
    made = province.citizen().submit_land(COMMUNE)
    clerk.decide(made.code, "Yêu cầu bổ sung")
    clerk.complete("Gửi quyết định")
    assert "Hãy đánh dấu ít nhất một giấy tờ cần bổ sung." in clerk.page.get_by_role("alert").inner_text()
    clerk.page.get_by_role("checkbox", name=CONSENT).check()
    clerk.page.locator("#why-VB-CHU-DAT").fill(WHY)
    clerk.page.get_by_label("Lý do chung và hướng dẫn người nộp").fill(
        "Thiếu văn bản đồng ý của người sử dụng đất."
    )
    clerk.complete("Gửi quyết định")
    request = clerk.printed()
    hand_in_consent(citizen, made.dossier_id)
    clerk.decide(made.code, "Tiếp nhận")
    assert clerk.page.get_by_role("radio", name="Yêu cầu bổ sung").is_disabled()
    clerk.complete("Gửi quyết định")
    citizen.dossier(made.dossier_id)

    says(request, "PHIẾU YÊU CẦU", made.code, CONSENT, WHY)
    says(clerk.printed(), "GIẤY TIẾP NHẬN HỒ SƠ", made.code)
    assert "bổ sung lần 1" in citizen.text()
    assert citizen.printed("Phiếu yêu cầu bổ sung").startswith(b"%PDF-")


def test_supplement_after_appraisal(citizen: Applicant, land: Officer, province: Province) -> None:
    """Drawn in the procedure: the land officer asks (form 02), waits, appraises again; the clock is counted anew."""
    dossier_id, code = released(province)
    land.take(code, "Thẩm định hồ sơ chuyển nhượng")
    asked = {"appraisal": "supplement", "supplement_papers": ["VB-CHU-DAT"], "supplement_reason": WHY}
    land.fill(LAND_TRANSFER_CHECKS | {"check_conditions": "fail"} | asked)
    land.complete()
    hand_in_consent(citizen, dossier_id)
    land.do(code, "Thẩm định lại sau bổ sung", "reappraise_transfer")
    citizen.dossier(dossier_id)
    request = citizen.printed("Phiếu yêu cầu bổ sung")

    says(request, "PHIẾU YÊU CẦU", code, CONSENT, WHY)
    citizen.until(lambda: "Đang xử lý" in citizen.text())


def test_transfer_refused_release_stands(
    citizen: Applicant, land: Officer, leader: Officer, province: Province
) -> None:
    """The transfer is refused with its reason (form 03); the release is granted and can be downloaded."""
    dossier_id, code = released(province)
    reason = "Thửa đất đang có tranh chấp được Tòa án thụ lý."
    refused = {"check_dispute": "fail", "appraisal": "refuse", "transfer_reason": reason}
    land.do(code, "Thẩm định hồ sơ chuyển nhượng", LAND_TRANSFER_CHECKS | refused)
    leader.do(code, "Duyệt việc từ chối", {"refusal_decision": "approve"})
    citizen.dossier(dossier_id)
    citizen.until(lambda: "Bị từ chối" in citizen.text())
    citizen.look("ho-so-mot-phan-bi-tu-choi")
    parts = citizen.page.locator("section", has=citizen.page.locator("#parts")).locator(".panel")

    assert "Đã có kết quả" in parts.nth(0).inner_text()
    assert "Bị từ chối" in parts.nth(1).inner_text()
    assert reason in parts.nth(1).inner_text()
    says(citizen.printed("Phiếu từ chối giải quyết hồ sơ"), "PHIẾU TỪ CHỐI", code, reason)
    assert "Xem và tải được khi đã nộp phí" in citizen.text(), "not before it is paid"
    province.clerk.take_fees(dossier_id)
    citizen.dossier(dossier_id)
    assert [content[:5] for content in citizen.results().values()] == [b"%PDF-"]


def test_withdrawal_after_the_release(citizen: Applicant, land: Officer, province: Province) -> None:
    """The page says what stops and what stands; form 05 names the same."""
    dossier_id, code = released(province)
    land.find(code, "Thẩm định hồ sơ chuyển nhượng")
    citizen.dossier(dossier_id)
    citizen.follow("Rút hồ sơ")
    assert "Giữ nguyên" in citizen.text()
    citizen.page.get_by_label("Lý do rút").fill("Hai bên không chuyển nhượng nữa.")
    citizen.press("Rút hồ sơ")
    citizen.until(lambda: "Đã rút" in citizen.page.locator("main").inner_text())
    notice = citizen.printed("Thông báo dừng giải quyết hồ sơ")
    citizen.look("ho-so-da-rut")
    land.open("/viec")
    land.until(lambda: land.row(code, "").count() == 0)

    says(
        notice,
        "Dừng giải quyết hồ sơ",
        code,
        "Đăng ký chuyển nhượng quyền sử dụng đất",
        "Xóa đăng ký thế chấp",
    )
    assert "Rút hồ sơ…" not in citizen.text()


def test_refused_at_the_window(citizen: Applicant, clerk: Officer, province: Province) -> None:
    """Refusal at intake: the reason is needed, printed on form 03, and told to the citizen."""
    made = province.citizen().submit_land(COMMUNE)
    reason = "Thửa đất không thuộc phạm vi tiếp nhận của xã."
    clerk.decide(made.code, "Từ chối tiếp nhận")
    clerk.complete("Gửi quyết định")
    assert "Hãy ghi lý do từ chối" in clerk.page.get_by_role("alert").inner_text()
    clerk.page.get_by_label("Lý do từ chối").fill(reason)
    clerk.complete("Gửi quyết định")
    citizen.dossier(made.dossier_id)

    says(clerk.printed(), "PHIẾU TỪ CHỐI", made.code, reason)
    assert "Không được tiếp nhận" in citizen.text()
    assert reason in citizen.text()
