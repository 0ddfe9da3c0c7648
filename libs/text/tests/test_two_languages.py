# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a file is said in Vietnamese and in English, whatever is wrong with it."""

from __future__ import annotations

import json
import re

import pytest
from motcua_text import Problem, Schema, SourceError, read_json, read_yaml
from motcua_text.source import MAX_BYTES, MAX_DEPTH, MAX_VALUES

VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)


def said_twice(problem: Problem) -> bool:
    texts = [problem.said] + ([problem.advice] if problem.advice else [])
    return all(
        one.en and one.vi != one.en and VIETNAMESE.search(one.vi) and not VIETNAMESE.search(one.en)
        for one in texts
    )


@pytest.mark.parametrize(
    "content",
    [
        b"a: b: c", b'a: "b', b"a: b\nc\nd: e", b'a: "b" c', b"a:\n - b\n c", b"a: [b, c", b"a: {b c", b"a: [b\nc: d", b"\ta: b",
        b"a: @b", b"a: %b", b"%bad\n---\na", b"a: *b", b"a: &b c", b"a: !!str b", b"a: 1\n---\nb: 2", b"a: 1\na: 2",
        b"? [a]\n: b", b"a: \x07", b"\xff", b"a: " + b"x" * MAX_BYTES, b"[" * (MAX_DEPTH + 1), b"[" + b"1," * MAX_VALUES + b"]",
    ],
)  # fmt: skip
def test_yaml(content: bytes) -> None:
    with pytest.raises(SourceError) as refused:
        read_yaml(content, "f.yaml")
    assert all(map(said_twice, refused.value.problems)), refused.value.problems


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b'{"a" 1}', b'{"a": 1 "b": 2}', b"{'a': 1}", b'{"a": 1,}', b"[1,]", b"[1] 2", b'"a', b'"\\q"', b'"\\u12"',
        b'"a\nb"', b'"\\ud800"', b"NaN", b"[" * 100_000, b'{"a": 1, "a": 2}', b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
    ],
)  # fmt: skip
def test_json(content: bytes) -> None:
    with pytest.raises(SourceError) as refused:
        read_json(content, "f.form")
    assert all(map(said_twice, refused.value.problems)), refused.value.problems


RULES = {
    "type": "5",
    "enum": '"c"',
    "const": '"c"',
    "pattern": '"c"',
    "minLength": '""',
    "maxLength": '"abcdef"',
    "minItems": "[]",
    "maxItems": "[1, 2, 3]",
    "uniqueItems": "[1, 1]",
    "minProperties": "{}",
    "maxProperties": "{a: 1, b: 2, c: 3}",
    "required": "{b: 1}",
    "additionalProperties": "{z: }",
    "dependentRequired": "{a: 1}",
    "propertyNames": "{A: 1}",
    "minimum": "1",
    "maximum": "9",
    "exclusiveMinimum": "2",
    "exclusiveMaximum": "4",
    "multipleOf": "7",
    "oneOf": "5",
    "anyOf": "5",
    "not": "5",
}
VALUES = {
    "type": "string", "enum": ["a", "b"], "const": "a", "pattern": "^a$", "minLength": 1, "maxLength": 3, "minItems": 2,
    "maxItems": 2, "uniqueItems": True, "minProperties": 1, "maxProperties": 2, "required": ["a"],
    "additionalProperties": False, "dependentRequired": {"a": ["b"]}, "propertyNames": {"pattern": "^[a-z]$"}, "minimum": 2,
    "maximum": 4, "exclusiveMinimum": 2, "exclusiveMaximum": 4, "multipleOf": 2, "oneOf": [{"type": "string"}],
    "anyOf": [{"type": "string"}], "not": {"type": "integer"},
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_of_a_schema(rule: str) -> None:
    ruled = {
        "description": "Like this.",
        "x-vi": "Viết như thế này.",
        "properties": {"b": {}},
        rule: VALUES[rule],
    }
    found = Schema({"properties": {"x": ruled}}).problems(read_yaml(f"x: {RULES[rule]}".encode(), "f.yaml"))
    assert found and all(map(said_twice, found)), found
    assert rule in ("propertyNames", "not") or [one.advice.vi for one in found] == ["Viết như thế này."]


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("string", "chữ"), ("integer", "số nguyên"), ("number", "số"), ("boolean", "true hoặc false"), ("array", "danh sách"),
        ("object", "nhóm trường"),
    ],
)  # fmt: skip
def test_types_have_vietnamese_words(kind: str, word: str) -> None:
    wrong = '"1"' if kind != "string" else "[true]"
    schema = Schema({"properties": {"a": {"type": kind}}})
    (problem,) = schema.problems(read_yaml(f"a: {wrong}".encode(), "f.yaml"))
    assert problem.said.vi == f"{json.dumps(json.loads(wrong))} không phải là {word}."
    (empty,) = schema.problems(read_yaml(b"a:", "f.yaml"))
    assert empty.said.vi == f"Đang để trống; ở đây phải là {word}."
