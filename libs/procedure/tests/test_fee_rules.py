# SPDX-License-Identifier: Apache-2.0
"""What a procedure says of a fee beside its amount, and of how results are received."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from motcua_procedure import load_folder
from motcua_procedure.law import fee

COPY = Path(__file__).resolve().parents[3] / "workflows" / "chung-thuc" / "ban-sao-tu-ban-chinh"
PLAIN: dict[str, Any] = {
    "name": {"vi": "Phí"}, "kind": "FEE", "amount": 1000, "decided_by": "HDND", "valid": {"from": "2026-01-01"},
    "legal_basis": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ({}, (None, False, True)),
        ({"refundable": True}, (True, False, True)),
        ({"refundable": False, "on_refusal": "KEEP"}, (False, True, True)),
        ({"on_refusal": "CANCEL", "before_return": False}, (None, False, False)),
    ],
)
def test_what_is_left_out_is_not_laid_down(
    said: dict[str, Any], known: tuple[bool | None, bool, bool]
) -> None:
    made = fee(PLAIN | said)
    assert (made.refundable, made.stays_owed, made.before_return) == known


def test_a_certified_copy_is_not_returned_electronically() -> None:
    assert load_folder(COPY).procedure.return_ways == ("WINDOW", "POST")


def test_a_birth_certificate_stays_on_paper_where_the_rest_is_returned_electronically() -> None:
    birth = load_folder(COPY.parents[1] / "ho-tich/khai-sinh-thuong-tru-bhyt").procedure
    assert "ELECTRONIC" in birth.return_ways and not birth.originals_at_return()
    assert {key: name.vi for key, name in birth.on_paper().items()} == {
        ("birth", "KQ.G15.000031"): "Giấy khai sinh"
    }
    assert load_folder(COPY).procedure.on_paper() == {}
