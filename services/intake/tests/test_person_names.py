# SPDX-License-Identifier: Apache-2.0
"""Names of persons are legible wherever they are printed; what somebody noted is printed as a note."""

from __future__ import annotations

import pytest
from intake_harness import House, printed, request_id
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.domain.checking import check_applicant, strange_name
from motcua_intake.domain.records import Applicant


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Văn An", "H'Hen Niê", "Y Moan Êñuôl", "O’Neil", "Anne-Marie Lê", "J. R. Nguyễn", "Ng\u0323uyên"],
)
def test_names_of_people_are_taken(name: str) -> None:
    assert strange_name(name) == ""
    assert check_applicant(Applicant(name=name, id_number="099172000103"))[1] == []


@pytest.mark.parametrize(
    ("name", "char"),
    [
        ("\U0001f3e0 An", "\U0001f3e0"),
        ("An 2", "2"),
        ("An <b>", "<"),
        ("An/Bình", "/"),
        ("An\u25a1", "\u25a1"),
        ("A_n", "_"),
    ],
)
def test_a_name_with_anything_else_is_refused_with_the_character(name: str, char: str) -> None:
    ((problem),) = check_applicant(Applicant(name=name, id_number="099172000103"))[1]
    assert problem.field == "applicant.name"
    assert (
        f"hãy bỏ ký tự “{char}”" in problem.message.vi
        and f"please take out “{char}”" in problem.message.to("en")
    )


def test_the_note_of_whoever_accepts_is_printed_as_one(house: House) -> None:
    dossier = house.submit()
    request = pb.AcceptDossierRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, note="Nộp bản gốc trước ngày 30 \U0001f3e0"
    )
    accepted = house.of("lan").AcceptDossier(request).dossier
    assert "Ghi chú của người tiếp nhận: Nộp bản gốc trước ngày 30 □" in printed(house, accepted, "01")


@pytest.mark.parametrize(
    ("number", "taken"), [("000000000000", False), ("000000000", False), ("001080000001", True)]
)
def test_a_number_of_zeros_is_nobodys(number: str, taken: bool) -> None:
    assert (check_applicant(Applicant(name="Nguyễn Văn An", id_number=number))[1] == []) == taken
