# SPDX-License-Identifier: Apache-2.0
"""Certified copies behind the window: what the officer's checks let through, and what the leader who certifies may do with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from motcua_cli.actors import COPY, Officer
from support.browser import Person
from support.province import COMMUNE, Province
from support.system import Driver
from support.waiting import eventually

pytestmark = pytest.mark.browser
DONE = "Hoàn thành bước này"
MET = ("check_match", "check_intact", "check_lawful")
PROPOSED = dict.fromkeys(MET, "pass") | {"check": "copy", "pages_checked": 2, "copies_made": 3}
SECRET = "Bản chính đóng dấu mật ở trang hai."


def receive(province: Province) -> str:
    """Three copies of two pages, brought to the window; the dossier's id."""
    answers = {
        "applicant_name": "Nguyễn Văn An", "applicant_id": "099185001234", "applicant_address": "Suối Trong",
        "applicant_phone": "0200 000 1234", "document_name": "Bằng tốt nghiệp", "issued_by": "Trường Minh Họa",
        "document_language": "vi", "pages": 2, "copies": 3,
    }  # fmt: skip
    return province.clerk.receive(COPY, COMMUNE, answers, ("BAN-CHINH",), "Nguyễn Văn An").dossier_id


def officer_of(province: Province, system: Driver, role: str) -> Officer:
    return province.officer(system.users_with(role, COMMUNE)[0])


def at_step(who: Person, officer: Officer, dossier_id: str, element: str) -> None:
    """Claim the step and open its page."""
    task = officer.wait_for(dossier_id, element)
    officer.claim(task)
    who.open(f"/viec/{task.task_id}")


def choose(who: Person, key: str, value: str) -> None:
    who.page.check(f"[name='a.{key}'][value={value}]")


def shown(who: Person, key: str) -> bool:
    return who.page.is_visible(f"[name='a.{key}'] >> nth=0")


def signing_shown(who: Person) -> bool:
    return who.page.is_visible("[name='result-number']")


def propose_copies(who: Person, made: int) -> None:
    for key in MET:
        choose(who, key, "pass")
    choose(who, "check", "copy")
    who.page.fill("[name='a.pages_checked']", "2")
    who.page.fill("[name='a.copies_made']", str(made))


def test_checks_decide_the_proposal_and_the_leader_what_becomes_of_it(
    people: Callable[..., Person], province: Province, system: Driver
) -> None:
    dossier_id = receive(province)
    justice = people(Person, system.users_with("justice_officer", COMMUNE)[0], "/viec")
    leader = people(Person, system.users_with("commune_leader", COMMUNE)[0], "/viec")

    at_step(justice, officer_of(province, system, "justice_officer"), dossier_id, "check_original")
    choose(justice, "check", "copy")
    justice.page.fill("[name='a.pages_checked']", "2")
    justice.page.fill("[name='a.copies_made']", "3")
    justice.press(DONE)
    assert "Có bản chính, bản sao đúng với bản chính: Hãy chọn" in justice.text()
    for key in MET:
        choose(justice, key, "pass")
    choose(justice, "check", "refuse")
    justice.page.fill("[name='a.refusal_reason']", SECRET)
    justice.press(DONE)
    assert "Đề xuất: Mục này phải là “Chứng thực" in justice.text()
    choose(justice, "check_match", "absent")
    assert not shown(justice, "check_intact") and not shown(justice, "check_lawful")
    propose_copies(justice, 2)
    justice.page.check("[name='a.copies_differ']")
    justice.page.fill("[name='a.copies_reason']", "Người yêu cầu chỉ cần hai bản.")
    justice.press(DONE)

    at_step(leader, officer_of(province, system, "commune_leader"), dossier_id, "sign_copies")
    assert all(said in leader.text() for said in ("Bản chính không bị tẩy xóa, hư hỏng", "chỉ cần hai bản"))
    assert not signing_shown(leader)
    choose(leader, "certification_decision", "sign")
    assert signing_shown(leader) and "Chỉ cần khi “Quyết định của người ký chứng thực”" in leader.text()
    leader.press(DONE)
    assert "Hãy ghi số của văn bản kết quả." in leader.text()
    leader.page.fill("[name='result-number']", "120, quyển 01/2026-SCT/BS")
    choose(leader, "certification_decision", "send_back")
    assert not signing_shown(leader)
    leader.press(DONE)
    assert "Phải làm gì khi kiểm tra lại: Hãy điền" in leader.text()
    assert "số của văn bản" not in leader.page.locator(".notice-error").inner_text()
    leader.page.fill("[name='a.opinion']", "Chụp đủ ba bản như người yêu cầu đã nêu.")
    leader.press(DONE)

    at_step(justice, officer_of(province, system, "justice_officer"), dossier_id, "check_original")
    assert "Bước này phải làm lại" in justice.text() and "Chụp đủ ba bản" in justice.text()
    propose_copies(justice, 3)
    justice.page.uncheck("[name='a.copies_differ']")
    justice.press(DONE)

    at_step(leader, officer_of(province, system, "commune_leader"), dossier_id, "sign_copies")
    assert "Vì sao số bản khác" not in leader.page.locator("#do").inner_text()
    assert "Bước này mở lần 2" in leader.text() and "Bước này phải làm lại" not in leader.text()
    assert leader.text().index("Chụp đủ ba bản") < leader.text().index("làm lại, lúc")
    choose(leader, "certification_decision", "sign")
    leader.press("Tạo tệp kết quả MẪU")
    leader.press(DONE)
    leader.open(f"/viec/ho-so/{dossier_id}")
    leader.until(lambda: "Bản sao được chứng thực từ bản chính" in leader.text())


def test_without_scripts_the_leader_reads_when_the_result_is_needed(
    people: Callable[..., Person], province: Province, system: Driver
) -> None:
    dossier_id = receive(province)
    officer_of(province, system, "justice_officer").do(dossier_id, "check_original", PROPOSED)
    leader = people(Person, system.users_with("commune_leader", COMMUNE)[0], "/viec", javascript=False)
    at_step(leader, officer_of(province, system, "commune_leader"), dossier_id, "sign_copies")
    assert signing_shown(leader) and "với câu trả lời khác, phần này không được gửi đi" in leader.text()
    leader.page.fill("[name='result-number']", "121, quyển 01/2026-SCT/BS")
    choose(leader, "certification_decision", "send_back")
    leader.page.fill("[name='a.opinion']", "Chụp lại trang hai cho rõ.")
    leader.press(DONE)
    assert officer_of(province, system, "justice_officer").wait_for(dossier_id, "check_original")


def test_a_refusal_that_the_leader_approves_is_what_the_officer_proposed(
    people: Callable[..., Person], province: Province, system: Driver
) -> None:
    dossier_id = receive(province)
    refusal = {"check_match": "absent", "check": "refuse", "refusal_reason": SECRET}
    officer_of(province, system, "justice_officer").do(dossier_id, "check_original", refusal)
    leader = people(Person, system.users_with("commune_leader", COMMUNE)[0], "/viec")
    at_step(leader, officer_of(province, system, "commune_leader"), dossier_id, "approve_refusal")
    assert SECRET in leader.page.locator("#do").inner_text()
    choose(leader, "refusal_decision", "approve")
    leader.press(DONE)
    leader.open(f"/viec/ho-so/{dossier_id}")
    leader.until(lambda: "Bị từ chối" in leader.text() and SECRET in leader.text())


def test_a_leader_who_does_not_certify_refuses_and_the_applicant_reads_why(
    people: Callable[..., Person], province: Province, system: Driver
) -> None:
    dossier_id = receive(province)
    officer_of(province, system, "justice_officer").do(dossier_id, "check_original", PROPOSED)
    leader = people(Person, system.users_with("commune_leader", COMMUNE)[0], "/viec")
    at_step(leader, officer_of(province, system, "commune_leader"), dossier_id, "sign_copies")
    choose(leader, "certification_decision", "refuse")
    choose(leader, "leader_ground", "secret")
    leader.page.fill("[name='a.leader_reason']", SECRET)
    leader.press(DONE)
    leader.open(f"/viec/ho-so/{dossier_id}")
    leader.until(lambda: "Bị từ chối" in leader.text() and SECRET in leader.text())
    tasks = lambda: officer_of(province, system, "commune_leader").tasks(dossier_id)  # noqa: E731
    assert eventually(tasks, lambda found: not found) == []
