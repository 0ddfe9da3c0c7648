# SPDX-License-Identifier: Apache-2.0
"""google.protobuf.Struct ↔ dict. A Struct knows doubles only: whole ones become integers again, as JSON
readers expect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf.struct_pb2 import Struct, Value

from motcua_rpc.errors import InvalidInput

EXACT = 2**53
"""Beyond it a double no longer tells neighbouring integers apart (IEEE 754)."""


def to_dict(struct: Struct) -> dict[str, Any]:
    """Plain JSON values; a whole number comes out as int."""
    return {key: _plain(value) for key, value in struct.fields.items()}


def to_struct(values: Mapping[str, Any]) -> Struct:
    """A Struct of JSON values.

    Raises:
        InvalidInput: an integer beyond ±2^53, which would be changed silently.
    """
    _refuse_inexact(values)
    struct = Struct()
    struct.update(dict(values))
    return struct


def _plain(value: Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return to_dict(value.struct_value)
    if kind == "list_value":
        return [_plain(item) for item in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() and abs(number) <= EXACT else number
    return None if kind in (None, "null_value") else getattr(value, kind)


def _refuse_inexact(value: Any) -> None:
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_inexact(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_inexact(item)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > EXACT:
        raise InvalidInput(
            "NUMBER_TOO_LARGE", "Số quá lớn.", "The number is too large to be carried exactly."
        )
