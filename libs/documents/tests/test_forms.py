# SPDX-License-Identifier: Apache-2.0
"""Every form: what was put in is read back from the PDF, in Vietnamese, on the right paper."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO

import pytest
from motcua_documents import (
    FormData,
    PaperKind,
    PaperSize,
    Person,
    Receipt,
    Register,
    Rendered,
    ResultRule,
    WantedPaper,
    render,
    samples,
)
from motcua_documents.forms.base import LAYOUT_NOTE
from pypdf import PdfReader

SAMPLES = samples.all_samples()
A4, A5 = (210.0, 297.0), (148.0, 210.0)
VOWELS = "aáàảãạăắằẳẵặâấầẩẫậeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵ"
LETTERS = [letter for small in VOWELS + "đ" for letter in (small, small.upper()) if not letter.isascii()]

every_form = pytest.mark.parametrize("name", SAMPLES)


@cache
def printed(name: str) -> Rendered:
    """A sample as it stands, printed once for all tests that only read it."""
    return render(SAMPLES[name])


@cache
def raw_texts(pdf: bytes) -> list[str]:
    """Return the text of each page in the order in which it was written."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def page_sizes(pdf: bytes) -> set[tuple[float, float]]:
    """Return the page sizes in millimetres."""
    boxes = [page.mediabox for page in PdfReader(BytesIO(pdf)).pages]
    return {
        (round(float(box.width) / 72 * 25.4, 0), round(float(box.height) / 72 * 25.4, 0)) for box in boxes
    }


@every_form
def test_every_text_is_read_back(
    name: str, read_body: Callable[[bytes], str], squeeze: Callable[[str], str]
) -> None:
    rendered = printed(name)
    raw = squeeze("".join(raw_texts(rendered.pdf)))
    read = (read_body(rendered.pdf), raw)

    missing = [text for text in rendered.text_source if not any(squeeze(text) in side for side in read)]

    assert missing == []
    assert len(rendered.text_source) > 15


@every_form
def test_foot_names_the_layout_and_the_basis_on_each_page(name: str, squeeze: Callable[[str], str]) -> None:
    for page in raw_texts(printed(name).pdf):
        text = squeeze(page)
        assert squeeze(LAYOUT_NOTE) in text
        assert squeeze(SAMPLES[name].basis) in text


def test_there_are_134_letters() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 134


@every_form
def test_long_names_with_all_vietnamese_letters(name: str, read_body: Callable[[bytes], str]) -> None:
    person = Person(name=" ".join(LETTERS), address=" ".join(reversed(LETTERS)))
    form = SAMPLES[name]
    who = "holder" if hasattr(form, "holder") else "applicant"

    alone = {"owner": None} if name == "return-slip" else {}
    if isinstance(form, Register):
        # Its names stand in a column of the lines, one dossier each.
        named = replace(form, lines=(replace(form.lines[0], person=person),))
    else:
        named = replace(form, **{who: person}, **alone)
    body = read_body(render(named).pdf)

    assert "".join(LETTERS) in body
    assert "".join(reversed(LETTERS)) in body


@every_form
def test_paper_is_the_forms_own_unless_asked(name: str) -> None:
    form = SAMPLES[name]
    own = A4 if form.size is PaperSize.A4 else A5
    # The register has many columns: its paper lies on its side.
    lies = {size: size[::-1] if isinstance(form, Register) else size for size in (A4, A5)}

    assert page_sizes(printed(name).pdf) == {lies[own]}
    assert page_sizes(render(form, PaperSize.A4).pdf) == {lies[A4]}
    assert page_sizes(render(form, PaperSize.A5).pdf) == {lies[A5]}


@every_form
def test_only_the_shipped_fonts_are_inside(name: str) -> None:
    reader = PdfReader(BytesIO(printed(name).pdf))

    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    families = {font.partition("+")[2].partition("-")[0] for font in fonts}

    assert families == {"LiberationSerif"}


@every_form
def test_pdf_is_tagged_vietnamese_and_archivable(name: str) -> None:
    reader = PdfReader(BytesIO(printed(name).pdf))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()

    assert root["/Lang"] == "vi-VN"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


@every_form
def test_same_form_gives_the_same_bytes_dated_by_its_issue(name: str) -> None:
    form = SAMPLES[name]
    first, second = printed(name), render(replace(form))
    created = PdfReader(BytesIO(first.pdf)).metadata.creation_date  # type: ignore[union-attr]

    assert first == second
    assert created == form.letterhead.issued_at


def test_threads_print_what_one_thread_prints() -> None:
    forms = [numbered(form, turn) for turn in range(3) for form in SAMPLES.values()]

    with ThreadPoolExecutor(4) as pool:
        together = [rendered.sha256 for rendered in pool.map(render, forms)]

    assert together == [render(form).sha256 for form in forms]


def numbered(form: FormData, turn: int) -> FormData:
    return replace(form, letterhead=replace(form.letterhead, number=f"{turn}/TN"))


class TestReceipt:
    def test_says_one_dossier_two_results(self, read_body: Callable[[bytes], str]) -> None:
        body = read_body(render(samples.receipt()).pdf)

        assert "Mộthồsơgồm02thủtục,trả02kếtquả" in body
        assert "5.Thờigiantrảkếtquả:17giờ00phút,thứSáu,ngày04tháng12năm2026" in body
        assert "Thờihạntrênkhôngtính:thờigiancơquanthuế" in body
        assert "Tổngphí,lệphí:670.000đồng" in body

    def test_alternatives_count_as_one_result(self, read_body: Callable[[bytes], str]) -> None:
        form = samples.receipt()
        first, second = form.parts
        either = replace(second, results=first.results + second.results, rule=ResultRule.ONE_OF)

        body = read_body(render(replace(form, parts=(first, either))).pdf)

        assert "trả02kếtquả" in body
        assert "Mộttrongcáckếtquả:" in body

    def test_no_sum_when_a_fee_is_unknown(self, read_body: Callable[[bytes], str]) -> None:
        form = samples.receipt()
        unknown = replace(form.parts[1], fee=None)

        assert "Tổngphí" not in read_body(render(replace(form, parts=(form.parts[0], unknown))).pdf)

    def test_single_part_has_no_merged_sentence(self, read_body: Callable[[bytes], str]) -> None:
        form = samples.receipt()

        assert "Mộthồsơgồm" not in read_body(render(replace(form, parts=form.parts[:1])).pdf)

    def test_files_sent_online_get_a_column(self, read_body: Callable[[bytes], str]) -> None:
        form: Receipt = samples.receipt()
        sent = tuple(replace(paper, original=0, electronic=1) for paper in form.papers)

        assert "Điệntử" in read_body(render(replace(form, papers=sent)).pdf)
        assert "Điệntử" not in read_body(render(form).pdf)


def test_owner_is_named_on_every_form_of_a_proxy(read_body: Callable[[bytes], str]) -> None:
    for form in SAMPLES.values():
        if hasattr(form, "owner"):
            body = read_body(render(replace(form, owner=samples.OWNER)).pdf)  # type: ignore[arg-type]
            for words in ("Chủhồsơ:ĐặngVũHoàngƯởngNghiêm", "ThônẨmThượng,xãLưỡngVượng"):
                assert words in body, (form.titles, words)


@pytest.mark.parametrize("name", ["receipt", "return-slip"])
def test_an_applicant_who_is_the_owner_is_named_as_such(name: str, read_body: Callable[[bytes], str]) -> None:
    form = replace(SAMPLES[name], owner=None)  # type: ignore[call-arg]
    body = read_body(render(form).pdf)
    assert "Chủhồsơ:NguyễnThịPhượngQuỳnh(làngườinộphồsơ;địachỉnhưtrên)" in body
    assert body.index("Địachỉ:Số12,ngõ345") < body.index("Chủhồsơ:")
    bare = replace(form, applicant=Person(name="Lò Thị Mây"))  # type: ignore[call-arg]
    assert "Chủhồsơ:LòThịMây(làngườinộphồsơ)" in read_body(render(bare).pdf)


def test_supplement_says_which_kinds_of_copies_will_do(
    read_body: Callable[[bytes], str], squeeze: Callable[[str], str]
) -> None:
    papers = (
        WantedPaper(name="Đơn", note="Ký lại", accepts=(PaperKind.ORIGINAL,), copies=2),
        WantedPaper(name="Hợp đồng", note="Nộp", accepts=(PaperKind.CERTIFIED, PaperKind.COPY)),
        WantedPaper(name="Giấy khác", note="Theo lý do dưới đây"),
    )

    pdf = render(replace(samples.supplement(), papers=papers)).pdf
    body = read_body(pdf)

    assert "Nộidungphảihoànthiện" in squeeze("".join(raw_texts(pdf)))
    for row in ("1Đơn02Kýlại", "2Hợpđồng01hoặc01Nộp", "3GiấykhácTheolýdodướiđây"):
        assert row in body, row


def test_stop_notice_says_what_becomes_of_fees_and_claims_no_rule_of_its_own(
    read_body: Callable[[bytes], str],
) -> None:
    body = read_body(render(samples.stop_notice()).pdf)
    free = read_body(render(replace(samples.stop_notice(), fees=())).pdf)

    assert "500.000đồngĐãthuThủtụckhôngghiquyđịnhvềhoàntrả" in body
    assert "28.000đồngmộtgiấyĐãthuHoàntrảtoànbộ" in body
    assert "Phí,lệphícủaphầndừng" not in free


def test_stop_notice_names_who_came_and_asked_and_on_which_ground(read_body: Callable[[bytes], str]) -> None:
    by_account = samples.stop_notice()
    at_window = replace(
        by_account,
        asker=Person(name="Trịnh Quốc Ưởng", identity="099088000117"),
        asker_role="Người đề nghị thay, theo giấy ủy quyền số 12/2026 ngày 20/11/2026",
    )
    body = read_body(render(at_window).pdf)

    for words in (
        "Người đề nghị: Trịnh Quốc Ưởng",
        "Số CCCD/hộ chiếu: 099088000117",
        "Tư cách người đề nghị: Người đề nghị thay, theo giấy ủy quyền số 12/2026 ngày 20/11/2026",
    ):
        assert words.replace(" ", "") in body, words
    assert "Ngườiđềnghị" not in read_body(render(by_account).pdf)


def test_stop_notice_keeps_refused_parts_apart_from_what_stands(read_body: Callable[[bytes], str]) -> None:
    form = samples.stop_notice()
    body = read_body(render(replace(form, standing=(), refused=form.standing)).pdf)

    assert body.index("Khôngcóphầnnàođãcókếtquả") < body.index("Phầnđãbịtừchối") < body.index("1.011443")


def test_refused_part_and_standing_part_are_named(read_body: Callable[[bytes], str]) -> None:
    body = read_body(render(samples.part_refusal()).pdf)

    refused = body.index("Thủtụcbịtừchốigiảiquyết")
    standing = body.index("Cácthủtụckháctronghồsơ")
    assert refused < body.index("Mã:1.013831") < standing < body.index("Mã:1.011443")


def test_acknowledgement_says_it_is_no_receipt(read_body: Callable[[bytes], str]) -> None:
    body = read_body(render(samples.acknowledgement()).pdf)

    assert "GiấynàykhôngphảiGiấytiếpnhậnhồsơvàhẹntrảkếtquả" in body
    assert "Trong08giờlàmviệc" in body


def test_demo_result_is_stamped_on_every_page() -> None:
    pdf = render(replace(samples.demo_result(), body="Nội dung dài. " * 1000)).pdf
    pages = PdfReader(BytesIO(pdf)).pages

    assert len(pages) > 2
    assert all(page.extract_text().startswith("MẪU\n") for page in pages)


def test_creation_time_follows_the_letterhead() -> None:
    form = samples.receipt()
    later: datetime = form.letterhead.issued_at + timedelta(seconds=1)

    changed = replace(form, letterhead=replace(form.letterhead, issued_at=later))

    assert render(form).sha256 != render(changed).sha256
