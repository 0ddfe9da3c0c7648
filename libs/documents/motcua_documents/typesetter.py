# SPDX-License-Identifier: Apache-2.0
"""Owns the call to typst: template by name, page as JSON in ``sys.inputs``, PDF bytes out.

Page data are never part of typst source. The root is the template folder, which holds templates only, and
templates import no package, so nothing else can be read. A compiler is made per call (0.3 ms) because one
cannot be shared between threads; fonts and compiled templates are cached for the process.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import typst

from motcua_documents.errors import TypesettingFailed
from motcua_documents.fonts import load_fonts

TEMPLATE_FOLDER = Path(__file__).parent / "templates"

# Archive and accessibility profiles; both refuse a character that no font can show.
_PDF_STANDARDS: Any = ["a-2a", "ua-1"]


def typeset(template: str, page: Mapping[str, Any], created_at: datetime) -> bytes:
    """Return the PDF of a template filled with a page.

    Args:
        template: file name in the template folder.
        page: JSON-ready data of the page.
        created_at: aware moment written into the PDF as its creation time.

    Raises:
        TypesettingFailed: typst refused or warned.
    """
    compiler = typst.Compiler(root=str(TEMPLATE_FOLDER), font_paths=load_fonts())
    try:
        pdf, warnings = compiler.compile_with_warnings(
            input=str(TEMPLATE_FOLDER / template),
            format="pdf",
            sys_inputs={"page": json.dumps(page, ensure_ascii=False)},
            pdf_standards=_PDF_STANDARDS,
            timestamp=int(created_at.timestamp()),
        )
    except typst.TypstError as error:
        raise TypesettingFailed(template, str(error)) from error
    if warnings:
        raise TypesettingFailed(template, "; ".join(str(warning) for warning in warnings))
    return cast(bytes, pdf)
