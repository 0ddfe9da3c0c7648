# SPDX-License-Identifier: Apache-2.0
"""Reading a PDF back, for all tests of the printed forms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO

import pytest
import typst
from motcua_documents import FormData
from motcua_documents.checking import checked
from motcua_documents.fonts import load_fonts
from motcua_documents.forms.base import LAYOUT_NOTE
from motcua_documents.rendering import page_data
from motcua_documents.typesetter import TEMPLATE_FOLDER
from PIL import Image
from pypdf import PdfReader

_FOOT = re.compile(rf"[^\n]*\n{LAYOUT_NOTE}(?:\n[^\n]*)?(?:\ngồm \d+ trang)?\s*$")
_WATERMARK = re.compile(r"^MẪU\n")


def squeezed(text: str) -> str:
    """Drop all white space: where a line breaks is not part of a text."""
    return re.sub(r"\s+", "", text)


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page without watermark, page number and foot."""
    pages = []
    for index, page in enumerate(PdfReader(BytesIO(pdf)).pages):
        text = _WATERMARK.sub("", _FOOT.sub("", page.extract_text()))
        pages.append(re.sub(r"^\s*\d+\s*\n", "", text) if index else text)
    return pages


def body_of(pdf: bytes) -> str:
    """Return the text of all pages, white space dropped."""
    return squeezed("".join(pages_of(pdf)))


@pytest.fixture
def read_pages() -> Callable[[bytes], list[str]]:
    return pages_of


@pytest.fixture
def draw() -> Callable[[FormData, int], list[Image.Image]]:
    """Draw a form's pages at a resolution in dots per inch, with the fonts and templates of the PDF."""

    def pages(form: FormData, ppi: int) -> list[Image.Image]:
        page = page_data(checked(form), form.size)
        compiler = typst.Compiler(root=str(TEMPLATE_FOLDER), font_paths=load_fonts())
        drawn = compiler.compile(
            input=str(TEMPLATE_FOLDER / form.template),
            format="png",
            ppi=ppi,
            sys_inputs={"page": json.dumps(page)},
        )
        return [Image.open(BytesIO(png)) for png in (drawn if isinstance(drawn, list) else [drawn])]

    return pages


@pytest.fixture
def read_body() -> Callable[[bytes], str]:
    return body_of


@pytest.fixture
def squeeze() -> Callable[[str], str]:
    return squeezed
