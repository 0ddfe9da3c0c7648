# SPDX-License-Identifier: Apache-2.0
"""Where the tax notice goes: as the form says, and where it says nothing, to the applicant's address, which is printed."""

from __future__ import annotations

from intake_harness import ANSWERS, COPY, LAND, House, printed, request_id
from motcua.intake.v1 import intake_pb2 as pb


def receipt(house: House, key: str, **answers: str) -> str:
    made = house.full_draft("lan", key, answers={**ANSWERS[key], **answers})
    call = pb.ReceiveDossierRequest(request_id=request_id(), draft_id=made.draft_id, revision=made.revision)
    return printed(house, house.of("lan").ReceiveDossier(call).dossier, "01")


def test_what_was_typed_is_printed(house: House) -> None:
    text = receipt(house, LAND, tax_address="Số 5, phường Bến Gió")
    assert "7. Nơi nhận thông báo thuế: Số 5, phường Bến Gió Tra cứu" in text


def test_left_empty_it_is_the_applicants_address(house: House) -> None:
    for typed in ({}, {"tax_address": ""}, {"tax_address": "   "}):
        text = receipt(house, LAND, **typed)
        assert "7. Nơi nhận thông báo thuế: Thôn Đầu Suối, xã Suối Trong (địa chỉ của người nộp hồ sơ" in text


def test_a_procedure_that_does_not_ask_prints_no_such_line(house: House) -> None:
    assert "Nơi nhận thông báo thuế" not in receipt(house, COPY)
