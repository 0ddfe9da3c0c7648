# SPDX-License-Identifier: Apache-2.0
"""The keyboard alone suffices: no mouse, no script that fills fields; the focus is seen wherever it is used."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.browser import Person
from support.keyboard import Keyboard
from support.province import COMMUNE, Province
from support.rooms import LAND_TITLE, pdf

pytestmark = pytest.mark.browser


def sign_in(keys: Keyboard, user: str) -> None:
    """The user name has the focus already."""
    person = keys.person
    keys.keys.insert_text(user)
    keys.type("Mật khẩu", person.system.person(user)["password"])
    keys.enter()


def test_citizen_submits_by_keyboard(people: Callable[..., Person]) -> None:
    """From the search to the code."""
    person = people(Person)
    keys = Keyboard(person)
    person.open("/")
    keys.type("Bạn cần làm thủ tục gì?", "xoa dang ky the chap")
    keys.enter()
    keys.go(LAND_TITLE)
    keys.go("Nộp hồ sơ trực tuyến")
    sign_in(keys, "an.congdan")
    keys.choose("Bộ phận Một cửa tiếp nhận", "Bộ phận Một cửa", "Bộ phận Một cửa xã Suối Trong")
    keys.go("Tiếp tục")
    fill_in(keys)
    for paper in (
        "Phiếu yêu cầu xóa",
        "Đơn đăng ký",
        "Hợp đồng",
        "Giấy chứng nhận đã cấp",
        "Văn bản của bên nhận",
    ):
        keys.attach(f"Chọn tệp – {paper}", pdf("MAU"))
    keys.go("Tải lên và tiếp tục")
    keys.go("Nộp hồ sơ")

    assert person.heading() == "Đã nộp hồ sơ"
    assert person.page.locator(".code-big").inner_text().startswith("H99.101-")


def fill_in(keys: Keyboard) -> None:
    """The form from top to bottom."""
    keys.type("Họ và tên người nộp", "Nguyễn Văn An")
    keys.type("Số định danh", "099085000101")
    keys.type("Địa chỉ người nộp", "Thôn Đầu Suối, xã Suối Trong")
    keys.type("Số điện thoại", "02000000901")
    keys.choose("Người nộp hồ sơ là", "Bên chuyển nhượng", "Bên chuyển nhượng")
    keys.choose("Hình thức chuyển quyền", "Chuyển nhượng", "Chuyển nhượng")
    keys.pick("Xã, phường nơi có đất", "Suối Trong")
    keys.type("Số thửa", "112")
    keys.type("Số tờ bản đồ", "24")
    keys.type("Diện tích", "120,5")
    keys.type("Số phát hành", "CS 012345")
    keys.type("Tên bên nhận thế chấp", "Ngân hàng Minh Họa")
    keys.type("Số hợp đồng thế chấp", "15/2020/HĐTC")
    keys.type("Họ và tên bên nhận", "Trần Văn Hòa")
    keys.type("Số định danh", "099190004321")
    keys.type("Địa chỉ bên nhận", "Phường Bến Gió")
    keys.type("Giá chuyển nhượng", "850.000.000")
    keys.to("Tôi cam đoan")
    keys.keys.press("Space")
    keys.go("Lưu và tiếp tục")


def test_officer_works_by_keyboard(people: Callable[..., Person], province: Province) -> None:
    """`?` shows the keys, `j` and `c` claim from the inbox, Tab and Space fill in, Enter completes."""
    made = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    province.land_officer.wait_for(made.dossier_id, "appraise_release")
    person = people(Person)
    keys = Keyboard(person)
    person.open("/viec")
    sign_in(keys, province.system.users_with("land_officer")[1])
    keys.keys.press("?")
    helped = person.page.get_by_role("dialog").inner_text()
    keys.keys.press("Escape")
    assert person.page.get_by_role("dialog").count() == 0
    go_down_to(keys, made.code)
    with person.moving():
        keys.keys.press("c")
    keys.choose("Đề xuất", "Xóa đăng ký thế chấp", "Xóa đăng ký thế chấp")
    keys.go("Hoàn thành bước này")

    assert "Nhận việc đang chọn" in helped
    assert "Đã hoàn thành “Thẩm định hồ sơ xóa thế chấp”." in person.text()


def go_down_to(keys: Keyboard, code: str) -> None:
    """`j` until the focus is on the dossier's row."""
    for _ in range(60):
        keys.keys.press("j")
        if code in str(keys.person.page.evaluate("document.activeElement.innerText")):
            return
    raise AssertionError(f"{code} is not reached by j")
