# SPDX-License-Identifier: Apache-2.0
"""Reading pages as a person without JavaScript does: hidden fields, and what stands in each field."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx
from intake_double import LAND

PDF = b"%PDF-1.7 a paper"
ANSWERS = {
    "a.applicant_name": "Nguyễn Thị Hoa", "a.applicant_id": "099190000001", "a.applicant_address": "Thôn Đầu Suối",
    "a.applicant_phone": "0912 345 678", "a.filer": "mortgagee", "a.transfer_kind": "gift", "a.land_commune": "suoi_trong",
    "a.parcel_no": "12", "a.map_no": "3", "a.area": "200,5", "a.certificate_no": "BX 123456", "a.mortgagee_name": "Ngân hàng",
    "a.mortgage_contract": "01/HĐ", "a.transferee_name": "Trần Văn Bình", "a.transferee_id": "099190000002",
    "a.transferee_address": "Thôn Chân Đồi", "a.truthful": "true", "a.represents": "transferor",
    "a.transferor_name": "Lê Văn Chủ", "a.transferor_id": "099190000003", "a.transferor_address": "Thôn Đầu Suối",
}  # fmt: skip
REQUIRED = ("MAU-03A", "MAU-18", "HD-CHUYEN-QUYEN", "GCN", "VB-DAI-DIEN")


def hidden(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of the page's own form (the one in <main>)."""
    main = page.text.partition('<main id="main"')[2]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
    return {name: unescape(value) for name, value in found}


def value(page: httpx.Response, field: str) -> str:
    """What stands in a text input."""
    found = re.search(rf'id="f-{field}" value="([^"]*)"', page.text)
    assert found, f"no input {field}"
    return unescape(found[1])


def post(client: httpx.Client, path: str, **fields: Any) -> httpx.Response:
    """Open the page, fill in, send."""
    page = client.get(path)
    assert page.status_code == 200, page.text
    return client.post(
        path, data={**hidden(page), **{name.replace("__", "."): v for name, v in fields.items()}}
    )


def begin(client: httpx.Client, key: str = LAND) -> str:
    """A draft of a procedure; its path."""
    answer = post(client, f"/nop-ho-so/{key}", unit="suoi_trong")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removesuffix("/to-khai")


def fill_in(client: httpx.Client, draft: str, **changed: str) -> httpx.Response:
    page = client.get(f"{draft}/to-khai")
    return client.post(f"{draft}/to-khai", data={**hidden(page), **ANSWERS, "action": "next", **changed})


def upload(client: httpx.Client, path: str, *files: tuple[str, str, bytes], **fields: str) -> httpx.Response:
    """Send files as (component, name, content)."""
    page = client.get(path)
    parts = [(f"file.{code}", (name, content, "application/pdf")) for code, name, content in files]
    return client.post(path, data={**hidden(page), **fields}, files=parts or [("none", ("", b""))])


def ready_draft(client: httpx.Client) -> str:
    """A draft that can be handed in."""
    draft = begin(client)
    fill_in(client, draft)
    upload(client, f"{draft}/giay-to", *((code, f"{code}.pdf", PDF) for code in REQUIRED))
    return draft
