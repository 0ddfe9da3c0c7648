# SPDX-License-Identifier: Apache-2.0
"""What stands on paper that a person carries home: a reason that says something, a number that is one."""

from __future__ import annotations

import pytest
from intake_harness import House, refuse, refused
from motcua_intake.domain import texts
from motcua_intake.errors import BadFields
from motcua_rpc import InvalidInput


@pytest.mark.parametrize("reason", ["", " ", "x", "  không   "])
def test_a_refusal_that_says_nothing_is_refused_and_nothing_happens(house: House, reason: str) -> None:
    dossier = house.submit("an")
    wrong = refused(InvalidInput, lambda: refuse(house, dossier, reason=reason))
    [field] = wrong.field_errors
    assert field.field == "reason" and field.code in ("FIELD_REQUIRED", "TEXT_TOO_SHORT")
    assert field.message_vi and field.message_en
    assert house.get(dossier, "an").status == dossier.status


@pytest.mark.parametrize("number", ["34/TB-CCT", "  335 / G15 (2) ", "H99.101-261123-0001/MẪU", "Số: 7"])
def test_numbers_of_papers_are_taken(number: str) -> None:
    assert texts.paper_number("number", number) == " ".join(number.split())


@pytest.mark.parametrize(
    "number", ["", "  ", "TB", "34 😀", "<34>", "34\u202e", "34\x00", "3" * 101, "34\u200b5"]
)
def test_what_is_no_number_of_a_paper_is_refused(number: str) -> None:
    with pytest.raises(BadFields) as wrong:
        texts.paper_number("number", number)
    [field] = wrong.value.field_errors
    assert field.field == "number" and field.message_vi != field.message_en
