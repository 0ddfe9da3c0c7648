# SPDX-License-Identifier: Apache-2.0
"""Which value of a JSON body, or of the query, is not of the kind that the contract asks for, and what it asks for instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message_factory import GetMessageClass
from motcua_rpc import FieldError

UNFIT = (ParseError, RecursionError, OverflowError)
_LONGEST: Final = 100
_FREE: Final = "google.protobuf."
"""Messages of these names have a form of their own in JSON."""
_LISTS: Final = ("một danh sách", "a list")
_WHOLE: Final = ("một số nguyên", "a whole number")
_WORDS: Final = {
    FieldDescriptor.TYPE_STRING: ("chữ (chuỗi ký tự)", "a text"),
    FieldDescriptor.TYPE_BYTES: ("nội dung mã hóa base64", "bytes as base64"),
    FieldDescriptor.TYPE_BOOL: ("true hoặc false", "true or false"),
    FieldDescriptor.TYPE_DOUBLE: ("một số", "a number"),
    FieldDescriptor.TYPE_FLOAT: ("một số", "a number"),
}
_FORMS: Final = {
    "google.protobuf.Timestamp": (
        "thời điểm dạng 2026-11-23T02:00:00Z",
        "a moment like 2026-11-23T02:00:00Z",
    ),
    "google.protobuf.Duration": ("khoảng thời gian dạng 90s", "a duration like 90s"),
}


def unfit(kind: Any, body: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Path and field of the first value that a message of this kind cannot hold; None where it is the body as a whole."""
    for name, value in body.items():
        field = kind.fields_by_name.get(name)
        if field is None:
            continue
        found = _unfit(kind, field, value, name)
        if found is not None:
            return found
    return None


def _unfit(kind: Any, field: Any, value: Any, path: str) -> tuple[str, Any] | None:
    if _fits(kind, {field.name: value}):
        return None
    inner = field.message_type
    if inner is not None and not inner.full_name.startswith(_FREE) and not inner.GetOptions().map_entry:
        single = (
            [(f"{path}[{at}]", one) for at, one in enumerate(value)]
            if isinstance(value, list)
            else [(path, value)]
        )
        for at, one in single:
            below = unfit(inner, one) if isinstance(one, Mapping) else None
            if below is not None:
                return f"{at}.{below[0]}", below[1]
    elif field.is_repeated and isinstance(value, list):
        wrong = next((at for at, one in enumerate(value) if not _fits(kind, {field.name: [one]})), None)
        return (path, field) if wrong is None else (f"{path}[{wrong}]", field)
    return path, field


def _fits(kind: Any, body: Mapping[str, Any]) -> bool:
    try:
        ParseDict(dict(body), GetMessageClass(kind)())
    except UNFIT:
        return False
    return True


def wanted(field: Any, *, one: bool) -> tuple[str, str]:
    """What a field takes, in Vietnamese and English. `one`: a single value of it, though it may be a list."""
    if field.is_repeated and not one:
        return _LISTS
    if field.enum_type is not None:
        names = ", ".join(value.name for value in field.enum_type.values if value.number)
        return f"một trong: {names}", f"one of: {names}"
    if field.message_type is not None:
        return _FORMS.get(field.message_type.full_name, ("một đối tượng JSON", "a JSON object"))
    return _WORDS.get(field.type, _WHOLE)


def said_of(code: str, path: str, field: Any) -> FieldError:
    """The sentence for whoever sent it."""
    vi, en = wanted(field, one=path.endswith("]"))
    return FieldError(path[:_LONGEST], code, f"Ở đây cần {vi}.", f"Needed here: {en}.")
