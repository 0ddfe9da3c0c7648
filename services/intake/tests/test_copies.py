# SPDX-License-Identifier: Apache-2.0
"""How many copies of a result were made reaches whoever reads the dossier, and the return slip."""

from __future__ import annotations

import pytest
from intake_harness import COPY, House, ask, printed, request_id, settle, withdraw
from intake_prepared import prepared
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import InvalidInput

RELEASE = "KQ.G15.000335"


@pytest.mark.parametrize(("made", "counted"), [(0, 1), (2, 2)])
def test_the_return_slip_counts_the_copies_that_were_made(house: House, made: int, counted: int) -> None:
    dossier = house.accept(house.submit())
    assert house.sign(dossier, "release", RELEASE, number="7/CT", copies=made).copies == counted
    house.decide(dossier, "release", "granted", by="son")
    person = dossier.applicant
    settle(house, dossier)
    request = pb.ReturnResultsRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, receiver_name=person.name,
        receiver_id_number=person.id_number, signed=True,
    )  # fmt: skip
    returned = house.of("lan").ReturnResults(request).dossier

    [result] = [one for one in returned.results if one.code == RELEASE]
    assert result.copies == counted
    line = printed(house, returned, "RT").partition("7/CT")[2].partition("Bản chính")[0]
    assert f"0{counted}" in line


@pytest.mark.parametrize("made", [-1, 1001])
def test_copies_that_nobody_makes_are_refused(house: House, made: int) -> None:
    dossier = house.accept(house.submit())
    with pytest.raises(InvalidInput) as refused:
        house.sign(dossier, "release", RELEASE, copies=made)
    assert [one.field for one in refused.value.field_errors] == ["copies"]


CERTIFIED = "KQ.G15.000021"
NOTE = "Bản thứ hai bị kẹt giấy, người yêu cầu đồng ý nhận một bản."


def given_back(house: House, dossier: pb.Dossier) -> pb.Dossier:
    person = dossier.applicant
    settle(house, dossier)
    request = pb.ReturnResultsRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, receiver_name=person.name,
        receiver_id_number=person.id_number, signed=True,
    )  # fmt: skip
    return house.of("lan").ReturnResults(request).dossier


@prepared
def certified(house: House, **made: int | str) -> pb.Dossier:
    """A dossier of two copies of four pages, as far as the signed result."""
    dossier = house.accepted(COPY)
    house.sign(dossier, "copy", CERTIFIED, number="12/BS", who="quang", signer="Vũ Đình Quang", **made)
    house.decide(dossier, "copy", "granted", by="quang")
    return house.get(dossier)


def test_the_receipt_says_what_was_asked_for(house: House) -> None:
    dossier = house.accepted(COPY)
    asked = [(one.label.vi, one.value.vi) for one in dossier.asked]
    assert asked == [
        ("Tên giấy tờ", "Bằng tốt nghiệp"), ("Số trang của một bản sao", "4"), ("Số bản sao", "2"),
    ]  # fmt: skip
    receipt = printed(house, dossier, "01")
    for label, value in asked:
        assert f"{label}: {value}" in receipt
    assert "12.000 đồng" in receipt, "2 × (2 × 2.000 + 2 × 1.000)"
    assert "tạm tính theo tờ khai" in receipt


def test_an_original_that_is_only_shown_is_not_counted_on_the_receipt(house: House) -> None:
    """It was given back at once, so that the authority has none of it."""
    receipt = printed(house, house.accepted(COPY), "01")
    row = receipt.partition("Bản chính giấy tờ cần chứng thực")[2].partition("2. Số lượng hồ sơ")[0]
    assert "Bản chính xuất trình để đối chiếu, đã trả lại ngay" in row
    assert row.split().count("01") == 1, "its scan"


def test_the_fee_and_the_words_follow_what_was_made(house: House) -> None:
    dossier = certified(house, copies=1, pages=5, note=NOTE)
    (part,) = dossier.parts
    assert (part.fee, part.fee_as_made) == (7_000, True), "2 × 2.000 + 3 × 1.000"
    (result,) = dossier.results
    assert (result.copies, result.pages, result.note) == (1, 5, NOTE)
    (ready,) = house.events("dossier.results_ready")[-1].data["ready"]
    assert (ready["copies"], ready["note"]) == (1, NOTE)
    slip = printed(house, given_back(house, dossier), "RT")
    assert NOTE in slip and "7.000 đồng" in slip


def test_before_the_result_and_without_a_count_the_fee_is_that_of_the_order(house: House) -> None:
    (part,) = house.accepted(COPY).parts
    assert (part.fee, part.fee_as_made) == (12_000, False)
    (part,) = certified(house, copies=1).parts
    assert (part.fee, part.fee_as_made) == (12_000, False), "nobody counted the pages"


def test_a_part_without_a_result_costs_nothing_here(house: House) -> None:
    dossier = house.accepted(COPY)
    house.decide(dossier, "copy", "refused", by="thao", reason="Bản chính bị tẩy xóa.")
    assert not house.get(dossier).parts[0].HasField("fee")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"pages": -1}, "pages"), ({"pages": 10_001}, "pages"), ({"note": "a" * 1001}, "note")],
)
def test_what_nobody_counts_or_reads_is_refused(
    house: House, values: dict[str, int | str], field: str
) -> None:
    dossier = house.accepted(COPY)
    with pytest.raises(InvalidInput) as refused:
        house.sign(dossier, "copy", CERTIFIED, who="quang", **values)
    assert [one.field for one in refused.value.field_errors] == [field]


# Who signs ----------------------------------------------------------------------------------------------------------------


def test_a_deputy_signs_for_the_head(house: House) -> None:
    """NĐ 30/2020/NĐ-CP, Phụ lục I: "KT." and the head's position above the deputy's own."""
    dossier = house.accepted(COPY)
    house.decide(dossier, "copy", "refused", by="quang", reason="Bản chính bị tẩy xóa.")
    text = printed(house, house.get(dossier), "03")
    assert "KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in text and "Vũ Đình Quang" in text


def test_a_head_signs_as_such(house: House) -> None:
    dossier = house.accepted()
    house.decide(dossier, "release", "refused", by="son", reason="Thiếu căn cứ.")
    text = printed(house, house.get(dossier), "03")
    assert "GIÁM ĐỐC CHI NHÁNH" in text and "KT." not in text


def test_a_notice_before_acceptance_leaves_the_line_open(house: House) -> None:
    """Nobody of the window dealt with the dossier: whoever hands the notice over signs."""
    text = printed(house, withdraw(house, house.submit()), "05")
    assert "CÁN BỘ MỘT CỬA (Ký, ghi rõ họ tên, đóng dấu) ....." in text


def test_who_asked_for_papers_signs_the_notice_before_acceptance(house: House) -> None:
    text = printed(house, withdraw(house, ask(house, house.submit(), "GCN")), "05")
    assert "Trần Thị Lan" in text.partition("Nơi nhận:")[2] and "CÁN BỘ MỘT CỬA" not in text
