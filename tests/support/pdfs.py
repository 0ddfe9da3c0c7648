# SPDX-License-Identifier: Apache-2.0
"""Reading back what was printed: the words of a PDF, and its QR codes."""

from __future__ import annotations

import re
from contextlib import closing

import pypdfium2  # type: ignore[import-untyped]
import zxingcpp

SCALE = 200 / 72
"""Drawn at 200 dots per inch, as an office scanner reads."""


def squeezed(text: str) -> str:
    """Without white space: where a line breaks is not part of a text."""
    return re.sub(r"\s+", "", text)


def words_of(pdf: bytes) -> str:
    """All text of a PDF, squeezed."""
    assert pdf.startswith(b"%PDF-"), pdf[:80]
    return squeezed(text_of(pdf))


def text_of(pdf: bytes) -> str:
    """All text of a PDF, blanks made one."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def says(pdf: bytes, *sentences: str) -> None:
    """Assert that the PDF holds each of these."""
    words = words_of(pdf)
    missing = [sentence for sentence in sentences if squeezed(sentence) not in words]
    assert missing == [], f"not on the sheet: {missing}\n{words}"


def qr_codes(pdf: bytes) -> list[str]:
    """What the QR codes of the first page say, read from its picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        bitmap = page.render(scale=SCALE)
        picture = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    finally:
        document.close()
    return [code.text for code in zxingcpp.read_barcodes(picture)]
