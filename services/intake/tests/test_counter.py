# SPDX-License-Identifier: Apache-2.0
"""A person at the counter with papers: accepted, sent back for a supplement or refused on the spot; papers seen and not scanned;
originals that go back."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from intake_harness import ANSWERS, LAND, PAPERS, PDF, House, answer, printed, refused, request_id, settle
from intake_prepared import prepared
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError, NotFound, PermissionDenied, Stale
from motcua_rpc.structs import to_dict, to_struct
from pypdf import PdfReader, PdfWriter

WHY = "Chưa có chữ ký của bên nhận chuyển nhượng."
RELEASE, TRANSFER = "KQ.G15.000335", "KQ.G10.001147"


def decide(house: House, draft: pb.Draft, who: str = "lan", request: str = "", **decision: Any) -> pb.Dossier:
    sent = pb.ReceiveDossierRequest(
        request_id=request or request_id(), draft_id=draft.draft_id, revision=draft.revision, **decision
    )
    return house.of(who).ReceiveDossier(sent).dossier


def form_02(*codes: str, reason: str = "Bổ sung đủ rồi nộp lại.", why: str = WHY) -> dict[str, Any]:
    items = [pb.SupplementItem(component=code, reason=why) for code in codes]
    return {"supplement": pb.SupplementDecision(items=items, reason=reason)}


def form_03(reason: str = "Thửa đất thuộc tỉnh khác.") -> dict[str, Any]:
    return {"refusal": pb.RefusalDecision(reason=reason)}


@prepared
def gaps(house: House, **answers: Any) -> pb.Draft:
    """A draft at the counter without two of its papers, and with a form that is not complete."""
    made = house.draft(
        "lan", answers={**ANSWERS[LAND], "parcel_no": "", "price": {"typed": "không rõ"}, **answers}
    )
    for code in ("MAU-03A", "MAU-18", "GCN"):
        house.attach("lan", code, draft=made.draft_id)
    return house.fresh(made, "lan")


@prepared
def whole(house: House) -> pb.Dossier:
    """Its form is right; one paper is missing."""
    return decide(house, house.full_draft("lan", skip=("HD-CHUYEN-QUYEN",)), **form_02("HD-CHUYEN-QUYEN"))


def amend_as(house: House, dossier: pb.Dossier, who: pb.Applicant) -> pb.AmendDossierResponse:
    request = pb.AmendDossierRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, applicant=who, answers=dossier.answers,
        revision=dossier.revision,
    )  # fmt: skip
    return house.of("lan").AmendDossier(request)


def amend(house: House, dossier: pb.Dossier, who: str = "lan", **answers: Any) -> pb.AmendDossierResponse:
    request = pb.AmendDossierRequest(
        request_id=request_id(),
        dossier_id=dossier.dossier_id,
        applicant=dossier.applicant,
        answers=to_struct({**to_dict(dossier.answers), **answers}),
        revision=dossier.revision,
    )
    return house.of(who).AmendDossier(request)


def test_what_is_missing_stands_against_acceptance_only(house: House) -> None:
    draft = gaps(house)
    error = refused(InvalidInput, lambda: decide(house, draft))
    fields = {one.field for one in error.field_errors}
    assert fields == {"parcel_no", "price", "papers.HD-CHUYEN-QUYEN", "papers.VB-DONG-Y-XOA"}

    dossier = decide(house, draft, **form_02("HD-CHUYEN-QUYEN", "VB-DONG-Y-XOA"))
    assert dossier.code == "H99.101-261123-0001"
    assert (dossier.status, dossier.source) == (
        pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED,
        pb.SOURCE_WINDOW,
    )
    assert to_dict(dossier.answers)["price"] == {"typed": "không rõ"}
    assert {paper.component for paper in dossier.papers} == {"MAU-03A", "MAU-18", "GCN"}
    assert [line.type for line in dossier.history] == ["dossier.submitted", "dossier.supplement_requested"]
    text = printed(house, dossier, "02")
    for words in ("PHIẾU YÊU CẦU", dossier.code, "Nguyễn Văn An", WHY, "Bổ sung đủ rồi nộp lại."):
        assert words in text, words
    # No acceptance is waited for: the only event is the decision itself.
    assert [event.type for event in house.events()] == ["dossier.supplement_requested"]
    assert not house.workflow.started


def test_a_refusal_needs_neither_papers_nor_a_whole_form(house: House) -> None:
    draft = house.draft("lan", answers={})
    dossier = decide(house, draft, **form_03())
    assert dossier.status == pb.DOSSIER_STATUS_INTAKE_REFUSED
    assert dossier.HasField("finished_at")
    assert "Thửa đất thuộc tỉnh khác." in printed(house, dossier, "03")
    assert [event.type for event in house.events()] == ["dossier.refused"]
    assert list(dossier.actions) == []
    contact = house.of("notification").GetContact(pb.GetContactRequest(dossier_id=dossier.dossier_id))
    assert (contact.name, contact.email) == ("Nguyễn Văn An", "")


@pytest.mark.parametrize("decision", [form_02("MAU-18", "GCN"), form_03()], ids=["02", "03"])
def test_a_dossier_needs_to_know_whose_it_is(house: House, decision: dict[str, Any]) -> None:
    for who, field in (
        ({"name": "", "id_number": "099085000101"}, "applicant.name"),
        ({"name": "Nguyễn Văn An", "id_number": "12"}, "applicant.id_number"),
    ):
        draft = house.draft("lan", answers={}, **who)
        error = refused(InvalidInput, lambda draft=draft: decide(house, draft, **decision))
        assert field in {one.field for one in error.field_errors}
    assert not house.events()


SAYS_TOO_LITTLE: list[tuple[dict[str, Any], str]] = [
    (form_02(), "items"),
    (form_02("HD-CHUYEN-QUYEN"), "papers.VB-DONG-Y-XOA"),
    (form_02("HD-CHUYEN-QUYEN", "VB-DONG-Y-XOA", "KHONG-CO"), "items[2].component"),
    (form_02("HD-CHUYEN-QUYEN", "VB-DONG-Y-XOA", why=" "), "items[0].reason"),
    (form_02("HD-CHUYEN-QUYEN", "VB-DONG-Y-XOA", reason=""), "reason"),
    (form_03(""), "reason"),
    (form_03("a\x07b"), "reason"),
]


@pytest.mark.parametrize(("decision", "field"), SAYS_TOO_LITTLE)
def test_a_decision_that_says_too_little_changes_nothing(
    house: House, decision: dict[str, Any], field: str
) -> None:
    draft = gaps(house)
    error = refused(InvalidInput, lambda: decide(house, draft, **decision))
    assert field in [one.field for one in error.field_errors]
    seen = house.of("lan").GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)).draft
    assert not seen.dossier_id
    assert not house.events()


DECISIONS: dict[str, dict[str, Any]] = {
    "accept": {"note": "Đủ"},
    "supplement": form_02("MAU-18"),
    "refuse": form_03(),
}


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)
def test_only_the_clerk_who_entered_it_decides(house: House, decision: dict[str, Any]) -> None:
    draft = house.full_draft("lan")
    for who, kind in (
        ("hung", NotFound), ("mai", NotFound), ("an", PermissionDenied), ("minh", PermissionDenied),
        ("phuc", PermissionDenied), ("assignment", PermissionDenied),
    ):  # fmt: skip
        refused(kind, lambda who=who: decide(house, draft, who, **decision))
    own = house.full_draft("an")
    refused(NotFound, lambda: decide(house, own, "lan", **decision))
    assert decide(house, draft, **decision).code


@pytest.mark.parametrize("first", DECISIONS.values(), ids=DECISIONS)
def test_a_draft_is_decided_on_once(house: House, first: dict[str, Any]) -> None:
    draft = house.full_draft("lan")
    made = decide(house, draft, request="once", **first)
    assert decide(house, draft, request="once", **first) == made
    other = form_03("Một lý do khác.")
    refused(AlreadyExists, lambda: decide(house, draft, request="once", **other))
    for again in DECISIONS.values():
        error = refused(Conflict, lambda again=again: decide(house, draft, **again))
        assert (error.code, error.details["dossier_id"]) == ("DRAFT_SUBMITTED", made.dossier_id)
    assert len(house.events()) == 1
    seen = house.of("lan").GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)).draft
    assert seen.dossier_id == made.dossier_id


def test_two_decisions_at_once_are_one(house: House) -> None:
    draft = house.full_draft("lan")
    outcomes: list[object] = []

    def go(decision: dict[str, Any]) -> None:
        try:
            outcomes.append(decide(house, draft, **decision))
        except MotcuaError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=go, args=(one,)) for one in DECISIONS.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert outcomes.count("DRAFT_SUBMITTED") == 2
    assert len(house.events()) == 1


def test_the_person_comes_back_with_the_papers(house: House) -> None:
    dossier = decide(house, gaps(house), **form_02("HD-CHUYEN-QUYEN", "VB-DONG-Y-XOA"))
    house.at("2026-11-25 08:00")
    found = house.of("hung").GetDossier(pb.GetDossierRequest(code=dossier.code)).dossier
    assert pb.ACTION_ANSWER_SUPPLEMENT in found.actions
    house.attach("hung", "HD-CHUYEN-QUYEN", dossier=dossier.dossier_id)
    house.attach("hung", "VB-DONG-Y-XOA", dossier=dossier.dossier_id)
    house.attach("hung", "VB-DAI-DIEN", dossier=dossier.dossier_id)
    error = refused(InvalidInput, lambda: answer(house, dossier, "hung"))
    assert {one.field for one in error.field_errors} == {"parcel_no", "price"}

    typed = refused(
        InvalidInput, lambda: amend(house, found, "hung", parcel_no="118", price={"typed": "850.000"})
    )
    assert [one.field for one in typed.field_errors] == ["price"], "what a page could not read is no number"
    half = refused(InvalidInput, lambda: amend(house, found, "hung", parcel_no="118"))
    assert [one.field for one in half.field_errors] == ["price"]
    amended = amend(house, found, "hung", parcel_no="118", price=850_000_000)
    assert not amended.problems
    assert refused(Stale, lambda: amend(house, found, price=1)).code == "DOSSIER_STALE"
    last = amended.dossier.history[-1]
    assert last.type == "dossier.amended"
    assert "để trống → “118”" in last.text.vi and "“không rõ” → “850.000.000”" in last.text.vi, last.text.vi
    answered = answer(house, dossier, "hung")
    assert answered.status == pb.DOSSIER_STATUS_SUBMITTED
    accepted = house.accept(answered, "hung")
    assert accepted.promised_at.ToJsonString().startswith("2026-12-07")
    assert house.workflow.started[dossier.dossier_id][0].territory == "suoi_trong"
    assert [event.type for event in house.events()] == [
        "dossier.supplement_requested", "dossier.supplement_answered", "dossier.accepted",
    ]  # fmt: skip
    refused(Conflict, lambda: amend(house, accepted, price=1))


def test_a_wrong_amendment_replaces_nothing(house: House) -> None:
    """What was handed in stands until a declaration that is right replaces it; each refused try leaves no trace."""
    dossier = whole(house)
    wrong = {"area": -3, "transferee_name": "12345", "parcel_no": ""}
    for _ in range(2):
        error = refused(InvalidInput, lambda: amend(house, dossier, **wrong))
        assert (error.code, {one.field for one in error.field_errors}) == ("AMENDMENT_INVALID", set(wrong))
    for name, value in (("name", "12345"), ("id_number", "1")):
        who = pb.Applicant(**{"name": "Nguyễn Văn An", "id_number": dossier.applicant.id_number, name: value})
        error = refused(InvalidInput, lambda who=who: amend_as(house, dossier, who))
        assert f"applicant.{name}" in {one.field for one in error.field_errors}
    kept = house.of("lan").GetDossier(pb.GetDossierRequest(dossier_id=dossier.dossier_id)).dossier
    assert kept == dossier
    # Handing in is not blocked by what was refused.
    house.attach("lan", "HD-CHUYEN-QUYEN", dossier=dossier.dossier_id)
    assert answer(house, dossier, "lan").status == pb.DOSSIER_STATUS_SUBMITTED


def test_the_history_says_what_an_amendment_changed(house: House) -> None:
    dossier = whole(house)
    same = amend(house, dossier)
    assert same.dossier == dossier, "a declaration that is as it was is no change"
    amended = amend(house, dossier, area="150,5", transferee_name="Phạm Thị Mới").dossier
    line = amended.history[-1].text
    assert ": “Lò Thị Bình” → “Phạm Thị Mới”." in line.vi and ": “120,5” → “150,5”;" in line.vi
    assert "“120.5” → “150.5”" in line.en and to_dict(amended.answers)["area"] == 150.5
    assert line.vi.count("→") == 2, "what did not change is not told"
    # Whoever may not see the person's data sees that it was changed, and no value.
    seen = house.of("phuc").GetDossier(pb.GetDossierRequest(dossier_id=dossier.dossier_id)).dossier
    assert (seen.history[-1].type, seen.history[-1].text.vi) == ("dossier.amended", "")


def test_a_dossier_with_gaps_is_never_accepted(house: House) -> None:
    """Its last day passes, the window decides on what there is: that is not enough for an acceptance."""
    dossier = decide(house, gaps(house), **form_02("HD-CHUYEN-QUYEN", "VB-DONG-Y-XOA"))
    refused(Conflict, lambda: house.accept(dossier))
    with house.database.begin() as connection:
        from sqlalchemy import text

        connection.execute(text("UPDATE intake.supplement SET closed_at = now()"))
        connection.execute(text("UPDATE intake.dossier SET status = 'SUBMITTED'"))
    error = refused(InvalidInput, lambda: house.accept(dossier))
    assert "papers.HD-CHUYEN-QUYEN" in {one.field for one in error.field_errors}


def test_what_a_citizen_sent_is_not_corrected_by_the_window(house: House) -> None:
    from intake_harness import ask

    dossier = ask(house, house.submit(), "GCN")
    assert refused(Conflict, lambda: amend(house, dossier, parcel_no="1")).code == "SUPPLEMENT_NOT_ASKED"
    refused(PermissionDenied, lambda: amend(house, dossier, "an", parcel_no="1"))
    refused(NotFound, lambda: amend(house, dossier, "mai", parcel_no="1"))
    assert refused(Conflict, lambda: house.attach("lan", "MAU-03A", dossier=dossier.dossier_id)).code == (
        "SUPPLEMENT_NOT_ASKED"
    )


# Papers that were seen and not scanned -----------------------------------------------------------------------------------


def show(house: House, who: str, component: str, *, why: str = "Máy quét hỏng.", **values: Any) -> pb.Paper:
    request = pb.AttachPaperRequest(
        request_id=request_id(), component=component, not_scanned_reason=why, **values
    )
    return house.of(who).AttachPaper(request).paper


def test_a_paper_may_be_shown_and_not_scanned(house: House) -> None:
    draft = house.full_draft("lan", skip=("HD-CHUYEN-QUYEN", "GCN"))
    seen = show(house, "lan", "HD-CHUYEN-QUYEN", form="certified_copy", copies=3, draft_id=draft.draft_id)
    assert (seen.file_id, seen.not_scanned_reason, seen.copies) == ("", "Máy quét hỏng.", 3)
    show(house, "lan", "GCN", why="Khổ giấy quá lớn", draft_id=draft.draft_id)
    dossier = decide(house, house.fresh(draft, "lan"))
    kept = {paper.component: paper for paper in dossier.papers}
    assert (kept["GCN"].form, kept["GCN"].copies, kept["GCN"].not_scanned_reason) == (
        "original", 1, "Khổ giấy quá lớn",
    )  # fmt: skip
    text = printed(house, dossier, "01")
    assert "Đã xem tại quầy, không số hóa: Máy quét hỏng." in text
    assert "Khổ giấy quá lớn" in text
    assert "GCN" in to_dict(house.workflow.started[dossier.dossier_id][0].facts)["papers"]


def test_pages_of_one_paper_are_counted_once(house: House) -> None:
    draft = house.full_draft("lan")
    for page in range(2):
        house.attach("lan", "MAU-18", draft=draft.draft_id, content=PDF + b"\n" * (page + 1))
    dossier = decide(house, house.fresh(draft, "lan"))
    assert "Đơn đăng ký biến động đất đai 01 " in printed(house, dossier, "01")


def test_files_that_say_other_numbers_are_counted_together(house: House) -> None:
    draft = house.full_draft("lan", skip=("MAU-18",))
    for page, copies in enumerate((99, 1, 1)):
        request = pb.AttachPaperRequest(
            request_id=request_id(), draft_id=draft.draft_id, component="MAU-18", form="original", copies=copies,
            file_id=house.upload("lan", PDF + b"\n" * page).file_id,
        )  # fmt: skip
        house.of("lan").AttachPaper(request)
    dossier = decide(house, house.fresh(draft, "lan"))
    assert "Đơn đăng ký biến động đất đai 100 " in printed(house, dossier, "01")


NOT_SCANNED: list[tuple[str, dict[str, Any], Callable[..., Any]]] = [
    ("no reason", {"why": ""}, lambda e: e.field_errors[0].field == "not_scanned_reason"),
    ("blank", {"why": " \u200b"}, lambda e: e.field_errors[0].field == "not_scanned_reason"),
    ("too long", {"why": "x" * 301}, lambda e: e.field_errors[0].field == "not_scanned_reason"),
    ("not accepted so", {"form": "copy"}, lambda e: e.field_errors[0].field == "form"),
    ("too many", {"copies": 100}, lambda e: e.field_errors[0].field == "copies"),
]


@pytest.mark.parametrize(
    ("values", "holds"), [one[1:] for one in NOT_SCANNED], ids=[n[0] for n in NOT_SCANNED]
)
def test_not_scanning_has_its_rules(
    house: House, values: dict[str, Any], holds: Callable[[MotcuaError], bool]
) -> None:
    draft = house.draft("lan")
    error = refused(InvalidInput, lambda: show(house, "lan", "GCN", draft_id=draft.draft_id, **values))
    assert holds(error)


def test_only_the_window_sees_papers_without_scanning_them(house: House) -> None:
    draft = house.draft("an")
    refused(NotFound, lambda: show(house, "an", "GCN", draft_id=draft.draft_id))
    mine = house.draft("lan")
    both = {"draft_id": mine.draft_id, "file_id": house.upload("lan").file_id}
    error = refused(InvalidInput, lambda: show(house, "lan", "GCN", **both))
    assert error.field_errors[0].code == "SCAN_OR_REASON"


def test_a_supplement_may_be_answered_with_a_paper_that_is_only_shown(house: House) -> None:
    from intake_harness import ask

    dossier = ask(house, house.submit(), "GCN")
    refused(NotFound, lambda: show(house, "an", "GCN", dossier_id=dossier.dossier_id))
    show(house, "lan", "GCN", dossier_id=dossier.dossier_id)
    accepted = house.accept(answer(house, dossier, "lan"))
    assert "không số hóa: Máy quét hỏng." in printed(house, accepted, "01")


# Originals that go back ---------------------------------------------------------------------------------------------------


def returning(house: House, dossier: pb.Dossier, who: str = "lan", **values: Any) -> pb.Dossier:
    fields = {
        "receiver_name": "Nguyễn Văn An",
        "receiver_id_number": "099085000101",
        "signed": True,
        **values,
    }
    settle(house, dossier)
    request = pb.ReturnResultsRequest(request_id=request_id(), dossier_id=dossier.dossier_id, **fields)
    return house.of(who).ReturnResults(request).dossier


@prepared
def collected(house: House) -> pb.Dossier:
    """Part one is granted and returned; the certificate was collected for part two already, as windows once did."""
    dossier = house.accepted()
    house.sign(dossier, "release", RELEASE)
    house.decide(dossier, "release", "granted")
    back = returning(house, dossier)
    held = {
        "originals": '["GCN"]',
        "custody": '{"GCN": {"for": ["transfer"], "back": ""}}',
        "id": back.dossier_id,
    }
    with house.database.begin() as connection:
        connection.execute(
            sa.text("UPDATE intake.dossier SET originals = :originals, custody = :custody WHERE id = :id"),
            held,
        )
    return house.get(back)


@pytest.mark.parametrize("outcome", ["refused", "withdrawn", "stopped"])
def test_an_original_goes_back_when_its_part_is_not_granted(house: House, outcome: str) -> None:
    dossier = collected(house)
    for _ in range(2):
        house.decide(dossier, "transfer", outcome, "Đất bị kê biên.")
    seen = house.get(dossier, "an")
    assert list(seen.originals_to_return) == ["GCN"]
    assert seen.status == pb.DOSSIER_STATUS_RESULT_READY
    assert not seen.HasField("finished_at")
    assert [line.type for line in seen.history].count("original.waiting") == 1
    ready = house.events("dossier.results_ready")[-1].data
    assert (ready["originals"], ready.get("resultCodes", [])) == (["GCN"], [])
    assert not house.events("dossier.finished")
    assert pb.ACTION_RETURN_RESULTS in house.get(dossier).actions

    for wrong, field in (
        ({}, "originals_returned.GCN"),
        ({"originals_returned": ["GCN", "MAU-18"]}, "originals_returned"),
        ({"originals_returned": ["GCN"], "signed": False}, "signed"),
        ({"originals_returned": ["GCN"], "receiver_name": ""}, "receiver_name"),
    ):
        error = refused(InvalidInput, lambda wrong=wrong: returning(house, dossier, **wrong))
        assert [one.field for one in error.field_errors] == [field]
    settle(house, dossier)
    request = pb.ReturnResultsRequest(
        request_id="back", dossier_id=dossier.dossier_id, receiver_name="Nguyễn Văn An", signed=True,
        receiver_id_number="099085000101", originals_returned=["GCN"],
    )  # fmt: skip
    done = house.of("lan").ReturnResults(request).dossier
    assert house.of("lan").ReturnResults(request).dossier == done
    assert done.status == pb.DOSSIER_STATUS_RETURNED
    assert done.HasField("finished_at")
    assert not done.originals_to_return
    assert "Giấy chứng nhận đã cấp" in next(
        line.text.vi for line in done.history if line.type == "original.returned"
    )
    slip = printed(house, done, "RT")
    assert "Giấy tờ bản chính trả lại cho người nộp" in slip
    assert "Giấy chứng nhận đã cấp" in slip
    assert house.events("result.returned")[-1].data["originals"] == ["GCN"]
    assert len(house.events("dossier.finished")) == 1
    assert refused(Conflict, lambda: returning(house, dossier, originals_returned=["GCN"])).code == (
        "NOTHING_TO_RETURN"
    )


def test_an_original_stays_when_its_part_is_granted(house: House) -> None:
    dossier = collected(house)
    house.sign(dossier, "transfer", TRANSFER)
    house.decide(dossier, "transfer", "granted")
    assert not house.get(dossier).originals_to_return
    assert returning(house, dossier).status == pb.DOSSIER_STATUS_RETURNED


def test_operators_do_not_read_who_fetched_an_original(house: House) -> None:
    dossier = collected(house)
    house.decide(dossier, "transfer", "refused", "Lý do.")
    other = {"receiver_id_number": "099085000777", "receiver_ground": "giấy ủy quyền số 12 ngày 01/11/2026"}
    returning(house, dossier, originals_returned=["GCN"], receiver_name="Bà Vũ Thị Kín", **other)
    assert "Vũ Thị Kín" in str(house.get(dossier).history)
    assert "Kín" not in str(house.get(dossier, "phuc"))


# Drafts -------------------------------------------------------------------------------------------------------------------


def delete(house: House, draft_id: str, who: str = "an", request: str = "") -> None:
    house.of(who).DeleteDraft(pb.DeleteDraftRequest(request_id=request or request_id(), draft_id=draft_id))


def test_a_draft_goes_with_everything_that_was_attached_to_it(house: House) -> None:
    draft = house.full_draft("an")
    mine = house.of("an").GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)).draft
    other = house.draft("an")
    shared = mine.papers[0].file_id
    house.of("an").AttachPaper(
        pb.AttachPaperRequest(
            request_id=request_id(), draft_id=other.draft_id, component="GCN", file_id=shared
        )
    )
    gone = house.attach("an", "TRICH-DO", draft=draft.draft_id).file_id
    for who in ("binh", "lan"):
        refused(NotFound, lambda who=who: delete(house, draft.draft_id, who))
    refused(PermissionDenied, lambda: delete(house, draft.draft_id, "minh"))
    for _ in range(2):
        delete(house, draft.draft_id, request="delete-1")
    refused(NotFound, lambda: delete(house, draft.draft_id))
    refused(NotFound, lambda: delete(house, "%00"))
    refused(NotFound, lambda: house.of("an").GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)))
    refused(NotFound, lambda: house.download("an", gone))
    assert house.download("an", shared)[1] == PDF
    assert [one.draft_id for one in house.of("an").ListDrafts(pb.ListDraftsRequest()).drafts] == [
        other.draft_id
    ]


def test_a_submitted_draft_is_not_deleted(house: House) -> None:
    dossier = house.submit()
    with house.database.read() as connection:
        from sqlalchemy import text

        draft_id = connection.execute(text("SELECT id FROM intake.draft")).scalar_one()
    error = refused(Conflict, lambda: delete(house, draft_id))
    assert (error.code, error.details["dossier_id"]) == ("DRAFT_SUBMITTED", dossier.dossier_id)


# Files ----------------------------------------------------------------------------------------------------------------------


def encrypted(user: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt(user, "chủ", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_pdf_that_officers_could_not_open_is_refused(house: House) -> None:
    error = refused(InvalidInput, lambda: house.upload("an", encrypted("mật khẩu")))
    assert error.code == "FILE_PROTECTED"
    assert "mật khẩu" in error.message_vi
    # Protected against copying only: it opens for everybody.
    open_for_all = encrypted("")
    assert PdfReader(io.BytesIO(open_for_all)).is_encrypted
    assert house.upload("an", open_for_all).size == len(open_for_all)
    named = PDF.replace(b"trailer<<", b"trailer<</Encrypt 9 0 R ")
    assert refused(InvalidInput, lambda: house.upload("an", named)).code == "FILE_DAMAGED"


def test_every_paper_of_the_counter_is_there(house: House) -> None:
    """The harness and the procedure agree on what a whole dossier is."""
    assert {paper.component for paper in decide(house, house.full_draft("lan")).papers} == set(PAPERS[LAND])
