# SPDX-License-Identifier: Apache-2.0
"""Numbers are typed and shown as the language of the page writes them, and what can be read two ways is refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from citizen_steps import ANSWERS, begin, fill_in, hidden, ready_draft, value
from intake_double import IntakeDouble
from motcua_portal.web import numerals
from motcua_rpc.structs import to_dict


@pytest.mark.parametrize(
    ("typed", "vietnamese", "english"),
    [("1.120,5", 1120.5, None), ("1,120.5", None, 1120.5), ("120.500", 120500, None), ("120,500", None, 120500),
     ("120,5", 120.5, None), ("120.5", None, 120.5), ("1250000", 1250000, 1250000), ("1 250 000", 1250000, 1250000),
     ("12.3450", None, 12.345), ("0,125", 0.125, None), ("-5", -5, -5), ("1.2.3", None, None), ("12,34,567", None, None),
     ("1e5", None, None), ("không rõ", None, None), ("9" * 41, None, None), ("0.12345678901234567", None, None)],
)  # fmt: skip
def test_a_number_is_read_in_the_style_of_the_page_or_not_at_all(
    typed: str, vietnamese: Any, english: Any
) -> None:
    assert (numerals.read(typed, "vi"), numerals.read(typed, "en")) == (vietnamese, english)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("number", [0, 7, 120500, 1120.5, 12.345, 0.125, 9_007_199_254_740_991])
def test_what_a_page_shows_it_reads_back(number: float, language: str) -> None:
    shown = numerals.shown(number, language)
    assert numerals.read(shown, language) == number
    assert numerals.read(numerals.grouped(shown, language), language) == number


def _area(intake: IntakeDouble) -> Any:
    return to_dict(intake.drafts["draft-1"][1].answers)["area"]


def test_an_english_page_takes_back_what_it_prints(hoa: httpx.Client, intake: IntakeDouble) -> None:
    draft = begin(hoa)
    hoa.cookies.set("motcua_language", "en")
    assert fill_in(hoa, draft, **{"a.area": "1,120.5"}).status_code == 303
    assert _area(intake) == 1120.5
    assert "1,120.5" in hoa.get(f"{draft}/kiem-tra").text
    assert value(hoa.get(f"{draft}/to-khai"), "area") == "1120.5"
    hoa.cookies.set("motcua_language", "vi")
    assert value(hoa.get(f"{draft}/to-khai"), "area") == "1120,5"


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [("en", "120.500", "the English way, for example 1,120.5"), ("en", "1.120,5", "the English way"),
     ("vi", "120,500", "kiểu Việt Nam, ví dụ 1.120,5"), ("vi", "1,120.5", "kiểu Việt Nam")],
)  # fmt: skip
def test_the_other_style_is_refused_by_a_sentence_and_never_handed_on_as_a_number(
    hoa: httpx.Client, intake: IntakeDouble, language: str, typed: str, said: str
) -> None:
    draft = begin(hoa)
    hoa.cookies.set("motcua_language", language)
    page = fill_in(hoa, draft, **{"a.area": typed})
    assert page.status_code == 422 and said in page.text and value(page, "area") == typed
    assert any(one.field == "area" for one in intake._problems(intake.drafts["draft-1"][1])), (
        "intake refuses it too"
    )
    again = hoa.get(f"{draft}/to-khai")
    assert said in again.text and value(again, "area") == typed
    hoa.cookies.set("motcua_language", "vi" if language == "en" else "en")
    assert value(hoa.get(f"{draft}/to-khai"), "area") == typed, "no page of another language reads it anew"


def test_what_is_no_number_survives_and_stands_against_handing_in(
    hoa: httpx.Client, intake: IntakeDouble, sessions: Any
) -> None:
    draft = ready_draft(hoa)
    refused = fill_in(hoa, draft, **{"a.area": "12abc", "a.price": "1.250.000"})
    assert refused.status_code == 422 and value(refused, "area") == "12abc"
    assert value(refused, "price") == "1.250.000", "the others stay as they were typed, too"
    assert _area(intake) == {"typed": "12abc"}
    sessions.sessions.clear()
    sessions.sign_in("hoa")
    assert value(hoa.get(f"{draft}/to-khai"), "area") == "12abc"
    check = hoa.get(f"{draft}/kiem-tra")
    assert (
        "12abc" in check.text
        and "Hãy nhập một số" in check.text
        and "to-khai?ve=kiem-tra#f-area" in check.text
    )
    anyway = {"csrf": "csrf-hoa", "request_id": "anyway", "revision": _revision(intake)}
    answer = hoa.post(f"{draft}/kiem-tra", data=anyway)
    assert answer.status_code == 422 and not intake.dossiers
    assert fill_in(hoa, draft, **{"a.area": "12"}).status_code == 303 and _area(intake) == 12


def test_a_number_is_put_aside_as_it_was_typed(
    hoa: httpx.Client, intake: IntakeDouble, sessions: Any
) -> None:
    draft = begin(hoa)
    hoa.cookies.set("motcua_language", "en")
    page = hidden(hoa.get(f"{draft}/to-khai"))
    sessions.sessions.clear()
    away = hoa.post(f"{draft}/to-khai", data={**page, **ANSWERS, "a.area": "120.500"})
    back = parse_qs(urlsplit(away.headers["location"]).query)["next"][0]
    sessions.sign_in("hoa")
    hoa.cookies.set("motcua_language", "vi")
    assert value(hoa.get(back), "area") == "120.500"


def _revision(intake: IntakeDouble) -> str:
    return str(intake.drafts["draft-1"][1].revision)


def test_a_right_number_beside_a_wrong_answer_is_kept_as_a_number(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    draft = begin(hoa)
    hoa.cookies.set("motcua_language", "en")
    page = fill_in(hoa, draft, **{"a.area": "120.5", "a.applicant_phone": "12"})
    assert page.status_code == 422 and value(page, "area") == "120.5" and _area(intake) == 120.5
    hoa.cookies.set("motcua_language", "vi")
    assert value(hoa.get(f"{draft}/to-khai"), "area") == "120,5"
