# SPDX-License-Identifier: Apache-2.0
"""The chain of one schema: how a row is sealed, and what does not follow. No I/O, so that an export can be checked anywhere.

`seal(n) = SHA-256(seal(n-1) + contents(n))`; the first follows on 32 zero bytes. The contents are the canonical JSON of schema,
position and every column of the row, so that a row can neither be changed nor stand elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

GENESIS = bytes(32)
FIELDS = (
    "id", "at", "business_at", "kind", "what", "about", "dossier", "actor", "actor_kind", "roles", "unit", "client",
    "request_id", "trace", "cause", "digest",
)  # fmt: skip
"""Columns of a row, in the order in which they are sealed; never change it, add a new version of `contents` instead."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain goes: whoever knows one from before finds a chain that was cut off or made anew."""

    schema: str
    position: int
    seal: bytes

    def __str__(self) -> str:
        return f"{self.schema}:{self.position}:{self.seal.hex()}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """The opposite of `str`; ValueError with a sentence."""
        schema, _, rest = text.strip().partition(":")
        position, _, seal = rest.partition(":")
        if not (schema and position.isascii() and position.isdigit() and len(seal) == 64):
            raise ValueError(
                f"{text!r} is no head: it is SCHEMA:POSITION:SEAL, as `motcua audit verify` prints it"
            )
        return cls(schema, int(position), bytes.fromhex(seal))


@dataclass(frozen=True, slots=True)
class Link:
    """One position: its seal, the id of its row, and the row (None where it is gone)."""

    position: int
    seal: bytes
    row_id: int
    row: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong. `code`: row-changed, row-removed, seals-removed, seals-out-of-order, chain-ends-early, chain-made-anew,
    row-unsealed, export-incomplete. `position` and `row` are None where there is none."""

    schema: str
    code: str
    position: int | None
    row: int | None
    sentence: str


def contents(schema: str, position: int, row: Mapping[str, Any]) -> bytes:
    """What is sealed of a row; values as the database or `plain` gives them."""
    values = [schema, position, *(plain(row[name]) for name in FIELDS)]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def plain(value: Any) -> Any:
    """A value as JSON has it: moments in UTC with microseconds, bytes in hexadecimal digits."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value


def next_seal(previous: bytes, content: bytes) -> bytes:
    """The seal of a position."""
    return hashlib.sha256(previous + content).digest()


@dataclass(slots=True)
class Chain:
    """Checks a chain link by link, in bounded memory. `head`: where it stands; `known`: seals from before, by position."""

    head: Head
    known: dict[int, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, schema: str, known: Iterable[Head] = (), start: Head | None = None) -> Chain:
        """From the first row, or from `start`, which is trusted."""
        mine = {head.position: head.seal for head in known if head.schema == schema}
        return cls(start or Head(schema, 0, GENESIS), mine)

    def take(self, link: Link) -> Iterator[Finding]:
        """What is wrong with the next link. Goes on from the seal that is stored, so that only what is wrong is named."""
        before, expected = self.head, self.head.position + 1
        self.head = Head(before.schema, link.position, link.seal)
        if link.position != expected:
            yield self._gap(expected, link)
        elif link.row is None:
            yield self._about(link, "row-removed", f"Row {link.row_id} was removed after it was sealed.")
        elif next_seal(before.seal, contents(before.schema, link.position, link.row)) != link.seal:
            yield self._about(
                link, "row-changed",
                f"Row {link.row_id} is not what was sealed at position {link.position}: it, its place or the seal before it was "
                "changed.",
            )  # fmt: skip
        known = self.known.pop(link.position, link.seal)
        if known != link.seal:
            yield self._about(
                link,
                "chain-made-anew",
                f"The seal at position {link.position} is another one than the head known from before.",
            )

    def end(self) -> Iterator[Finding]:
        """What is wrong when no link follows."""
        for position in sorted(self.known):
            if position > self.head.position:
                yield Finding(
                    self.head.schema, "chain-ends-early", position, None,
                    f"The chain ends at position {self.head.position}; position {position} was known before.",
                )  # fmt: skip

    def _gap(self, expected: int, link: Link) -> Finding:
        if link.position < expected:
            return self._about(
                link, "seals-out-of-order", f"Position {link.position} comes after {expected - 1}."
            )
        return self._about(link, "seals-removed", f"Positions {expected} to {link.position - 1} are gone.")

    def _about(self, link: Link, code: str, sentence: str) -> Finding:
        return Finding(self.head.schema, code, link.position, link.row_id, sentence)
