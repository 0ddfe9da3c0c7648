# SPDX-License-Identifier: Apache-2.0
"""Everything that a citizen does works without JavaScript, and so does an officer's desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from motcua_cli.actors import LAND_STEPS
from support.browser import Person
from support.pdfs import says
from support.province import COMMUNE, Province
from support.rooms import ANSWERS, LAND_TITLE, Applicant, Officer

pytestmark = pytest.mark.browser


def test_citizen_without_javascript(people: Callable[..., Person], province: Province) -> None:
    """Search, sign in, fill in (with a mistake), attach, submit, follow, withdraw."""
    citizen = people(Applicant, javascript=False)
    assert isinstance(citizen, Applicant)
    citizen.open("/")
    citizen.page.get_by_label("Bạn cần làm thủ tục gì?").fill("the chap")
    citizen.press("Tìm")
    citizen.follow(LAND_TITLE)
    citizen.follow("Nộp hồ sơ trực tuyến")
    citizen.enter_password("binh.congdan")
    citizen.choose_window()
    assert "Chỉ điền khi “Hình thức chuyển quyền” là “Chuyển nhượng”." in citizen.text()
    citizen.fill_in(ANSWERS | {"parcel_no": ""})
    assert "Số thửa" in citizen.page.get_by_role("alert").inner_text()
    citizen.fill_in({"parcel_no": "45"})
    citizen.attach()
    dossier_id, code = citizen.hand_in()
    acknowledgement = citizen.download(citizen.page.get_by_role("link", name="Tải về"))
    citizen.follow("Theo dõi hồ sơ")
    citizen.follow("Rút hồ sơ")
    citizen.press("Rút hồ sơ")

    says(acknowledgement, code, "Lò Thị Bình")
    assert "Đã rút hồ sơ" in citizen.text()
    assert citizen.path == f"/ho-so/{dossier_id}"


def test_officer_without_javascript(people: Callable[..., Person], province: Province) -> None:
    """Claim and complete from the inbox; the places stand in words where the drawing cannot be drawn."""
    made = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    land = people(Officer, province.system.users_with("land_officer")[0], javascript=False)
    assert isinstance(land, Officer)
    land.take(made.code, "Thẩm định hồ sơ xóa thế chấp")
    land.open_drawing()
    assert "Sơ đồ cần JavaScript" in land.text()
    assert "Thẩm định hồ sơ xóa thế chấp" in land.page.locator(".places").inner_text()
    land.fill(LAND_STEPS["appraise_release"])
    land.complete()
    land.open("/viec/phim-tat")

    assert "Mở bảng phím tắt này" in land.text()
