# SPDX-License-Identifier: Apache-2.0
"""Messages of the contract as JSON and back: names as in the contract, whole numbers as numbers, moments as RFC 3339 text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp
from motcua_rpc import FieldError, InvalidInput
from motcua_rpc.structs import to_dict, to_struct

from motcua_portal.api.errors import BodyUnreadable, QueryUnfit
from motcua_portal.api.unfit import UNFIT, said_of, unfit, wanted

MOST = 200
"""Values of one parameter of the query."""


def to_json(message: Message) -> Any:
    """Every field of the message; one that is a message, and a single one of several, only when it is set."""
    if isinstance(message, Struct):
        return to_dict(message)
    if isinstance(message, Timestamp):
        return message.ToJsonString()
    made: dict[str, Any] = {}
    for field in message.DESCRIPTOR.fields:
        if field.has_presence and not message.HasField(field.name):
            continue
        made[field.name] = _value(field, getattr(message, field.name))
    return made


def is_map(field: Any) -> bool:
    """A field with values by keys."""
    return bool(field.message_type is not None and field.message_type.GetOptions().map_entry)


def _value(field: Any, value: Any) -> Any:
    if is_map(field):
        kind = field.message_type.fields_by_name["value"]
        return {str(key): _single(kind, value[key]) for key in value}
    if field.is_repeated:
        return [_single(field, one) for one in value]
    return _single(field, value)


def _single(field: Any, value: Any) -> Any:
    if field.message_type is not None:
        return to_json(value)
    if field.enum_type is not None:
        known = field.enum_type.values_by_number.get(value)
        return known.name if known else int(value)
    return value


def from_json(kind: Any, body: Mapping[str, Any], allowed: Sequence[str]) -> Message:
    """A request of the fields that the body may hold.

    Raises:
        BodyUnreadable: another field, or a value that does not fit; NUMBER_TOO_LARGE where it would be rounded.
    """
    unknown = sorted(set(body) - set(allowed))
    if unknown:
        raise _wrong(unknown[0], "This address takes no such field.", "Địa chỉ này không nhận trường đó.")
    try:
        made: Message = ParseDict(dict(_checked(kind, body)), GetMessageClass(kind)())
    except UNFIT as error:
        found = unfit(kind, body)
        said = [] if found is None else [said_of(BodyUnreadable.code, *found)]
        raise BodyUnreadable(fields=said) from error
    return made


def _checked(kind: Any, body: Mapping[str, Any], path: str = "") -> Mapping[str, Any]:
    """Free values as doubles lose whole numbers beyond 2^53: refused here, while they are still what was sent."""
    for name, value in body.items():
        field = kind.fields_by_name.get(name)
        if field is None or field.message_type is None:
            continue
        if field.message_type.full_name == Struct.DESCRIPTOR.full_name and isinstance(value, Mapping):
            try:
                to_struct(value)
            except InvalidInput as error:
                raise _below(f"{path}{name}", error) from None
            except (ValueError, TypeError, AttributeError) as error:
                raise BodyUnreadable(fields=[said_of(BodyUnreadable.code, f"{path}{name}", field)]) from error
        elif isinstance(value, Mapping) and not is_map(field):
            _checked(field.message_type, value, f"{path}{name}.")
    return body


def _below(name: str, error: InvalidInput) -> InvalidInput:
    """The same refusal, of a value that lies within field `name`."""
    fields = [replace(one, field=f"{name}.{one.field}"[:100]) for one in error.field_errors]
    return InvalidInput(error.code, error.message_vi, error.message_en, fields=fields)


def set_text(message: Message, name: str, values: Sequence[str]) -> None:
    """Set a field from the query or the path.

    Raises:
        QueryUnfit: not a value of its kind.
    """
    field = message.DESCRIPTOR.fields_by_name[name]
    try:
        read = [_read(field, one) for one in values[:MOST]]
        if field.is_repeated:
            getattr(message, name).extend(read)
        else:
            setattr(message, name, read[-1])
    except ValueError as error:
        vi, en = wanted(field, one=True)
        raise QueryUnfit(
            fields=[FieldError(name, QueryUnfit.code, f"Cần {vi}.", f"Needed: {en}.")]
        ) from error


def _read(field: Any, text: str) -> Any:
    if field.enum_type is not None:
        known = field.enum_type.values_by_name.get(text)
        if known is None:
            raise ValueError("no such choice")
        return known.number
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return text
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        if text not in ("true", "false"):
            raise ValueError("true or false")
        return text == "true"
    return int(text)


def _wrong(field: str, en: str, vi: str) -> InvalidInput:
    said = FieldError(field[:100], "BODY_UNREADABLE", vi, en)
    return BodyUnreadable(fields=[said])
