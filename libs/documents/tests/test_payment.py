# SPDX-License-Identifier: Apache-2.0
"""The receipt of payment, and amounts in words."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from motcua_documents import dong_in_words, render
from motcua_documents.samples import payment
from pypdf import PdfReader

WORDS = {
    0: "Không đồng",
    5: "Năm đồng",
    10: "Mười đồng",
    15: "Mười lăm đồng",
    21: "Hai mươi mốt đồng",
    101: "Một trăm linh một đồng",
    1_000: "Một nghìn đồng",
    1_005: "Một nghìn không trăm linh năm đồng",
    28_000: "Hai mươi tám nghìn đồng",
    70_500: "Bảy mươi nghìn năm trăm đồng",
    528_000: "Năm trăm hai mươi tám nghìn đồng",
    1_000_000: "Một triệu đồng",
    2_040_015: "Hai triệu không trăm bốn mươi nghìn không trăm mười lăm đồng",
    3_000_000_001: "Ba tỷ không trăm linh một đồng",
    1_200_000_000_000: "Một nghìn hai trăm tỷ đồng",
}


@pytest.mark.parametrize("amount", list(WORDS))
def test_amounts_in_words(amount: int) -> None:
    assert dong_in_words(amount) == WORDS[amount]


@pytest.mark.parametrize("amount", [-1, 10**15])
def test_no_other_amounts(amount: int) -> None:
    with pytest.raises(ValueError, match="No amount"):
        dong_in_words(amount)


def test_the_receipt_says_what_was_paid() -> None:
    pdf = PdfReader(io.BytesIO(render(payment()).pdf))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert len(pdf.pages) == 1
    for said in (
        "THU PHÍ, LỆ PHÍ", "528.000 đồng", "Năm trăm hai mươi tám nghìn đồng", "Tiền mặt",
        "không thay biên lai theo Nghị định số 123/2020/NĐ-CP", "không phải biên lai mới",
    ):  # fmt: skip
        assert said in text


def test_printing_again_gives_the_same_bytes() -> None:
    assert render(payment()).pdf == render(replace(payment())).pdf
