# SPDX-License-Identifier: Apache-2.0
"""Text from people is shown literally, whatever it is, and cannot reach anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from motcua_documents import InvalidForm, Person, TypesettingFailed, render, samples, typesetter
from motcua_documents.text import LONG_LIMIT, clean_text
from PIL import Image, ImageChops

LITERAL = [
    '#read("/etc/passwd")',
    '#eval("1+1") $x^2$ *b* _i_ `code` @ref <label> = H - item / term \\ ~ -- --- \'"',
    "]]] }}} ))) [[[ {{{ #",
    "\\u{41} \\# \\",
    "// comment /* block */",
    "{{ form.code }} {% if %} ${PATH} %s %d",
    "<script>alert(1)</script>&amp;&#65;",
    "https://example.vn/a?b=c#d",
    "fi ffi fl -> => ... 'x' \"y\"",
    "Ω ж ₫ m² ½ № → ✓",
    "😀",
    "שלום",
    "العربية",
]


@pytest.mark.parametrize("text", LITERAL)
def test_markup_is_shown_as_it_is(
    text: str, read_body: Callable[[bytes], str], squeeze: Callable[[str], str]
) -> None:
    form = replace(samples.intake_refusal(), reason=text, applicant=Person(name=text, address=text))

    body = read_body(render(form).pdf)

    assert body.count(squeeze(text)) >= 3


def test_characters_without_a_glyph_are_shown_by_number(read_body: Callable[[bytes], str]) -> None:
    rendered = render(replace(samples.intake_refusal(), reason="Tên 中 \ue000"))

    assert "Tên[U+4E2D][U+E000]" in read_body(rendered.pdf)
    assert "Tên [U+4E2D] [U+E000]" in rendered.text_source


def test_a_picture_that_no_font_has_is_an_empty_box(read_body: Callable[[bytes], str]) -> None:
    assert clean_text("Nhà tôi \U0001f3e0\ufe0f \U0001f44b\U0001f3fd", "note") == "Nhà tôi □ □□"
    rendered = render(replace(samples.intake_refusal(), reason="Gần chợ \U0001f3e0"))
    assert "Gầnchợ□" in read_body(rendered.pdf) and "[U+" not in read_body(rendered.pdf)


def test_invisible_characters_are_dropped() -> None:
    hidden = "Ng\u200bu\u200dy\ufeffễ\u00adn \u202eA\u202c \u2066B\u2069\ufe0f\x07\x7f"

    assert clean_text(hidden, "name") == "Nguyễn A B"


def test_decomposed_vietnamese_is_composed() -> None:
    assert clean_text("Nguye\u0302\u0303n Thi\u0323 U\u031bo\u031b\u0300ng", "name") == "Nguyễn Thị Ường"


def test_blanks_and_lines_are_tidied() -> None:
    assert clean_text(" a\u00a0\t b \r\n\r\n\r\n\r\n c\u2028d ", "reason") == "a b\n\nc\nd"


def test_towers_of_marks_are_shown_by_number() -> None:
    assert clean_text("q" + "\u0301" * 4, "name") == "q" + "\u0301" * 2 + "[U+0301][U+0301]"


def _inked_rows(page: Image.Image) -> list[int]:
    return [y for y in range(page.height) if page.crop((0, y, page.width, y + 1)).getextrema()[0] < 128]


@pytest.mark.parametrize(
    "marks", ["\u030d\u0306\u0302\u0301", "\u0323\u0331\u0325\u0324", "\u0301\u0323\u0306"]
)
def test_no_pile_of_marks_reaches_into_another_line(draw_first: Callable, marks: str) -> None:
    form = samples.receipt()

    def page(address: str) -> Image.Image:
        return draw_first(replace(form, applicant=replace(form.applicant, address=address)), 144).convert("L")

    plain, piled = page("."), page("".join(letter + marks[:2] for letter in "ẤHgpỆyqj"))
    box = ImageChops.difference(plain, page("H")).getbbox()
    changed = ImageChops.difference(plain, piled).getbbox()
    assert box is not None and changed is not None
    rows = _inked_rows(plain)
    # "Địa chỉ" itself reaches above and below an H by its dots and marks; the nearest ink beyond is another line's.
    above, below = max(y for y in rows if y < box[1] - 6), min(y for y in rows if y > box[3] + 8)
    assert above < changed[1] and changed[3] <= below + 1
    assert f"[U+{ord(marks[2]):04X}]" in clean_text("q" + marks, "name")


def test_a_mark_that_encloses_its_letter_is_shown_by_number() -> None:
    assert clean_text("A\u20dd", "name") == "A[U+20DD]"


@pytest.mark.parametrize("damaged", ["a\0b", "\ud800", "x\udfff"])
def test_damaged_text_is_refused_by_field(damaged: str) -> None:
    form = replace(samples.receipt(), applicant=Person(name="A", address=damaged))

    with pytest.raises(InvalidForm) as caught:
        render(form)

    assert caught.value.field == "applicant.address"
    assert "applicant.address" in caught.value.message_vi


def test_reason_of_10000_characters_is_printed_whole(read_body: Callable[[bytes], str]) -> None:
    reason = " ".join(f"lý-do-{number}" for number in range(2000))[:10_000]

    body = read_body(render(replace(samples.supplement(), reason=reason)).pdf)

    assert reason.replace(" ", "") in body


@pytest.mark.parametrize("field", ["reason", "request"])
def test_one_endless_word_is_printed_whole_and_stays_on_the_paper(
    field: str, read_body: Callable[[bytes], str], draw: Callable
) -> None:
    word = "ưỡn" * (3_333 if field == "reason" else 333)
    form = replace(samples.part_refusal(), **{field: word})

    assert word in read_body(render(form).pdf)
    for page in draw(form, 50):
        grey = page.convert("L")
        margin = grey.crop((grey.width - round(9 / 25.4 * 50), 0, grey.width, grey.height))
        assert margin.getextrema() == (255, 255)


def test_too_long_is_refused() -> None:
    with pytest.raises(InvalidForm, match="20001"):
        render(replace(samples.supplement(), reason="a" * (LONG_LIMIT + 1)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_prints_or_is_refused(text: str) -> None:
    form = replace(samples.intake_refusal(), reason=f"x{text}", applicant=Person(name=f"N{text}"))

    try:
        rendered = render(form)
    except InvalidForm as refusal:
        assert "\0" in text or any("\ud800" <= char <= "\udfff" for char in text)
        assert refusal.field in ("applicant.name", "reason")
    else:
        assert clean_text(f"N{text}", "name") in rendered.text_source


@pytest.mark.parametrize(
    "source", ['#read("/etc/hostname")', '#read("../secret.txt")', '#include "/../secret.typ"']
)
def test_a_template_cannot_read_outside_its_folder(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "secret.typ").write_text("x")
    root = tmp_path / "root"
    root.mkdir()
    (root / "t.typ").write_text(f'#set document(title: "t")\n{source}')
    monkeypatch.setattr(typesetter, "TEMPLATE_FOLDER", root)

    with pytest.raises(TypesettingFailed, match=r"t\.typ"):
        typesetter.typeset("t.typ", {}, samples.RECEIVED)


def test_templates_evaluate_nothing_and_fetch_nothing() -> None:
    for template in typesetter.TEMPLATE_FOLDER.iterdir():
        source = template.read_text(encoding="utf-8")
        assert template.suffix == ".typ"
        assert not any(word in source for word in ("eval(", "read(", "@preview", "plugin("))
