# SPDX-License-Identifier: Apache-2.0
"""Applying online: every step is saved, nothing that was typed is lost, and handing in twice is one dossier."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from citizen_steps import ANSWERS, PDF, REQUIRED, begin, fill_in, hidden, post, ready_draft, upload, value
from intake_double import LAND, IntakeDouble
from motcua.intake.v1 import intake_pb2 as pb
from motcua_portal.web import posting
from motcua_rpc.structs import to_dict
from plain_http import client_of


def test_the_journey_ends_with_a_code_that_survives_a_bookmark(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    draft = begin(hoa)
    assert fill_in(hoa, draft).headers["location"] == f"{draft}/giay-to"
    files = [(code, f"{code}.pdf", PDF) for code in REQUIRED]
    sent = upload(hoa, f"{draft}/giay-to", *files, action="next")
    assert sent.headers["location"] == f"{draft}/kiem-tra"
    check = hoa.get(f"{draft}/kiem-tra")
    assert (
        "200,5" in check.text
        and "Người đại diện của bên nhận thế chấp (ngân hàng)" in check.text
        and "GCN.pdf" in check.text
    )
    assert 'href="/ban-nhap/draft-1/to-khai?ve=kiem-tra#f-parcel_no"' in check.text
    done = post(hoa, f"{draft}/kiem-tra")
    kept = hoa.get(done.headers["location"])
    assert "H99.101-261123-0001" in kept.text and "8 giờ làm việc" in kept.text and "/tep/ack" in kept.text
    assert hoa.get(done.headers["location"]).status_code == 200


def test_the_same_form_handed_in_twice_is_one_dossier(hoa: httpx.Client, intake: IntakeDouble) -> None:
    draft = ready_draft(hoa)
    fields = hidden(hoa.get(f"{draft}/kiem-tra"))
    first, second = (hoa.post(f"{draft}/kiem-tra", data=fields) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert len(intake.dossiers) == 1


def test_a_wrong_answer_is_named_beside_its_field_and_everything_typed_is_saved(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    draft = begin(hoa)
    page = fill_in(hoa, draft, **{"a.applicant_id": "12", "a.area": "không rõ"})
    assert page.status_code == 422 and "<title>Lỗi:" in page.text
    assert 'href="#f-applicant_id"' in page.text and "Số định danh cá nhân có 12 chữ số." in page.text
    assert (value(page, "applicant_id"), value(page, "area")) == ("12", "không rõ")
    saved = to_dict(intake.drafts["draft-1"][1].answers)
    assert (saved["applicant_id"], saved["parcel_no"]) == ("12", "12")
    again = hoa.get(f"{draft}/to-khai")
    assert value(again, "area") == "không rõ"


NOBODY = {"a.transferee_name": "Lý \U0001f642 Mua", "a.transferee_id": "999999999999", "a.transferor_name": "12345",
          "a.applicant_phone": "00000000", "a.mortgagee_name": "12345"}  # fmt: skip


def test_names_and_numbers_of_nobody_are_refused_on_the_declaration_page(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    draft = begin(hoa)
    page = fill_in(hoa, draft, **NOBODY)
    assert page.status_code == 422
    for name, typed in NOBODY.items():
        field = name.removeprefix("a.")
        assert f'href="#f-{field}"' in page.text and f'id="f-{field}-error"' in page.text
        assert value(page, field) == typed
    again = hoa.get(f"{draft}/to-khai")
    assert again.text.count('class="error" id="f-') == len(NOBODY), "and whoever takes the draft up again"
    good = fill_in(hoa, draft, **{"a.transferee_name": "Y Blơ", "a.applicant_phone": "+84 912 345 678"})
    assert good.headers["location"] == f"{draft}/giay-to"
    saved = to_dict(intake.drafts["draft-1"][1].answers)
    assert (saved["transferee_name"], saved["applicant_phone"]) == ("Y Blơ", "+84912345678")


def test_what_only_the_service_knows_is_said_on_the_declaration_page_too(
    hoa: httpx.Client, intake: IntakeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begin(hoa)
    sentence = "Hãy chọn xã, phường trong tỉnh."
    found = [pb.Problem(field="land_commune", message={"vi": sentence, "en": "Please choose a commune."})]
    with monkeypatch.context() as patch:
        patch.setattr(intake, "_problems", lambda draft: found)
        page = fill_in(hoa, draft)
        assert page.status_code == 422 and 'href="#f-land_commune"' in page.text and sentence in page.text
        assert sentence in hoa.get(f"{draft}/to-khai?ve=kiem-tra").text
    assert fill_in(hoa, draft).status_code == 303


def test_a_draft_that_was_only_begun_has_no_mistakes(hoa: httpx.Client) -> None:
    page = hoa.get(f"{begin(hoa)}/to-khai")
    assert "Lỗi:" not in page.text and 'class="error"' not in page.text


def test_inputs_bring_up_the_keyboard_that_fits(hoa: httpx.Client) -> None:
    page = hoa.get(f"{begin(hoa)}/to-khai").text
    inputs = {
        found[0]: found[1] for found in re.findall(r'<input type="text" name="a\.([a-z_]+)"([^>]*)>', page)
    }
    assert (
        'inputmode="numeric"' in inputs["transferee_id"] and 'autocomplete="off"' in inputs["transferee_id"]
    )
    assert "inputmode" not in inputs["transferor_id"], "a passport number has letters"
    assert (
        'inputmode="tel"' in inputs["applicant_phone"] and 'autocomplete="tel"' in inputs["applicant_phone"]
    )
    assert 'inputmode="email"' in inputs["applicant_email"]
    assert 'maxlength="360"' in inputs["transferee_name"] and 'maxlength="40"' in inputs["transferee_id"]
    assert 'autocapitalize="words"' in inputs["transferee_name"]


def test_who_files_is_whom_the_account_says(hoa: httpx.Client, intake: IntakeDouble) -> None:
    draft = begin(hoa)
    kept = intake.drafts["draft-1"][1]
    kept.source, kept.applicant.name, kept.applicant.id_number = (
        pb.SOURCE_PORTAL,
        "Đỗ Thị Hoa",
        "099190000111",
    )
    page = hoa.get(f"{draft}/to-khai")
    assert "Đỗ Thị Hoa" in page.text and "099190000111" in page.text
    assert page.text.count("Nộp thay người khác thì khai người đó ở mục “Nộp thay cho”.") == 2
    assert 'name="a.applicant_name"' not in page.text and 'name="a.applicant_id"' not in page.text
    assert 'name="a.applicant_phone"' in page.text
    fill_in(hoa, draft, **{"a.applicant_name": "Người Khác", "a.applicant_id": "099190000999"})
    saved = intake.drafts["draft-1"][1]
    assert (saved.applicant.name, saved.applicant.id_number) == ("Đỗ Thị Hoa", "099190000111")
    assert to_dict(saved.answers)["applicant_name"] == "Đỗ Thị Hoa"


def test_a_hidden_question_needs_no_answer_and_is_explained_without_javascript(hoa: httpx.Client) -> None:
    draft = begin(hoa)
    page = hoa.get(f"{draft}/to-khai")
    assert (
        "<noscript>" in page.text and "Chỉ điền khi “Hình thức chuyển quyền” là “Chuyển nhượng”." in page.text
    )
    assert fill_in(hoa, draft).status_code == 303  # a gift has no price
    assert fill_in(hoa, draft, **{"a.transfer_kind": "sale"}).status_code == 422


def test_the_owner_is_asked_for_when_another_files(hoa: httpx.Client) -> None:
    draft = begin(hoa)
    page = hoa.get(f"{draft}/to-khai")
    assert (
        "Chỉ điền khi “Người nộp hồ sơ với tư cách” là “Người được ủy quyền” hoặc "
        "“Người đại diện của bên nhận thế chấp (ngân hàng)”." in page.text
    )
    assert """data-hidden-values="[&#34;proxy&#34;, &#34;mortgagee&#34;]\"""" in page.text
    nobody = {"a.transferor_name": "", "a.transferor_id": "", "a.transferor_address": "", "a.represents": ""}
    for filer in ("proxy", "mortgagee"):
        refused = fill_in(hoa, draft, **{"a.filer": filer, **nobody})
        assert refused.status_code == 422 and refused.text.count('href="#f-transferor_') == 3
        assert 'href="#f-represents"' in refused.text
    assert fill_in(hoa, draft, **{"a.filer": "transferor", **nobody}).status_code == 303


def test_what_is_changed_from_the_check_page_leads_back_there(hoa: httpx.Client) -> None:
    draft = ready_draft(hoa)
    page = hoa.get(f"{draft}/to-khai?ve=kiem-tra")
    answer = hoa.post(f"{draft}/to-khai", data={**hidden(page), **ANSWERS, "action": "next"})
    assert answer.headers["location"] == f"{draft}/kiem-tra"
    unit = post(hoa, f"{draft}/noi-nop?ve=kiem-tra", unit="ben_gio")
    assert unit.headers["location"] == f"{draft}/kiem-tra"
    assert "phường Bến Gió" in hoa.get(f"{draft}/kiem-tra").text


def test_a_stale_form_says_so_keeps_what_was_typed_and_can_then_be_saved(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    draft = begin(hoa)
    old = hidden(hoa.get(f"{draft}/to-khai"))
    fill_in(hoa, draft)
    stale = hoa.post(f"{draft}/to-khai", data={**old, **ANSWERS, "a.parcel_no": "77", "action": "next"})
    assert stale.status_code == 409 and "lưu ở một cửa sổ khác" in stale.text
    assert value(stale, "parcel_no") == "77"
    assert to_dict(intake.drafts["draft-1"][1].answers)["parcel_no"] == "12"
    kept = hoa.post(
        f"{draft}/to-khai", data={**hidden(stale), **ANSWERS, "a.parcel_no": "77", "action": "next"}
    )
    assert kept.status_code == 303
    assert to_dict(intake.drafts["draft-1"][1].answers)["parcel_no"] == "77"


def test_an_ended_session_keeps_the_form(hoa: httpx.Client, sessions: Any) -> None:
    draft = begin(hoa)
    fields = hidden(hoa.get(f"{draft}/to-khai"))
    ended = sessions.sessions.pop("key-hoa")
    sent = hoa.post(f"{draft}/to-khai", data={**fields, **ANSWERS, "a.parcel_no": "99", "a.filer": "proxy"})
    assert sent.status_code == 303 and sent.headers["location"].startswith("/dang-nhap?next=")
    sessions.sessions["key-hoa"] = ended
    back = hoa.get(f"{draft}/to-khai?dang-do=stash-0")
    assert "vừa đăng nhập lại" in back.text and value(back, "parcel_no") == "99"
    assert 'value="proxy" id="f-filer-4" checked' in back.text
    assert hidden(back)["revision"] == fields["revision"]


def test_saving_for_later_asks_for_nothing_and_the_draft_is_listed(hoa: httpx.Client) -> None:
    draft = begin(hoa)
    answer = fill_in(hoa, draft, **{"a.applicant_id": "", "action": "later"})
    assert answer.headers["location"] == "/ho-so?da-luu=1"
    mine = hoa.get("/ho-so?da-luu=1")
    assert f'href="{draft}/to-khai"' in mine.text and "Đã lưu bản nháp" in mine.text
    assert "đang làm dở" in hoa.get(f"/nop-ho-so/{LAND}").text


def test_each_file_that_is_refused_has_its_own_sentence_and_the_others_are_kept(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    draft = begin(hoa)
    page = upload(
        hoa, f"{draft}/giay-to", ("GCN", "một.pdf", PDF), ("GCN", "hai.exe", b"MZ"),
        ("MAU-18", "ba.pdf", b"%PDF-" + b"0" * 1_100_000),
    )  # fmt: skip
    assert page.status_code == 422
    assert "hai.exe: Chỉ nhận tệp PDF, JPEG hoặc PNG." in page.text
    assert "ba.pdf: Tệp nặng 1,1 MB, tối đa 1 MB." in page.text
    assert [paper.file_name for paper in intake.drafts["draft-1"][1].papers] == ["một.pdf"]


def test_files_that_cannot_be_scanned_now_are_said_beside_the_paper_and_go_later(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    draft = begin(hoa)
    intake.unscanned = True
    page = upload(hoa, f"{draft}/giay-to", ("GCN", "một.pdf", PDF))
    assert page.status_code == 422 and "một.pdf: Chưa quét được mã độc. Hãy thử lại." in page.text
    assert not intake.drafts["draft-1"][1].papers

    intake.unscanned = False
    upload(hoa, f"{draft}/giay-to", ("GCN", "một.pdf", PDF))
    assert [paper.file_name for paper in intake.drafts["draft-1"][1].papers] == ["một.pdf"]


def test_a_long_name_of_a_file_stands_without_its_middle_in_lists(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    """A hundred files with the longest names that are taken would make the page heavier than a citizen's page may be."""
    draft = begin(hoa)
    longest = f"Giấy chứng nhận {'ấ' * 180} tờ 12.pdf"
    upload(hoa, f"{draft}/giay-to", ("GCN", longest, PDF))
    (paper,) = intake.drafts["draft-1"][1].papers
    assert paper.file_name == longest, "kept whole"
    page = hoa.get(f"{draft}/giay-to").text
    assert longest not in page and "Giấy chứng nhận ấ" in page and "ấ…ấ" in page and "ấ tờ 12.pdf" in page
    opened = hoa.get(f"/tep/{paper.file_id}").headers["content-disposition"]
    assert unquote(opened).endswith(longest), "and given whole with the file"


def test_the_same_upload_sent_twice_attaches_once(hoa: httpx.Client, intake: IntakeDouble) -> None:
    draft = begin(hoa)
    fields = hidden(hoa.get(f"{draft}/giay-to"))
    for _ in range(2):
        sent = hoa.post(f"{draft}/giay-to", data=fields, files=[("file.GCN", ("a.pdf", PDF))])
        assert sent.status_code == 303
    assert len(intake.drafts["draft-1"][1].papers) == 1


def test_what_is_streamed_without_its_length_is_read_and_counted(
    hoa: httpx.Client, intake: IntakeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{begin(hoa)}/giay-to"
    form = hoa.build_request("POST", path, data=hidden(hoa.get(path)), files=[("file.GCN", ("a.pdf", PDF))])
    whole, kind = form.read(), {"content-type": form.headers["content-type"]}

    def streamed() -> httpx.Response:
        return hoa.post(path, content=iter([whole[:100], whole[100:]]), headers=kind)

    monkeypatch.setattr(posting, "MOST_BYTES", len(whole) - 1)
    refused = streamed()
    assert refused.status_code in (413, 422) and "100 MB" in refused.text
    assert not intake.drafts["draft-1"][1].papers
    monkeypatch.setattr(posting, "MOST_BYTES", len(whole))
    assert streamed().status_code == 303
    assert len(intake.drafts["draft-1"][1].papers) == 1


def test_a_paper_can_be_taken_away_again(hoa: httpx.Client, intake: IntakeDouble) -> None:
    draft = ready_draft(hoa)
    paper = intake.drafts["draft-1"][1].papers[0].paper_id
    for _ in range(2):  # a second press finds it gone, which is no error
        assert upload(hoa, f"{draft}/giay-to", remove=paper).status_code == 303
    assert len(intake.drafts["draft-1"][1].papers) == len(REQUIRED) - 1
    check = hoa.get(f"{draft}/kiem-tra")
    assert "Còn thiếu giấy tờ: Phiếu yêu cầu xóa đăng ký." in check.text
    assert f'href="{draft}/giay-to?ve=kiem-tra#p-MAU-03A"' in check.text
    assert ">Nộp hồ sơ</button>" not in check.text


def test_too_many_bytes_at_once_is_one_sentence(hoa: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = begin(hoa)
    monkeypatch.setattr(posting, "MOST_BYTES", 5_000)
    page = upload(hoa, f"{draft}/giay-to", ("GCN", "a.pdf", PDF + b"0" * 6_000))
    assert page.status_code == 422 and "chưa tệp nào được nhận" in page.text


def test_handing_in_what_is_incomplete_is_refused_with_what_is_missing(hoa: httpx.Client) -> None:
    draft = begin(hoa)
    page = hoa.get(f"{draft}/kiem-tra")
    sent = hoa.post(f"{draft}/kiem-tra", data={**hidden(hoa.get(f"{draft}/to-khai"))})
    assert page.status_code == 200 and sent.status_code == 422
    assert "Hồ sơ còn thiếu nội dung." in sent.text and "Số thửa" in sent.text


def test_a_unit_must_be_chosen(hoa: httpx.Client, intake: IntakeDouble) -> None:
    for chosen in ("", "khong_co"):
        page = post(hoa, f"/nop-ho-so/{LAND}", unit=chosen)
        assert page.status_code == 422 and "Hãy chọn nơi tiếp nhận hồ sơ." in page.text
    assert not intake.drafts


@pytest.mark.parametrize("step", ["noi-nop", "to-khai", "giay-to", "kiem-tra"])
def test_forms_of_other_sites_and_other_people_are_refused(
    hoa: httpx.Client, sessions: Any, intake: IntakeDouble, site: str, step: str
) -> None:
    draft = begin(hoa)
    before = pb.Draft.FromString(intake.drafts["draft-1"][1].SerializeToString())
    fields = {**hidden(hoa.get(f"{draft}/to-khai")), **ANSWERS, "unit": "ben_gio"}
    assert hoa.post(f"{draft}/{step}", data={**fields, "csrf": "guessed"}).status_code == 403
    assert (
        hoa.post(f"{draft}/{step}", data=fields, headers={"Origin": "https://evil.example"}).status_code
        == 403
    )
    with client_of(site, sessions.sign_in("khoa")) as other:
        assert other.get(f"{draft}/{step}").status_code == 404
        assert other.post(f"{draft}/{step}", data={**fields, "csrf": "csrf-khoa"}).status_code in (404, 422)
    assert intake.drafts["draft-1"][1] == before


def test_what_comes_too_late_is_said_and_kept(hoa: httpx.Client, intake: IntakeDouble) -> None:
    draft = ready_draft(hoa)
    form, papers, delete = (hidden(hoa.get(f"{draft}/{step}")) for step in ("to-khai", "giay-to", "xoa"))
    check = hidden(hoa.get(f"{draft}/kiem-tra"))
    done = hoa.post(f"{draft}/kiem-tra", data=check)
    chosen = {"file.GCN": ("moi.pdf", PDF, "application/pdf")}
    corrected = {**form, **ANSWERS, "a.parcel_no": "777"}
    for late, kept in (
        (hoa.post(f"{draft}/to-khai", data=corrected), "777"),
        (hoa.post(f"{draft}/giay-to", data=papers, files=chosen), "moi.pdf"),
        (hoa.post(f"{draft}/xoa", data=delete), "yêu cầu xóa bạn vừa gửi không được thực hiện"),
    ):
        assert late.status_code == 409 and kept in late.text, late.text
        assert "Hồ sơ H99.101-261123-0001 đã được nộp từ bản nháp này lúc" in late.text
        assert 'href="/ho-so/dossier-1"' in late.text and "BX 123456" not in late.text, "only what differs"
    again = hoa.post(f"{draft}/kiem-tra", data=check)
    assert again.headers["location"] == done.headers["location"] and len(intake.dossiers) == 1


def test_what_is_typed_into_a_draft_that_was_thrown_away_can_still_be_read(hoa: httpx.Client) -> None:
    draft = ready_draft(hoa)
    form = hidden(hoa.get(f"{draft}/to-khai"))
    post(hoa, f"{draft}/xoa")
    late = hoa.post(f"{draft}/to-khai", data={**form, **ANSWERS, "a.parcel_no": "777"})
    assert late.status_code == 404 and "777" in late.text and "BX 123456" in late.text
    assert "có thể đã bị xóa ở một cửa sổ khác" in late.text
