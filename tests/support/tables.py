# SPDX-License-Identifier: Apache-2.0
"""Tables of a page of docs/, and the words in them that code knows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from support.system import ROOT

CODE = re.compile(r"`([^`]+)`")


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def table(name: str, heading: str, nth: int = 0) -> Sequence[Sequence[str]]:
    """Rows of a table below a heading, without its head; cells as written.

    Raises:
        AssertionError: no such heading, no such table, or a row with another number of cells.
    """
    _, found, below = f"\n{page(name)}".partition(f"\n{heading}\n")
    assert found, f"docs/{name} has no heading {heading!r}"
    section = re.split(r"\n#{1,2} ", below)[0]
    tables = re.findall(r"(?:^\|.*\|\n)+", section, re.MULTILINE)
    assert len(tables) > nth, f"docs/{name}, {heading}: no table {nth}"
    head, _, *rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in tables[nth].splitlines()]
    assert all(len(row) == len(head) for row in rows), f"docs/{name}, {heading}: {rows}"
    return rows


def codes(cell: str) -> list[str]:
    """What stands in back quotes."""
    return CODE.findall(cell)
