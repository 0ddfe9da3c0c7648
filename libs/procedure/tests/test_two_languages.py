# SPDX-License-Identifier: Apache-2.0
"""Every finding of a procedure's folder and of the organisation's file has a Vietnamese and an English sentence, and so has what
helps: looked at by breaking each value of good files in turn, and in the words themselves."""

from __future__ import annotations

import ast
import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import motcua_organisation
import motcua_procedure
import pytest
from motcua_organisation.loader import parse_organisation
from motcua_procedure import Form, lint_folder, load_procedure, read_folder
from motcua_procedure.scenario import load_scenario
from motcua_text import SourceError, Text, read_json, read_yaml
from motcua_text.source import walk

ROOT = Path(__file__).parents[3]
WORKFLOWS = ROOT / "workflows"
LAND = WORKFLOWS / "dat-dai" / "xoa-the-chap-va-chuyen-nhuong"
COPIES = WORKFLOWS / "chung-thuc" / "ban-sao-tu-ban-chinh"
ORGANISATION = ROOT / "infra" / "demo" / "organisation.yaml"
SCHEMAS = (
    ROOT / "libs/procedure/motcua_procedure/schemas/procedure.schema.json",
    ROOT / "libs/procedure/motcua_procedure/schemas/scenario.schema.json",
    ROOT / "libs/organisation/motcua_organisation/organisation.schema.json",
    ROOT / "services/intake/motcua_intake/domain/law.schema.json",
)
OURS = (Path(motcua_procedure.__file__).parent, Path(motcua_organisation.__file__).parent)
BROKEN = (None, 5, "?", True, [], {"?": "?"})
VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
Load = Callable[[bytes, str], object]


def said_twice(text: Text) -> bool:
    """Quoted words and values are as the file has them."""
    return bool(text.en) and text.vi != text.en and bool(VIETNAMESE.search(text.vi))


def broken(data: Any) -> Iterator[Any]:
    """The data with each value in turn replaced by what it cannot be, left out, or with a field beside it that is none. It is the
    same object each time, whole again afterwards: a copy of all for one value took a fifth of the time."""
    for path, _ in list(walk(data)):
        if not path or any(isinstance(step, int) and step > 0 for step in path):
            continue
        at = data
        for step in path[:-1]:
            at = at[step]
        good = copy.copy(at)
        for value in (*BROKEN, ...):
            if value is ...:
                del at[path[-1]]
            else:
                at[path[-1]] = value
            yield data
        restore(at, good)


def restore(at: Any, good: Any) -> None:
    """Make a list or an object again what it was."""
    at.clear()
    (at.extend if isinstance(at, list) else at.update)(good)


def untold(load: Load, data: Any, file: str) -> tuple[int, list[str]]:
    """How many findings there were, and those that are not said in both languages."""
    count, wrong = 0, []
    for other in broken(data):
        try:
            load(json.dumps(other, ensure_ascii=False).encode(), file)
        except SourceError as error:
            count += len(error.problems)
            texts = [(one, one.said) for one in error.problems]
            texts += [(one, one.advice) for one in error.problems if one.advice]
            wrong += [f"{one}: {text.vi}" for one, text in texts if not said_twice(text)]
    return count, wrong


@pytest.mark.parametrize(
    ("load", "path", "least"),
    [
        (load_procedure, LAND / "procedure.yaml", 500),
        (load_procedure, COPIES / "procedure.yaml", 300),
        (load_scenario, next((LAND / "scenarios").glob("*.yaml")), 50),
        (parse_organisation, ORGANISATION, 200),
        (Form.load, next((COPIES / "forms").glob("*.form")), 50),
    ],
)
def test_each_value_broken_in_turn(load: Load, path: Path, least: int) -> None:
    read = read_json if path.suffix == ".form" else read_yaml
    count, wrong = untold(load, read(path.read_bytes(), path.name).data, path.name)
    assert count > least and sorted(set(wrong))[:5] == []


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_each_description_is_there_in_vietnamese(path: Path) -> None:
    """Also of those that no rule stands under today: any of them may become what helps."""
    found = [
        (place, one.get("description"), one.get("x-vi"))
        for place, one in walk(json.loads(path.read_text("utf-8")))
        if isinstance(one, dict) and place[-1:] != ("properties",) and {"description", "x-vi"} & set(one)
    ]
    assert len(found) > 5
    assert [one for one in found if not (one[1] and one[2] and said_twice(Text(one[2], one[1])))] == []


@pytest.mark.parametrize(
    "path", sorted(path for folder in OURS for path in folder.rglob("*.py")), ids=lambda path: path.name
)
def test_no_sentence_of_ours_is_the_same_in_both_languages(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            words = [ast.unparse(one) for one in node.args if isinstance(one, ast.Constant | ast.JoinedStr)]
            assert len(words) < 2 or words[0] != words[1], f"{path.name}:{node.lineno}"


def _whole_folders() -> dict[str, Mapping[str, bytes]]:
    good = read_folder(COPIES)
    start = good["procedure.yaml"]
    return {
        "nothing": {},
        "no text": good | {"procedure.yaml": b"\xff"},
        "strangers": good | {"a b.txt": b"", "x (symbolic link)": b"", "y (not a regular file)": b"", "forms/\u200b.form": b""},
        "too large": good | {"README.md": b"x" * 1_000_001},
        "empty": good | {"procedure.yaml": b"# nothing\n"},
        "no scenarios": {name: content for name, content in good.items() if not name.startswith("scenarios/")},
        "another key": good | {"procedure.yaml": re.sub(rb"(?m)^key: .*$", b"key: chung-thuc/khac", start)},
        "no forms": {name: content for name, content in good.items() if not name.startswith("forms/")},
        "short": good | {"procedure.yaml": re.sub(rb"limit: (sameday|\d+wd)", b"limit: 1wh", start)},
        "no results": good | {"process.bpmn": re.sub(rb' motcua:result="[^"]*"', b"", good["process.bpmn"])},
    }  # fmt: skip


@pytest.mark.parametrize("what", sorted(_whole_folders()))
def test_findings_of_a_whole_folder(what: str) -> None:
    reports = lint_folder(_whole_folders()[what], key="chung-thuc/ban-sao-tu-ban-chinh")
    found = [(one.file, finding) for one in reports for finding in one.findings]
    texts = [finding.said for _, finding in found] + [
        finding.advice for _, finding in found if finding.advice
    ]
    assert texts and [text for text in texts if not said_twice(text)] == []
