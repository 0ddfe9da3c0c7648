# SPDX-License-Identifier: Apache-2.0
"""Drafts and submission: nothing typed is lost, nothing is submitted twice, nothing incomplete passes."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from intake_harness import ANSWERS, COPY, LAND, PAPERS, House, refused, request_id
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, NotFound, Stale
from motcua_rpc.structs import to_dict, to_struct
from sqlalchemy import text


def save(
    house: House, draft: pb.Draft, who: str = "an", revision: int | None = None, **answers: object
) -> pb.Draft:
    request = pb.SaveDraftRequest(
        request_id=request_id(),
        draft_id=draft.draft_id,
        applicant=draft.applicant,
        answers=to_struct({**to_dict(draft.answers), **answers}),
        revision=draft.revision if revision is None else revision,
    )
    return house.of(who).SaveDraft(request).draft


def submit(house: House, draft: pb.Draft, who: str = "an", request: str = "") -> pb.Dossier:
    sent = pb.SubmitDraftRequest(
        request_id=request or request_id(), draft_id=draft.draft_id, revision=draft.revision
    )
    return house.of(who).SubmitDraft(sent).dossier


def problems(house: House, draft: pb.Draft, who: str = "an") -> dict[str, str]:
    found = house.of(who).CheckDraft(pb.CheckDraftRequest(draft_id=draft.draft_id)).problems
    return {one.field: one.message.vi for one in found}


@pytest.mark.parametrize("area", ["abc", {"typed": "12abc"}, {"typed": "120.500"}])
def test_a_draft_may_be_incomplete_and_says_what_is_missing(house: House, area: Any) -> None:
    draft = house.draft("an", answers={"area": area}, phone="12")
    assert to_dict(draft.answers)["area"] == area, "what was typed is kept"
    assert (draft.revision, draft.source, draft.procedure_version) == (1, pb.SOURCE_PORTAL, 1)
    found = problems(house, draft)
    assert found["area"]
    assert found["parcel_no"]
    assert found["applicant.phone"]
    assert "Giấy chứng nhận đã cấp" in found["papers.GCN"]
    error = refused(InvalidInput, lambda: submit(house, draft))
    assert {one.field for one in error.field_errors} == set(found)
    assert error.code == "DRAFT_INCOMPLETE"


def test_what_the_register_knows_is_not_asked_again(house: House) -> None:
    request = pb.SaveDraftRequest(request_id=request_id(), procedure_key=LAND, unit="suoi_trong")
    draft = house.of("an").SaveDraft(request).draft
    assert (draft.applicant.id_number, draft.applicant.email) == (
        "099085000101",
        "an.congdan@congdan.example",
    )
    assert draft.applicant.user == "an.congdan"


def test_the_form_fills_what_the_applicant_left_blank(house: House) -> None:
    draft = house.draft("lan", name="", id_number="", phone="")
    assert "applicant.name" not in problems(house, draft, "lan")


def test_a_stale_form_is_refused_and_loses_nothing(house: House) -> None:
    draft = house.draft("an")
    newer = save(house, draft, parcel_no="200")
    error = refused(Stale, lambda: save(house, draft, parcel_no="300"))
    assert error.code == "DRAFT_STALE"
    assert error.details["revision"] == str(newer.revision)
    stored = house.of("an").GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)).draft
    assert to_dict(stored.answers)["parcel_no"] == "200"


@pytest.mark.parametrize(
    "typed", ["chữ U+0001 \x01", "🏠 文件 עברית", "a\u202eb", "ế" * 10_000, "\ufeff\u200b", "\x1b[2J"]
)
def test_any_unicode_is_kept_as_it_was_typed(house: House, typed: str) -> None:
    draft = save(house, house.draft("an"), note=typed)
    stored = house.of("an").GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)).draft
    assert to_dict(stored.answers)["note"] == typed
    problems(house, draft)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"answers": to_struct({"note": "x" * 200_001})}, "answers"),
        ({"answers": to_struct({"n": float("nan")})}, "answers.n"),
        ({"applicant": pb.Applicant(name="x" * 2001)}, "applicant.name"),
        ({"procedure_key": COPY, "draft_id": ""}, "procedure_key"),
        ({"unit": "x" * 101}, "unit"),
    ],
)
def test_bad_input_names_its_field(house: House, change: dict[str, object], field: str) -> None:
    request = pb.SaveDraftRequest(request_id=request_id(), procedure_key=LAND)
    for name, value in change.items():
        if isinstance(value, str):
            setattr(request, name, value)
        else:
            getattr(request, name).CopyFrom(value)
    error = refused(InvalidInput, lambda: house.of("an").SaveDraft(request))
    assert [one.field for one in error.field_errors] == [field]


@pytest.mark.parametrize("key", ["", "khong/co", "dat-dai/%00", "x" * 5000])
def test_an_unknown_procedure(house: House, key: str) -> None:
    request = pb.SaveDraftRequest(request_id=request_id(), procedure_key=key)
    assert refused(NotFound, lambda: house.of("an").SaveDraft(request)).code == "PROCEDURE_UNKNOWN"
    assert (
        refused(NotFound, lambda: house.of(None).GetProcedure(pb.GetProcedureRequest(key=key))).code
        == "PROCEDURE_UNKNOWN"
    )


def test_a_draft_is_its_owners_only(house: House) -> None:
    draft = house.full_draft("an")
    paper = house.attach("an", "TRICH-DO", draft=draft.draft_id)
    for call in (
        lambda: house.of("binh").GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)),
        lambda: house.of("lan").GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)),
        lambda: save(house, draft, "binh"),
        lambda: submit(house, draft, "binh"),
        lambda: problems(house, draft, "binh"),
        lambda: house.attach("binh", "GCN", draft=draft.draft_id),
        lambda: house.of("binh").RemovePaper(
            pb.RemovePaperRequest(request_id=request_id(), paper_id=paper.paper_id)
        ),
        lambda: house.of("an").GetDraft(pb.GetDraftRequest(draft_id="%00")),
    ):
        refused(NotFound, call)
    listed = house.of("binh").ListDrafts(pb.ListDraftsRequest()).drafts
    assert [one.draft_id for one in listed] == []


def test_own_drafts_come_newest_first_page_by_page(house: House) -> None:
    made = [house.draft("an").draft_id for _ in range(3)]
    first = house.of("an").ListDrafts(pb.ListDraftsRequest(page_size=2))
    second = house.of("an").ListDrafts(pb.ListDraftsRequest(page_size=2, page_token=first.next_page_token))
    assert [one.draft_id for one in [*first.drafts, *second.drafts]] == made[::-1]
    assert not second.next_page_token


def test_submission_codes_and_acknowledges(house: House) -> None:
    dossier = house.submit()
    assert dossier.status == pb.DOSSIER_STATUS_SUBMITTED
    assert dossier.code == "H99.101-261123-0001"
    # 8 working hours from Monday 09:00: Tuesday 24 November is a day off, so Wednesday 09:00.
    assert dossier.answer_due_at.ToJsonString() == "2026-11-25T02:00:00Z"
    assert [(one.form, one.number) for one in dossier.documents] == [("00", "01/XNHS")]
    assert {paper.component for paper in dossier.papers} == set(PAPERS[LAND])
    assert [part.status for part in dossier.parts] == [pb.PART_STATUS_WAITING] * 2
    assert [line.type for line in dossier.history] == ["dossier.submitted"]
    event = house.events("dossier.submitted")[0]
    assert event.data["dossier"]["applicantName"] == "Nguyễn Văn An"
    assert event.data["source"] == "portal"
    assert "099085000101" not in event.to_json()


def test_a_submitted_draft_is_immutable(house: House) -> None:
    draft = house.full_draft("an")
    file_id = house.upload("an").file_id
    submit(house, draft)
    paper = house.of("an").GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)).draft.papers[0]
    attach = pb.AttachPaperRequest(
        request_id=request_id(), draft_id=draft.draft_id, component="TRICH-DO", file_id=file_id
    )
    remove = pb.RemovePaperRequest(request_id=request_id(), paper_id=paper.paper_id)
    assert refused(Conflict, lambda: save(house, draft)).code == "DRAFT_SUBMITTED"
    assert refused(Conflict, lambda: house.of("an").AttachPaper(attach)).code == "DRAFT_SUBMITTED"
    refused(Conflict, lambda: house.of("an").RemovePaper(remove))
    assert not house.of("an").ListDrafts(pb.ListDraftsRequest()).drafts


def test_the_same_draft_sent_by_many_at_once_is_one_dossier(house: House) -> None:
    draft = house.full_draft("an")
    codes: list[str] = []
    threads = [threading.Thread(target=lambda: codes.append(submit(house, draft).code)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert codes == ["H99.101-261123-0001"] * 6
    assert len(house.events("dossier.submitted")) == 1


def test_codes_have_neither_gaps_nor_doubles(house: House) -> None:
    drafts = [house.full_draft("an") for _ in range(5)]
    incomplete = house.draft("an")
    found: list[str] = []

    def send(draft: pb.Draft) -> None:
        try:
            found.append(submit(house, draft).code)
        except InvalidInput:
            found.append("refused")

    threads = [
        threading.Thread(target=send, args=(draft,)) for draft in [*drafts[:3], incomplete, *drafts[3:]]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == [f"H99.101-261123-000{n}" for n in range(1, 6)] + ["refused"]


def test_the_daily_number_grows_and_begins_anew(house: House) -> None:
    with house.database.begin() as connection:
        connection.execute(text("INSERT INTO intake.counter VALUES ('dossier/suoi_trong/261123', 9999)"))
    assert house.submit().code == "H99.101-261123-10000"
    house.at("2026-11-25 08:00")
    assert house.submit().code == "H99.101-261125-0001"


def test_a_request_id_counts_once(house: House) -> None:
    draft = house.full_draft("an")
    first, second = submit(house, draft, request="once"), submit(house, draft, request="once")
    assert first == second
    other = house.full_draft("an")
    assert refused(AlreadyExists, lambda: submit(house, other, request="once")).code == "REQUEST_ID_REUSED"


def test_a_clerk_files_at_the_own_window_only(house: House) -> None:
    draft = house.draft("lan")
    assert (draft.unit, draft.source) == ("suoi_trong", pb.SOURCE_WINDOW)
    assert draft.applicant.user == ""
    request = pb.SaveDraftRequest(request_id=request_id(), procedure_key=LAND, unit="ben_gio")
    assert refused(InvalidInput, lambda: house.of("lan").SaveDraft(request)).code == "UNIT_FOREIGN"


def test_a_window_procedure_is_not_open_online(house: House) -> None:
    request = pb.SaveDraftRequest(request_id=request_id(), procedure_key=COPY)
    assert refused(InvalidInput, lambda: house.of("an").SaveDraft(request)).code == "CHANNEL_CLOSED"
    assert house.accepted(COPY).source == pb.SOURCE_WINDOW


def test_conditional_papers_follow_the_answers(house: House) -> None:
    answers = {**ANSWERS[LAND], "filer": "mortgagee"}
    draft = house.draft("an", answers=answers)
    assert "papers.VB-DONG-Y-XOA" not in problems(house, draft)
    assert "papers.VB-DAI-DIEN" in problems(house, draft), "whoever files for the bank proves it"
    proxy = save(house, draft, filer="proxy")
    assert "papers.VB-DAI-DIEN" in problems(house, proxy)
