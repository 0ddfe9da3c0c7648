# SPDX-License-Identifier: Apache-2.0
"""Page tokens: opaque to callers, bound to the query, the method and the caller they came from, checked when they come back.

A token holds the sort key of the last row and nothing secret; it grants nothing, since every list is
filtered by `visible_to(subject)` again. So it carries a checksum against mistakes, and no signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from motcua_rpc.call import CURRENT
from motcua_rpc.errors import FieldError, InvalidInput

KeyValue = str | int | float | bool | datetime | date | None
_LONGEST: Final = 2_048


@dataclass(frozen=True, slots=True)
class Page:
    """What to read: at most `size` rows after the row with the sort key `after` (None: from the start)."""

    size: int
    after: tuple[KeyValue, ...] | None = None


def page(
    page_size: int,
    page_token: str,
    *,
    query: Mapping[str, object],
    default: int = 50,
    maximum: int = 200,
) -> Page:
    """The page that a request asks for. `query` names the list and everything that filters or sorts it: a token of another
    query, another method or another caller is refused. Size 0 means `default`, more than `maximum` means `maximum`; negative is
    refused."""
    if page_size < 0:
        raise _refused("page_size", "PAGE_SIZE_NEGATIVE", "Cỡ trang không được âm.", "page_size is negative.")
    size = min(page_size or default, maximum)
    return Page(size, _read(page_token, query) if page_token else None)


def next_page_token(key: Sequence[KeyValue], *, query: Mapping[str, object]) -> str:
    """Token of the page after the row with this sort key. Give it only if there is a next row."""
    values = [_pack(value) for value in key]
    text = json.dumps([_fingerprint(query, values), values], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(token: str, query: Mapping[str, object]) -> tuple[KeyValue, ...]:
    try:
        if len(token) > _LONGEST:
            raise ValueError("too long")
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        fingerprint, values = json.loads(raw)
        if fingerprint != _fingerprint(query, values):
            raise ValueError("of another query")
        return tuple(_unpack(value) for value in values)
    except (ValueError, TypeError, KeyError, binascii.Error, RecursionError) as error:
        raise _refused(
            "page_token",
            "PAGE_TOKEN_INVALID",
            "Mã trang không hợp lệ, hoặc thuộc danh sách hay người dùng khác. Hãy mở lại từ trang đầu.",
            "The page token is broken, or belongs to another list or another caller; start again without it.",
        ) from error


def _fingerprint(query: Mapping[str, object], values: object) -> str:
    text = json.dumps([*_asker(), dict(query), values], sort_keys=True, default=_plain, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest()


def _asker() -> tuple[str, str]:
    """Method and caller of the call being answered; the unit belongs to who somebody is, as lists go by it."""
    call = CURRENT.get()
    if call is None:
        return "", ""
    return call.method, f"{call.subject.user_id}/{call.subject.unit or ''}"


def _plain(value: object) -> object:
    # Sets have no order of their own, and str() of one changes with every process.
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)


def _pack(value: KeyValue) -> object:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    return {"d": value.isoformat()} if isinstance(value, date) else value


def _unpack(value: object) -> KeyValue:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["t"]) if "t" in value else date.fromisoformat(value["d"])
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise ValueError("not a key value")


def _refused(field: str, code: str, message_vi: str, message_en: str) -> InvalidInput:
    return InvalidInput(
        code, message_vi, message_en, fields=[FieldError(field, code, message_vi, message_en)]
    )
