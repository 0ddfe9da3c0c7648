# SPDX-License-Identifier: Apache-2.0
"""What goes wrong at a browser: two officers, two windows, an ended session, a doubled press, somebody else's address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from motcua_cli.actors import LAND_PAPERS, LAND_STEPS
from support.browser import Person
from support.province import COMMUNE, Province
from support.rooms import ANSWERS, Applicant, Officer

pytestmark = pytest.mark.browser
Desk = Callable[[str], Officer]


@pytest.fixture
def two(officer: Desk, province: Province) -> tuple[Officer, Officer]:
    """Both land officers of the branch."""
    first, second = province.system.users_with("land_officer")[:2]
    return officer(first), officer(second)


def accepted(province: Province) -> str:
    """The code of a dossier that waits for its first appraisal."""
    made = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    province.land_officer.wait_for(made.dossier_id, "appraise_release")
    return made.code


def test_two_officers_press_claim(two: tuple[Officer, Officer], province: Province) -> None:
    """The second one is told who was faster, and may look on."""
    first, second = two
    code, step = accepted(province), "Thẩm định hồ sơ xóa thế chấp"
    first.find(code, step)
    second.find(code, step)
    second.click(second.row(code, step).get_by_role("link"))
    first.click(first.row(code, step).get_by_role("button"))
    second.press("Nhận việc")

    assert second.path == "/viec"
    name = province.system.person(first.user)["name"]
    assert f"{name} đã nhận “{step}” trước bạn." in second.text()
    second.click(second.row(code, step).get_by_role("link"))
    assert f"{name} đang làm việc này" in second.text()


def test_what_was_typed_stays_when_a_colleague_was_faster(
    two: tuple[Officer, Officer], province: Province
) -> None:
    """Given back in one window, finished by the colleague: the other window's form is answered with a sentence and kept."""
    first, second = two
    code, step = accepted(province), "Thẩm định hồ sơ xóa thế chấp"
    first.take(code, step)
    first.fill(LAND_STEPS["appraise_release"] | {"note": "Đã đối chiếu bản gốc với ngân hàng."})
    other = first.context.new_page()
    other.goto(first.page.url)
    other.get_by_role("button", name="Trả lại nhóm").click()
    other.wait_for_url("**/viec?**")
    other.close()
    second.do(code, step, "appraise_release")
    first.complete()

    text = first.text()
    assert "Việc này không còn mở" in text
    assert "Đã đối chiếu bản gốc với ngân hàng." in text
    assert province.system.person(second.user)["name"] in text


def test_a_draft_open_in_two_windows(citizen: Applicant) -> None:
    """The window that saves later is told, and loses nothing."""
    citizen.begin_land()
    citizen.fill(ANSWERS | {"mortgagee_name": "Ngân hàng Bến Gió"})
    other = citizen.context.new_page()
    other.goto(citizen.page.url)
    other.locator('[name="a.parcel_no"]').fill("7")
    other.get_by_role("button", name="Lưu, làm tiếp sau").click()
    other.wait_for_url("**/ho-so?**")
    other.close()
    citizen.press("Lưu và tiếp tục")

    assert "đã được lưu ở một cửa sổ khác" in citizen.page.get_by_role("alert").inner_text()
    assert citizen.page.locator('[name="a.mortgagee_name"]').input_value() == "Ngân hàng Bến Gió"
    citizen.press("Lưu và tiếp tục")
    assert citizen.heading() == "Giấy tờ"


def test_session_ends_in_the_middle_of_a_form(citizen: Applicant) -> None:
    """Pressing save leads to the sign-in and back to the same form with everything that was typed."""
    citizen.begin_land()
    citizen.fill(ANSWERS | {"note": "Dòng một\nDòng hai “có ngoặc”"})
    citizen.context.clear_cookies()
    citizen.press("Lưu và tiếp tục")
    assert citizen.at_the_door
    citizen.enter_password("an.congdan")

    assert citizen.path.endswith("/to-khai")
    assert "Phiên làm việc đã hết" in citizen.text()
    assert citizen.page.locator('[name="a.note"]').input_value() == "Dòng một\nDòng hai “có ngoặc”"
    assert citizen.page.locator('[name="a.truthful"]').is_checked()
    citizen.press("Lưu và tiếp tục")
    assert citizen.heading() == "Giấy tờ"


def test_session_of_an_officer_ends_at_a_step(two: tuple[Officer, Officer], province: Province) -> None:
    """The same at a desk."""
    land, _ = two
    code = accepted(province)
    land.take(code, "Thẩm định hồ sơ xóa thế chấp")
    land.fill(LAND_STEPS["appraise_release"] | {"note": "Ghi chú dài của viên chức."})
    land.context.clear_cookies()
    land.press("Hoàn thành bước này")
    land.enter_password(land.user)

    assert land.page.locator('[name="a.note"]').input_value() == "Ghi chú dài của viên chức."
    assert land.page.locator('[name="a.release_proposal"][value="grant"]').is_checked()
    land.complete()
    assert "Đã hoàn thành “Thẩm định hồ sơ xóa thế chấp”." in land.text()


def test_pressed_twice_is_one_dossier(citizen: Applicant) -> None:
    """The same request sent twice, and the page opened again afterwards: one dossier, one code."""
    citizen.begin_land()
    citizen.fill_in()
    citizen.attach(LAND_PAPERS)
    fields = citizen.page.locator("main form input[type=hidden]").evaluate_all(
        "inputs => Object.fromEntries(inputs.map((input) => [input.name, input.value]))"
    )
    check = citizen.page.url
    answers = [citizen.context.request.post(check, form=fields) for _ in range(2)]
    citizen.open("/ho-so")
    code = (
        citizen.page.locator("section", has=citizen.page.locator("#running"))
        .locator(".code")
        .first.inner_text()
    )
    citizen.open(check)

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].url == answers[1].url
    assert code in answers[0].text()
    assert citizen.path.startswith("/ho-so/") and code in citizen.text(), "it is a dossier now, and no form"
    citizen.open("/ho-so")
    assert citizen.text().count(code) == 1


def test_somebody_elses_address(people: Callable[..., Person], province: Province) -> None:
    """A dossier, its forms, its files and its tasks do not exist for others; a wrong code is said to be wrong."""
    made = province.citizen().submit_land(COMMUNE)
    file_id = province.citizen().dossier(made.dossier_id).papers[0].file_id
    other = people(Applicant, "binh.congdan")
    for path in (f"/ho-so/{made.dossier_id}", f"/ho-so/{made.dossier_id}/rut", f"/tep/{file_id}"):
        other.open(path)
        assert "Không tìm thấy" in other.heading() or "không dành cho tài khoản của bạn" in other.heading()
        assert made.code not in other.text()
    other.open(f"/tra-cuu?ma={made.code}")
    assert "0 trên 2 phần" in other.text()
    assert "Văn An" not in other.text()
    other.page.get_by_label("Mã hồ sơ").fill("H99.101-000000-9999")
    other.press("Tra cứu")
    assert "Không có hồ sơ nào mang mã này." in other.text()
    other.open("/viec")
    assert other.page.get_by_role("alert").count() == 1


def test_too_large_and_no_file(citizen: Applicant, tmp_path: Path) -> None:
    """A file over the limit is refused by its name; going on without papers says which are missing."""
    citizen.begin_land()
    citizen.fill_in()
    big = tmp_path / "GCN.pdf"
    big.write_bytes(b"%PDF-1.7\n" + b"0" * 11_000_000)
    citizen.paper("GCN").set_input_files(big)
    citizen.press("Tải lên và tiếp tục")
    assert "GCN.pdf: Tệp nặng 11 MB" in citizen.page.get_by_role("alert").inner_text()
    citizen.press("Tải lên và tiếp tục")

    assert citizen.heading() == "Kiểm tra và nộp"
    assert "Còn 5 mục phải hoàn thành trước khi nộp" in citizen.text()
    assert citizen.page.get_by_role("button", name="Nộp hồ sơ").count() == 0
