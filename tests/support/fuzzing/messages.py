# SPDX-License-Identifier: Apache-2.0
"""Messages by chance, from the descriptors: some as a client would send them, most of them not."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from random import Random
from typing import Any, Final

from google.protobuf.descriptor import Descriptor
from google.protobuf.descriptor import FieldDescriptor as F
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from support import hostile
from support.fuzzing.pool import Pool

DEEPEST: Final = 6
LENGTHS: Final = (0, 1, 1, 1, 2, 3, 7)
MANY: Final = (200, 3000)
"""Members of a list, now and then."""
SHORT_TEXTS: Final = tuple(one for one in hostile.TEXTS if len(one) < 1000)
PLAIN: Final = (
    "", " ", "x", "a" * 201, "á" * 2001, "0", "-1", "1e999", "2026-11-23", "2026-02-30", "0000-00-00", "9999-12-31", "true",
    "null", "suoi_trong", "xã Suối Trong", "<b>&amp;</b>", "${jndi:x}", "%s%n", "=1+1", "\t\r\n", "٣", "Ǆ", "ﬁ", "\u00a0",
    "original", "release", "operator", "a@b", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
_SCALARS: Final = {
    F.CPPTYPE_INT32: (-(2**31), -1, 0, 1, 2, 7, 1000, 2**31 - 1),
    F.CPPTYPE_INT64: (-(2**63), -1, 0, 1, 2, 7, 850_000_000, 2**53, 2**63 - 1),
    F.CPPTYPE_UINT32: (0, 1, 2, 2**32 - 1),
    F.CPPTYPE_UINT64: (0, 1, 2, 2**64 - 1),
    F.CPPTYPE_DOUBLE: (*hostile.DOUBLES, 0.0, -0.0, 1.0, 5e-324, 0.1),
    F.CPPTYPE_FLOAT: (float("nan"), float("inf"), 0.0, 1.0),
    F.CPPTYPE_BOOL: (False, True),
}


class Maker:
    """Makes the messages of one call."""

    def __init__(self, rng: Random, pool: Pool) -> None:
        self._rng = rng
        self._pool = pool

    def message(self, kind: Descriptor, depth: int = 0) -> Message:
        """Any message of a kind."""
        made: Message = GetMessageClass(kind)()
        special = _SPECIAL.get(kind.full_name)
        if special is not None:
            special(self, made, depth)
            return made
        often = self._rng.choice((0.3, 0.7, 0.95))
        for field in kind.fields:
            if self._rng.random() < often:
                self.put(made, field, depth)
        return made

    def spoil(self, message: Message, depth: int = 0) -> None:
        """Put something else into one field, at any depth."""
        fields = list(message.DESCRIPTOR.fields)
        if not fields:
            return
        field = self._rng.choice(fields)
        inner = [one for one in self._below(message) if one.DESCRIPTOR.fields]
        if inner and self._rng.random() < 0.4 and depth < DEEPEST:
            self.spoil(self._rng.choice(inner), depth + 1)
        elif self._rng.random() < 0.15:
            message.ClearField(field.name)
        else:
            if field.is_repeated and self._rng.random() < 0.5:
                message.ClearField(field.name)
            self.put(message, field, depth)

    def put(self, message: Message, field: F, depth: int) -> None:
        """Set one field, or add to it."""
        if field.message_type is not None and depth >= DEEPEST:
            return
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            self._fill_map(getattr(message, field.name), field.message_type, depth)
        elif field.is_repeated:
            for _ in range(self._count(field)):
                if field.message_type is not None:
                    getattr(message, field.name).add().CopyFrom(self.message(field.message_type, depth + 1))
                else:
                    getattr(message, field.name).append(self._member(field))
        elif field.message_type is not None:
            getattr(message, field.name).CopyFrom(self.message(field.message_type, depth + 1))
        else:
            setattr(message, field.name, self._scalar(field))

    def _below(self, message: Message) -> list[Message]:
        found: list[Message] = []
        for field, value in message.ListFields():
            if field.message_type is None or field.message_type.GetOptions().map_entry:
                continue
            found += list(value) if field.is_repeated else [value]
        return found

    def _count(self, field: F) -> int:
        if field.message_type is None and self._rng.random() < 0.02:
            return self._rng.choice(MANY)
        return self._rng.choice(LENGTHS)

    def _member(self, field: F) -> Any:
        """A value for a list: thousands of the largest would be larger than any message may be."""
        made = self._scalar(field)
        return made[:2000] if isinstance(made, str | bytes) else made

    def _fill_map(self, values: Any, entry: Descriptor, depth: int) -> None:
        key, value = entry.fields_by_name["key"], entry.fields_by_name["value"]
        for _ in range(self._rng.choice(LENGTHS)):
            at = self._scalar(key)
            if value.message_type is not None:
                values[at].CopyFrom(self.message(value.message_type, depth + 1))
            else:
                values[at] = self._scalar(value)

    def _scalar(self, field: F) -> Any:
        if field.enum_type is not None:
            known = [one.number for one in field.enum_type.values]
            return self._rng.choice(known if self._rng.random() < 0.9 else (99, -1, 2**31 - 1))
        if field.type == F.TYPE_STRING:
            return self.text(field.name)
        if field.type == F.TYPE_BYTES:
            return self._rng.randbytes(self._rng.choice((0, 1, 16, 5000)))
        return self._rng.choice(_SCALARS[field.cpp_type])

    def text(self, name: str) -> str:
        """For a field of this name: what answers named so, or anything else."""
        named = self._pool.give(self._rng, name)
        chance = self._rng.random() + (0.0 if named else 0.75)
        if named and chance < 0.7:
            return named
        if named and chance < 0.75:
            return self._scratched(named)
        if chance < 0.8:
            return self._pool.any(self._rng)
        if chance < 0.85:
            return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))
        if self._rng.random() < 0.98:
            return self._rng.choice(PLAIN + SHORT_TEXTS)
        return hostile.TEXTS[-1]

    def _scratched(self, text: str) -> str:
        """A real one with one letter changed, taken away or doubled: page tokens above all."""
        at = self._rng.randrange(len(text))
        return text[:at] + self._rng.choice(("", "A", "=", text[at] * 2, "\u200b")) + text[at + 1 :]

    def moment(self, made: Any, depth: int) -> None:
        near = int(time.time()) + self._rng.randrange(-(10**7), 10**7)
        made.seconds = near if self._rng.random() < 0.6 else self._rng.choice(hostile.SECONDS)
        made.nanos = self._rng.choice((0, 0, 0, *hostile.NANOS))

    def span(self, made: Any, depth: int) -> None:
        made.seconds = self._rng.choice((0, 1, 90, -1, *hostile.SPANS))
        made.nanos = self._rng.choice((0, 0, *hostile.NANOS))

    def struct(self, made: Any, depth: int) -> None:
        for _ in range(self._rng.choice(LENGTHS)):
            made.fields[self.text("key")[:2000]].CopyFrom(
                self.message(made.DESCRIPTOR.file.message_types_by_name["Value"], depth + 1)
            )

    def value(self, made: Any, depth: int) -> None:
        kind = self._rng.choice(("text", "text", "number", "flag", "null", "list", "struct", "unset"))
        if kind == "text":
            made.string_value = self.text("value")
        elif kind == "number":
            made.number_value = self._rng.choice(_SCALARS[F.CPPTYPE_DOUBLE])
        elif kind == "flag":
            made.bool_value = self._rng.random() < 0.5
        elif kind == "null":
            made.null_value = 0
        elif depth < DEEPEST and kind == "list":
            made.list_value.values.add().CopyFrom(self.message(made.DESCRIPTOR, depth + 1))
        elif depth < DEEPEST and kind == "struct":
            self.struct(made.struct_value, depth + 1)


_SPECIAL: Final[dict[str, Callable[[Maker, Any, int], None]]] = {
    "google.protobuf.Timestamp": Maker.moment,
    "google.protobuf.Duration": Maker.span,
    "google.protobuf.Struct": Maker.struct,
    "google.protobuf.Value": Maker.value,
}
