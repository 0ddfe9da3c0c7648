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
    # Given with the page's first frame, which may come after it has loaded.
    person.page.wait_for_selector(f"{person.door.user}:focus")
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
    """The form from top to bottom; name and number are the account's."""
    keys.type("Địa chỉ người nộp", "Thôn Đầu Suối, xã Suối Trong")
    keys.type("Số điện thoại", "02000000901")
    keys.choose("Người nộp hồ sơ với tư cách", "Bên chuyển nhượng", "Bên chuyển nhượng")
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


def at_the_desk(people: Callable[..., Person], user: str) -> Keyboard:
    """An officer in front of the inbox, signed in by typing."""
    person = people(Person)
    keys = Keyboard(person)
    person.open("/viec")
    sign_in(keys, user)
    return keys


def take(keys: Keyboard, code: str, title: str) -> None:
    """`j` down to the task, `c` to claim it, which opens it."""
    go_down_to(keys, code, title)
    with keys.person.moving():
        keys.keys.press("c")
    assert title in keys.person.text()


def test_every_officer_of_a_dossier_works_by_keyboard(
    people: Callable[..., Person], province: Province
) -> None:
    """The window accepts, the officer proposes, the leader approves and signs, the window hands the result over."""
    made = province.citizen().submit_land(COMMUNE)
    system = province.system
    province.clerk.wait_for(made.dossier_id, "acceptance")
    window = at_the_desk(people, system.users_with("window_clerk", COMMUNE)[1])
    accept(window, made.code)

    province.land_officer.wait_for(made.dossier_id, "appraise_release")
    officer = at_the_desk(people, system.users_with("land_officer")[1])
    appraise(officer, made.code)

    province.land_leader.wait_for(made.dossier_id, "approve_release")
    leader = at_the_desk(people, system.users_with("land_leader")[0])
    approve_and_sign(leader, made.code)

    province.clerk.wait_for(made.dossier_id, "return")
    province.clerk.take_fees(made.dossier_id)
    window.person.open("/viec")
    hand_over(window, made.code)
    seen = province.clerk.dossier(made.dossier_id)
    assert [one.code for one in seen.results if one.returned_at.seconds] != [], (
        "the result is with the citizen"
    )


def accept(keys: Keyboard, code: str) -> None:
    take(keys, code, "Tiếp nhận hồ sơ nộp trực tuyến")
    keys.choose("Cách xử lý", "Tiếp nhận", "Tiếp nhận")
    keys.go("Gửi quyết định")
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in keys.focused(), "the news has the focus"
    keys.to("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")


def appraise(keys: Keyboard, code: str) -> None:
    keys.keys.press("?")
    helped = keys.person.page.get_by_role("dialog").inner_text()
    keys.keys.press("Escape")
    assert "Nhận việc đang chọn" in helped and keys.person.page.get_by_role("dialog").count() == 0
    take(keys, code, "Thẩm định hồ sơ xóa thế chấp")
    for check in ("Phiếu yêu cầu", "Giấy chứng nhận khớp", "Bên nhận thế chấp"):
        keys.choose(check, "Đạt", "Đạt")
    keys.choose("Đề xuất", "Xóa đăng ký thế chấp", "Xóa đăng ký thế chấp")
    keys.go("Hoàn thành bước này")
    assert "Đã hoàn thành “Thẩm định hồ sơ xóa thế chấp”." in keys.focused()


def approve_and_sign(keys: Keyboard, code: str) -> None:
    """Approving leads to the next step of the same dossier, which is claimed where it stands."""
    take(keys, code, "Duyệt kết quả thẩm định")
    keys.choose("Ý kiến của lãnh đạo về đề xuất", "Đồng ý", "Đồng ý")
    keys.go("Hoàn thành bước này")
    assert "Đây là việc tiếp theo của cùng hồ sơ" in keys.focused()
    with keys.person.moving():
        keys.keys.press("c")
    keys.type("Số của văn bản kết quả", "15/XN-CNVPDK")
    keys.attach("Tệp PDF của văn bản đã ký", pdf("KET QUA"))
    keys.go("Hoàn thành bước này")
    assert "Đã hoàn thành “Ký xóa đăng ký thế chấp”." in keys.focused()


def hand_over(keys: Keyboard, code: str) -> None:
    take(keys, code, "Trả kết quả")
    keys.to("Người nhận ký nhận kết quả")
    keys.keys.press("Space")
    keys.go("Hoàn thành trả kết quả")
    assert "Đã hoàn thành “Trả kết quả”." in keys.focused()
    keys.to("Giấy biên nhận trả kết quả")


def test_tab_goes_through_a_task_and_out_again(people: Callable[..., Person], province: Province) -> None:
    """In the order of the page, seen at each stop, and trapped nowhere; Shift and Tab lead the same way back."""
    made = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    province.land_officer.wait_for(made.dossier_id, "appraise_release")
    keys = at_the_desk(people, province.system.users_with("land_officer")[0])
    take(keys, made.code, "Thẩm định hồ sơ xóa thế chấp")
    there = keys.stops("Tab")
    back = keys.stops("Shift+Tab")

    names = [one.name for one in there]
    assert names[0] == "Đến nội dung chính", "the first stop leads past the bar"
    assert names.index("Hộp việc") < names.index("Hoàn thành bước này") < names.index("Trả lại nhóm")
    assert [one for one in there if not one.name or not one.shown] == []
    assert [one.place for one in there] == sorted(one.place for one in there), "in the order of the page"
    assert [one.name for one in back] == names[::-1]


def go_down_to(keys: Keyboard, code: str, title: str) -> None:
    """`j` until the focus is on the dossier's row."""
    for _ in range(60):
        keys.keys.press("j")
        if code in keys.focused() and title in keys.focused():
            return
    raise AssertionError(f"{title!r} of {code} is not reached by j")
