# SPDX-License-Identifier: Apache-2.0
"""Finding and reading procedures, in both languages."""

from __future__ import annotations

import httpx
import pytest
from citizen_steps import PDF, begin, upload
from intake_double import BIRTH, COPY, LAND
from motcua_portal.pages.procedures import limit_in_words


def test_a_procedure_is_found_with_and_without_accents(visitor: httpx.Client) -> None:
    for typed in ("thế chấp", "the chap", "THE  CHAP"):
        page = visitor.get("/thu-tuc", params={"q": typed}).text
        assert f"/thu-tuc/{LAND}" in page and f"/thu-tuc/{COPY}" not in page
    none = visitor.get("/thu-tuc", params={"q": "khai sinh <b>"})
    assert "Không có thủ tục nào khớp" in none.text and "khai sinh &lt;b&gt;" in none.text


def test_a_procedure_tells_what_it_asks_costs_and_takes(visitor: httpx.Client) -> None:
    page = visitor.get(f"/thu-tuc/{LAND}").text
    for said in (
        "598.000 đồng", "70.000 đồng", "Nghị quyết của Hội đồng nhân dân", "Bản chính hoặc bản sao chứng thực",
        "Khi người nộp không phải",
        "Nộp bản chính khi nhận kết quả", "KQ.G15.000335", "KQ.G10.001147", "Thời gian nộp thuế không tính.", "Luật Đất đai",
        "Bộ mẫu minh họa", "trả lời trong 8 giờ làm việc", "Bộ phận Một cửa xã Suối Trong", f'href="/nop-ho-so/{LAND}"',
    ):  # fmt: skip
        assert said in page, said


def test_a_procedure_of_the_window_only_says_so_instead_of_a_button(hoa: httpx.Client) -> None:
    page = hoa.get(f"/thu-tuc/{COPY}").text
    assert "không nộp trực tuyến được" in page and f"/nop-ho-so/{COPY}" not in page
    assert hoa.get(f"/nop-ho-so/{COPY}").headers["location"] == f"/thu-tuc/{COPY}"


def test_an_unknown_procedure_is_a_sentence(visitor: httpx.Client) -> None:
    page = visitor.get("/thu-tuc/khong/co")
    assert page.status_code == 404 and "Không có thủ tục này." in page.text


def test_english_by_switch(visitor: httpx.Client) -> None:
    switch = visitor.get("/ngon-ngu/en", params={"next": f"/thu-tuc/{LAND}"})
    assert switch.headers["location"] == f"/thu-tuc/{LAND}"
    page = visitor.get(f"/thu-tuc/{LAND}", headers={"Cookie": "motcua_language=en"}).text
    assert '<html lang="en">' in page and "Papers you need" in page and "Release of a mortgage" in page
    assert "Giấy tờ cần có" not in page


def test_fees_of_different_ways_of_filing_are_not_added_up(visitor: httpx.Client) -> None:
    page = visitor.get(f"/thu-tuc/{BIRTH}").text
    head = " ".join(page.partition("<dt>Phí, lệ phí</dt><dd>")[2].partition("</dd>")[0].split())
    assert head == (
        "Nộp trực tiếp tại Bộ phận Một cửa, qua bưu chính: 20.000 đồng<br>Nộp trực tuyến tại đây: 10.000 đồng"
    )
    assert "30.000" not in page
    assert "<strong>20.000 đồng</strong> khi nộp trực tiếp tại Bộ phận Một cửa, qua bưu chính" in page
    assert "<strong>10.000 đồng</strong> khi nộp trực tuyến tại đây" in page
    land = visitor.get(f"/thu-tuc/{LAND}").text
    assert "<dt>Phí, lệ phí</dt><dd>598.000 đồng</dd>" in land  # the same by every way


def test_limits_that_run_side_by_side_are_not_put_in_a_row(visitor: httpx.Client) -> None:
    """Before the dossier: what follows what, from when, and that a limit may become longer."""
    day = "trong ngày (nhận sau 15:00 thì ngày làm việc tiếp theo)"
    whole = f"{day}, rồi 15 ngày làm việc và 10 ngày làm việc (làm song song)"
    page = visitor.get(f"/thu-tuc/{BIRTH}").text
    assert whole in page and whole in visitor.get("/thu-tuc").text and whole in visitor.get("/").text
    start = (
        "15 ngày làm việc kể từ khi có kết quả “Đăng ký khai sinh”; làm song song với Cấp thẻ bảo hiểm y tế"
    )
    assert start in page and "trong tổng 20 ngày làm việc" in page
    assert "thời hạn của phần đó thêm 02 ngày làm việc" in page
    land = visitor.get(f"/thu-tuc/{LAND}").text
    assert f"{day}, rồi 8 ngày làm việc" in land and "song song" not in land
    english = visitor.get(f"/thu-tuc/{BIRTH}", headers={"Cookie": "motcua_language=en"}).text
    assert "15 working days from the decision on “Birth registration”; side by side with" in english


class Vietnamese:
    def say(self, text: str, **values: object) -> str:
        return text.format(**values)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("8wh", "8 giờ làm việc"),
        ("3wd", "3 ngày làm việc"),
        ("5d", "5 ngày"),
        ("sameday", "trong ngày"),
        ("", ""),
        ("x", "x"),
    ],
)
def test_limits_in_words(limit: str, words: str) -> None:
    visit: object = Vietnamese()
    assert limit_in_words(visit, limit) == words  # type: ignore[arg-type]


def test_a_procedure_says_how_to_file_and_where_forms_are_without_a_trip(visitor: httpx.Client) -> None:
    land, copy = visitor.get(f"/thu-tuc/{LAND}").text, visitor.get(f"/thu-tuc/{COPY}").text
    ways = land.partition("<dt>Cách nộp</dt>")[2].partition("</dd>")[0]
    assert "trực tiếp tại Bộ phận Một cửa, trực tuyến tại đây, qua bưu chính" in ways
    assert "trực tuyến" not in copy.partition("<dt>Cách nộp</dt>")[2].partition("</dd>")[0]
    assert "tìm mã 1.011443, 1.013831 trên Cổng Dịch vụ công quốc gia" in land and "Cổng Dịch vụ" not in copy


def test_a_paper_that_is_only_asked_for_later_belongs_to_no_filing(
    visitor: httpx.Client, hoa: httpx.Client
) -> None:
    """Its page says when it is wanted; where papers are attached it is not offered, and one that is there can be taken away."""
    said = "Khi cơ quan giải quyết yêu cầu; không nộp cùng hồ sơ"
    assert visitor.get(f"/thu-tuc/{BIRTH}").text.count(said) == 2
    assert said not in visitor.get(f"/thu-tuc/{LAND}").text
    draft = begin(hoa, BIRTH)
    page = hoa.get(f"{draft}/giay-to").text
    assert 'name="file.TK-CU-TRU"' in page and 'name="file.GT-CU-TRU"' not in page
    kept = upload(hoa, f"{draft}/giay-to", ("GT-CU-TRU", "a.pdf", PDF))
    assert kept.status_code == 303
    page = hoa.get(f"{draft}/giay-to").text
    assert 'name="file.GT-CU-TRU"' in page and 'name="file.GT-BHYT"' not in page
