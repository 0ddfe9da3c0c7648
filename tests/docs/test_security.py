# SPDX-License-Identifier: Apache-2.0
"""docs/security.md names for each requirement a test that there is, or says why there is none."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.*?) \| (.+?) \|$", PAGE, re.MULTILINE)
NAMED = re.compile(r"`([\w./-]+\.py)::(\w+)`")
WHY = re.compile(r"not met(:| \w)|does not apply|this page")
OUR_CHAPTERS = range(1, 17)
"""V17 is about WebRTC, which there is none of."""


@cache
def held_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds) and node.name.startswith("test_")}


def test_every_line_of_the_table_is_a_requirement() -> None:
    lines = PAGE.partition("## The requirements")[2].splitlines()
    others = [
        line
        for line in lines
        if line.startswith("| ") and not re.match(r"\| (\d+\.\d+\.\d+|\*\*V\d+\*\*|id) \|", line)
    ]
    assert not others and len(ROWS) > 150
    numbers = [tuple(map(int, one.split("."))) for one, *_ in ROWS]
    assert numbers == sorted(set(numbers)), "each once, in their order"
    assert {chapter for chapter, *_ in numbers} == set(OUR_CHAPTERS)


@pytest.mark.parametrize("row", ROWS, ids=[one for one, *_ in ROWS])
def test_it_is_held_by_a_test_that_there_is_or_says_why_not(row: tuple[str, str, str, str]) -> None:
    number, _, how, held = row
    named = NAMED.findall(held)
    for file, name in named:
        assert (ROOT / file).is_file(), f"{number}: there is no {file}"
        assert name in held_in(file), f"{number}: there is no {name} in {file}"
    assert named or WHY.search(held), f"{number}: neither a test nor a reason"
    assert how.strip(), number


def test_what_is_not_met_is_told_in_its_own_section() -> None:
    section = PAGE.partition("## Not met")[2].partition("\n## ")[0]
    told = set(re.findall(r"\d+\.\d+\.\d+", " ".join(re.findall(r"^- \*\*(.*?)\*\*", section, re.MULTILINE))))
    unmet = {number for number, _, how, held in ROWS if "#not-met" in held + how}
    assert unmet - {"6.1.2"} == told  # that is the list of 6.2.11


def test_links_to_this_page_lead_to_sections() -> None:
    heads = {
        re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-")
        for head in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", PAGE)) <= heads
