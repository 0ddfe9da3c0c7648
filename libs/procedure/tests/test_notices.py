# SPDX-License-Identifier: Apache-2.0
"""Notices: what a message says to the applicant, in the words of procedure.yaml."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest
from motcua_procedure import Text, load_procedure, read_folder
from motcua_procedure.notice import notice
from motcua_text import SourceError

LINES = [
    {"fact": "no", "name": {"vi": "Số", "en": "Number"}},
    {"fact": "amount", "name": {"vi": "Số tiền", "en": "Amount"}, "kind": "money"},
    {"fact": "pay_by", "name": {"vi": "Hạn nộp", "en": "Pay by"}, "kind": "date"},
    {"fact": "pages", "name": {"vi": "Số trang", "en": "Pages"}, "kind": "number"},
]
PAY = notice("pay", {"title": {"vi": "Nộp tiền", "en": "Pay"}, "lines": LINES})


def told(**payload: Any) -> list[tuple[str, str, str]]:
    return [(label.vi, value.vi, value.to("en")) for label, value in PAY.told(payload)]


def test_money_dates_and_numbers_read_as_people_write_them() -> None:
    assert told(no="34/TB", amount=21_250_000, pay_by="2026-12-27", pages=1250.5) == [
        ("Số", "34/TB", "34/TB"),
        ("Số tiền", "21.250.000 đồng", "VND 21,250,000"),
        ("Hạn nộp", "Chủ nhật 27/12/2026", "Sunday 27 December 2026"),
        ("Số trang", "1.250,5", "1,250.5"),
    ]


def test_what_is_missing_strange_or_not_named_is_left_out() -> None:
    assert told(no="", amount=None, pay_by=True, pages=["1"], income_of_the_applicant=5) == []
    assert told(pay_by="hôm nào cũng được") == [("Hạn nộp", "hôm nào cũng được", "hôm nào cũng được")]


def test_what_another_agency_typed_is_one_harmless_line() -> None:
    [(_, value, _)] = told(no="a\r\nBcc: b\x00\u202e" + "x" * 5000)
    assert value.startswith("a Bcc: b x") and len(value) == 500 and value.isprintable()


def test_a_notice_waits_on_a_ground_that_the_clock_has(files: dict[str, bytes]) -> None:
    text = files["procedure.yaml"].decode()
    assert load_procedure(text.encode()).notices["payment_notice"].ground == "payment"
    wrong = text.replace("    ground: payment\n", "    ground: patience\n", 1)
    assert wrong != text
    with pytest.raises(SourceError) as caught:
        load_procedure(wrong.encode())
    assert [(one.code, 'no ground "patience"' in one.message) for one in caught.value.problems] == [
        ("notice", True)
    ]


def test_a_notice_supersedes_notices_that_there_are(files: dict[str, bytes]) -> None:
    text = files["procedure.yaml"].decode()
    found = load_procedure(text.encode()).notices
    assert (
        "payment_notice" in found["further_payment_notice"].supersedes
        and not found["payment_notice"].supersedes
    )
    wrong = text.replace("    supersedes: [payment_notice,", "    supersedes: [peace_offer,", 1)
    assert wrong != text
    with pytest.raises(SourceError) as caught:
        load_procedure(wrong.encode())
    assert [(one.code, 'no notice "peace_offer"' in one.message) for one in caught.value.problems] == [
        ("notice", True)
    ]


@pytest.fixture
def files() -> dict[str, bytes]:
    return read_folder(pathlib.Path(__file__).parents[3] / "workflows/dat-dai/xoa-the-chap-va-chuyen-nhuong")


def test_a_notice_without_an_action_waits_for_nothing() -> None:
    assert (PAY.todo, PAY.ground) == (Text(""), "")
