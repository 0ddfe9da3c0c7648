# SPDX-License-Identifier: Apache-2.0
"""google.protobuf.Struct ↔ dict. A Struct knows doubles only: whole ones become integers again, as JSON
readers expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from google.protobuf.struct_pb2 import Struct, Value

from motcua_rpc.errors import FieldError, InvalidInput

EXACT = 2**53 - 1
"""Largest whole number that only itself is written as: the double 2^53 could also have been sent as 2^53 + 1 (IEEE 754)."""

TOO_LARGE = FieldError(
    "",
    "NUMBER_TOO_LARGE",
    f"Số nguyên quá lớn, không truyền chính xác được (tối đa {EXACT}). Hãy gửi dạng chữ.",
    f"The whole number is too large to be carried exactly (at most {EXACT}). Send it as text.",
)

DEEPEST = 24
"""Levels of objects and lists within one value. Protobuf reads 100 levels of messages, of which each object takes three: what is
within this limit can be stored, told in an event and sent on."""


def to_dict(struct: Struct) -> dict[str, Any]:
    """Plain JSON values; a whole number comes out as int.

    Raises:
        InvalidInput: a value is nested deeper than `DEEPEST`; the field is its key.
    """
    made = {}
    for key, value in struct.fields.items():
        try:
            made[key] = _plain(value, DEEPEST)
        except _TooDeep:
            raise _too_deep(key) from None
    return made


def to_struct(values: Mapping[str, Any]) -> Struct:
    """A Struct of JSON values.

    Raises:
        InvalidInput: an integer beyond ±(2^53 − 1), which would be changed silently; a value nested deeper than `DEEPEST`. The
            field is the value's key.
    """
    for key, value in values.items():
        try:
            _check(value, DEEPEST)
        except _TooDeep:
            raise _too_deep(key) from None
        except _TooLarge:
            found = replace(TOO_LARGE, field=str(key)[:100])
            raise InvalidInput(found.code, found.message_vi, found.message_en, fields=[found]) from None
    struct = Struct()
    struct.update(dict(values))
    return struct


class _TooDeep(Exception):
    """Nested deeper than `DEEPEST`."""


class _TooLarge(Exception):
    """A whole number beyond `EXACT`."""


def _plain(value: Value, left: int) -> Any:
    kind = value.WhichOneof("kind")
    if kind in ("struct_value", "list_value"):
        if not left:
            raise _TooDeep
        if kind == "struct_value":
            return {key: _plain(item, left - 1) for key, item in value.struct_value.fields.items()}
        return [_plain(item, left - 1) for item in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() and abs(number) <= EXACT else number
    return None if kind in (None, "null_value") else getattr(value, kind)


def _check(value: Any, left: int) -> None:
    """Refuse what would be changed silently, or could not be read again."""
    if isinstance(value, Mapping | list | tuple):
        if not left:
            raise _TooDeep
        for item in value.values() if isinstance(value, Mapping) else value:
            _check(item, left - 1)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > EXACT:
        raise _TooLarge


def _too_deep(key: str) -> InvalidInput:
    vi = f"Nội dung lồng nhau quá sâu (tối đa {DEEPEST} tầng)."
    en = f"The value is nested too deep (at most {DEEPEST} levels)."
    return InvalidInput("VALUE_TOO_DEEP", vi, en, fields=[FieldError(key[:100], "VALUE_TOO_DEEP", vi, en)])
