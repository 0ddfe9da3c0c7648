# SPDX-License-Identifier: Apache-2.0
"""A request for papers says what to do: what says nothing is refused beside its field, and nothing is issued."""

from __future__ import annotations

import pytest
from intake_harness import House, ask, printed, refused, request_id
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import InvalidInput

EMPTY_WORDS = [".", "x", "Mờ", ". . . . . .", "-----", "  x  ", "\u200b\u200b\u200b"]


def request(house: House, dossier: pb.Dossier, reason: str, *why: str) -> pb.Dossier:
    items = [
        pb.SupplementItem(component=code, reason=one)
        for code, one in zip(("MAU-18", "GCN", "MAU-03A"), why, strict=False)
    ]
    return (
        house.of("lan")
        .RequestSupplement(
            pb.RequestSupplementRequest(
                request_id=request_id(), dossier_id=dossier.dossier_id, items=items, reason=reason
            )
        )
        .dossier
    )


@pytest.mark.parametrize("said", EMPTY_WORDS)
def test_a_reason_that_says_nothing_is_refused_beside_its_paper(house: House, said: str) -> None:
    dossier = house.submit()
    error = refused(
        InvalidInput, lambda: request(house, dossier, "Nộp bổ sung trong 03 ngày.", "Bản mờ", said)
    )
    assert [(one.field, one.code) for one in error.field_errors] == [("items[1].reason", "TEXT_TOO_SHORT")]
    assert "ít nhất 5 ký tự" in error.field_errors[0].message_vi
    seen = house.get(dossier)
    assert not seen.supplements and [one.form for one in seen.documents] == ["00"]


def test_every_paper_with_such_a_reason_is_told_at_once(house: House) -> None:
    error = refused(
        InvalidInput, lambda: request(house, house.submit(), "Nộp đủ giấy tờ", ".", "Chưa ký", "x")
    )
    assert [one.field for one in error.field_errors] == ["items[0].reason", "items[2].reason"]


@pytest.mark.parametrize("said", EMPTY_WORDS)
def test_the_general_reason_says_something_too(house: House, said: str) -> None:
    dossier = house.submit()
    error = refused(InvalidInput, lambda: request(house, dossier, said, "Chưa ký"))
    assert [one.field for one in error.field_errors] == ["reason"]
    assert not house.get(dossier).supplements


def test_the_counter_is_asked_the_same(house: House) -> None:
    """A dossier brought on paper goes to the check of the counter with the same rule."""
    made = house.full_draft("lan", skip=("GCN",))
    call = pb.ReceiveDossierRequest(request_id=request_id(), draft_id=made.draft_id, revision=made.revision)
    call.supplement.items.add(component="GCN", reason="x")
    call.supplement.reason = "Nộp giấy chứng nhận"
    error = refused(InvalidInput, lambda: house.of("lan").ReceiveDossier(call))
    assert [one.field for one in error.field_errors] == ["items[0].reason"]


def test_a_paper_without_words_of_its_own_follows_the_general_reason(house: House) -> None:
    dossier = request(house, house.submit(), "Thiếu chữ ký ở trang cuối.", "")
    assert "Đơn đăng ký biến động đất đai 01 Theo lý do dưới đây" in printed(house, dossier, "02")
    assert ask(house, house.submit(), "MAU-18").supplements[0].items[0].reason == "Chưa ký"


@pytest.mark.parametrize("said", ["..........", "- - - - - - - - -", "x........."])
def test_dots_are_no_ground_of_a_refusal(house: House, said: str) -> None:
    dossier = house.submit()
    call = pb.RefuseDossierRequest(request_id=request_id(), dossier_id=dossier.dossier_id, reason=said)
    error = refused(InvalidInput, lambda: house.of("lan").RefuseDossier(call))
    assert [(one.field, one.code) for one in error.field_errors] == [("reason", "TEXT_TOO_SHORT")]
    assert house.get(dossier).status == pb.DOSSIER_STATUS_SUBMITTED
