# SPDX-License-Identifier: Apache-2.0
"""A unit's own work on the running system: found without accents, given to a colleague, done by a substitute, many at once,
noted, kept as a view in the address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from motcua_cli.actors import Actor
from support.province import COMMUNE, Province
from support.rooms import Officer

pytestmark = pytest.mark.browser
Desk = Callable[[str], Officer]
STEP = "Thẩm định hồ sơ xóa thế chấp"
HEAD = "son.giamdoc"


def accepted(province: Province) -> tuple[str, str]:
    """Id and code of a dossier that waits for its first appraisal."""
    made = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    province.land_officer.wait_for(made.dossier_id, "appraise_release")
    return made.dossier_id, made.code


def tick(at_work: Officer, codes: list[str], view: str) -> None:
    at_work.open(view)
    for code in codes:
        at_work.until(lambda code=code: at_work.row(code, STEP).count() > 0)
    for code in codes:
        at_work.row(code, STEP).get_by_role("checkbox").check()


def test_a_dossier_is_found_without_accents_and_noted(officer: Desk, province: Province) -> None:
    user, _ = province.system.users_with("land_officer")[:2]
    at_work, (dossier, code) = officer(user), accepted(province)
    at_work.open(f"/viec/ho-so?tim=nguyen+van+an+{code}")
    at_work.follow(code)
    assert at_work.path == f"/viec/ho-so/{dossier}"
    at_work.page.locator("#note").fill("Đã gọi ngân hàng <b>hai lần</b>.")
    at_work.press("Ghi lại")
    assert "Đã gọi ngân hàng <b>hai lần</b>." in at_work.page.locator("#nhat-ky").inner_text()
    at_work.look("ghi-chu")


def test_a_head_gives_a_task_and_a_substitute_does_it_with_both_names(
    officer: Desk, province: Province
) -> None:
    first, second = province.system.users_with("land_officer")[:2]
    names = {user: province.system.person(user)["name"] for user in (first, second)}
    dossier, code = accepted(province)
    head = officer(HEAD)
    head.open("/viec?loc=don-vi")
    head.until(lambda: head.row(code, STEP).count() > 0)
    head.click(head.row(code, STEP).locator("a.give"))
    head.page.locator(f"input[name=to][value='{first}']").check()
    head.page.locator("#reason").fill("Chia đều việc trong tuần")
    head.press("Giao việc")
    assert "Đã giao việc." in head.text()

    absent = officer(first)
    absent.find(code, STEP)
    today = Actor(province.system.person_channel(first)).today()
    absent.open("/viec/lam-thay")
    absent.page.locator("#substitute").select_option(second)
    absent.page.locator("#from_day").fill(today.isoformat())
    absent.page.locator("#to_day").fill(today.isoformat())
    absent.page.locator("#reason").fill("Đi họp")
    absent.press("Ghi người làm thay")
    assert names[second] in absent.text()

    substitute = officer(second)
    substitute.open("/viec?loc=cua-toi")
    substitute.until(lambda: substitute.row(code, STEP).count() > 0)
    substitute.click(substitute.row(code, STEP).get_by_role("button"))
    substitute.answer("appraise_release")
    substitute.complete()
    substitute.open(f"/viec/ho-so/{dossier}")
    # In the steps of the process, which are folded.
    substitute.until(lambda: f"{names[second]}, thay {names[first]}" in substitute.page.content())

    absent.open("/viec/lam-thay")
    absent.click(absent.page.get_by_role("button", name="Kết thúc sớm").first)
    assert "Đã kết thúc" in absent.text()


def test_many_are_claimed_and_completed_and_one_that_fails_is_named(
    officer: Desk, province: Province
) -> None:
    first, second = province.system.users_with("land_officer")[:2]
    codes = [accepted(province)[1] for _ in range(3)]
    at_work, colleague = officer(first), officer(second)
    tick(at_work, codes, "/viec?loc=chua-nhan")
    colleague.take(codes[2], STEP)
    at_work.press("Nhận các việc đã chọn")
    told = at_work.text()
    assert "Đã nhận: 2 trong 3 việc." in told and "trước bạn" in told

    tick(at_work, codes[:2], "/viec?loc=cua-toi")
    at_work.press("Hoàn thành các việc đã chọn")
    at_work.answer("appraise_release")
    at_work.press("Hoàn thành tất cả")
    assert "Đã hoàn thành: 2 trong 2 việc." in at_work.text()


def test_a_view_is_kept_under_a_name_and_stands_in_the_address(officer: Desk, province: Province) -> None:
    user, _ = province.system.users_with("land_officer")[:2]
    at_work, (_, code) = officer(user), accepted(province)
    at_work.open(f"/viec?loc=tat-ca&q={code}")
    at_work.until(lambda: at_work.row(code, STEP).count() == 1)
    at_work.follow("Lưu bộ lọc này")
    at_work.page.locator("#name").fill("Hồ sơ đang chờ")
    at_work.press("Lưu bộ lọc")
    at_work.open("/viec?loc=tat-ca")
    at_work.follow("Hồ sơ đang chờ")
    assert code in at_work.page.url and at_work.row(code, STEP).count() == 1
