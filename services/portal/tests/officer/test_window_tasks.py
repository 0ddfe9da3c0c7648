# SPDX-License-Identifier: Apache-2.0
"""The window's tasks: accept, ask for a supplement, refuse, return; and receiving what came on paper."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from desk_doubles import COPY
from desk_harness import text_of
from intake_double import stamp
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import intake_pb2
from motcua.intake.v1 import return_ways_pb2 as r
from motcua_portal.desk import completing
from motcua_portal.desk.typed import Typed

CLERK = ("mai", "window_clerk")
PDF = ("giay.pdf", io.BytesIO(b"%PDF-1.7\n"), "application/pdf")


@pytest.fixture
def acceptance(desk: Any) -> Any:
    dossier = desk.dossier()
    dossier.actions.extend(
        [intake_pb2.ACTION_ACCEPT, intake_pb2.ACTION_REQUEST_SUPPLEMENT, intake_pb2.ACTION_REFUSE]
    )
    task = desk.assignment.add("nhan", pb.TASK_KIND_ACCEPTANCE, title="Tiếp nhận hồ sơ nộp trực tuyến", due=5)
    desk.assignment.take(task, "mai")
    return desk.browser(*CLERK, unit="suoi_trong")


GROUND = {
    "ground-kind": "authorisation", "ground-number": "12/2026", "ground-day": "20/11/2026",
    "ground-by": "UBND xã Suối Trong",
}  # fmt: skip


@pytest.fixture
def returning(desk: Any) -> Any:
    dossier = desk.dossier()
    dossier.results.add(
        part="p", code="KQ.G15.000335", name=common.LocalizedText(vi="Xác nhận xóa"), number="15/XN", signer="Sơn",
        file_id="ack", issued=True, result_id="r1", originals_to_collect=["GCN"],
    )  # fmt: skip
    dossier.originals_to_collect.append("GCN")
    task = desk.assignment.add("tra", pb.TASK_KIND_RETURN, title="Trả kết quả", due=50)
    desk.assignment.take(task, "mai")
    return desk.browser(*CLERK, unit="suoi_trong")


def test_accepting_leads_to_the_receipt(desk: Any, acceptance: Any) -> None:
    answer = acceptance.post("/viec/nhan", {"do": "complete", "outcome": "accept", "accept-note": "Đủ"})
    assert str(answer.url).endswith("/viec/ho-so/dossier-1?xong=nhan")
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (PDF)" in text_of(answer)
    assert "Đã tiếp nhận hồ sơ H99.101-261123-0001." in text_of(answer)
    assert "Hẹn trả kết quả: 02/12/2026" in text_of(answer)
    assert desk.assignment.completed[0].acceptance.accept.note == "Đủ"


def test_a_supplement_names_exact_papers_with_reasons(desk: Any, acceptance: Any) -> None:
    sent = {"do": "complete", "outcome": "supplement", "ask": ["GCN", "MAU-18"], "why.GCN": "Mờ"}
    wrong = acceptance.post("/viec/nhan", sent)
    assert wrong.status_code == 422
    assert "Hãy ghi vì sao cần bổ sung “Đơn đăng ký biến động đất đai”." in text_of(wrong)
    assert "Hãy ghi lý do chung và hướng dẫn" in text_of(wrong) and 'value="Mờ"' in wrong.text
    assert re.search(r'value="GCN" id="ask-GCN" checked', wrong.text)
    right = acceptance.post(
        "/viec/nhan", {**sent, "why.MAU-18": "Thiếu chữ ký", "supplement-reason": "Nộp lại."}
    )
    asked = desk.assignment.completed[0].acceptance.supplement
    assert [(one.component, one.reason) for one in asked.items] == [("GCN", "Mờ"), ("MAU-18", "Thiếu chữ ký")]
    assert "Đã yêu cầu bổ sung hồ sơ H99.101-261123-0001." in text_of(right)
    assert asked.reason == "Nộp lại." and "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (PDF)" in text_of(right)


def test_refusing_needs_a_reason(desk: Any, acceptance: Any) -> None:
    assert "Hãy ghi lý do từ chối" in text_of(
        acceptance.post("/viec/nhan", {"do": "complete", "outcome": "refuse"})
    )
    done = acceptance.post(
        "/viec/nhan", {"do": "complete", "outcome": "refuse", "refuse-reason": "Không thuộc thẩm quyền"}
    )
    assert desk.assignment.completed[0].acceptance.refuse.reason == "Không thuộc thẩm quyền"
    assert "Phiếu từ chối tiếp nhận giải quyết hồ sơ (PDF)" in text_of(done)
    assert "Đã từ chối tiếp nhận hồ sơ H99.101-261123-0001." in text_of(done)
    assert "Đã hoàn thành" not in text_of(done)


def test_nothing_chosen(desk: Any, acceptance: Any) -> None:
    answer = acceptance.post("/viec/nhan", {"do": "complete"})
    assert answer.status_code == 422 and "Hãy chọn một trong các cách xử lý." in text_of(answer)


def test_returning_needs_originals_and_signature(desk: Any, returning: Any) -> None:
    page = text_of(returning.get("/viec/tra"))
    assert "Xác nhận xóa" in page and "Đã thu bản gốc: Giấy chứng nhận đã cấp" in page
    sent = {"do": "complete", "receiver-name": "Vũ Thị Kín", "receiver-id": "099190000102"}
    wrong = text_of(returning.post("/viec/tra", sent))
    assert "Hãy ghi căn cứ nhận thay" in wrong
    sent |= GROUND
    assert "Hãy thu bản gốc “Giấy chứng nhận đã cấp” rồi đánh dấu." in wrong
    assert "Người nhận phải ký phiếu trả kết quả trước khi hoàn thành." in wrong
    done = returning.post("/viec/tra", {**sent, "original": "GCN", "signed": "true"})
    action = desk.assignment.completed[0].returning
    assert action.signed and list(action.originals_collected) == ["GCN"]
    assert (
        action.receiver_ground
        == "giấy ủy quyền số 12/2026 ngày 20/11/2026, nơi chứng thực hoặc cấp: UBND xã Suối Trong"
    )
    assert list(action.result_ids) == ["r1"]
    assert "Phiếu trả kết quả (PDF)" in text_of(done)


def test_what_was_signed_with_another_answer_goes_out_only_knowingly(desk: Any, returning: Any) -> None:
    said = common.LocalizedText(vi="Dân cư: ký với số 099226000001; nay là số 099226585468.")
    desk.intake.dossiers["dossier-1"][1].results[0].changed_answers.append(said)
    page = text_of(returning.get("/viec/tra"))
    assert "ký với số 099226000001; nay là số 099226585468." in page and "Điều 28" in page
    sent = {
        "do": "complete", "receiver-name": "Vũ Thị Kín", "receiver-id": "099190000102", "original": "GCN",
        "signed": "true", **GROUND,
    }  # fmt: skip
    wrong = returning.post("/viec/tra", sent)
    assert wrong.status_code == 422 and "Hãy xác nhận đã báo người nhận" in text_of(wrong)
    assert not desk.assignment.completed
    returning.post("/viec/tra", {**sent, "changed-seen": "true"})
    assert desk.assignment.completed[0].returning.changed_answers_seen


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ground-kind": ""}, "Hãy chọn loại giấy làm căn cứ nhận thay."),
        ({"ground-kind": "other"}, "Hãy ghi tên giấy."),
        ({"ground-number": ""}, "giấy không có số thì ghi “không số”"),
        ({"ground-day": "x"}, "Hãy ghi ngày của giấy"),
        ({"ground-day": "20/11/2036"}, "Ngày của giấy không được ở tương lai."),
        ({"ground-by": ""}, "Hãy ghi nơi chứng thực hoặc người cấp giấy."),
    ],
)
def test_a_ground_names_its_paper(desk: Any, returning: Any, change: dict[str, str], sentence: str) -> None:
    sent = {"do": "complete", "receiver-name": "Vũ Thị Kín", "receiver-id": "099190000102", "original": "GCN"}
    sent |= {"signed": "true", **GROUND}
    refused = returning.post("/viec/tra", {**sent, **change})
    assert refused.status_code == 422 and sentence in text_of(refused)
    assert not desk.assignment.completed
    returning.post("/viec/tra", {**sent, "ground-number": "không số"})
    assert "giấy ủy quyền không số ngày 20/11/2026" in desk.assignment.completed[0].returning.receiver_ground


def test_results_that_wait_together_are_chosen_one_by_one(desk: Any, returning: Any) -> None:
    dossier = desk.intake.dossiers["dossier-1"][1]
    dossier.results.add(
        part="q", code="KQ.2", name=common.LocalizedText(vi="Giấy mới"), number="16", signer="Sơn", file_id="ack",
        issued=True, result_id="r2",
    )  # fmt: skip
    page = returning.get("/viec/tra").text
    assert page.count('name="result"') == 2 and re.search(r'value="r1" id="result-1" checked', page)
    assert re.search(r'value="r2" id="result-2" checked', page) and "thu khi trả Xác nhận xóa" in page
    sent = {
        "do": "complete",
        "receiver-name": "Nguyễn Văn Bình",
        "receiver-id": "099180000001",
        "signed": "true",
    }
    nothing = returning.post("/viec/tra", sent)
    assert nothing.status_code == 422 and "Hãy đánh dấu ít nhất một kết quả để trả." in text_of(nothing)
    both = returning.post("/viec/tra", {**sent, "result": ["r1", "r2"]})
    assert "Hãy thu bản gốc “Giấy chứng nhận đã cấp” rồi đánh dấu." in text_of(both)
    other = returning.post("/viec/tra", {**sent, "result": "r2", "original": "GCN"})
    assert "không thu cùng kết quả đã chọn" in text_of(other)
    assert re.search(r'value="r2" id="result-2" checked', other.text), "what was chosen is kept"
    assert not re.search(r'value="r1" id="result-1" checked', other.text)
    returning.post("/viec/tra", {**sent, "result": "r2"})
    action = desk.assignment.completed[0].returning
    assert (list(action.result_ids), list(action.originals_collected)) == (["r2"], [])


def test_who_receives_for_an_organisation_is_named_with_an_own_number(desk: Any, returning: Any) -> None:
    [(_, dossier)] = desk.intake.dossiers.values()
    dossier.owner.name, dossier.owner.id_number = "Công ty TNHH Gió Xanh", "0312345678"
    page = text_of(returning.get("/viec/tra"))
    assert "Chủ hồ sơ là tổ chức: Công ty TNHH Gió Xanh, mã số 0312345678. Hãy ghi họ tên" in page
    assert "Chủ hồ sơ: Công ty" not in page
    sent = {"do": "complete", "receiver-name": "Vũ Thị Kín", "original": "GCN", "signed": "true"}
    for company in ("0312345678", "0312 345 678", "0312345678-001"):
        refused = returning.post("/viec/tra", {**sent, "receiver-id": company, **GROUND})
        assert refused.status_code == 422 and "Đây là mã số của tổ chức." in text_of(refused)
        assert "Hãy ghi căn cứ nhận thay" not in text_of(refused)
    assert "Hãy ghi căn cứ nhận thay" in text_of(
        returning.post("/viec/tra", {**sent, "receiver-id": "099190000102"})
    )
    assert not desk.assignment.completed
    other = GROUND | {"ground-kind": "other", "ground-name": "Giấy chứng nhận đăng ký doanh nghiệp"}
    returning.post("/viec/tra", {**sent, "receiver-id": "099190000102", **other})
    said = desk.assignment.completed[0].returning.receiver_ground
    assert said.startswith("Giấy chứng nhận đăng ký doanh nghiệp số 12/2026 ngày 20/11/2026")
    assert desk.assignment.completed[0].returning.receiver_id_number == "099190000102"


def test_an_owner_who_is_a_person_is_told_with_the_number(desk: Any, returning: Any) -> None:
    [(_, dossier)] = desk.intake.dossiers.values()
    dossier.owner.name, dossier.owner.id_number = "Lê Thị Chủ", "099170000011"
    page = text_of(returning.get("/viec/tra"))
    assert "Chủ hồ sơ: Lê Thị Chủ, số 099170000011." in page and "tổ chức" not in page


def test_refusal_slips_are_listed_with_links_to_print(desk: Any) -> None:
    dossier = desk.dossier(waits_for_slips=True)
    made = dossier.documents.add(
        document_id="slip-1", form="03", number="01/TCGQ", file_id="slip-file", part=dossier.parts[0].key,
        name=common.LocalizedText(vi="Phiếu từ chối giải quyết hồ sơ"),
    )  # fmt: skip
    dossier.slips_to_hand_over.append(made.document_id)
    desk.assignment.take(desk.assignment.add("giao", pb.TASK_KIND_RETURN, title="Giao phiếu từ chối"), "mai")
    browser = desk.browser(*CLERK, unit="suoi_trong")
    answer = browser.get("/viec/giao")
    page = text_of(answer)
    assert "Phiếu từ chối giải quyết hồ sơ số 01/TCGQ" in page and 'href="/tep/slip-file"' in answer.text
    assert "Chưa có kết quả nào chờ trả" not in page and "Người nhận ký nhận phiếu" in page
    who = dossier.applicant
    sent = {"do": "complete", "receiver-name": who.name, "receiver-id": who.id_number, "signed": "true"}
    assert '<input type="hidden" name="slip" value="slip-1">' in answer.text
    browser.post("/viec/giao", {**sent, "slip": "slip-1"})
    done = desk.assignment.completed[0].returning
    assert done.receiver_id_number == who.id_number and list(done.slips.document_ids) == ["slip-1"]


def test_who_comes_while_the_post_has_it_is_told_so(desk: Any) -> None:
    dossier = desk.dossier(waits_for_slips=True)
    dossier.documents.add(
        document_id="slip-1", form="05", number="04/TBDGQ", file_id="slip-file",
        name=common.LocalizedText(vi="Thông báo dừng giải quyết hồ sơ"),
    )  # fmt: skip
    dossier.slips_to_hand_over.append("slip-1")
    sent = r.Delivery(delivery_id="d1", waybill="EC2", sent_at=stamp(), slips=["slip-1"])
    desk.intake.way = r.GetReturnWayResponse(choice=r.ReturnChoice(way=r.RETURN_WAY_POST), deliveries=[sent])
    desk.assignment.take(desk.assignment.add("giao", pb.TASK_KIND_RETURN, title="Giao phiếu"), "mai")
    answer = desk.browser(*CLERK, unit="suoi_trong").get("/viec/giao")
    page = text_of(answer)
    assert "Tại quầy không có gì để trao lúc này. Bưu chính đang giữ, vận đơn EC2: Thông báo dừng" in page
    assert 'name="slip"' not in answer.text and "Chưa có kết quả nào chờ trả" not in page


def test_a_slip_that_the_page_did_not_show_is_not_said_to_be_handed_over(desk: Any) -> None:
    dossier = desk.dossier()
    desk.assignment.take(desk.assignment.add("tra", pb.TASK_KIND_RETURN, title="Trả kết quả"), "mai")
    browser = desk.browser(*CLERK, unit="suoi_trong")
    who = dossier.applicant
    sent = {"do": "complete", "receiver-name": who.name, "receiver-id": who.id_number, "signed": "true"}
    dossier.slips_to_hand_over.append("came-meanwhile")
    browser.post("/viec/tra", sent)
    done = desk.assignment.completed[0].returning
    assert done.HasField("slips") and not done.slips.document_ids


def test_receiving_on_paper_ends_with_the_receipt(desk: Any) -> None:
    browser = desk.browser(*CLERK, unit="suoi_trong")
    begun = browser.post("/tiep-nhan", {"procedure": COPY})
    path = str(begun.url.path).removesuffix("/to-khai")
    assert "Tờ khai" in text_of(begun)
    empty = browser.post(f"{path}/to-khai", {"revision": "1", "action": "next"})
    assert empty.status_code == 422 and "Hãy điền mục này." in text_of(empty)
    assert "chưa tiếp nhận được" in text_of(browser.get(f"{path}/kiem-tra")).lower()
    form = desk.intake.packages[COPY].forms["yeu-cau"]
    papers = browser.post(f"{path}/to-khai", {"revision": "2", "action": "next", **sample_answers(form)})
    assert str(papers.url).endswith("/giay-to"), text_of(papers)
    codes = [one.code for one in desk.intake.packages[COPY].procedure.components]
    check = browser.post(f"{path}/giay-to", {"action": "next"}, {f"file.{code}": PDF for code in codes})
    assert str(check.url).endswith("/kiem-tra") and "disabled" not in check.text
    undecided = browser.post(f"{path}/kiem-tra", {"revision": "3"})
    assert undecided.status_code == 422 and "Hãy chọn một trong các cách xử lý." in text_of(undecided)
    done = browser.post(f"{path}/kiem-tra", {"revision": "3", "outcome": "accept", "accept-note": ""})
    assert "?tiep-nhan=1" in str(done.url)
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (PDF)" in text_of(done)


def test_drafts_are_listed_to_be_taken_up_again(desk: Any) -> None:
    browser = desk.browser(*CLERK, unit="suoi_trong")
    browser.post("/tiep-nhan", {"procedure": COPY})
    page = text_of(browser.get("/tiep-nhan"))
    assert "Đang nhập dở" in page and "Chưa ghi tên người nộp" in page


def test_whom_the_result_is_issued_to_needs_no_ground(desk: Any, returning: Any) -> None:
    dossier = desk.intake.dossiers["dossier-1"][1]
    role = common.LocalizedText(vi="Người được cấp kết quả")
    dossier.receivers.add(
        name="Vũ Thị Kín", id_number="099190000102", role=role, result_codes=["KQ.G15.000335"]
    )
    page = text_of(returning.get("/viec/tra"))
    assert "Người được cấp kết quả: Vũ Thị Kín" in page and "Người khác: cần căn cứ nhận thay." in page
    sent = {
        "do": "complete",
        "receiver-name": "Vũ Thị Kín",
        "receiver-id": "099 190 000 102",
        "signed": "true",
    }
    assert returning.post("/viec/tra", sent).status_code == 422, "the original is collected all the same"
    returning.post("/viec/tra", {**sent, "original": "GCN"})
    assert desk.assignment.completed[0].returning.receiver_ground == ""


def test_the_window_is_for_clerks(desk: Any) -> None:
    assert desk.browser("son", "land_leader").get("/tiep-nhan").status_code == 403
    desk.dossier()
    assert desk.browser("son", "land_leader").get("/viec/ho-so/dossier-1/rut").status_code == 403


def test_a_supplement_at_the_window(desk: Any) -> None:
    dossier = desk.dossier()
    item = intake_pb2.SupplementItem(component="GCN", reason="Mờ")
    dossier.supplements.add(round=1, stage="after_appraisal", items=[item], reason="Nộp lại")
    dossier.actions.append(intake_pb2.ACTION_ANSWER_SUPPLEMENT)
    browser = desk.browser(*CLERK, unit="suoi_trong")
    assert "Nhận giấy tờ bổ sung tại quầy" in text_of(browser.get("/viec/ho-so/dossier-1"))
    path = "/viec/ho-so/dossier-1/bo-sung"
    assert browser.post(path, {"action": "send"}).status_code == 422
    answered = browser.post(path, {"action": "send"}, {"file.GCN": PDF})
    assert "Đã nhận giấy tờ bổ sung." in text_of(answered) and dossier.supplements[0].HasField("answered_at")


def sample_answers(form: Any) -> dict[str, str]:
    """An answer for each field that asks for one."""
    known = {"applicant_name": "Lò Thị Bình", "applicant_id": "099180000124", "applicant_phone": "0200000125"}
    found = {}
    for field in form.inputs():
        first = field.options[0].value if field.options else ""
        plain = {"number": "2", "date": "20/11/2026", "checkbox": "true"}.get(field.type, "Giấy khai sinh")
        if field.rules.required or field.key in known:
            found[f"a.{field.key}"] = known.get(field.key) or first or plain
    return found


@pytest.mark.parametrize(
    ("remote", "place"),
    [("items[1].reason", "why-MAU-18"), ("items[7].reason", "ask"), ("reason", "supplement-reason")],
)
def test_a_reason_that_says_nothing_is_told_beside_its_paper(remote: str, place: str) -> None:
    typed = Typed({"ask": ["GCN", "MAU-18"], "outcome": ["supplement"]})
    assert completing.field_id(remote, typed) == place
