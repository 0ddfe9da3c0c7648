# SPDX-License-Identifier: Apache-2.0
"""Reading a PDF back, for all tests of the printed forms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import typst
from motcua_documents import FormData, render
from motcua_documents.checking import checked
from motcua_documents.fonts import load_fonts
from motcua_documents.forms.base import LAYOUT_NOTE
from motcua_documents.rendering import page_data
from motcua_documents.typesetter import TEMPLATE_FOLDER
from PIL import Image

_FOOT = re.compile(rf"[^\n]*\n{LAYOUT_NOTE}(?:\n[^\n]*)?(?:\ngồm \d+ trang)?\s*$")
_WATERMARK = re.compile(r"^MẪU\n")


def squeezed(text: str) -> str:
    """Drop all white space: where a line breaks is not part of a text."""
    return re.sub(r"\s+", "", text)


@lru_cache(maxsize=64)
def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page without watermark, page number and foot."""
    pages = []
    for index, page in enumerate(pypdfium2.PdfDocument(pdf)):
        # PDFium gives a hyphen at the end of a line as U+0002, and joins the lines.
        text = page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\x02", "-")
        text = _WATERMARK.sub("", _FOOT.sub("", text))
        pages.append(re.sub(r"^\s*\d+\s*\n", "", text) if index else text)
    return pages


def body_of(pdf: bytes) -> str:
    """Return the text of all pages, white space dropped."""
    return squeezed("".join(pages_of(pdf)))


@pytest.fixture
def read_pages() -> Callable[[bytes], list[str]]:
    return pages_of


@pytest.fixture
def draw() -> Callable[[FormData, int], Iterator[Image.Image]]:
    """Draw the pages of a form's PDF at a resolution in dots per inch, each when it is asked for."""

    def pages(form: FormData, ppi: int) -> Iterator[Image.Image]:
        for page in pypdfium2.PdfDocument(render(form).pdf):
            yield page.render(scale=ppi / 72).to_pil()

    return pages


@pytest.fixture
def draw_first() -> Callable[[FormData, int], Image.Image]:
    """Draw the first page as typst itself does: what is the same in two forms is the same to the pixel."""

    def page(form: FormData, ppi: int) -> Image.Image:
        data = page_data(checked(form), form.size)
        drawn: Any = typst.Compiler(root=str(TEMPLATE_FOLDER), font_paths=load_fonts()).compile(
            input=str(TEMPLATE_FOLDER / form.template),
            format="png",
            ppi=ppi,
            sys_inputs={"page": json.dumps(data)},
        )
        return Image.open(BytesIO(drawn[0] if isinstance(drawn, list) else drawn))

    return page


@pytest.fixture
def read_body() -> Callable[[bytes], str]:
    return body_of


@pytest.fixture
def squeeze() -> Callable[[str], str]:
    return squeezed
