# SPDX-License-Identifier: Apache-2.0
"""What no request may hold, whatever its method: text that cannot be stored, moments outside the calendar, numbers that are none
or may have been rounded, enum values that the contract does not know. One walk over every message, before its handler."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import ListValue, Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp

from motcua_rpc.errors import FieldError, InvalidInput
from motcua_rpc.structs import EXACT, TOO_LARGE

_DAY: Final = 86_400
EARLIEST: Final = -62_135_596_800 + _DAY
LATEST: Final = 253_402_300_799 - _DAY
"""Seconds since 1970 of the years 1 to 9999 (google.protobuf.Timestamp), a day less at both ends: a moment must have a date in
every time zone."""
LONGEST: Final = 315_576_000_000
"""Seconds that google.protobuf.Duration allows either way: about 10,000 years."""
_NANOS: Final = 1_000_000_000
_LONGEST_PATH: Final = 100
_TEXT: Final = FieldError(
    "",
    "TEXT_UNREADABLE",
    "Có ký tự không lưu được (U+0000). Hãy bỏ ký tự đó rồi gửi lại.",
    "There is a character that no text can hold (U+0000). Take it out and send again.",
)
_TIME: Final = FieldError(
    "",
    "TIME_RANGE",
    "Thời điểm không có trong lịch: năm 1 đến 9999, phần tỉ giây từ 0 đến 999999999.",
    "No such moment: years 1 to 9999, nanoseconds from 0 to 999999999.",
)
_SPAN: Final = FieldError(
    "",
    "DURATION_RANGE",
    "Khoảng thời gian không hợp lệ: tối đa 10000 năm, giây và phần tỉ giây cùng dấu.",
    "No such duration: at most 10,000 years, seconds and nanoseconds of the same sign.",
)
_NUMBER: Final = FieldError(
    "",
    "NUMBER_INVALID",
    "Đây không phải là một số (NaN hoặc vô cực).",
    "This is not a number (NaN or infinity).",
)
_ENUM: Final = FieldError(
    "",
    "ENUM_UNKNOWN",
    "Không có lựa chọn này trong hợp đồng giao tiếp.",
    "The contract has no such choice.",
)


def admit(request: Message) -> None:
    """Let a request pass, or refuse it.

    Raises:
        InvalidInput: the field error names the first field that cannot be taken, by its path.
    """
    found = _wrong(request, "")
    if found is not None:
        path, wrong = found
        field = replace(wrong, field=path[:_LONGEST_PATH].replace("\0", "\ufffd"))
        raise InvalidInput(wrong.code, wrong.message_vi, wrong.message_en, fields=[field])


def _wrong(message: Message, path: str) -> tuple[str, FieldError] | None:
    if isinstance(message, Timestamp):
        fine = EARLIEST <= message.seconds <= LATEST and 0 <= message.nanos < _NANOS
        return None if fine else (path, _TIME)
    if isinstance(message, Duration):
        return None if _is_span(message) else (path, _SPAN)
    for field, value in message.ListFields():
        found = _wrong_field(field, value, _path(message, path, field.name))
        if found is not None:
            return found
    return None


def _path(message: Message, path: str, name: str) -> str:
    """Free values are named as the caller knows them: `answers.price`, not `answers.fields.price.number_value`."""
    if isinstance(message, Struct | Value | ListValue):
        return path
    return f"{path}.{name}" if path else name


def _wrong_field(field: FieldDescriptor, value: Any, path: str) -> tuple[str, FieldError] | None:
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        return _wrong_map(field.message_type, value, path)
    for at, one in _each(field, value, path):
        if field.message_type is not None:
            found = _wrong(one, at)
            if found is not None:
                return found
        else:
            words = _wrong_scalar(field, one)
            if words is not None:
                return at, words
    return None


def _wrong_map(entry: Descriptor, value: Mapping[Any, Any], path: str) -> tuple[str, FieldError] | None:
    kinds = entry.fields_by_name
    for key, one in value.items():
        words = _wrong_scalar(kinds["key"], key)
        if words is not None:
            return path, words
        found = _wrong_field(
            kinds["value"], one, (f"{path}.{key}" if path else str(key))[: 2 * _LONGEST_PATH]
        )
        if found is not None:
            return found
    return None


def _each(field: FieldDescriptor, value: Any, path: str) -> Iterable[tuple[str, Any]]:
    if not field.is_repeated:
        return ((path, value),)
    return ((f"{path}[{index}]", one) for index, one in enumerate(value))


def _wrong_scalar(field: FieldDescriptor, value: Any) -> FieldError | None:
    if isinstance(value, str):
        return _TEXT if "\0" in value else None
    if isinstance(value, float):
        return _wrong_number(field, value)
    if field.enum_type is not None and value not in field.enum_type.values_by_number:
        return _ENUM
    return None


def _wrong_number(field: FieldDescriptor, value: float) -> FieldError | None:
    if not math.isfinite(value):
        return _NUMBER
    # A free value may have been written as an integer, which its double has then rounded already.
    free = field.containing_type is Value.DESCRIPTOR
    return TOO_LARGE if free and value.is_integer() and abs(value) > EXACT else None


def _is_span(span: Duration) -> bool:
    if abs(span.seconds) > LONGEST or abs(span.nanos) >= _NANOS:
        return False
    return not (span.seconds > 0 > span.nanos or span.seconds < 0 < span.nanos)
