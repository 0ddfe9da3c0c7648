# SPDX-License-Identifier: Apache-2.0
"""Owns the QR code of a form: the lookup address as an SVG drawing."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO

import segno

from motcua_documents.errors import InvalidForm

URL_LIMIT = 200
"""Longest address: its modules stay above 0.3 mm at the printed size, which office scanners read."""

_ADDRESS = re.compile(r"https?://[!-~]+")


def qr_svg(url: str, field: str) -> str:
    """Return the QR code (level M, quiet zone of four modules) of an address.

    Raises:
        InvalidForm: not an http(s) address in ASCII, or longer than URL_LIMIT.
    """
    if not _ADDRESS.fullmatch(url) or len(url) > URL_LIMIT:
        raise InvalidForm(
            field,
            f"phải là địa chỉ http(s) viết bằng ASCII, không quá {URL_LIMIT} ký tự",
            f"must be an http(s) address in ASCII of at most {URL_LIMIT} characters",
        )
    return _drawn(url)


@lru_cache(maxsize=256)
def _drawn(url: str) -> str:
    """Every form of a dossier carries the same code, and drawing one takes a fifth as long as the whole form."""
    out = BytesIO()
    segno.make(url, error="m", micro=False, boost_error=False).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode("utf-8")
