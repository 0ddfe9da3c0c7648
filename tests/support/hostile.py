# SPDX-License-Identifier: Apache-2.0
"""Requests that no client of ours would send, made from the descriptors: every field of every method in turn holds what is
hostile for its type, and the others what is plausible."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any, Final

from google.protobuf import message_factory
from google.protobuf.descriptor import FieldDescriptor as F
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from motcua.assignment.v1 import assignment_pb2
from motcua.intake.v1 import intake_pb2
from motcua.liaison.v1 import liaison_pb2
from motcua.notification.v1 import notification_pb2
from motcua.workflow.v1 import workflow_pb2

FILES: Final = (assignment_pb2, intake_pb2, liaison_pb2, notification_pb2, workflow_pb2)
_LETTERS: Final = random.Random(7).choices("abcdefghijklmnopqrstuvwxyzăâđêôơưẵ0123456789", k=1_000_000)
TEXTS: Final = (
    "\0", "a\0b", "%00", "\n", "\u202eabc\u2066", "\u0301\u0301\u0301",
    "🏠👨‍👩‍👧", "\ufffe\U0010ffff", "'; --", "\\", "{}", "../..",
    "".join(_LETTERS),
)  # fmt: skip
"""The last is 1 MB that does not compress: it fits into no index."""
DOUBLES: Final = (float("nan"), float("inf"), -float("inf"), 1e308, 2.0**53, -1.5)
WHOLE: Final = {
    F.TYPE_INT32: (-1, 2**31 - 1, -(2**31)),
    F.TYPE_INT64: (-1, 2**63 - 1, -(2**63)),
    F.TYPE_UINT32: (2**32 - 1,),
    F.TYPE_UINT64: (2**64 - 1,),
}
SECONDS: Final = (2**62, -(2**62), 253_402_300_800, 253_402_300_799, -62_135_596_801, -62_135_596_800)
NANOS: Final = (-1, 2**30, 10**9)
SPANS: Final = (2**62, -(2**62), 315_576_000_001)
DEEPEST: Final = 5


def methods() -> list[MethodDescriptor]:
    """Every method of every service."""
    services = [one for file in FILES for one in file.DESCRIPTOR.services_by_name.values()]
    return [method for service in services for method in service.methods]


def plausible(method: MethodDescriptor, known: Mapping[str, Any]) -> Message:
    """A request with what is known in the fields of these names."""
    made: Message = message_factory.GetMessageClass(method.input_type)()
    for name, value in known.items():
        field = method.input_type.fields_by_name.get(name)
        if field is not None and field.message_type is None and not field.is_repeated:
            setattr(made, name, value)
    return made


def spoiled(base: Message, depth: int = 0) -> Iterator[tuple[str, Message]]:
    """Copies of `base`, each with one field that is hostile; with the path of that field."""
    for field in base.DESCRIPTOR.fields:
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            yield from _maps(base, field)
        elif field.message_type is not None:
            yield from _messages(base, field, depth)
        else:
            for value in _values(field):
                made = _copy(base)
                if field.is_repeated:
                    getattr(made, field.name).append(value)
                else:
                    setattr(made, field.name, value)
                yield field.name, made


def rounded(base: Message) -> Iterator[tuple[str, Message]]:
    """Those of `spoiled` with a whole number in a free value that its sender may have meant otherwise."""
    for path, made in spoiled(base):
        if made.ByteSize() < 10_000 and f"number_value: {2**53}" in str(made):
            yield path, made


def _messages(base: Message, field: F, depth: int) -> Iterator[tuple[str, Message]]:
    assert field.message_type is not None
    if depth >= DEEPEST:
        return
    inner: Message = message_factory.GetMessageClass(field.message_type)()
    for path, bad in (
        *_clock(inner),
        *spoiled(inner, depth + (2 if "Value" in inner.DESCRIPTOR.name else 1)),
    ):
        made = _copy(base)
        if field.is_repeated:
            getattr(made, field.name).add().CopyFrom(bad)
        else:
            getattr(made, field.name).CopyFrom(bad)
        yield f"{field.name}.{path}", made


def _clock(inner: Message) -> Iterator[tuple[str, Message]]:
    """Seconds and nanoseconds that together make no moment."""
    full = inner.DESCRIPTOR.full_name
    if full in ("google.protobuf.Timestamp", "google.protobuf.Duration"):
        for seconds in SECONDS if full.endswith("Timestamp") else SPANS:
            yield "seconds", type(inner)(seconds=seconds)
        for nanos in NANOS:
            yield "nanos", type(inner)(nanos=nanos)


def _maps(base: Message, field: F) -> Iterator[tuple[str, Message]]:
    assert field.message_type is not None
    value = field.message_type.fields_by_name["value"]
    for text in TEXTS:
        made = _copy(base)
        if value.message_type is None:
            getattr(made, field.name)[text] = b"x" if value.type == F.TYPE_BYTES else text
        else:
            getattr(made, field.name)[text].string_value = "x"
        yield field.name, made
        if value.message_type is not None:
            made = _copy(base)
            getattr(made, field.name)["a"].string_value = text
            yield f"{field.name}.a", made
    for number in DOUBLES if value.message_type is not None else ():
        made = _copy(base)
        getattr(made, field.name)["a"].number_value = number
        yield f"{field.name}.a", made


def _values(field: F) -> tuple[Any, ...]:
    if field.type == F.TYPE_STRING:
        return TEXTS
    if field.type in (F.TYPE_DOUBLE, F.TYPE_FLOAT):
        return DOUBLES
    if field.type == F.TYPE_ENUM:
        return (99, -1, 2**31 - 1)
    if field.type == F.TYPE_BYTES:
        return (b"\0", b"\xff" * 100)
    return tuple(WHOLE.get(field.type, ()))


def _copy(base: Message) -> Message:
    made = type(base)()
    made.CopyFrom(base)
    return made
