# SPDX-License-Identifier: Apache-2.0
"""Compiled templates are found again, and stand for nothing but the very text they were made of."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from motcua_portal.web.compiled import CompiledTemplates


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One template, and the module that says how it is compiled."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    (tmp_path / "made_by.py").write_text("1")
    (tmp_path / "a.html").write_text("Một {{ x }}")
    return tmp_path


class Counting(Environment):
    """Says how often it compiled."""

    compiled = 0

    def compile(self, *args: Any, **more: Any) -> Any:
        self.compiled += 1
        return super().compile(*args, **more)


def page(folder: Path) -> tuple[str, int]:
    """What a new process would show, and how many templates it would compile."""
    cache = CompiledTemplates(folder, folder / "made_by.py")
    made = Counting(loader=FileSystemLoader(folder), bytecode_cache=cache)
    return made.get_template("a.html").render(x=1), made.compiled


def test_what_was_compiled_once_is_found_beside_its_source(folder: Path) -> None:
    assert page(folder) == ("Một 1", 1)
    [kept] = (folder / "__pycache__").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o644
    assert page(folder) == ("Một 1", 0)


def test_another_text_and_another_setting_are_compiled_anew(folder: Path) -> None:
    page(folder)
    (folder / "a.html").write_text("Hai {{ x }}")
    assert page(folder) == ("Hai 1", 1) and page(folder) == ("Hai 1", 0)
    (folder / "made_by.py").write_text("2")
    assert page(folder) == ("Hai 1", 1)


@pytest.mark.parametrize("keep", [0, 3, 20, -5])
def test_what_is_broken_is_compiled_anew(folder: Path, keep: int) -> None:
    page(folder)
    [kept] = (folder / "__pycache__").iterdir()
    kept.write_bytes(kept.read_bytes()[:keep] + b"xyz")
    assert page(folder) == ("Một 1", 1) and page(folder) == ("Một 1", 0)


def test_where_nothing_may_be_kept_pages_are_shown_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert page(folder) == ("Một 1", 1) and not (folder / "__pycache__").exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (folder / "__pycache__").write_text("no folder")
    assert page(folder) == ("Một 1", 1)
