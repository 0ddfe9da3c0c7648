# SPDX-License-Identifier: Apache-2.0
"""What may come in at all. No text holds a NUL, another control character or half of a surrogate pair: PostgreSQL and protobuf
refuse them, long after the page has begun. So they stop here: an address with one is refused, what a person typed loses them.
"""

from __future__ import annotations

import codecs
import re
from urllib.parse import unquote_plus, urlsplit

from fastapi import Request
from motcua_rpc import InvalidInput
from starlette.types import Scope

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Tab, line feed and carriage return are text."""
_BREAKS = frozenset("\t\n\r")
"""But of no path: routes do not look behind a line feed."""


class AddressUnfit(InvalidInput):
    """The address, or the name of the host in it, is one that no link and no person writes."""

    code = "ADDRESS_UNFIT"
    http_status = 400
    message_vi = "Địa chỉ trang có ký tự không dùng được. Hãy mở trang bằng liên kết hoặc gõ lại địa chỉ."
    message_en = "The address holds a character that cannot be used. Open the page by its link or type the address again."


def fit(text: str) -> str:
    """The text without what no text may hold; all else stays as it was typed."""
    return _UNFIT.sub("", text)


def is_fit(text: str) -> bool:
    """Whether nothing would be lost."""
    return _UNFIT.search(text) is None


def address_is_fit(scope: Scope) -> bool:
    """Whether path, query and host of a request can be read as an address, and hold text only."""
    query = unquote_plus(scope["query_string"].decode("latin-1"), errors="surrogateescape")
    # Bytes that are no UTF-8 become a replacement character in our framework, which is text.
    readable = query.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    path = scope["path"]
    return is_fit(path) and _BREAKS.isdisjoint(path) and is_fit(readable) and _host_is_fit(scope)


def refused_scope(scope: Scope) -> Scope:
    """The same request as one for the front page, so that the page of the refusal does not repeat the address."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {**scope, "path": "/", "raw_path": b"/", "query_string": b"", "headers": headers}


def is_utf8_form(request: Request) -> bool:
    """Whether the posted form says UTF-8, or nothing: other encodings can make what is no text out of plain bytes."""
    found = re.search(r"charset\s*=\s*\"?([^\s\";]+)", request.headers.get("content-type", ""), re.IGNORECASE)
    try:
        return found is None or codecs.lookup(found[1]).name in ("utf-8", "ascii")
    except (LookupError, ValueError):
        return False


def _host_is_fit(scope: Scope) -> bool:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    try:
        return is_fit(host) and not set(host) & set(" /\\?#@\"'<>") and urlsplit(f"//{host}").port != -1
    except ValueError:
        return False
