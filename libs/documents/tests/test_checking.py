# SPDX-License-Identifier: Apache-2.0
"""A form that cannot be printed right is refused by field; wording of dates, counts and money."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from motcua_documents import InvalidForm, Paper, Receipt, render, samples
from motcua_documents.__main__ import main
from motcua_documents.wording import LEGAL_TIME, count, date_in_words, dong, minute_in_words, short_minute

RECEIPT: Receipt = samples.receipt()
NAIVE = datetime(2026, 11, 23, 9, 0)
MANY = tuple(Paper(name="a") for _ in range(501))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dossier_code": " \u200b "}, "dossier_code"),
        ({"papers": ()}, "papers"),
        ({"papers": MANY}, "papers"),
        ({"papers": (Paper(name="a"), Paper(name=""))}, "papers[1].name"),
        ({"papers": (Paper(name="a", copy=-1),)}, "papers[0].copy"),
        ({"received_at": NAIVE}, "received_at"),
        ({"request": None}, "request"),
        ({"request": 5}, "request"),
        ({"applicant": "Nguyễn"}, "applicant"),
        ({"applicant": 1.5}, "applicant"),
        ({"promised_at": RECEIPT.received_at - timedelta(minutes=1)}, "promised_at"),
        ({"sets": 0}, "sets"),
        ({"request": "a" * 1001}, "request"),
    ],
)
def test_receipt_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidForm) as caught:
        render(replace(RECEIPT, **changes))

    assert caught.value.field == field
    assert caught.value.code == "DOCUMENT_FIELD_INVALID"


def test_acknowledgement_cannot_be_answered_before_it_came() -> None:
    form = samples.acknowledgement()

    with pytest.raises(InvalidForm, match="answer_by"):
        render(replace(form, answer_by=form.submitted_at - timedelta(hours=1)))


def test_moments_are_printed_in_legal_time() -> None:
    moment = datetime(2026, 12, 4, 10, 0, tzinfo=UTC)

    assert minute_in_words(moment) == "17 giờ 00 phút, thứ Sáu, ngày 04 tháng 12 năm 2026"
    assert short_minute(moment) == "17:00 ngày 04/12/2026"


@pytest.mark.parametrize(
    ("month", "day", "words"),
    [
        (1, 2, "ngày 02 tháng 01 năm 2026"),
        (3, 9, "ngày 09 tháng 3 năm 2026"),
        (10, 31, "ngày 31 tháng 10 năm 2026"),
    ],
)
def test_dates_have_the_zeros_of_the_decree(month: int, day: int, words: str) -> None:
    assert date_in_words(datetime(2026, month, day, tzinfo=LEGAL_TIME)) == words


def test_counts_and_money() -> None:
    assert [count(number) for number in (0, 1, 12)] == ["", "01", "12"]
    assert [dong(amount) for amount in (0, 20_000, 1_250_500)] == [
        "Không thu",
        "20.000 đồng",
        "1.250.500 đồng",
    ]


def test_specimens_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)], rounds=1) == 0
    assert {path.stem for path in tmp_path.glob("*.pdf")} == set(samples.all_samples())
    assert "receipt" in capsys.readouterr().out
    assert main([]) == 2
