# SPDX-License-Identifier: Apache-2.0
"""Folding, cleaning, and sources with line numbers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from motcua_text import (
    Schema,
    SourceError,
    Text,
    UnprintableText,
    UnreadableText,
    clean_block,
    clean_line,
    fold,
    read_json,
    read_yaml,
)
from motcua_text.source import MAX_BYTES


@pytest.mark.parametrize("typed", ["dat dai", "ĐẤT ĐAI", "  đất   đai ", "Đa\u0302\u0301t đai"])
def test_every_spelling_folds_to_one(typed: str) -> None:
    assert fold(typed) == "dat dai"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Nguyễn \u00d0ức Thịnh", "nguyen duc thinh"),  # as old fonts and their converters give Đ
        ("\u00f0ồng \u0189ức \u0256inh", "dong duc dinh"),
        ("Y \u0243hăm Niê", "y bham nie"),  # Ê Đê
        ("\u0180ok \u0181ia \u0253ia", "bok bia bia"),
        ("H\u02bcÑi\u0103", "h'nia"),
        ("Łukasz S\u00f8rensen \u01feyvind Ħ \u0131", "lukasz sorensen oyvind h i"),
        ("Æsa Œuvre \u00deor", "aesa oeuvre thor"),
    ],
)
def test_letters_that_look_alike_or_have_a_stroke_fold_to_the_plain_one(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_cleaning_composes_letters_and_trims() -> None:
    assert clean_line("  Nguye\u0302\u0303n\u00a0 Văn\tA\u200b ") == "Nguyễn Văn A"
    assert clean_block("a \r\n\r\n\r\n\r\nb") == "a\n\nb"


@pytest.mark.parametrize("blank", ["\u3164", "\u2800\u2800", " \u115f\u200b", "\uffa0 \u3164"])
def test_what_is_drawn_as_nothing_is_no_text(blank: str) -> None:
    assert clean_line(blank) == clean_block(blank) == ""


@pytest.mark.parametrize("bad", ["a\x00b", "a\x1bb", "\u202etxt.exe", "\ud800", "x\u2066y"])
def test_what_cannot_be_read_is_refused(bad: str) -> None:
    with pytest.raises(UnreadableText, match=r"U\+"):
        clean_line(bad)


def test_the_sentence_names_what_cannot_be_seen_and_what_helps() -> None:
    with pytest.raises(UnreadableText) as hidden:
        clean_line("\u202etxt.exe")
    assert (
        "không nhìn thấy được (U+202E)" in hidden.value.sentence.vi and "gõ lại" in hidden.value.sentence.vi
    )
    with pytest.raises(UnreadableText) as stacked:
        clean_line("a" + "\u0301" * 9)
    assert "quá nhiều dấu" in stacked.value.sentence.vi


@pytest.mark.parametrize("good", ["Y Long Niê", "Ñandú", "ʼ’-", "≤ 5 m² – “a” … €", "Москва", "A\u200dB"])
def test_what_the_printed_forms_can_show_stays(good: str) -> None:
    assert clean_block(good) == clean_line(good) == good


@pytest.mark.parametrize(
    ("bad", "sign"), [("Ñandú 日本", "日"), ("한국", "한"), ("ไทย", "ไ"), ("Xong 🏠", "🏠"), ("𠮷", "𠮷")]
)
def test_what_they_cannot_show_is_refused_with_the_character(bad: str, sign: str) -> None:
    for clean in (clean_line, clean_block):
        with pytest.raises(UnprintableText) as refused:
            clean(bad)
        assert f"“{sign}” (U+{ord(sign):04X})" in refused.value.sentence.vi
        assert f"“{sign}” (U+{ord(sign):04X})" in refused.value.sentence.to("en")


ZALGO = "".join(chr(0x300 + number) for number in range(40))


@pytest.mark.parametrize(
    "stacked",
    [
        f"Nguyễn Văn A{ZALGO}n",
        "a\u0301\u0301\u0301\u0301",
        "e\u20dd\u20dd\u20dd",
        "a\u0301\u200d\u0301\u200d\u0301\u200d\u0301",
        "ก" + "\u0e49" * 9,
    ],
)
def test_marks_piled_upon_a_letter_are_refused(stacked: str) -> None:
    for clean in (clean_line, clean_block):
        with pytest.raises(UnreadableText, match=r"U\+\w{4} ×"):
            clean(stacked)


@pytest.mark.parametrize(
    "good",
    [
        "Nguyễn Thị Thuỳ Dương, Ệ ở Ổ Ữ ợ",
        "e\u0323\u0302\u0301 o\u031b\u0303",  # decomposed Vietnamese
        "Y Ƀhăm Niê, H'Ñiă Êban",  # Ê Đê
        "Th\u0129m \u1e7d",
        "❤️",
    ],
)
def test_marks_that_a_script_needs_stay(good: str) -> None:
    assert clean_line(good) == unicodedata.normalize("NFC", good)


def test_english_falls_back_to_vietnamese() -> None:
    assert Text("một", "one").to("en") == "one"
    assert Text("một").to("en") == "một"
    assert Text("một", "one").to("fr") == "một"


def test_yaml_keeps_dates_and_words_as_text_and_knows_lines() -> None:
    source = read_yaml(b"a: 2026-01-31\nb: no\nc:\n  - {d: 1.5, e: '2', f: true, g: }\n", "f.yaml")

    assert source.data == {"a": "2026-01-31", "b": "no", "c": [{"d": 1.5, "e": "2", "f": True, "g": None}]}
    assert source.line(("c", 0, "d")) == 4
    assert source.line(("c", 0, "missing")) == 4


@pytest.mark.parametrize(
    ("content", "line", "sentence"),
    [
        (b"a: &x 1\nb: *x", 1, "Anchors"),
        (b"a: 1\na: 2", 2, "twice"),
        (b"[" * 100, 1, "deeper"),
        (b"a: 1\nb: [", 3, "not YAML"),
        (b"---\na: 1\n---\nb: 1", 3, "more than one"),
        (b"a: 1\nb: \xff", 2, "not UTF-8"),
        (b"? [a]\n: 1", 1, "plain text"),
        (b"a: !!python/object:os.system x", 1, "tag"),
        (b"x" * (MAX_BYTES + 1), 1, "at most"),
    ],
)
def test_hostile_yaml_is_refused_with_its_line(content: bytes, line: int, sentence: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_yaml(content, "f.yaml")

    assert caught.value.problems[0].line == line
    assert sentence in caught.value.problems[0].message


@pytest.mark.parametrize(
    "content", [b'{"a": 1, "a": 2}', b'{"a": NaN}', b'{"a"', b'"\\ud800"', b"[" * 100_000, b"[1,]"]
)
def test_hostile_json_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError):
        read_json(content, "f.form")


def test_json_has_lines_too() -> None:
    source = read_json(b'{\n\t"a": [\n\t\t{"b": "\\u00e9\\/"}\n\t]\n}', "f.form")

    assert source.data == {"a": [{"b": "é/"}]}
    assert source.line(("a", 0, "b")) == 3


def test_schema_problems_are_sentences_with_line_path_and_hint() -> None:
    schema = Schema(
        {
            "type": "object",
            "required": ["key"],
            "additionalProperties": False,
            "properties": {
                "code": {"type": "string"},
                "list": {"type": "array", "items": {"$ref": "#/$defs/word"}},
            },
            "$defs": {
                "word": {"description": "Small letters only.", "type": "string", "pattern": "^[a-z]+$"}
            },
        }
    )
    source = read_yaml(b"code: 1.011443\nlist:\n  - ok\n  - NO\nodd: 1\n", "f.yaml")

    told = [str(problem) for problem in schema.problems(source)]

    assert told == [
        'f.yaml:1: The field "key" is missing.',
        'f.yaml:1: code: 1.011443 is not text. Put it in quotes ("…").',
        'f.yaml:4: list[1]: "NO" does not have the right form. Small letters only.',
        'f.yaml:5: odd: There is no field "odd".',
    ]


def test_what_cannot_be_printed_is_named_and_the_advice_is_what_is_taken() -> None:
    with pytest.raises(UnprintableText) as signs:
        clean_line("Ông 日本 và 🀄")
    said = signs.value.sentence.vi
    assert all(one in said for one in ("“日” (U+65E5)", "“本” (U+672C)")) and "chữ Việt" not in said
    assert clean_line("😀 ثلاثة") == "😀 ثلاثة", "what the fonts have is taken"
    with pytest.raises(UnprintableText) as digits:
        clean_line("１２")
    assert "chữ số 0–9" in digits.value.sentence.vi and "La-tinh" not in digits.value.sentence.vi
