# SPDX-License-Identifier: Apache-2.0
"""Characters that nobody sees, and what the readers of YAML and JSON say of broken files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from motcua_text import SourceError, read_json, read_yaml
from motcua_text.hidden import dangerous, hidden, named, visible


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Bản chính", ""), ("a\tb\nc\r\nd", ""), ("Bản 王 chính", ""), ("a\u00a0b", ""), ("a\rb", "\r"), ("a\0b", "\0"),
        ("a\x9bb", "\x9b"), ("\u202etxt", "\u202e"), ("a\u200bb", "\u200b"), ("\ufeffa", "\ufeff"), ("a\u00adb", "\u00ad"),
        ("a\u2028b", "\u2028"), ("\u3164", "\u3164"), ("\ud800", "\ud800"), ("a\U000e0041", "\U000e0041"),
    ],
)  # fmt: skip
def test_what_is_not_seen_is_found(text: str, sign: str) -> None:
    assert hidden(text) == sign


@given(st.text())
def test_what_is_made_visible_hides_nothing_and_rules_no_terminal(text: str) -> None:
    assert hidden(visible(text)) == dangerous(visible(text)) == ""


def test_a_character_is_named_by_what_can_be_seen_of_it() -> None:
    assert (named("王"), named("\0"), named("\u0301")) == ("“王” (U+738B)", "U+0000", "U+0301")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: x\0", 2, "U+0000"),
        ("ồ: 1\n\nb: x\x7f", 3, "U+007F"),
        ("a:\n\tb: 1", 2, "tab"),
        ("a: 1\n\t- b", 2, "spaces"),
        ("a: 1\nb: @x", 2, '"@"'),
        ("a: 1\nb: c: d", 2, "quotes"),
        ("a: [1,\nb: 2", 3, "bracket"),
    ],
)
def test_broken_yaml_is_told_at_its_line_with_what_to_do(text: str, line: int, said: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_yaml(text.encode(), "f.yaml")
    [problem] = refused.value.problems
    assert problem.line == line and problem.hint and said in f"{problem.message} {problem.hint}"
    assert not hidden(str(problem))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('{"a":\n"x\x01"}', 2, "U+0001"),
        ('{"a":\n"x\n"}', 2, "U+000A"),
        ('{"a":\n"x\\ud800"}', 2, "\\ud800"),
        ('{"a": "\\ud83d\\ude00",\n"b": "\\ude00"}', 2, "\\ude00"),
        ('{"a": 1,\n}', 2, "line"),
    ],
)
def test_broken_json_is_told_at_its_line_with_what_to_do(text: str, line: int, said: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_json(text.encode(), "f.form")
    [problem] = refused.value.problems
    assert problem.line == line and problem.hint and said in f"{problem.message} {problem.hint}"


def test_json_keeps_its_lines_whatever_its_texts_hold() -> None:
    source = read_json(b'{"a": "\\u0000\x7f",\n"b": "\\ud83d\\ude00"}', "f.form")
    assert (source.data["b"], source.line(("b",))) == ("\U0001f600", 2)
