# SPDX-License-Identifier: Apache-2.0
"""The birth dossier in the browser: one form, the commune, the police and the social insurance, three results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from motcua_cli.actors import Actor
from motcua_cli.birth import BIRTH_ANSWERS, BIRTH_PAPERS, birth_step
from support.browser import Person
from support.province import Province
from support.rooms import Applicant, Officer

pytestmark = pytest.mark.browser
TITLE = "Đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi"
NOTICE = "Thông báo kết quả giải quyết đăng ký cư trú"


def submit(citizen: Applicant) -> tuple[str, str]:
    citizen.open("/")
    citizen.page.get_by_label("Bạn cần làm thủ tục gì?").fill("khai sinh thuong tru")
    citizen.press("Tìm")
    citizen.follow(TITLE)
    assert "Thẻ bảo hiểm y tế" in citizen.text() and "15 ngày làm việc" in citizen.text()
    citizen.look("khai-sinh-thu-tuc")
    citizen.follow("Nộp hồ sơ trực tuyến")
    citizen.enter_password("an.congdan")
    citizen.choose_window()
    born = Actor(citizen.system.person_channel("an.congdan")).today() - timedelta(days=1)
    citizen.fill_in(BIRTH_ANSWERS | {"residence_commune": "suoi_trong", "child_birth_date": born.isoformat()})
    citizen.attach(BIRTH_PAPERS)
    citizen.look("khai-sinh-kiem-tra")
    return citizen.hand_in()


def step(officer: Officer, code: str, title: str, element: str) -> None:
    officer.take(code, title)
    officer.fill(birth_step(element))
    officer.complete()


def sign(officer: Officer, code: str, title: str, element: str, number: str) -> None:
    officer.take(code, title)
    officer.fill(birth_step(element))
    officer.page.get_by_label("Số của văn bản kết quả").fill(number)
    officer.press("Tạo tệp kết quả MẪU")
    officer.complete()


def test_one_dossier_three_results(
    people: Callable[..., Person], officer: Callable[[str], Officer], province: Province
) -> None:
    citizen = people(Applicant)
    assert isinstance(citizen, Applicant)
    dossier_id, code = submit(citizen)
    who = province.system.users_with
    clerk = officer(who("window_clerk", "suoi_trong")[0])
    clerk.decide(code, "Tiếp nhận")
    clerk.press("Gửi quyết định")
    step(officer(who("justice_officer", "suoi_trong")[0]), code, "dự thảo", "draft_birth")
    leader = officer(who("commune_leader", "suoi_trong")[0])
    leader.find(code, "Giấy khai sinh")
    leader.open(f"/viec/ho-so/{dossier_id}")
    assert "Cơ sở dữ liệu quốc gia về dân cư" in leader.text() and "0992" in leader.text()
    leader.look("khai-sinh-so-dinh-danh")
    sign(leader, code, "Giấy khai sinh", "sign_certificate", "15/2026")

    police = officer(who("police_officer", "cong_an_suoi_trong")[0])
    police.find(code, "Thẩm tra")
    police.open(f"/viec/ho-so/{dossier_id}")
    html = police.page.content()
    assert "Nguyễn Minh Khôi" in html and "0992" in html
    assert "Nơi đăng ký khám" not in html and "02000001234" not in html and "Giấy chứng sinh" not in html
    police.look("khai-sinh-cong-an-thay")
    step(police, code, "Thẩm tra", "check_residence")
    step(officer(who("insurance_officer")[0]), code, "Thẩm định", "check_insurance")
    sign(officer(who("police_leader", "cong_an_suoi_trong")[0]), code, "cư trú", "sign_residence", "7/TB-CA")
    sign(officer(who("insurance_leader")[0]), code, "thẻ BHYT", "sign_insurance", "BH-77")
    province.decided(dossier_id, "residence")
    province.decided(dossier_id, "insurance")
    citizen.dossier(dossier_id)
    citizen.until(lambda: NOTICE in citizen.text() and "Thẻ bảo hiểm y tế" in citizen.text())
    citizen.look("khai-sinh-ba-ket-qua")
