# SPDX-License-Identifier: Apache-2.0
"""Names and numbers of persons, by whatever way they come: of the applicant, in the form, for whom results are fetched. What
somebody noted is printed as a note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from intake_harness import ANSWERS, LAND, House, printed, refused, request_id
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.domain.checking import check_applicant
from motcua_intake.domain.records import Applicant
from motcua_rpc import InvalidInput
from motcua_rpc.structs import to_dict, to_struct

TODAY = date(2026, 11, 23)
GOOD = Applicant(name="H'Hen Niê", id_number="099 172 000 103", phone="+84 912 345 678", email="ten@noi.vn")


def test_what_an_applicant_is_kept_with() -> None:
    kept, problems = check_applicant(GOOD, TODAY)
    assert problems == []
    assert (kept.name, kept.id_number, kept.phone) == ("H'Hen Niê", "099172000103", "+84912345678")


@pytest.mark.parametrize("number", ["012345678", "B1234567", "001080000001"])
def test_an_old_card_or_a_passport_identifies_a_person_too(number: str) -> None:
    assert check_applicant(Applicant(name="Nguyễn Văn An", id_number=number), TODAY)[1] == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "\U0001f3e0 An", "không thể hiện được: “\U0001f3e0”"),
        ("name", "12345", "hãy bỏ ký tự “1”"),
        ("name", "...", "bằng chữ"),
        ("name", "", "Hãy nhập họ tên"),
        ("id_number", "", "Hãy nhập số định danh"),
        ("id_number", "000000000000", "chỉ lặp lại một chữ số"),
        ("id_number", "000000000", "chỉ lặp lại một chữ số"),
        ("id_number", "099485000101", "năm sinh 2185"),
        ("id_number", "0109999999", "Hãy nhập một trong các số sau"),
        ("phone", "00000000", "Số điện thoại có"),
        ("phone", "12", "Số điện thoại có"),
        ("email", "ten@noi", "thư điện tử"),
    ],
)
def test_what_is_no_name_and_no_number_is_refused(field: str, value: str, sentence: str) -> None:
    fields = {"name": GOOD.name, "id_number": GOOD.id_number, field: value}
    ((problem),) = check_applicant(Applicant(**fields), TODAY)[1]
    assert problem.field == f"applicant.{field}"
    assert sentence in problem.message.vi and problem.message.to("en") != problem.message.vi


WRONG: dict[str, Any] = {
    "transferee_name": "Lý \U0001f642 Mua",
    "transferee_id": "999999999999",
    "applicant_phone": "00000000",
    "mortgagee_name": "12345",
    "price": 1,
}


def test_a_form_is_not_submitted_with_them(house: House) -> None:
    draft = house.full_draft("an", answers={**ANSWERS[LAND], **WRONG})
    request = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    error = refused(InvalidInput, lambda: house.of("an").SubmitDraft(request))
    assert {one.field for one in error.field_errors} == set(WRONG)
    assert to_dict(draft.answers)["transferee_name"] == WRONG["transferee_name"], (
        "the draft keeps what was typed"
    )

    counter = house.full_draft("lan", answers={**ANSWERS[LAND], **WRONG})
    receive = pb.ReceiveDossierRequest(
        request_id=request_id(), draft_id=counter.draft_id, revision=counter.revision
    )
    error = refused(InvalidInput, lambda: house.of("lan").ReceiveDossier(receive))
    assert {one.field for one in error.field_errors} == set(WRONG)


@pytest.mark.parametrize(
    ("name", "number", "wrong"),
    [
        ("Y Blơ", "099172000103", set()),
        ("Công ty TNHH 3 Bình", "0109999999", set()),
        ("Công ty TNHH 3 Bình", "0109999999-001", set()),
        ("Công ty TNHH 3 Bình", "099172000103", {"transferor_name"}),
        ("Công ty \U0001f642", "0109999999", {"transferor_name"}),
        ("Y Blơ", "111111111111", {"transferor_id"}),
    ],
)
def test_an_owner_is_named_as_their_number_says(
    house: House, name: str, number: str, wrong: set[str]
) -> None:
    owner = {"filer": "proxy", "represents": "transferor", "transferor_name": name, "transferor_id": number,
             "transferor_address": "Đồi Sim"}  # fmt: skip
    draft = house.full_draft("an", answers={**ANSWERS[LAND], **owner}, more=("VB-DAI-DIEN",))
    problems = house.of("an").CheckDraft(pb.CheckDraftRequest(draft_id=draft.draft_id)).problems
    assert {one.field for one in problems} == wrong


def test_a_dossier_from_the_counter_is_not_completed_with_them(house: House) -> None:
    draft = house.full_draft("lan", skip=("GCN",), answers={**ANSWERS[LAND], "price": 1})
    item = pb.SupplementItem(component="GCN", reason="Chưa nộp giấy tờ này.")
    asked = pb.ReceiveDossierRequest(
        request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision,
        supplement=pb.SupplementDecision(items=[item], reason="Bổ sung đủ rồi nộp lại."),
    )  # fmt: skip
    dossier = house.of("lan").ReceiveDossier(asked).dossier
    request = pb.AmendDossierRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, applicant=dossier.applicant,
        answers=to_struct({**to_dict(dossier.answers), **WRONG}), revision=dossier.revision,
    )  # fmt: skip
    error = refused(InvalidInput, lambda: house.of("lan").AmendDossier(request))
    assert {one.field for one in error.field_errors} == set(WRONG)


def test_numbers_and_names_are_kept_in_one_way(house: House) -> None:
    answers = {
        **ANSWERS[LAND],
        "applicant_phone": "0912 345 678",
        "applicant_name": "Nguye\u0302\u0303n Văn An",
    }
    draft = house.full_draft("an", answers=answers)
    request = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    kept = to_dict(house.of("an").SubmitDraft(request).dossier.answers)
    assert (kept["applicant_phone"], kept["applicant_name"]) == ("0912345678", "Nguyễn Văn An")


def test_the_note_of_whoever_accepts_is_printed_as_one(house: House) -> None:
    dossier = house.submit()
    request = pb.AcceptDossierRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, note="Nộp bản gốc trước ngày 30"
    )
    accepted = house.of("lan").AcceptDossier(request).dossier
    assert "Ghi chú của người tiếp nhận: Nộp bản gốc trước ngày 30" in printed(house, accepted, "01")


@pytest.mark.parametrize("sign", ["王", "\U0001f3e0", "ស"])
def test_a_text_that_no_form_can_show_is_refused_wherever_it_would_be_printed(
    house: House, sign: str
) -> None:
    """A note on form 01, what is wanted on form 02, a reason on form 03, a withdrawal on form 05."""
    said, key = f"Vì giấy tờ của ông {sign} chưa đủ.", house.submit().dossier_id
    item, fine = (pb.SupplementItem(component="GCN", reason=one) for one in (said, "Chưa nộp giấy tờ này."))
    lan, an = house.of("lan"), house.of("an")
    calls: list[tuple[Callable[[Any], Any], Any]] = [
        (lan.AcceptDossier, pb.AcceptDossierRequest(note=said)),
        (lan.RequestSupplement, pb.RequestSupplementRequest(items=[item], reason="Chưa đủ giấy tờ.")),
        (lan.RequestSupplement, pb.RequestSupplementRequest(items=[fine], reason=said)),
        (lan.RefuseDossier, pb.RefuseDossierRequest(reason=said)),
        (an.WithdrawDossier, pb.WithdrawDossierRequest(reason=said)),
    ]
    for call, request in calls:
        request.request_id, request.dossier_id = request_id(), key
        error = refused(InvalidInput, lambda call=call, request=request: call(request))  # type: ignore[misc]
        told = [one for one in error.field_errors if one.code == "TEXT_UNREADABLE"]
        assert told and f"“{sign}” (U+{ord(sign):04X})" in told[0].message_vi, request


def test_a_party_is_named_in_latin_letters(house: House) -> None:
    draft = house.full_draft(
        "an", answers={**ANSWERS[LAND], "transferee_name": "王小明", "mortgagee_name": "Банк"}
    )
    problems = house.of("an").CheckDraft(pb.CheckDraftRequest(draft_id=draft.draft_id)).problems
    assert {one.field for one in problems} == {"transferee_name", "mortgagee_name"}
    assert all("La-tinh" in one.message.vi for one in problems)
