# SPDX-License-Identifier: Apache-2.0
"""Pages that a desk can hand out: QR codes that scan, tables that break well, signatures in company."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from motcua_documents import FormData, InvalidForm, Lookup, Paper, Person, WantedPaper, render, samples
from motcua_documents.qr import URL_LIMIT
from pypdf import PdfReader

SAMPLES = samples.all_samples()


@pytest.mark.parametrize("name", SAMPLES)
def test_qr_leads_to_the_given_address(name: str, draw: Callable) -> None:
    form: FormData = SAMPLES[name]

    codes = zxingcpp.read_barcodes(next(draw(form, 200)).convert("RGB"))

    assert [code.text for code in codes] == [samples.LOOKUP.url]


def test_longest_address_still_scans(draw: Callable) -> None:
    url = "https://motcua.example.vn/" + "x" * (URL_LIMIT - 26)
    form = replace(samples.receipt(), lookup=Lookup(url=url, website="motcua.example.vn"))

    assert [code.text for code in zxingcpp.read_barcodes(next(draw(form, 300)).convert("RGB"))] == [url]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://x", "https://", "https://a b", "https://ví.vn", "https://" + "x" * 300],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InvalidForm, match=r"lookup\.url"):
        render(replace(samples.receipt(), lookup=Lookup(url=url)))


def test_form_without_lookup_has_no_qr(draw: Callable, read_pages: Callable[[bytes], list[str]]) -> None:
    form = replace(samples.intake_refusal(), lookup=None)

    assert zxingcpp.read_barcodes(next(draw(form, 200)).convert("RGB")) == []
    assert "Quét để tra cứu" not in read_pages(render(form).pdf)[0]


def test_head_of_a_long_table_is_repeated(read_pages: Callable[[bytes], list[str]]) -> None:
    papers = tuple(Paper(name=f"Giấy tờ thứ {number}", original=1) for number in range(1, 121))

    pages = read_pages(render(replace(samples.receipt(), papers=papers)).pdf)

    with_rows = [page for page in pages if "Giấy tờ thứ" in page]
    assert len(with_rows) > 2
    assert all("Tên giấy tờ" in page for page in with_rows)
    assert "".join(pages).count("Giấy tờ thứ") == 120


@pytest.mark.parametrize("lead", range(0, 30, 3))
def test_ordinary_row_stays_on_one_page(lead: int, read_pages: Callable[[bytes], list[str]]) -> None:
    papers = (
        *(Paper(name=f"Giấy {number}", original=1) for number in range(lead)),
        Paper(name="Đầu dòng " + "giấy tờ có tên dài " * 8 + "cuối dòng", original=1),
    )

    pages = read_pages(render(replace(samples.receipt(), papers=papers)).pdf)

    assert [("Đầu dòng" in page) == ("cuối" in page) for page in pages] == [True] * len(pages)


def test_row_taller_than_a_page_is_printed_whole(read_body: Callable[[bytes], str]) -> None:
    words = [f"chữ{number:03d}" for number in range(140)]
    papers = (Paper(name="a", note=" ".join(words)),) * 3

    body = read_body(render(replace(samples.receipt(), papers=papers)).pdf)

    assert [body.count(word) for word in words] == [3] * len(words)


@pytest.mark.parametrize("rows", range(1, 12))
def test_signatures_never_stand_alone(rows: int, read_pages: Callable[[bytes], list[str]]) -> None:
    papers = tuple(WantedPaper(name=f"Giấy tờ thứ {number}", note="Thiếu chữ ký") for number in range(rows))

    pages = read_pages(render(replace(samples.supplement(), papers=papers)).pdf)

    signed = next(page for page in pages if "NGƯỜI HƯỚNG DẪN" in page)
    assert "Nếu có vướng mắc" in signed
    assert signed.index("NGƯỜI HƯỚNG DẪN") < signed.rindex(samples.DESK.name)


def few_papers(count: int) -> tuple[Paper, ...]:
    return tuple(Paper(name=f"Giấy tờ thứ {number}", original=1) for number in range(count))


@pytest.mark.parametrize("count", [*range(13), 40])
def test_content_goes_along_with_the_signatures_of_a_stop_notice(
    count: int, read_pages: Callable[[bytes], list[str]]
) -> None:
    form = replace(samples.stop_notice(), papers=few_papers(count))
    (signed,) = [page for page in read_pages(render(form).pdf) if samples.LEADER.name in page]
    last = "Bảng trên có" if count > 4 else f"Giấy tờ thứ {count - 1}" if count else "Lệ phí cấp"
    assert signed.index(last) < signed.index(samples.LEADER.name)


@pytest.mark.parametrize("count", [*range(13), 40])
def test_content_goes_along_with_the_signatures_of_a_return_slip(
    count: int, read_pages: Callable[[bytes], list[str]]
) -> None:
    form = replace(samples.return_slip(), originals=few_papers(count))
    (signed,) = [page for page in read_pages(render(form).pdf) if "NGƯỜI TRẢ KẾT QUẢ" in page]
    last = "Bảng trên có" if count > 4 else f"Giấy tờ thứ {count - 1}" if count else "Không thu lại bản chính"
    assert signed.index(last) < signed.index("NGƯỜI TRẢ KẾT QUẢ")


@pytest.mark.parametrize("count", range(1, 16))
def test_content_goes_along_with_the_signatures_of_a_receipt(
    count: int, read_pages: Callable[[bytes], list[str]]
) -> None:
    form = replace(samples.receipt(), papers=few_papers(count), notes=("Ghi chú của người tiếp nhận: x",))
    (signed,) = [page for page in read_pages(render(form).pdf) if "NGƯỜI TIẾP NHẬN HỒ SƠ" in page]
    assert signed.index("6. Đăng ký nhận kết quả tại") < signed.index("NGƯỜI TIẾP NHẬN HỒ SƠ")


@pytest.mark.parametrize("owner", [samples.OWNER, None])
def test_a_return_slip_of_two_results_and_one_original_is_one_page(
    owner: Person | None, read_pages: Callable[[bytes], list[str]]
) -> None:
    (page,) = read_pages(render(replace(samples.return_slip(), owner=owner)).pdf)
    assert (
        page.index("Kết quả đã trả")
        < page.index("Giấy tờ bản chính thu lại")
        < page.index("NGƯỜI TRẢ KẾT QUẢ")
    )


@pytest.mark.parametrize("owner", [samples.OWNER, None])
@pytest.mark.parametrize("count", range(2, 16))
def test_no_paper_of_a_receipt_stands_alone_on_a_page(
    count: int, owner: Person | None, read_pages: Callable[[bytes], list[str]]
) -> None:
    form = replace(samples.receipt(), papers=few_papers(count), owner=owner)
    rows = [page.count("Giấy tờ thứ") for page in read_pages(render(form).pdf)]
    assert sum(rows) == count
    assert 1 not in rows


def test_pages_are_numbered_once_from_the_second_on() -> None:
    form = replace(samples.receipt(), papers=few_papers(40))
    texts = [page.extract_text() for page in PdfReader(BytesIO(render(form).pdf)).pages]
    assert len(texts) > 2
    assert not texts[0].startswith("1\n")
    assert all(text.startswith(f"{number}\n") for number, text in enumerate(texts[1:], start=2))
    for number, text in enumerate(texts, start=1):
        alone = re.findall(rf"(?<![\w./-]){number}/{len(texts)}(?![\w./-])|\b[Tt]rang {number}\b", text)
        assert not alone, "the number stands above, and nowhere else"


def test_the_foot_says_how_many_pages_there_are_where_there_is_more_than_one() -> None:
    def feet(form: FormData) -> list[bool]:
        pages = PdfReader(BytesIO(render(form).pdf)).pages
        return [f"gồm {len(pages)} trang" in page.extract_text() for page in pages]

    assert feet(replace(samples.receipt(), papers=few_papers(40))) == [True, True, True]
    assert feet(samples.intake_refusal()) == [False]


def test_a_receipt_of_five_papers_has_its_table_whole_on_the_first_page(
    read_pages: Callable[[bytes], list[str]],
) -> None:
    """No row of it goes over to the page of the signatures."""
    note = "Đã xuất trình bản chính để đối chiếu; nộp bản chính khi nhận kết quả"
    papers = (*few_papers(4), Paper(name="Giấy chứng nhận đã cấp", electronic=1, note=note))
    form = replace(samples.receipt(), papers=papers, owner=None, request="Đăng ký chuyển nhượng")
    first, second = read_pages(render(form).pdf)
    assert first.count("Giấy tờ thứ") == 4 and " ".join(note.split()) in " ".join(first.split())
    assert "Tên giấy tờ" not in second
    assert second.index("6. Đăng ký nhận kết quả") < second.index("NGƯỜI TIẾP NHẬN HỒ SƠ")


def test_a_short_stop_notice_is_one_page(read_pages: Callable[[bytes], list[str]]) -> None:
    assert len(read_pages(render(replace(samples.stop_notice(), fees=(), papers=())).pdf)) == 1


def test_longest_names_stay_on_the_paper(draw: Callable) -> None:
    long = ("Nguyễn Thị Phượng Quỳnh " * 13)[:300]
    form = replace(
        samples.receipt(),
        applicant=Person(name=long),
        letterhead=replace(samples.letterhead("15/TNHS"), agency=long, parent=long),
        receiver=replace(samples.DESK, name="W" * 300),
        dossier_code="W" * 60,
    )

    for page in draw(form, 50):
        grey = page.convert("L")
        margin = round(9 / 25.4 * 50)
        assert grey.crop((grey.width - margin, 0, grey.width, grey.height)).getextrema() == (255, 255)
        assert grey.crop((0, 0, margin, grey.height)).getextrema() == (255, 255)


def test_a_return_slip_of_refusals_alone_has_no_section_for_results(
    read_pages: Callable[[bytes], list[str]],
) -> None:
    refused = replace(samples.return_slip(), results=(), fees=(), slips=few_papers(1))
    text = "".join(read_pages(render(refused).pdf))
    assert "Phiếu từ chối, thông báo đã giao" in text and "Kết quả đã trả" not in text
    assert "Lần này không trả kết quả nào." not in text


def test_a_number_of_a_register_breaks_after_strokes_only(read_pages: Callable[[bytes], list[str]]) -> None:
    one = replace(samples.return_slip().results[0], number="120, quyển 01/2026-SCT/BS")
    (page,) = read_pages(render(replace(samples.return_slip(), results=(one,))).pdf)
    assert "01/2026-SCT/BS" in page.replace("01/\n", "01/").replace("SCT/\n", "SCT/")


@pytest.mark.parametrize("results", [1, 2, 3])
def test_long_names_and_three_results_stay_on_the_signed_page(
    results: int, read_pages: Callable[[bytes], list[str]]
) -> None:
    """The reader of the signatures sees what was handed over."""
    who = samples.APPLICANT
    if results == 1:
        who = replace(
            who, name="Công Tằng Tôn Nữ Hoàng Lan Anh Nguyễn Thị Phượng Quỳnh", address="Số 128, " * 18
        )
    given = (*samples.return_slip().results, samples.return_slip().results[0])[:results]
    form = replace(samples.return_slip(), results=given, applicant=who, receiver=who)
    (page,) = read_pages(render(form).pdf)
    assert page.index("Kết quả đã trả") < page.index("NGƯỜI TRẢ KẾT QUẢ")


def test_the_page_that_is_signed_carries_the_last_result(read_pages: Callable[[bytes], list[str]]) -> None:
    who = replace(samples.APPLICANT, address="Số 128, ngõ 45, đường Nguyễn Thị Minh Khai, " * 5)
    one = samples.return_slip().results[0]
    given = (one, one, one, replace(one, name="Kết quả cuối cùng"))
    form = replace(samples.return_slip(), results=given, applicant=who, receiver=who, owner=None)
    (signed,) = [page for page in read_pages(render(form).pdf)[1:] if "NGƯỜI TRẢ KẾT QUẢ" in page]
    assert signed.index("Kết quả cuối cùng") < signed.index("NGƯỜI TRẢ KẾT QUẢ")
