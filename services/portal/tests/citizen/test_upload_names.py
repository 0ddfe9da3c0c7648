# SPDX-License-Identifier: Apache-2.0
"""The name of a file as the person gave it, through what browsers escape in it."""

from __future__ import annotations

import io

import pytest
from motcua_portal.web.uploads import own_name
from starlette.datastructures import UploadFile


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("js <b>x</b> %22tên%22.pdf", "js <b>x<_b> “tên”.pdf"),
        ("sổ đỏ 50%.pdf", "sổ đỏ 50%.pdf"),
        ("một %22.pdf", 'một ".pdf'),
        ("a%0D%0Ab.pdf", "a  b.pdf"),
    ],
)
def test_the_name_stays_readable(sent: str, kept: str) -> None:
    assert own_name(UploadFile(io.BytesIO(b""), filename=sent)) == kept
