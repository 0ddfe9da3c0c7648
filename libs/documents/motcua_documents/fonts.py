# SPDX-License-Identifier: Apache-2.0
"""Owns the shipped fonts: where they lie, that they are unharmed. `motcua_text.printable` says which characters they show.

Only these fonts are used; fonts of the machine are ignored, so that a form looks the same everywhere. The
text face is Liberation Serif (metric-equal to Times New Roman, which NĐ 30/2020/NĐ-CP, Phụ lục I, asks for);
DejaVu Sans stands in for characters that it lacks.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import typst

from motcua_documents.errors import TypesettingFailed

FONT_FOLDER = Path(__file__).parent / "fonts"
_SUMS = FONT_FOLDER / "SHA256SUMS"


def listed_fonts() -> dict[str, str]:
    """Return the shipped font files as {file name: sha256 in hex}, as SHA256SUMS lists them."""
    lines = _SUMS.read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


@cache
def load_fonts() -> typst.Fonts:
    """Return the font book of the shipped fonts, read once per process.

    Raises:
        TypesettingFailed: a font file is missing or differs from SHA256SUMS.
    """
    for name, digest in listed_fonts().items():
        path = FONT_FOLDER / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise TypesettingFailed(
                name, "tệp phông chữ thiếu hoặc hỏng, hãy cài lại (font missing or damaged, reinstall)"
            )
    folder = str(FONT_FOLDER)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
