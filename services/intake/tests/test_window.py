# SPDX-License-Identifier: Apache-2.0
"""The window: accept, ask for a supplement, refuse; each once, by its own clerks, with its printed form."""

from __future__ import annotations

import threading

import pytest
from intake_harness import (
    ANSWERS,
    APPLICANT_CAME,
    COPY,
    LAND,
    PAPERS,
    PDF,
    House,
    answer,
    ask,
    printed,
    refuse,
    refused,
    request_id,
    withdraw,
)
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import Conflict, InvalidInput, MotcuaError, NotFound, PermissionDenied, Stale
from motcua_rpc.structs import to_dict, to_struct


def test_acceptance_prints_the_receipt_and_starts_the_process(house: House) -> None:
    dossier = house.accept(house.submit(), note="Nhận kết quả tại Bộ phận Một cửa.")
    text = printed(house, dossier, "01")
    for words in (
        "GIẤY TIẾP NHẬN HỒ SƠ",
        dossier.code,
        "01/TNHS",
        "Nguyễn Văn An",
        "17 giờ 00 phút, thứ Sáu, ngày 04 tháng 12 năm 2026",
        "Thời hạn trên không tính: thời gian cơ quan thuế xác định nghĩa vụ tài chính; thời gian người sử dụng đất nộp tiền "
        "theo thông báo thuế.",
        "1.011443",
        "1.013831",
        "Trần Thị Lan",
        "Nhận kết quả tại Bộ phận Một cửa.",
    ):
        assert words in text, words
    assert [part.status for part in dossier.parts] == [pb.PART_STATUS_IN_PROGRESS, pb.PART_STATUS_WAITING]
    assert dossier.parts[1].derivation[0].vi
    assert dossier.parts[1].derivation[0].en
    assert house.get(dossier).status == pb.DOSSIER_STATUS_IN_PROGRESS
    (started,) = house.workflow.started[dossier.dossier_id]
    assert (started.territory, started.dossier_code, started.procedure_version) == (
        "suoi_trong",
        dossier.code,
        1,
    )
    assert to_dict(started.facts)["papers"] == sorted(
        ["MAU-03A", "MAU-18", "HD-CHUYEN-QUYEN", "GCN", "VB-DONG-Y-XOA"]
    )
    event = house.events("dossier.accepted")[0]
    assert event.data["actor"]["user"] == "lan.motcua"
    assert [due["part"] for due in event.data["parts"]] == ["release", "transfer"]


def test_what_comes_to_the_window_is_received_in_one_go(house: House) -> None:
    for received, promised in (
        ("2026-11-23 14:59", "2026-11-23T10:00:00Z"),
        ("2026-11-23 15:01", "2026-11-25T10:00:00Z"),
    ):
        house.at(received)
        dossier = house.accepted(COPY)
        assert dossier.promised_at.ToJsonString() == promised
        assert [one.form for one in dossier.documents] == ["01"]
        # Four pages at 2.000, 2.000, 1.000 and 1.000 đồng, two copies.
        assert "12.000 đồng" in printed(house, dossier, "01")
    assert [event.type for event in house.events()] == ["dossier.accepted"] * 2
    assert house.workflow.started[dossier.dossier_id]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (pb.SOURCE_UNSPECIFIED, "Trực tuyến, qua cổng dịch vụ công của tỉnh"),
        (pb.SOURCE_NATIONAL_PORTAL, "Trực tuyến, qua Cổng Dịch vụ công quốc gia"),
    ],
)
def test_what_another_system_submits_is_electronic_everywhere(
    house: House, source: pb.Source, words: str
) -> None:
    """Though its account may what a window clerk may: nobody saw the papers."""
    request = pb.SaveDraftRequest(
        request_id=request_id(), procedure_key=LAND, source=source, answers=to_struct(ANSWERS[LAND]),
        applicant=pb.Applicant(name="Nguyễn Văn An", id_number="099085000101", phone="0200 000 0901"),
    )  # fmt: skip
    draft = house.of("software").SaveDraft(request).draft
    for component in PAPERS[LAND]:
        house.attach("software", component, draft=draft.draft_id)
    draft = house.fresh(draft, "software")
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    dossier = house.of("software").SubmitDraft(sent).dossier
    assert dossier.source == (source or pb.SOURCE_PORTAL)
    assert words in printed(house, dossier, "00")
    accepted = house.accept(dossier, "hung")
    receipt = printed(house, accepted, "01")
    assert words in receipt
    assert "Trực tiếp tại" not in receipt and "Đã xuất trình bản chính" not in receipt
    assert "Bản chính nộp khi nhận kết quả" in receipt
    assert house.events("dossier.submitted")[0].data["source"] in ("portal", "national_portal")


def test_only_a_person_sees_papers_at_the_window(house: House) -> None:
    draft = house.full_draft("software")
    receive = pb.ReceiveDossierRequest(
        request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision
    )
    error = refused(PermissionDenied, lambda: house.of("software").ReceiveDossier(receive))
    assert error.code == "PERSON_REQUIRED"
    seen = pb.AttachPaperRequest(
        request_id=request_id(), draft_id=draft.draft_id, component="GCN", not_scanned_reason="Khổ lớn"
    )
    refused(NotFound, lambda: house.of("software").AttachPaper(seen))
    for who, source in (
        ("software", pb.SOURCE_WINDOW),
        ("software", pb.SOURCE_POST),
        ("an", pb.SOURCE_WINDOW),
    ):
        request = pb.SaveDraftRequest(request_id=request_id(), procedure_key=LAND, source=source)
        error = refused(InvalidInput, lambda w=who, r=request: house.of(w).SaveDraft(r))
        assert [one.code for one in error.field_errors] == ["SOURCE_FIXED"]


def test_what_a_person_brought_is_not_submitted_as_if_online(house: House) -> None:
    draft = house.full_draft("lan")
    assert draft.source == pb.SOURCE_WINDOW
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    assert refused(Conflict, lambda: house.of("lan").SubmitDraft(sent)).code == "RECEIVED_AT_WINDOW"


@pytest.mark.parametrize(("who", "accepted"), [("an", True), ("lan", True), ("an", False)])
def test_a_withdrawal_that_was_shown_otherwise_is_shown_again(house: House, who: str, accepted: bool) -> None:
    """A part was signed between opening the page and pressing the button."""
    dossier = house.submit()
    if accepted:
        house.accept(dossier)
        house.sign(dossier, "release", "KQ.G15.000335")
        house.decide(dossier, "release", "granted", by="son")
    shown = ["release", "transfer"] if accepted else ["release"]
    came = APPLICANT_CAME if who == "lan" else {}
    stale = pb.WithdrawDossierRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, expected_parts=shown, **came
    )
    error = refused(Stale, lambda: house.of(who).WithdrawDossier(stale))
    assert error.code == "WITHDRAWAL_STALE"
    became = "đã có kết quả và giữ nguyên" if accepted else "cũng sẽ dừng"
    assert became in error.message_vi and "Chưa rút gì" in error.message_vi
    assert house.workflow.delivered == []
    assert house.get(dossier).status != pb.DOSSIER_STATUS_WITHDRAWN
    now = [one.key for one in house.get(dossier).parts if one.status in (1, 2)]
    again = pb.WithdrawDossierRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, expected_parts=now, **came
    )
    first = house.of(who).WithdrawDossier(again)
    assert house.of(who).WithdrawDossier(again) == first
    assert len(house.workflow.delivered) == int(accepted)


def test_an_acceptance_stands_when_the_process_cannot_be_started(house: House) -> None:
    house.workflow.away = True
    dossier = house.accept(house.submit())
    assert dossier.status == pb.DOSSIER_STATUS_ACCEPTED
    assert house.get(dossier).status == pb.DOSSIER_STATUS_ACCEPTED
    house.workflow.away = False
    accepted = house.events("dossier.accepted")[0]
    for _ in range(2):
        with house.database.begin() as connection:
            house.consumers["intake.start"]["dossier.accepted"](connection, accepted)
    assert len(house.workflow.started[dossier.dossier_id]) == 1
    again = house.get(dossier)
    assert again.status == pb.DOSSIER_STATUS_IN_PROGRESS
    assert [line.type for line in again.history].count("process.started") == 1


def test_two_clerks_accept_at_once_and_one_learns_who_was_faster(house: House) -> None:
    dossier = house.submit()
    outcomes: dict[str, object] = {}

    def go(who: str) -> None:
        try:
            outcomes[who] = house.accept(dossier, who)
        except MotcuaError as error:
            outcomes[who] = error

    threads = [threading.Thread(target=go, args=(who,)) for who in ("lan", "hung")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    (loser,) = [one for one in outcomes.values() if isinstance(one, MotcuaError)]
    winner = next(who for who, one in outcomes.items() if not isinstance(one, MotcuaError))
    assert isinstance(loser, Stale)
    assert loser.code == "DOSSIER_ALREADY_DONE"
    assert {"lan": "Trần Thị Lan", "hung": "Lê Mạnh Hùng"}[winner] in loser.message_vi
    assert len(house.events("dossier.accepted")) == 1
    assert [one.number for one in house.get(dossier).documents] == ["01/XNHS", "01/TNHS"]


def test_only_the_window_of_the_dossier_decides(house: House) -> None:
    dossier = house.submit()
    for act in (
        house.accept,
        lambda d, who: ask(house, d, "GCN", who=who),
        lambda d, who: refuse(house, d, who),
    ):
        refused(NotFound, lambda act=act: act(dossier, "mai"))
        refused(PermissionDenied, lambda act=act: act(dossier, "an"))
        refused(PermissionDenied, lambda act=act: act(dossier, "minh"))
    accepted = house.accept(dossier)
    assert refused(Stale, lambda: refuse(house, accepted, "hung")).code == "DOSSIER_ALREADY_DONE"
    assert refused(Stale, lambda: ask(house, accepted, "GCN")).code == "DOSSIER_ALREADY_DONE"


def test_a_supplement_before_acceptance_is_asked_for_once_and_exactly(house: House) -> None:
    dossier = ask(house, house.submit(), "GCN", "MAU-18")
    assert dossier.status == pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED
    assert dossier.supplements[0].answer_by.ToJsonString().startswith("2026-12-23")
    assert "Giấy chứng nhận đã cấp" in printed(house, dossier, "02", "an")
    assert pb.ACTION_ANSWER_SUPPLEMENT in house.get(dossier, "an").actions
    assert (
        refused(Conflict, lambda: house.attach("an", "MAU-03A", dossier=dossier.dossier_id)).code
        == "SUPPLEMENT_NOT_ASKED"
    )
    house.attach("an", "GCN", dossier=dossier.dossier_id)
    error = refused(InvalidInput, lambda: answer(house, dossier))
    assert [one.field for one in error.field_errors] == ["papers.MAU-18"]
    wrong = house.attach("an", "MAU-18", dossier=dossier.dossier_id)
    house.of("an").RemovePaper(pb.RemovePaperRequest(request_id=request_id(), paper_id=wrong.paper_id))
    refused(InvalidInput, lambda: answer(house, dossier))
    house.attach("an", "MAU-18", dossier=dossier.dossier_id)

    house.at("2026-11-25 08:00")
    done = answer(house, dossier)
    assert done.status == pb.DOSSIER_STATUS_SUBMITTED
    assert done.answer_due_at.ToJsonString() == "2026-11-26T01:00:00Z"
    assert sorted(paper.round for paper in done.papers) == [0] * 5 + [1, 1]
    event = house.events("dossier.supplement_answered")[0]
    assert (event.data["stage"], event.data["round"]) == ("before_acceptance", 1)
    assert not house.workflow.delivered

    given = next(paper for paper in done.papers if paper.round == 1)
    remove = pb.RemovePaperRequest(request_id=request_id(), paper_id=given.paper_id)
    refused(Conflict, lambda: house.of("an").RemovePaper(remove))
    assert refused(Conflict, lambda: ask(house, done, "GCN")).code == "SUPPLEMENT_USED"
    assert pb.ACTION_REQUEST_SUPPLEMENT not in house.get(done).actions
    assert house.accept(done).promised_at.ToJsonString().startswith("2026-12-07")


def test_the_window_answers_for_the_applicant(house: House) -> None:
    dossier = ask(house, house.submit(), "GCN")
    house.attach("hung", "GCN", dossier=dossier.dossier_id)
    assert answer(house, dossier, "hung").status == pb.DOSSIER_STATUS_SUBMITTED
    refused(NotFound, lambda: answer(house, dossier, "binh"))


@pytest.mark.parametrize(
    ("codes", "reason", "field"),
    [
        ((), "Thiếu", "items"),
        (("KHONG-CO",), "Thiếu", "items[0].component"),
        (("GCN", "GCN"), "Thiếu", "items[1].component"),
        (("GCN",), "", "reason"),
        (("GCN",), " \u200b ", "reason"),
        (("GCN",), "a\0b", "reason"),
        (("GCN",), "x" * 10_000, "reason"),
    ],
)
def test_a_request_that_says_too_little(
    house: House, codes: tuple[str, ...], reason: str, field: str
) -> None:
    dossier = house.submit()
    error = refused(InvalidInput, lambda: ask(house, dossier, *codes, reason=reason))
    assert [one.field for one in error.field_errors] == [field]
    assert house.get(dossier).status == pb.DOSSIER_STATUS_SUBMITTED


def test_refusal_at_intake_names_its_reason(house: House) -> None:
    dossier = refuse(house, house.submit(), reason="Thửa đất thuộc tỉnh khác.\nHãy nộp ở nơi có đất.")
    assert dossier.status == pb.DOSSIER_STATUS_INTAKE_REFUSED
    assert dossier.HasField("finished_at")
    assert dossier.refusal_reason.startswith("Thửa đất")
    text = printed(house, dossier, "03", "an")
    assert "Thửa đất thuộc tỉnh khác." in text
    assert "01/TCHS" in text
    assert house.events("dossier.refused")[0].data["reason"].startswith("Thửa đất")
    assert list(house.get(dossier).actions) == []
    assert refused(Stale, lambda: house.accept(dossier, "hung")).message_vi.startswith(
        "Hồ sơ đã được Trần Thị Lan"
    )
    assert not house.workflow.started


def test_a_dossier_whose_supplement_never_comes_may_be_refused(house: House) -> None:
    dossier = refuse(house, ask(house, house.submit(), "GCN"))
    assert dossier.status == pb.DOSSIER_STATUS_INTAKE_REFUSED
    refused(Conflict, lambda: house.attach("an", "GCN", dossier=dossier.dossier_id))


def test_withdrawal_before_acceptance_ends_at_once(house: House) -> None:
    dossier = withdraw(house, house.submit())
    assert dossier.status == pb.DOSSIER_STATUS_WITHDRAWN
    text = printed(house, dossier, "05", "an")
    assert "Đổi ý." in text
    assert "Xóa đăng ký thế chấp" in text
    event = house.events("dossier.withdrawn")[0]
    assert event.data["partsStopped"] == ["release", "transfer"]
    assert not house.workflow.delivered
    assert refused(Conflict, lambda: withdraw(house, dossier)).code == "ALREADY_WITHDRAWN"
    refused(Stale, lambda: house.accept(dossier))


def test_the_window_withdraws_for_the_applicant_and_nobody_else(house: House) -> None:
    dossier = house.submit()
    refused(NotFound, lambda: withdraw(house, dossier, "binh"))
    refused(NotFound, lambda: withdraw(house, dossier, "mai"))
    assert withdraw(house, dossier, "hung").status == pb.DOSSIER_STATUS_WITHDRAWN


def test_a_dossier_keeps_the_version_in_force_when_it_was_received(house: House) -> None:
    from motcua.events.v1 import process_pb2

    old = house.submit()
    files = dict(house.workflow.packages[(LAND, 1)])
    files["procedure.yaml"] = files["procedure.yaml"].replace(b"limit: 8wd", b"limit: 9wd")
    house.workflow.packages[(LAND, 2)] = files
    said = process_pb2.ProcessPublished(procedure_key=LAND, version=2)
    for _ in range(2):
        house.tell("process.published", said, group="intake.catalogue")
    new = house.submit()
    assert (old.procedure_version, new.procedure_version) == (1, 2)
    assert house.accept(old).promised_at.ToJsonString().startswith("2026-12-04")
    assert house.accept(new).promised_at.ToJsonString().startswith("2026-12-07")


def test_the_scan_is_what_was_uploaded(house: House) -> None:
    dossier = house.submit()
    info, content = house.download("lan", dossier.papers[0].file_id)
    assert (info.file_name, info.media_type, info.size) == ("giấy tờ.pdf", "application/pdf", len(PDF))
    assert content == PDF
