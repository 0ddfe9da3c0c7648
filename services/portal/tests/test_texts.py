# SPDX-License-Identifier: Apache-2.0
"""Every literal text of the portal has its English, with the same places to fill in."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import motcua_portal
from jinja2 import Environment, nodes

PACKAGE = Path(motcua_portal.__file__).parent
ENGLISH: dict[str, str] = json.loads((PACKAGE / "locale" / "en.json").read_text("utf-8"))


def in_templates() -> Iterator[tuple[str, str]]:
    for file in (PACKAGE / "templates").rglob("*.html"):
        for call in Environment().parse(file.read_text("utf-8")).find_all(nodes.Call):
            named = isinstance(call.node, nodes.Name) and call.node.name == "_"
            if named and call.args and isinstance(call.args[0], nodes.Const):
                yield call.args[0].value, file.name


def in_code() -> Iterator[tuple[str, str]]:
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "say"
            ):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value), file.name


def test_every_text_has_its_english() -> None:
    missing = sorted(
        {f"{file}: {text}" for text, file in (*in_templates(), *in_code()) if text not in ENGLISH}
    )
    assert missing == []


def test_both_languages_fill_in_the_same_values() -> None:
    places = re.compile(r"\{\w*\}")
    assert [
        vi for vi, en in ENGLISH.items() if sorted(places.findall(vi)) != sorted(places.findall(en))
    ] == []


def test_no_english_is_empty_and_keys_are_sorted() -> None:
    assert [vi for vi, en in ENGLISH.items() if not en.strip()] == []
    assert list(ENGLISH) == sorted(ENGLISH)
