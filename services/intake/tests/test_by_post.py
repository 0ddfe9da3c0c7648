# SPDX-License-Identifier: Apache-2.0
"""A dossier that comes by post: the window enters it, where the procedure takes it; nobody showed an original at a counter."""

from __future__ import annotations

from typing import Any

import pytest
from intake_harness import ANSWERS, COPY, LAND, PAPERS, House, printed, refused, request_id
from intake_prepared import prepared
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import Conflict, InvalidInput, MotcuaError, PermissionDenied
from motcua_rpc.structs import to_struct

WHO = pb.Applicant(name="Nguyễn Văn An", id_number="099085000101", phone="0200 000 0901")


@prepared
def begin(house: House, who: str = "lan", source: int = pb.SOURCE_POST, key: str = LAND) -> pb.Draft:
    request = pb.SaveDraftRequest(
        request_id=request_id(), procedure_key=key, unit="suoi_trong", applicant=WHO,
        answers=to_struct(ANSWERS[key]), source=pb.Source.Name(source),
    )  # fmt: skip
    return house.of(who).SaveDraft(request).draft


def say(house: House, draft: pb.Draft, source: int, who: str = "lan") -> pb.Draft:
    """Save it as it is, with this way of filing."""
    request = pb.SaveDraftRequest(
        request_id=request_id(), draft_id=draft.draft_id, procedure_key=draft.procedure_key, unit=draft.unit,
        applicant=draft.applicant, answers=draft.answers, revision=draft.revision, source=pb.Source.Name(source),
    )  # fmt: skip
    return house.of(who).SaveDraft(request).draft


def attach(house: House, draft: pb.Draft, component: str, **values: Any) -> pb.Paper:
    if "not_scanned_reason" not in values:
        values["file_id"] = house.upload("lan").file_id
    request = pb.AttachPaperRequest(
        request_id=request_id(), draft_id=draft.draft_id, component=component, **values
    )
    return house.of("lan").AttachPaper(request).paper


@prepared
def posted(house: House, skip: str = "", **gcn: Any) -> pb.Draft:
    """A draft by post with its papers."""
    draft = begin(house)
    for component in PAPERS[LAND]:
        if component != skip:
            attach(house, draft, component, **(gcn if component == "GCN" else {}))
    return house.fresh(draft, "lan")


def receive(house: House, draft: pb.Draft, who: str = "lan", **decision: Any) -> pb.Dossier:
    sent = pb.ReceiveDossierRequest(
        request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision, **decision
    )
    return house.of(who).ReceiveDossier(sent).dossier


def test_what_came_by_post_is_received_as_such(house: House) -> None:
    dossier = receive(house, posted(house))
    assert dossier.source == pb.SOURCE_POST
    assert dossier.applicant.user == ""
    assert dossier.accepted_at.ToDatetime() == dossier.submitted_at.ToDatetime()
    first = dossier.history[0]
    assert (first.type, "qua dịch vụ bưu chính" in first.text.vi, "by post" in first.text.en) == (
        "dossier.submitted", True, True,
    )  # fmt: skip
    receipt = printed(house, dossier, "01")
    assert "Qua dịch vụ bưu chính công ích" in receipt
    assert "Gửi qua bưu chính, không ký tay" in receipt
    assert "Bản chính nộp khi nhận kết quả" in receipt
    assert "Trực tiếp tại" not in receipt and "xuất trình" not in receipt


def test_an_original_that_was_posted_is_kept_and_said_to_be(house: House) -> None:
    receipt = printed(house, receive(house, posted(house, form="original")), "01")
    assert "Bản chính gửi kèm, giữ tại Bộ phận Một cửa" in receipt
    assert "xuất trình" not in receipt and "nộp khi nhận" not in receipt


def test_a_posted_paper_that_was_not_scanned_was_not_seen_at_a_counter(house: House) -> None:
    receipt = printed(house, receive(house, posted(house, not_scanned_reason="Khổ lớn")), "01")
    assert "Nhận bản giấy, không số hóa: Khổ lớn" in receipt
    assert "tại quầy" not in receipt


def test_the_kinds_of_a_posted_paper(house: House) -> None:
    known = house.of("lan").GetProcedure(pb.GetProcedureRequest(key=LAND)).procedure
    kinds = {one.code: (list(one.forms), list(one.forms_by_post)) for one in known.components}
    assert kinds["GCN"] == (["original"], ["copy", "certified_copy", "original"])
    assert kinds["HD-CHUYEN-QUYEN"] == (["original", "certified_copy"],) * 2
    copying = house.of("lan").GetProcedure(pb.GetProcedureRequest(key=COPY)).procedure
    assert [list(one.forms_by_post) for one in copying.components] == [[] for _ in copying.components]


def test_a_posted_dossier_is_asked_for_papers_and_completed_at_the_window(house: House) -> None:
    draft = posted(house, skip="GCN")
    item = pb.SupplementItem(component="GCN", reason="Chưa gửi bản sao.")
    dossier = receive(
        house, draft, supplement=pb.SupplementDecision(items=[item], reason="Gửi thêm bản sao.")
    )
    form_02 = printed(house, dossier, "02")
    assert "Nơi nộp giấy tờ bổ sung" in form_02
    assert dossier.history[0].text.vi == "Hồ sơ được gửi qua dịch vụ bưu chính đến Bộ phận Một cửa."
    request = pb.AttachPaperRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, component="GCN", form="copy",
        file_id=house.upload("lan").file_id,
    )  # fmt: skip
    house.of("lan").AttachPaper(request)
    answered = pb.AnswerSupplementRequest(request_id=request_id(), dossier_id=dossier.dossier_id)
    house.of("lan").AnswerSupplement(answered)
    accepted = house.accept(house.get(dossier))
    assert accepted.status == pb.DOSSIER_STATUS_ACCEPTED
    assert "Qua dịch vụ bưu chính công ích" in printed(house, accepted, "01")


def test_a_posted_dossier_is_refused_and_its_papers_go_back(house: House) -> None:
    dossier = receive(house, posted(house), refusal=pb.RefusalDecision(reason="Thửa đất thuộc tỉnh khác."))
    form_03 = printed(house, dossier, "03")
    assert "Qua dịch vụ bưu chính công ích" in form_03
    assert "Giấy tờ đã gửi được trả lại cùng phiếu này" in form_03
    assert "Gửi qua bưu chính, không ký tay" in form_03


def test_the_way_is_changed_until_the_decision(house: House) -> None:
    draft = house.draft("lan")
    assert draft.source == pb.SOURCE_WINDOW
    by_post = say(house, draft, pb.SOURCE_POST)
    assert (by_post.source, by_post.revision) == (pb.SOURCE_POST, draft.revision + 1)
    assert say(house, by_post, pb.SOURCE_UNSPECIFIED).source == pb.SOURCE_POST
    draft = say(house, house.fresh(draft, "lan"), pb.SOURCE_WINDOW)
    assert draft.source == pb.SOURCE_WINDOW


def test_papers_and_the_way_fit(house: House) -> None:
    """A copy of the certificate is taken by post only; brought in person, it stands against every decision but a refusal."""
    brought = say(house, posted(house), pb.SOURCE_WINDOW)
    item = pb.SupplementItem(component="GCN", reason="Thiếu bản chính.")
    asking = {"supplement": pb.SupplementDecision(items=[item], reason="Nộp bản chính.")}
    for decision in ({}, asking):
        error = refused(InvalidInput, lambda d=decision: receive(house, brought, **d))
        assert [one.field for one in error.field_errors] == ["source"]
    assert receive(house, say(house, brought, pb.SOURCE_POST)).source == pb.SOURCE_POST


@pytest.mark.parametrize(
    ("who", "key", "source", "code"),
    [
        ("an", LAND, pb.SOURCE_POST, "SOURCE_FIXED"),
        ("an", LAND, pb.SOURCE_NATIONAL_PORTAL, "SOURCE_FIXED"),
        ("software", LAND, pb.SOURCE_POST, "SOURCE_FIXED"),
        ("lan", LAND, pb.SOURCE_PORTAL, "SOURCE_FIXED"),
        ("lan", LAND, pb.SOURCE_NATIONAL_PORTAL, "SOURCE_FIXED"),
        ("lan", COPY, pb.SOURCE_POST, "CHANNEL_CLOSED"),
    ],
)
def test_who_may_not_say_so_of_a_new_draft(house: House, who: str, key: str, source: int, code: str) -> None:
    error = refused(InvalidInput, lambda: begin(house, who, source, key))
    assert code in (error.code, *(one.code for one in error.field_errors))


@pytest.mark.parametrize(
    ("who", "key", "source", "code"),
    [
        ("an", LAND, pb.SOURCE_POST, "SOURCE_FIXED"),
        ("an", LAND, pb.SOURCE_WINDOW, "SOURCE_FIXED"),
        ("software", LAND, pb.SOURCE_POST, "SOURCE_FIXED"),
        ("software", LAND, pb.SOURCE_NATIONAL_PORTAL, "SOURCE_FIXED"),
        ("lan", LAND, pb.SOURCE_PORTAL, "SOURCE_FIXED"),
        ("lan", COPY, pb.SOURCE_POST, "CHANNEL_CLOSED"),
    ],
)
def test_who_may_not_change_it_to_that(house: House, who: str, key: str, source: int, code: str) -> None:
    draft = house.draft(who, key)
    error = refused(InvalidInput, lambda: say(house, draft, source, who))
    assert code in (error.code, *(one.code for one in error.field_errors))
    assert house.fresh(draft, who) == draft


def test_only_the_window_receives_what_came_by_post(house: House) -> None:
    draft = posted(house)
    for who, error, code in (("an", MotcuaError, None), ("software", PermissionDenied, "PERSON_REQUIRED")):
        found = refused(error, lambda w=who: receive(house, draft, w))
        assert code is None or found.code == code
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    assert refused(Conflict, lambda: house.of("lan").SubmitDraft(sent)).code == "RECEIVED_AT_WINDOW"
