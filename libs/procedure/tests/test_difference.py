# SPDX-License-Identifier: Apache-2.0
"""What changed between two folders, in words: each change once, by the name of what it concerns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from motcua_procedure import read_folder
from motcua_procedure.difference import Change, compare_files, say
from motcua_procedure.difference.data import compare_data

COPIES = Path(__file__).parents[3] / "workflows" / "chung-thuc" / "ban-sao-tu-ban-chinh"
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def copies() -> Files:
    return read_folder(COPIES)


def edited(files: Files, path: str, old: str, new: str) -> Files:
    text = files[path].decode()
    assert old in text
    return files | {path: text.replace(old, new, 1).encode()}


def told(before: Files, after: Files, lang: Any = "en") -> list[str]:
    return [say(one, lang) for one in compare_files(before, after)]


def test_the_same_folder_has_no_change(copies: Files) -> None:
    assert list(compare_files(copies, dict(copies))) == []


# Each row: file, what is changed to what, the line in English, a word of the line in Vietnamese.
CHANGED = [
    ("procedure.yaml", "limit: sameday", "limit: 2wh",
     "~ part copy “Chứng thực bản sao”, time limit: same day (sameday) → 2 working hours (2wh)",
     "thời hạn: trong ngày (sameday) → 2 giờ làm việc (2wh)"),
    ("procedure.yaml", "required: never", "required: always",
     "~ paper BAN-SAO “Bản sao đã chụp sẵn”, required: never → always",
     "bắt buộc: không bắt buộc (never) → luôn phải nộp (always)"),
    ("procedure.yaml", "channels: [WINDOW]", "channels: [WINDOW, POST]", "+ ways of filing: by post (POST)",
     "cách nộp: qua bưu chính (POST)"),
    ("procedure.yaml", "each: 2000", "each: 3000",
     "~ part copy “Chứng thực bản sao”, fee Phí chứng thực bản sao từ bản chính, formula, "
     "tier from page 1, each page: VND 2,000 → VND 3,000",
     "2.000 đồng → 3.000 đồng"),
    ("procedure.yaml", "valid: {from: 2025-07-01}", "valid: {from: 2026-01-01}",
     "~ validity, from: 2025-07-01 → 2026-01-01", "hiệu lực, từ: 01/07/2025 → 01/01/2026"),
    ("procedure.yaml", "original_shown: true", "original_shown: false",
     "~ paper BAN-CHINH “Bản chính giấy tờ cần chứng thực”, original shown: yes → no", "xuất trình bản chính: có → không"),
    ("forms/kiem-tra.form", '"key": "copies_ordered"', '"validate": {"max": 5, "required": true}, "key": "copies_ordered"',
     "", "kiểm tra, nhiều nhất: 5"),
    ("procedure.yaml", "key: chung-thuc/ban-sao", "# nothing\nkey: chung-thuc/ban-sao",
     "~ only comments, blanks, order of writing or layout differ", "chú thích"),
    ("forms/kiem-tra.form", '"label": "Số bản sao được yêu cầu"', '"label": "Số bản"',
     "~ field copies_ordered “Số bản”, label: Số bản sao được yêu cầu → Số bản", "nhãn"),
    ("scenarios/chung-thuc.yaml", "copies_made: 2", "copies_made: 1",
     "~ step complete check_original “Chứng thực trong ngày”, fact copies_made: 2 → 1", "bước"),
    ("scenarios/chung-thuc.yaml", 'promised: "2026-11-23"', 'promised: "2026-11-24"',
     "~ expected “Chứng thực trong ngày”, promised date: 2026-11-23 → 2026-11-24", "ngày hẹn"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "line", "word"), CHANGED)
def test_one_change_is_one_line_in_human_words(
    copies: Files, path: str, old: str, new: str, line: str, word: str
) -> None:
    after = edited(copies, path, old, new)
    if not line:  # what came without a name is told field by field
        assert told(copies, after)[0].endswith("checks, maximum: 5") and told(copies, after)[1].endswith(
            "required: yes"
        )
        assert word in told(copies, after, "vi")[0]
        return
    assert told(copies, after) == [line]
    [vietnamese] = told(copies, after, "vi")
    assert word in vietnamese
    [back] = compare_files(after, copies)
    [forth] = compare_files(copies, after)
    if forth.kind == "changed":
        assert (back.before, back.after, back.path) == (forth.after, forth.before, forth.path)


def test_fields_come_go_and_move_by_name(copies: Files) -> None:
    path = "forms/kiem-tra.form"
    form = json.loads(copies[path])
    fields = form["components"]
    fields.insert(0, fields.pop())
    fields.append({"type": "textfield", "id": "x", "key": "extra", "label": "Ghi thêm"})
    gone = fields.pop(1)
    after = copies | {path: json.dumps(form, ensure_ascii=False).encode()}
    lines = told(copies, after)
    assert "+ field extra “Ghi thêm”" in lines and f"- field {gone['key']} “{gone['label']}”" in lines
    assert f"~ fields: order changed: {fields[0]['key']}" in lines
    assert len(lines) == 3


def test_files_come_and_go_with_their_titles_in_the_order_of_the_groups(copies: Files) -> None:
    after = {path: text for path, text in copies.items() if path != "scenarios/rut-yeu-cau.yaml"}
    after |= {"README.md": b"x", "forms/them.form": b'{"components": []}'}
    changes = list(compare_files(copies, after))
    assert [(one.group, one.kind, one.file) for one in changes] == [
        ("forms", "added", "forms/them.form"),
        ("scenarios", "removed", "scenarios/rut-yeu-cau.yaml"),
        ("other", "added", "README.md"),
    ]
    assert changes[1].name, "the scenario's title"


def test_a_step_that_is_taken_out_is_one_change(copies: Files) -> None:
    path = "scenarios/chung-thuc.yaml"
    text = copies[path].decode()
    start, end = text.index("  - complete: sign_copies"), text.index("expect:")
    lines = told(copies, copies | {path: (text[:start] + text[end:]).encode()})
    assert len(lines) == 1 and lines[0].startswith("- step complete sign_copies")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": True}, [("changed", ("a",), "1", "true")]),
        ([{"key": "a"}, {"key": "b"}], [{"key": "b"}, {"key": "a"}], [("moved", (), "", "b")]),
        (["a", "b"], ["b", "a"], [("moved", (), "", "b")]),
        ([{"x": 1}], [{"x": 2}], [("changed", ("x",), "1", "2")]),
        ({"n": {"vi": "Một"}}, {}, [("removed", ("n",), "Một", "")]),
        ("a", ["a"], [("changed", (), "a", "a")]),
        ([{"key": "a", "n": 1}, {"key": "a", "n": 2}], [{"key": "a", "n": 1}], [("removed", (), '{"key": "a", "n": 2}', "")]),
    ],
)  # fmt: skip
def test_data_is_compared_by_what_things_are_called(before: Any, after: Any, expected: Any) -> None:
    assert [(one.kind, one.path, one.before, one.after) for one in compare_data(before, after)] == expected


@pytest.mark.parametrize(
    "odd", [b"[]", b"{}", b'{"components": 3}', b'{"components": [3, {"components": "x"}]}', b"null"]
)
@pytest.mark.parametrize("path", ["forms/kiem-tra.form", "scenarios/chung-thuc.yaml", "procedure.yaml"])
def test_files_of_odd_shape_are_compared_all_the_same(copies: Files, odd: bytes, path: str) -> None:
    changes: Callable[[], list[Change]] = lambda: list(compare_files(copies, copies | {path: odd}))  # noqa: E731
    assert changes() and all(say(one) for one in changes())
