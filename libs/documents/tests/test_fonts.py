# SPDX-License-Identifier: Apache-2.0
"""The shipped fonts are the listed ones, licensed, and show what coverage-*.txt says."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from motcua_documents import TypesettingFailed, fonts
from motcua_documents.fonts import FAMILIES, FONT_FOLDER, coverage, listed_fonts, load_fonts


@pytest.fixture
def fresh_font_book() -> Iterator[None]:
    load_fonts.cache_clear()
    yield
    load_fonts.cache_clear()


def test_listed_fonts_are_all_the_fonts() -> None:
    assert set(listed_fonts()) == {path.name for path in FONT_FOLDER.glob("*.ttf")}
    assert len(listed_fonts()) == 5
    assert load_fonts().families() == ["DejaVu Sans", "Liberation Serif"]


@pytest.mark.parametrize("family", FAMILIES)
def test_coverage_is_what_every_face_shows(family: str) -> None:
    faces = [set(TTFont(path).getBestCmap()) for path in FONT_FOLDER.glob(f"{family}*.ttf")]
    shown = {code for code in set.intersection(*faces) if unicodedata.category(chr(code)) not in ("Cc", "Co")}

    assert coverage()[FAMILIES.index(family)] == shown


@pytest.mark.parametrize("family", FAMILIES)
def test_licence_is_shipped(family: str) -> None:
    assert "WITHOUT WARRANTY OF ANY KIND" in (FONT_FOLDER / f"LICENSE-{family}.txt").read_text(
        encoding="utf-8"
    )


@pytest.mark.usefixtures("fresh_font_book")
def test_damaged_font_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "LiberationSerif-Regular.ttf").write_bytes(b"not a font")
    monkeypatch.setattr(fonts, "FONT_FOLDER", tmp_path)

    with pytest.raises(TypesettingFailed, match="font missing or damaged"):
        load_fonts()
