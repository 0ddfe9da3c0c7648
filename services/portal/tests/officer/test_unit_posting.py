# SPDX-License-Identifier: Apache-2.0
"""Posting the forms of a unit's own work: what goes to the service, what is refused and why, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from desk_harness import text_of
from motcua.assignment.v1 import desk_pb2
from motcua_rpc import Conflict, FieldError, InvalidInput, MotcuaError, PermissionDenied
from motcua_rpc.structs import to_dict

SUBSTITUTE = {
    "substitute": "ngoc.datdai", "absent": "minh.datdai", "from_day": "2026-11-24", "to_day": "2026-11-27",
    "reason": "Nghỉ phép năm",
}  # fmt: skip


GRANT = {
    "a.check_request": "pass",
    "a.check_certificate": "pass",
    "a.check_consent": "pass",
    "a.release_proposal": "grant",
}


def refusing(desk: Any, method: str, error: MotcuaError) -> None:
    """The service answers this method so from now on."""
    desk.assignment.refusing[method] = error


def two_steps(desk: Any) -> None:
    desk.dossier()
    for key in ("a", "b"):
        desk.step(key, "tham-dinh-xoa", title="Thẩm định")
        desk.assignment.take(desk.assignment.tasks[key], "mai")


# Many at once ---------------------------------------------------------------------------------------------------------


def test_what_was_ticked_is_claimed_and_each_has_its_outcome(desk: Any) -> None:
    for key in ("a", "b"):
        desk.assignment.add(key, title="Thẩm định")
    page = desk.browser("mai").post("/viec/nhieu", {"do": "claim", "viec": ["a", "b", "a"]})
    (asked,) = desk.assignment.bulk
    assert list(asked.task_ids) == ["a", "b"] and asked.request_id
    text = text_of(page)
    assert "Đã nhận: 1 trong 2 việc." in text and "Ngô Bích Ngọc đã nhận việc này trước bạn." in text
    assert 'class="notice notice-warn"' in page.text


def test_nothing_ticked_is_said(desk: Any) -> None:
    page = desk.browser("mai").post("/viec/nhieu", {"do": "claim"})
    assert page.url.path == "/viec" and "chua-chon" in str(page.url) and desk.assignment.bulk == []
    assert "chọn" in text_of(page)


def test_one_answer_for_all_is_asked_checked_and_sent(desk: Any) -> None:
    two_steps(desk)
    browser, ticked = desk.browser("mai"), {"viec": ["a", "b"]}
    asked = browser.post("/viec/nhieu", {"do": "ask", **ticked})
    assert "2 việc được chọn" in text_of(asked) and asked.text.count('name="viec"') == 2
    wrong = browser.post("/viec/nhieu", {"do": "complete", "a.note": "Chờ ngân hàng <b>", **ticked})
    assert wrong.status_code == 422 and desk.assignment.bulk == []
    assert "Chờ ngân hàng &lt;b&gt;" in wrong.text and wrong.text.count('name="viec"') == 2
    sent = {**GRANT, "a.note": "Đủ điều kiện", **ticked}
    done = browser.post("/viec/nhieu", {"do": "complete", **sent})
    assert "Đã hoàn thành: 2 trong 2 việc." in text_of(done), text_of(done)
    assert to_dict(desk.assignment.bulk[-1].answers)["release_proposal"] == "grant"


def test_what_belongs_to_another_step_is_named_before_the_form_and_left_out(desk: Any) -> None:
    """The step that most of them have is the one that is asked for, whichever was ticked first."""
    two_steps(desk)
    for key, more in (("odd", {"element": "check_tax"}), ("signed", {"result_code": "KQ.1"})):
        task = desk.assignment.add(key, title=f"Bước {key}", **more)
        task.dossier_code = f"H99.101-261123-{key}"
    ticked = {"viec": ["odd", "a", "b", "signed"]}
    browser = desk.browser("mai")
    asked = browser.post("/viec/nhieu", {"do": "ask", **ticked})
    before = text_of(asked).split("Hoàn thành tất cả")[0].replace(" :", ":")
    assert "2 việc được chọn, bước “Thẩm định”" in before
    assert "Không làm chung được, nên được để lại" in before
    assert "H99.101-261123-odd – Bước odd: bước khác" in before
    assert "H99.101-261123-signed – Bước signed: phải làm riêng" in before
    wrong = browser.post("/viec/nhieu", {"do": "complete", "a.note": "Giữ nguyên", **ticked})
    assert wrong.status_code == 422 and "Giữ nguyên" in wrong.text and "bước khác, hoặc" in text_of(wrong)
    done = browser.post("/viec/nhieu", {"do": "complete", **GRANT, **ticked})
    assert list(desk.assignment.bulk[-1].task_ids) == ["a", "b"]
    assert "2 trong 4 việc" in text_of(done) and text_of(done).count("nên được để lại") == 2


def test_a_task_can_be_unticked_on_the_page_of_the_form(desk: Any) -> None:
    two_steps(desk)
    browser = desk.browser("mai")
    asked = browser.post("/viec/nhieu", {"do": "ask", "viec": ["a", "b"]})
    assert asked.text.count('type="checkbox" name="viec"') == asked.text.count('name="viec"') == 2
    browser.post("/viec/nhieu", {"do": "complete", **GRANT, "viec": ["b"]})
    assert list(desk.assignment.bulk[-1].task_ids) == ["b"]


def test_where_nothing_can_be_done_together_no_form_is_shown(desk: Any) -> None:
    desk.dossier()
    desk.assignment.add("signed", title="Ký", result_code="KQ.1")
    page = desk.browser("mai").post("/viec/nhieu", {"do": "ask", "viec": ["signed"]})
    assert "phải làm riêng" in text_of(page) and 'value="complete"' not in page.text
    sent = desk.browser("mai").post("/viec/nhieu", {"do": "complete", "viec": ["signed"]})
    assert sent.status_code == 422 and desk.assignment.bulk == []


def test_a_refusal_of_all_keeps_what_was_typed(desk: Any) -> None:
    two_steps(desk)
    refusing(
        desk, "BulkComplete", InvalidInput("BULK_MIXED", "Các việc không cùng một bước.", "Not one step.")
    )
    sent = {**GRANT, "a.note": "Giữ nguyên", "viec": ["a", "b"]}
    page = desk.browser("mai").post("/viec/nhieu", {"do": "complete", **sent})
    assert (
        page.status_code == 400
        and "Các việc không cùng một bước." in text_of(page)
        and "Giữ nguyên" in page.text
    )


def test_what_one_dossier_says_does_not_stand_for_all(desk: Any) -> None:
    """Filers differ: neither one's is shown for both; each is listed by its dossier."""
    two_steps(desk)
    for key, filer in (("a", "transferor"), ("b", "transferee")):
        desk.assignment.tasks[key].given.update({"filer": filer})
        desk.assignment.tasks[key].dossier_code = f"H99.101-261123-{key}"
    page = desk.browser("mai").post("/viec/nhieu", {"do": "ask", "viec": ["a", "b"]})
    text = text_of(page)
    assert "Các hồ sơ này khác nhau ở những điểm sau" in text
    shared = text.split("khác nhau, hãy làm riêng từng việc.")[1]
    for code, filer in (
        ("H99.101-261123-a", "Bên chuyển nhượng"),
        ("H99.101-261123-b", "Bên nhận chuyển nhượng"),
    ):
        assert f"{code} Người nộp hồ sơ là: {filer}" in " ".join(shared.split())
    assert shared.count("Người nộp hồ sơ là") == 2, "the form itself says neither"


def test_what_all_have_in_common_is_shown(desk: Any) -> None:
    two_steps(desk)
    for key in ("a", "b"):
        desk.assignment.tasks[key].given.update({"filer": "transferor"})
    text = text_of(desk.browser("mai").post("/viec/nhieu", {"do": "ask", "viec": ["a", "b"]}))
    assert "khác nhau ở" not in text and "Bên chuyển nhượng" in text


# Giving ---------------------------------------------------------------------------------------------------------------


def test_a_task_is_given_with_its_reason(desk: Any) -> None:
    desk.assignment.add("t1", title="Thẩm định")
    sent = {"to": "ngoc.datdai", "reason": "Nghỉ ốm"}
    page = desk.browser("minh").post("/viec/t1/giao", sent)
    (asked,) = desk.assignment.given
    assert (asked.task_id, asked.to, asked.reason) == ("t1", "ngoc.datdai", "Nghỉ ốm") and asked.request_id
    assert page.url.path == "/viec"


def test_giving_without_a_reason_keeps_the_choice(desk: Any) -> None:
    desk.assignment.add("t1", title="Thẩm định")
    field = FieldError("reason", "REASON_REQUIRED", "Hãy ghi lý do.", "Please give a reason.")
    refusing(
        desk, "ReassignTask", InvalidInput("REASON_REQUIRED", "Thiếu lý do.", "No reason.", fields=[field])
    )
    page = desk.browser("minh").post("/viec/t1/giao", {"to": "ngoc.datdai", "reason": " "})
    assert page.status_code == 400 and '<a href="#reason">Hãy ghi lý do.</a>' in page.text
    assert 'value="ngoc.datdai" checked' in page.text


def test_giving_to_somebody_unfit_is_said(desk: Any) -> None:
    desk.assignment.add("t1", title="Thẩm định")
    refusing(
        desk, "ReassignTask", Conflict("COLLEAGUE_UNFIT", "Người này không làm được bước này.", "Unfit.")
    )
    page = desk.browser("minh").post("/viec/t1/giao", {"to": "ngoc.datdai", "reason": "Bận <họp>"})
    assert page.status_code == 409 and "Người này không làm được bước này." in text_of(page)
    assert "Bận &lt;họp&gt;" in page.text


def test_who_is_no_head_gives_nothing(desk: Any) -> None:
    desk.assignment.add("t1", title="Thẩm định")
    refusing(desk, "ReassignTask", PermissionDenied("HEADS_ONLY", "Chỉ người đứng đầu.", "Heads only."))
    page = desk.browser("minh").post("/viec/t1/giao", {"to": "ngoc.datdai", "reason": "x"})
    assert page.status_code == 403 and desk.assignment.given == []


# Substitutes ----------------------------------------------------------------------------------------------------------


def test_a_substitute_is_set_and_listed(desk: Any) -> None:
    page = desk.browser("minh").post("/viec/lam-thay", SUBSTITUTE)
    (asked,) = desk.assignment.set_substitutes
    assert {name: getattr(asked, name) for name in SUBSTITUTE} == SUBSTITUTE and asked.request_id
    text = text_of(page)
    assert "Ngô Bích Ngọc" in text and "Nghỉ phép năm" in text and "24/11/2026" in text


def test_a_refused_substitute_keeps_every_field(desk: Any) -> None:
    field = FieldError("to_day", "DAYS_INVALID", "Ngày cuối phải sau ngày đầu.", "The last day comes first.")
    refusing(
        desk, "SetSubstitution", InvalidInput("DAYS_INVALID", "Ngày sai.", "Wrong days.", fields=[field])
    )
    page = desk.browser("minh").post("/viec/lam-thay", SUBSTITUTE)
    assert page.status_code == 400 and "Ngày cuối phải sau ngày đầu." in text_of(page)
    for typed in (
        'value="2026-11-24"',
        'value="2026-11-27"',
        "Nghỉ phép năm",
        'value="ngoc.datdai" selected',
    ):
        assert typed in page.text, typed


def test_two_substitutes_at_a_time_are_refused_in_words(desk: Any) -> None:
    refusing(desk, "SetSubstitution", Conflict("SUBSTITUTION_CLASH", "Minh đã có người làm thay.", "Taken."))
    page = desk.browser("minh").post("/viec/lam-thay", SUBSTITUTE)
    assert page.status_code == 409 and "Minh đã có người làm thay." in text_of(page)


# Notes ----------------------------------------------------------------------------------------------------------------


def test_a_note_is_added_and_shown_as_text(desk: Any) -> None:
    dossier = desk.dossier()
    desk.assignment.add("t1", title="Thẩm định", dossier_id=dossier.dossier_id)
    page = desk.browser("mai").post(
        f"/viec/ho-so/{dossier.dossier_id}/ghi-chu", {"note": "Đã gọi <b>ngân hàng</b>"}
    )
    assert desk.assignment.notes[0].text == "Đã gọi <b>ngân hàng</b>"
    assert "Đã gọi &lt;b&gt;ngân hàng&lt;/b&gt;" in page.text


def test_whoever_does_a_step_reads_the_notes_beside_it(desk: Any) -> None:
    two_steps(desk)
    for number in range(4):
        desk.assignment.notes.append(
            desk_pb2.JournalEntry(type="note", text=f"Đừng ký, chờ <b>{number}</b>", actor={"name": "Ngọc"})
        )
    desk.assignment.notes.append(desk_pb2.JournalEntry(type="claimed"))
    page = desk.browser("mai").get("/viec/a")
    text = text_of(page)
    assert "Ghi chú của đơn vị về hồ sơ này (4)" in text
    assert "Đừng ký, chờ &lt;b&gt;2&lt;/b&gt;" in page.text and "chờ &lt;b&gt;3" not in page.text
    assert f"/viec/ho-so/{desk.assignment.tasks['a'].dossier_id}#nhat-ky" in page.text


def test_that_one_would_check_their_own_work_is_said_on_the_page(desk: Any) -> None:
    desk.dossier()
    desk.step("a", "duyet-xoa", title="Duyệt")
    refusing(desk, "ClaimTask", Conflict("OWN_WORK", "Bạn đã làm bước “Thẩm định”.", "You appraised it."))
    page = desk.browser("mai").post("/viec/a", {"do": "claim"})
    assert page.status_code == 409 and "Bạn đã làm bước “Thẩm định”." in text_of(page)
    assert "Nội dung bạn đã nhập" not in text_of(page)


def test_a_refused_note_stays_in_its_field(desk: Any) -> None:
    dossier = desk.dossier()
    refusing(desk, "AddNote", InvalidInput("NOTE_INVALID", "Ghi chú dài quá 2.000 ký tự.", "Too long."))
    page = desk.browser("mai").post(f"/viec/ho-so/{dossier.dossier_id}/ghi-chu", {"note": "dài dài"})
    assert page.status_code == 400 and "dài dài</textarea>" in page.text
    assert "Ghi chú dài quá 2.000 ký tự." in text_of(page) and "<title>Lỗi:" in page.text


@pytest.mark.parametrize("path", ["/viec/nhieu", "/viec/t1/giao", "/viec/lam-thay", "/viec/ho-so/x/ghi-chu"])
def test_forms_of_another_site_are_refused(desk: Any, path: str) -> None:
    desk.assignment.add("t1", title="Thẩm định")
    page = desk.browser("minh").post(path, {"csrf": "wrong", "viec": "t1", "do": "claim", "note": "x"})
    assert page.status_code == 403
    assert not (
        desk.assignment.bulk
        or desk.assignment.given
        or desk.assignment.set_substitutes
        or desk.assignment.notes
    )
