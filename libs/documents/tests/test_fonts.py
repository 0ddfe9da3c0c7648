# SPDX-License-Identifier: Apache-2.0
"""The shipped fonts are the listed ones, licensed, and show what coverage-*.txt says."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from motcua_documents import TypesettingFailed, fonts
from motcua_documents.fonts import FONT_FOLDER, listed_fonts, load_fonts
from motcua_text.printable import FAMILIES, as_shown, coverage, unprintable


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


def test_what_passes_is_in_one_font_and_what_does_not_is_in_none() -> None:
    """The guard at entry judges every character as the font files do."""
    cmaps = [
        set.intersection(*(set(TTFont(path).getBestCmap()) for path in FONT_FOLDER.glob(f"{family}*.ttf")))
        for family in FAMILIES
    ]
    for code in range(0x20, 0x30000):
        char = chr(code)
        if unicodedata.category(char)[0] in "CZM" or not list(as_shown(char)):
            continue
        assert (unprintable(char) == "") is any(code in cmap for cmap in cmaps), f"U+{code:04X}"


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
