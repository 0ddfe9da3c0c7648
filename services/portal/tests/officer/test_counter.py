# SPDX-License-Identifier: Apache-2.0
"""The counter: what a person brought is accepted, sent back or refused on the spot; papers seen and not scanned; drafts thrown
away; originals that go back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from desk_doubles import COPY, LAND
from desk_harness import text_of
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.intake.v1 import intake_pb2, return_ways_pb2
from motcua_rpc import FieldError, InvalidInput
from motcua_rpc.structs import to_dict
from test_window_tasks import CLERK, sample_answers

PDF = ("giay.pdf", io.BytesIO(b"%PDF-1.7\n"), "application/pdf")


@pytest.fixture
def browser(desk: Any) -> Any:
    return desk.browser(*CLERK, unit="suoi_trong")


@pytest.fixture
def begun(desk: Any, browser: Any) -> str:
    """The path of a draft with a name and nothing else."""
    path = str(browser.post("/tiep-nhan", {"procedure": COPY}).url.path).removesuffix("/to-khai")
    known = {"a.applicant_name": "Lò Thị Bình", "a.applicant_id": "099180000124"}
    browser.post(f"{path}/to-khai", {"revision": "1", "action": "later", **known})
    return path


def draft_of(desk: Any) -> intake_pb2.Draft:
    return next(iter(desk.intake.drafts.values()))[1]


def test_what_is_missing_stands_against_acceptance_only(browser: Any, begun: str) -> None:
    page = browser.get(f"{begun}/kiem-tra")
    assert "Chưa tiếp nhận được" in text_of(page)
    assert 'value="accept" id="outcome" disabled' in page.text
    # What is missing is ticked already, with a reason that can be changed.
    assert 'value="BAN-CHINH" id="ask" checked' in page.text
    assert 'value="Chưa nộp giấy tờ này."' in page.text
    refused = browser.post(f"{begun}/kiem-tra", {"revision": "2", "outcome": "accept"})
    assert refused.status_code == 422
    assert "Còn thiếu giấy tờ" in text_of(refused)
    assert "Tên giấy tờ: Hãy điền mục này." in text_of(page)


def test_the_counter_enters_how_the_result_is_to_be_received(desk: Any, browser: Any, begun: str) -> None:
    assert "Đổi cách nhận kết quả" not in browser.get(f"{begun}/kiem-tra").text, "no way is open"
    ways = [return_ways_pb2.RETURN_WAY_WINDOW, return_ways_pb2.RETURN_WAY_POST]
    desk.intake.way = return_ways_pb2.GetReturnWayResponse(
        choice=return_ways_pb2.ReturnChoice(way=return_ways_pb2.RETURN_WAY_WINDOW), open=ways, changeable=True
    )
    page = browser.get(f"{begun}/kiem-tra")
    assert "Nhận tại Bộ phận Một cửa" in text_of(page) and f'href="{begun}/cach-nhan"' in page.text
    assert 'value="post"' in browser.get(f"{begun}/cach-nhan").text
    typed = {"way": "post", "receiver": "Lò Thị Bình", "phone": "0200000124", "address": "Thôn Đầu Suối"}
    done = browser.post(f"{begun}/cach-nhan", typed)
    assert str(done.url).endswith(f"{begun}/kiem-tra#receiving")
    (asked,) = desk.intake.acts
    assert (asked.draft_id, asked.way) == (begun.rpartition("/")[2], return_ways_pb2.RETURN_WAY_POST)
    assert (asked.receiver, asked.phone, asked.address, bool(asked.request_id)) == (
        "Lò Thị Bình", "0200000124", "Thôn Đầu Suối", True,
    )  # fmt: skip
    desk.intake.refuse_act = InvalidInput(
        fields=[FieldError("phone", "PHONE_UNFIT", "Số không đúng.", "Unfit.")]
    )
    wrong = browser.post(f"{begun}/cach-nhan", typed | {"phone": "1"})
    assert (
        wrong.status_code == 400
        and "Số không đúng." in text_of(wrong)
        and 'value="Lò Thị Bình"' in wrong.text
    )


def test_a_supplement_at_the_counter(desk: Any, browser: Any, begun: str) -> None:
    sent = {
        "revision": "2",
        "outcome": "supplement",
        "ask": ["BAN-CHINH"],
        "why.BAN-CHINH": "Không mang theo",
    }
    wrong = browser.post(f"{begun}/kiem-tra", sent)
    assert wrong.status_code == 422
    assert "Hãy ghi lý do chung và hướng dẫn" in text_of(wrong)
    assert 'value="Không mang theo"' in wrong.text
    done = browser.post(f"{begun}/kiem-tra", {**sent, "supplement-reason": "Mang bản chính."})
    assert "?tiep-nhan=1" in str(done.url)
    text = text_of(done)
    assert "Đã yêu cầu bổ sung hồ sơ H99.101-261123-0001." in text
    assert "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (PDF)" in text
    assert "Nhận giấy tờ bổ sung tại quầy" in text
    made = desk.intake.dossiers["dossier-1"][1]
    assert [(one.component, one.reason) for one in made.supplements[0].items] == [
        ("BAN-CHINH", "Không mang theo")
    ]


def test_a_refusal_at_the_counter(browser: Any, begun: str) -> None:
    sent = {"revision": "2", "outcome": "refuse"}
    assert "Hãy ghi lý do từ chối" in text_of(browser.post(f"{begun}/kiem-tra", sent))
    done = text_of(browser.post(f"{begun}/kiem-tra", {**sent, "refuse-reason": "Sai nơi nộp"}))
    assert "Đã từ chối tiếp nhận hồ sơ H99.101-261123-0001." in done
    assert "Phiếu từ chối tiếp nhận giải quyết hồ sơ (PDF)" in done


def test_without_a_name_nothing_is_decided(browser: Any) -> None:
    path = str(browser.post("/tiep-nhan", {"procedure": COPY}).url.path).removesuffix("/to-khai")
    refused = browser.post(
        f"{path}/kiem-tra", {"revision": "1", "outcome": "refuse", "refuse-reason": "Sai nơi nộp"}
    )
    assert refused.status_code == 422
    assert "Hãy nhập họ tên người nộp." in text_of(refused)
    assert "Sai nơi nộp" in refused.text
    assert "#f-applicant_name" in refused.text


def test_a_draft_that_was_decided_on_leads_to_its_dossier(browser: Any, begun: str) -> None:
    sent = {"revision": "2", "outcome": "refuse", "refuse-reason": "Sai nơi nộp", "request_id": "once"}
    first = browser.post(f"{begun}/kiem-tra", sent)
    for again in (
        browser.post(f"{begun}/kiem-tra", sent),
        browser.get(begun),
        browser.get(f"{begun}/to-khai"),
        browser.get(f"{begun}/giay-to"),
        browser.get(f"{begun}/kiem-tra"),
        browser.get(f"{begun}/xoa"),
    ):
        assert str(again.url.path) == str(first.url.path) == "/viec/ho-so/dossier-1"
    assert begun.split("/")[-1] not in browser.get("/tiep-nhan").text


LATE = {
    "kiem-tra": {"revision": "2", "outcome": "refuse", "refuse-reason": "Không thuộc xã này\nđâu"},
    "to-khai": {"revision": "2", "action": "next", "of": COPY, "a.applicant_name": "Lò Văn Khác"},
    "giay-to": {"action": "next", "of": COPY, "unscanned.BAN-CHINH": "Máy quét hỏng"},
    "xoa": {},
}
TYPED = {"kiem-tra": "đâu", "to-khai": "Lò Văn Khác", "giay-to": "Máy quét hỏng", "xoa": ""}


@pytest.mark.parametrize("step", LATE)
def test_what_comes_too_late_is_said_and_kept(browser: Any, begun: str, step: str) -> None:
    first = {"revision": "2", "outcome": "refuse", "refuse-reason": "Sai nơi nộp", "request_id": "once"}
    browser.post(f"{begun}/kiem-tra", first)
    files = {"file.BAN-CHINH": PDF} if step == "giay-to" else None
    late = browser.post(f"{begun}/{step}", LATE[step], files)
    said = text_of(late)
    assert late.status_code == 409 and str(late.url.path) == f"{begun}/{step}", said
    assert "Hồ sơ H99.101-261123-0001 đã" in said and "bạn vừa gửi không được" in said
    assert TYPED[step] in said and ("giay.pdf" in said) == (step == "giay-to")
    assert 'href="/viec/ho-so/dossier-1"' in late.text
    assert "Lò Thị Bình" not in said, "only what differs from what is recorded"
    again = browser.post(f"{begun}/kiem-tra", first)
    assert str(again.url.path) == "/viec/ho-so/dossier-1", "an honest repetition"


@pytest.mark.parametrize("source", ["SOURCE_WINDOW", "SOURCE_POST"])
def test_what_became_of_a_paper_dossier_is_said(browser: Any, begun: str, desk: Any, source: str) -> None:
    browser.post(f"{begun}/kiem-tra", {"revision": "2", "outcome": "refuse", "refuse-reason": "Sai nơi nộp"})
    desk.intake.dossiers["dossier-1"][1].source = intake_pb2.Source.Value(source)
    late = browser.post(f"{begun}/to-khai", LATE["to-khai"])
    assert "đã bị từ chối tiếp nhận lúc" in text_of(late), "decided, not filed by the applicant"


def test_another_decision_under_the_same_request_is_not_taken_for_the_first(browser: Any, begun: str) -> None:
    sent = {"revision": "2", "outcome": "refuse", "refuse-reason": "Sai nơi nộp", "request_id": "once"}
    browser.post(f"{begun}/kiem-tra", sent)
    late = browser.post(f"{begun}/kiem-tra", {**sent, "refuse-reason": "Sai cả người nộp"})
    assert late.status_code == 409 and "Sai cả người nộp" in text_of(late)
    unsaid = browser.post(f"{begun}/kiem-tra", {"revision": "2", "accept-note": "Đủ"})
    assert unsaid.status_code == 409 and "Đủ" in text_of(unsaid)


def test_what_comes_for_a_draft_that_was_thrown_away(browser: Any, begun: str) -> None:
    browser.post(f"{begun}/xoa", {})
    for step in ("kiem-tra", "to-khai", "giay-to"):
        late = browser.post(f"{begun}/{step}", LATE[step])
        assert late.status_code == 404 and TYPED[step] in text_of(late), step
        assert "có thể đã bị xóa ở một cửa sổ khác" in text_of(late)


def test_what_was_typed_before_the_session_ended_is_kept_as_well(desk: Any, browser: Any, begun: str) -> None:
    browser.post(f"{begun}/kiem-tra", {"revision": "2", "outcome": "refuse", "refuse-reason": "Sai nơi nộp"})
    desk.stash["ended"] = (f"{begun}/kiem-tra", LATE["kiem-tra"])
    late = browser.get(f"{begun}/kiem-tra?dang-do=ended")
    assert late.status_code == 409 and "Không thuộc xã này" in text_of(late)


def test_what_was_typed_beside_a_file_that_cannot_be_scanned_now_is_kept(
    desk: Any, browser: Any, begun: str
) -> None:
    desk.intake.unscanned = True
    typed = {"action": "stay", "copies.BAN-CHINH": "3"}
    page = browser.post(
        f"{begun}/giay-to", typed, files={"file.BAN-CHINH": ("a.pdf", b"%PDF-1", "application/pdf")}
    )

    assert page.status_code == 422 and "a.pdf: Chưa quét được mã độc. Hãy thử lại." in text_of(page)
    assert 'value="3"' in page.text and not draft_of(desk).papers


def test_a_paper_is_seen_and_not_scanned(desk: Any, browser: Any, begun: str) -> None:
    page = browser.get(f"{begun}/giay-to")
    assert "Đã xem tại quầy, không quét" in text_of(page)
    sent = {"action": "stay", "seen.BAN-CHINH": "1", "copies.BAN-CHINH": "2"}
    wrong = browser.post(f"{begun}/giay-to", sent)
    assert wrong.status_code == 422
    assert "Lý do không quét: Sai not_scanned_reason." in text_of(wrong)
    assert 'name="seen.BAN-CHINH" value="1" id="seen-BAN-CHINH" checked' in wrong.text
    bad = browser.post(
        f"{begun}/giay-to", {**sent, "unscanned.BAN-CHINH": "Máy hỏng", "copies.BAN-CHINH": "hai"}
    )
    assert "Sai copies." in text_of(bad)
    kept = text_of(browser.post(f"{begun}/giay-to", {**sent, "unscanned.BAN-CHINH": "Máy hỏng"}))
    assert "Đã xem tại quầy, không quét Bản chính × 2 · Máy hỏng" in kept
    (paper,) = draft_of(desk).papers
    assert (paper.file_id, paper.form, paper.copies) == ("", "original", 2)
    assert "Máy hỏng" in text_of(browser.get(f"{begun}/kiem-tra"))
    desk.stash["ended"] = (
        f"{begun}/giay-to",
        {**sent, "unscanned.BAN-CHINH": "Máy hỏng", "files lost": ["a.pdf"]},
    )
    again = browser.get(f"{begun}/giay-to?dang-do=ended").text
    assert 'value="Máy hỏng"' in again and "Tệp đã chọn: a.pdf." in again, (
        "kept over the end of a session too"
    )
    gone = browser.post(f"{begun}/giay-to", {"remove": paper.paper_id})
    assert "Máy hỏng" not in text_of(gone)


def test_a_scan_says_how_many_there_are(desk: Any, browser: Any, begun: str) -> None:
    browser.post(f"{begun}/giay-to", {"action": "stay", "copies.BAN-CHINH": "3"}, {"file.BAN-CHINH": PDF})
    assert [paper.copies for paper in draft_of(desk).papers] == [3]


def test_a_draft_is_thrown_away_after_a_second_question(desk: Any, browser: Any, begun: str) -> None:
    assert f"{begun}/xoa" in browser.get("/tiep-nhan").text
    question = text_of(browser.get(f"{begun}/xoa"))
    assert "Xóa bản nháp?" in question and "Lò Thị Bình" in question
    assert desk.intake.drafts
    for _ in range(2):
        assert "Đã xóa bản nháp." in text_of(browser.post(f"{begun}/xoa", {}))
    assert not desk.intake.drafts
    assert browser.get(f"{begun}/to-khai").status_code == 404


def test_only_clerks_reach_the_counter(desk: Any, begun: str) -> None:
    for user, role, unit in (("son", "land_leader", "chi_nhanh_dat_dai"), ("an", "citizen", None)):
        other = desk.browser(user, role, unit=unit)
        for path in (f"{begun}/kiem-tra", f"{begun}/xoa", "/viec/ho-so/dossier-1/to-khai"):
            assert other.get(path).status_code == 403, (user, path)
            assert other.post(path, {}).status_code == 403, (user, path)


GROUND = {
    "ground-kind": "authorisation", "ground-number": "12", "ground-day": "20/11/2026", "ground-by": "UBND xã Suối Trong",
}  # fmt: skip


@pytest.fixture
def sent_back(desk: Any) -> intake_pb2.Dossier:
    """A dossier of the counter that waits for its papers, with a form that has gaps."""
    made = desk.dossier(source=intake_pb2.SOURCE_WINDOW, revision=1)
    item = intake_pb2.SupplementItem(component="HD-CHUYEN-QUYEN", reason="Chưa có")
    made.supplements.add(round=1, stage="before_acceptance", items=[item], reason="Nộp đủ")
    made.actions.append(intake_pb2.ACTION_ANSWER_SUPPLEMENT)
    return made


def test_a_session_that_ends_at_a_supplement_keeps_what_was_noted(
    desk: Any, browser: Any, sent_back: intake_pb2.Dossier
) -> None:
    path = f"/viec/ho-so/{sent_back.dossier_id}/bo-sung"
    noted = {"copies.HD-CHUYEN-QUYEN": "3", "note": "Mang đến sáng nay", "files lost": ["hd.pdf"]}
    desk.stash["ended"] = (path, noted)
    page = browser.get(f"{path}?dang-do=ended").text
    assert 'name="copies.HD-CHUYEN-QUYEN" value="3"' in page and "Mang đến sáng nay" in page
    assert "Riêng tệp thì phải chọn lại. Tệp đã chọn: hd.pdf." in page


def test_the_person_comes_back(desk: Any, browser: Any, sent_back: intake_pb2.Dossier) -> None:
    base = f"/viec/ho-so/{sent_back.dossier_id}"
    page = browser.get(f"{base}/bo-sung")
    assert "Sửa tờ khai của hồ sơ này" in text_of(page)
    assert page.text.index('name="file.HD-CHUYEN-QUYEN"') < page.text.index('name="file.MAU-03A"')
    form = browser.get(f"{base}/to-khai")
    assert "Hãy điền mục này." in text_of(form)
    early = browser.post(f"{base}/bo-sung", {"action": "send"})
    assert early.status_code == 422 and f'href="{base}/to-khai#f-map_no"' in early.text
    assert "Tờ khai còn mục phải sửa trước khi nộp bổ sung" in text_of(early)
    assert "Có tệp chưa nhận được" not in text_of(early)
    handed_in = to_dict(sent_back.answers)
    still = browser.post(f"{base}/to-khai", {"revision": "1", "a.area": "-3", "a.transferee_name": "12345"})
    assert still.status_code == 422
    assert 'value="-3"' in still.text and 'value="12345"' in still.text, "what was typed is kept"
    assert (to_dict(sent_back.answers), sent_back.revision) == (handed_in, 1)
    answers = sample_answers(desk.intake.packages[LAND].forms["nop-ho-so"])
    whole = {
        **{
            key: text
            for key, text in answers.items()
            if not key.startswith(("a.transferor_", "a.represents"))
        },
        "a.land_commune": "suoi_trong",
        "a.area": "120",
        "a.price": "850.000.000",
        "a.parcel_no": "118",
        "a.map_no": "24",
        "a.transferee_id": "099190000102",
    }
    stale = browser.post(f"{base}/to-khai", {"revision": "7", **whole})
    assert stale.status_code == 409 and 'value="118"' in stale.text
    done = browser.post(f"{base}/to-khai", {"revision": "1", **whole})
    assert str(done.url.path) == f"{base}/bo-sung", text_of(done)
    answered = browser.post(f"{base}/bo-sung", {"action": "send"}, {"file.HD-CHUYEN-QUYEN": PDF})
    assert "Đã nhận giấy tờ bổ sung." in text_of(answered)
    assert str(browser.get(f"{base}/to-khai").url.path) == base


def test_a_paper_that_was_handed_in_is_shown_as_such(browser: Any, sent_back: intake_pb2.Dossier) -> None:
    sent_back.papers.add(
        paper_id="m", component="MAU-18", file_id="ack", file_name="mau-18.pdf", size=5, form="original"
    )
    page = browser.get(f"/viec/ho-so/{sent_back.dossier_id}/bo-sung").text
    own = page.partition('id="h-MAU-18"')[2].partition("</section>")[0]
    assert "Đã nộp trước đó" in own and "mau-18.pdf" in own and "Không bắt buộc" not in own
    assert 'name="remove"' not in own, "what was handed in stays"
    # What a certificate's note says about filing online is not for the counter.
    assert "Nộp trực tuyến thì" not in page and "Bản chính được thu khi trả" in page
    assert "Bản photo" not in page, "no paper of this procedure is taken as a plain copy"


@pytest.mark.parametrize("email", ["an@noi.vn", ""])
def test_who_filed_online_gets_it_online(desk: Any, browser: Any, email: str) -> None:
    made = desk.dossier(source=intake_pb2.SOURCE_PORTAL)
    made.applicant.email = email
    desk.intake.print_form(made, "02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
    told = text_of(browser.get(f"/viec/ho-so/{made.dossier_id}?tiep-nhan=1"))
    assert "hồ sơ chờ người nộp bổ sung trực tuyến." in told
    assert ("được báo qua thư điện tử" in told) == bool(email)
    assert "chỉ in khi người nộp cần bản giấy" in told
    assert "mang giấy tờ đến" not in told and "In và giao" not in told
    made.source = intake_pb2.SOURCE_WINDOW
    told = text_of(browser.get(f"/viec/ho-so/{made.dossier_id}?tiep-nhan=1"))
    assert "mang giấy tờ đến" in told and "In và giao cho người nộp" in told


def test_what_came_online_is_not_corrected(desk: Any, browser: Any) -> None:
    made = desk.dossier(source=intake_pb2.SOURCE_PORTAL)
    item = intake_pb2.SupplementItem(component="GCN", reason="Mờ")
    made.supplements.add(round=1, stage="before_acceptance", items=[item], reason="Nộp lại")
    base = f"/viec/ho-so/{made.dossier_id}"
    page = browser.get(f"{base}/bo-sung")
    assert "Sửa tờ khai" not in text_of(page) and 'name="file.MAU-03A"' not in page.text
    assert str(browser.get(f"{base}/to-khai").url.path) == base


def test_an_original_is_handed_back(desk: Any, browser: Any) -> None:
    made = desk.dossier()
    made.originals_to_return.append("GCN")
    task = desk.assignment.add("tra", pb.TASK_KIND_RETURN, title="Trả lại bản chính đã thu", due=50)
    desk.assignment.take(task, "mai")
    page = text_of(browser.get("/viec/tra"))
    assert "Đã trả lại bản chính: Giấy chứng nhận đã cấp" in page
    assert "Kết quả chờ trả" not in page and "Bản gốc phải thu" not in page
    sent = {
        "do": "complete",
        "receiver-name": "Nguyễn Văn Bình",
        "receiver-id": "099180000001",
        **GROUND,
        "signed": "true",
    }
    wrong = browser.post("/viec/tra", sent)
    assert "Hãy trả lại bản chính “Giấy chứng nhận đã cấp” rồi đánh dấu." in text_of(wrong)
    browser.post("/viec/tra", {**sent, "handed-back": "GCN"})
    action = desk.assignment.completed[0].returning
    assert list(action.originals_returned) == ["GCN"] and not action.originals_collected
