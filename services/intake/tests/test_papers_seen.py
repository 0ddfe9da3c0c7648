# SPDX-License-Identifier: Apache-2.0
"""Nothing is handed in that the person did not see, and no file twice under one paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from intake_harness import PDF, House, ask, printed, refused, request_id
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import InvalidInput, NotFound, Stale

OTHER = PDF + b"\n"


def hand_in(house: House, draft: pb.Draft) -> pb.Dossier:
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    return house.of("an").SubmitDraft(sent).dossier


def add(house: House, draft: pb.Draft) -> None:
    house.attach("an", "GCN", draft=draft.draft_id, content=OTHER)


def take_away(house: House, draft: pb.Draft) -> None:
    gone = draft.papers[0].paper_id
    house.of("an").RemovePaper(pb.RemovePaperRequest(request_id=request_id(), paper_id=gone))


@pytest.mark.parametrize("change", [add, take_away])
def test_a_paper_changed_elsewhere_is_not_handed_in_unseen(
    house: House, change: Callable[[House, pb.Draft], None]
) -> None:
    shown = house.full_draft("an")
    change(house, shown)
    error = refused(Stale, lambda: hand_in(house, shown))
    assert error.code == "DRAFT_STALE"
    assert "hồ sơ chưa được nộp" in error.message_vi and "bạn vừa nhập" not in error.message_vi
    fresh = house.fresh(shown)
    assert (fresh.revision, fresh.dossier_id) == (shown.revision + 1, "")


def test_a_refused_file_does_not_make_the_page_stale(house: House) -> None:
    shown = house.full_draft("an")
    refused(InvalidInput, lambda: house.attach("an", "GCN", draft=shown.draft_id))
    assert hand_in(house, shown).code


def test_the_same_file_is_there_once(house: House) -> None:
    draft = house.draft("an")
    house.attach("an", "GCN", draft=draft.draft_id)
    error = refused(InvalidInput, lambda: house.attach("an", "GCN", draft=draft.draft_id))
    assert error.code == "FILE_ALREADY_THERE" and "đã có ở giấy tờ" in error.message_vi
    # Another content, or another paper, is no slip.
    house.attach("an", "GCN", draft=draft.draft_id, content=OTHER)
    house.attach("an", "MAU-18", draft=draft.draft_id)
    assert len(house.fresh(draft).papers) == 3


def seen(*papers: pb.Paper) -> pb.PapersSeen:
    kinds = (
        {"component": p.component, "sha256": p.sha256, "form": p.form, "copies": p.copies} for p in papers
    )
    return pb.PapersSeen(papers=[pb.PaperSeen(**kind) for kind in kinds])


def answer(house: House, dossier: pb.Dossier, **more: Any) -> pb.Dossier:
    sent = pb.AnswerSupplementRequest(request_id=request_id(), dossier_id=dossier.dossier_id, **more)
    return house.of("an").AnswerSupplement(sent).dossier


def test_a_supplement_hands_in_what_was_seen(house: House) -> None:
    dossier = ask(house, house.submit(), "GCN")
    first = house.attach("an", "GCN", dossier=dossier.dossier_id)
    second = house.attach("an", "GCN", dossier=dossier.dossier_id, content=OTHER)
    for papers in (seen(), seen(first), seen(first, first), seen(first, second, second)):
        error = refused(Stale, lambda p=papers: answer(house, dossier, papers_seen=p))
        assert error.code == "PAPERS_CHANGED" and "chưa nộp" in error.message_vi
    done = answer(house, dossier, papers_seen=seen(second, first), note="Bản {mới} đây")
    assert done.status == pb.DOSSIER_STATUS_SUBMITTED
    told = [line.text for line in done.history if line.type == "dossier.note"]
    assert [(one.vi, one.en) for one in told] == [
        ("Ghi chú khi nộp bổ sung: Bản {mới} đây", "Note with the supplement: Bản {mới} đây")
    ]


def test_a_supplement_without_a_word_of_what_was_seen_hands_in_what_there_is(house: House) -> None:
    dossier = ask(house, house.submit(), "GCN")
    house.attach("an", "GCN", dossier=dossier.dossier_id)
    assert answer(house, dossier).status == pb.DOSSIER_STATUS_SUBMITTED


def test_a_reader_is_not_told_to_upload(house: House) -> None:
    own = house.upload("an").file_id
    for file_id in (own, "khong-co"):
        error = refused(NotFound, lambda f=file_id: house.download("binh", f))
        assert error.message_vi == "Không có tệp này, hoặc tệp không dành cho tài khoản của bạn."


def test_the_acknowledgement_names_a_paper_once(house: House) -> None:
    draft = house.full_draft("an")
    add(house, draft)
    text = printed(house, hand_in(house, house.fresh(draft)), "00")
    assert text.count("Giấy chứng nhận đã cấp") == 1, text
    assert text.count("giấy tờ.pdf") == len(draft.papers) + 1
