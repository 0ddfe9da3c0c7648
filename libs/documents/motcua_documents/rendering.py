# SPDX-License-Identifier: Apache-2.0
"""Owns the way from a form to its PDF: check, lay out as plain data, typeset, digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from motcua_documents.checking import checked
from motcua_documents.forms.base import LAYOUT_NOTE, FormData, Json, PaperSize, head, unbroken
from motcua_documents.parts import Lookup
from motcua_documents.qr import qr_svg
from motcua_documents.typesetter import typeset


@dataclass(frozen=True, slots=True)
class Rendered:
    """A printed form.

    Attributes:
        pdf: the file, PDF/A-2a and PDF/UA-1; the same bytes for the same form.
        sha256: its digest in hex.
        text_source: every text of the form as it stands in the PDF, for comparing with what is read back.
    """

    pdf: bytes
    sha256: str
    text_source: list[str]


def render(form: FormData, size: PaperSize | None = None, stamp: str = "") -> Rendered:
    """Print a form.

    Args:
        form: the data; text may be any Unicode and is shown literally.
        size: paper other than the form's own (A5 for the desk's slips, TT 01/2018/TT-VPCP Điều 9; else A4).
        stamp: a word or two across every page, such as DỰ THẢO on what nobody has signed; at most 10 characters.

    Returns:
        The PDF with its digest and texts; equal input gives equal bytes.

    Raises:
        InvalidForm: a field cannot be printed; nothing is half printed.
        TypesettingFailed: the installation is damaged.
    """
    form = checked(form)
    form.require_sense()
    page = page_data(form, size or form.size) | ({"stamp": stamp[:10]} if stamp else {})
    pdf = typeset(form.template, page, form.letterhead.issued_at)
    texts = [text for key, value in page.items() if key not in _UNPRINTED for text in _texts(value)]
    return Rendered(pdf, hashlib.sha256(pdf).hexdigest(), texts)


_UNPRINTED = frozenset({"qr", "paper", "lookup-url", "stamp"})


def page_data(form: FormData, size: PaperSize) -> dict[str, Json]:
    """Return what the template of a checked form gets as JSON."""
    lookup = form.lookup
    return {
        "paper": size.value,
        "head": head(form.letterhead),
        "title": list(form.title_lines()),
        "code": form.code(),
        "qr": qr_svg(lookup.url, "lookup.url") if lookup else None,
        "lookup-url": lookup.url if lookup else "",
        "lookup": _lookup_lines(lookup),
        "basis": form.basis,
        "note": LAYOUT_NOTE,
        "content": form.content(),
    }


def _lookup_lines(lookup: Lookup | None) -> dict[str, Json]:
    """Return what the lookup note shows: the website where there is one, else the address of the QR code."""
    if lookup is None:
        return {"at": "", "hotline": ""}
    return {"at": lookup.website or lookup.url, "hotline": unbroken(lookup.hotline)}


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif value is not None and not isinstance(value, bool):
        for item in value:
            yield from _texts(item)
