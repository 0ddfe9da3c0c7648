# SPDX-License-Identifier: Apache-2.0
"""Bytes that are no message, or one that no library would write: what a parser meets before any handler."""

from __future__ import annotations

from random import Random

DEPTHS = (30, 99, 101, 5000)
TOO_LARGE = 1 << 16


def varint(number: int) -> bytes:
    """As the wire has it."""
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    made.append(number)
    return bytes(made)


def field(number: int, content: bytes) -> bytes:
    """A field with a length."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def nested(number: int, depth: int) -> bytes:
    """A message in itself in itself, as a tree of free values is."""
    made = b""
    for _ in range(depth):
        made = field(number, made)
        if len(made) > TOO_LARGE:
            break
    return made


def spoiled(rng: Random, raw: bytes) -> bytes:
    """These bytes with one thing that is wrong, or odd."""
    at = rng.randrange(len(raw) + 1)
    to = min(len(raw), at + rng.randrange(1, 9))
    odd = (
        lambda: bytes(raw[:at]),
        lambda: raw[:at] + rng.randbytes(rng.randrange(1, 9)) + raw[at:],
        lambda: raw[:at] + raw[to:],
        lambda: raw + raw,
        lambda: raw[:at] + raw[at:to] * 50 + raw[to:],
        lambda: _flipped(rng, raw),
        lambda: raw + field(rng.choice((1, 15, 5000, 2**29 - 1)), rng.randbytes(8)),  # unknown, or a kind too many
        lambda: raw + varint(rng.randrange(1, 20) << 3 | rng.randrange(8)) + rng.randbytes(12),  # of another type
        lambda: raw + varint(rng.randrange(1, 20) << 3 | 2) + b"\xff" * 9 + b"\x01",  # longer than anything
        lambda: raw + field(rng.randrange(1, 20), rng.choice((b"\xed\xa0\x80", b"\xc0\x80", b"\xff\xfe", b"a\xf0"))),  # no UTF-8
        lambda: raw + nested(rng.randrange(1, 20), rng.choice(DEPTHS)),
        lambda: raw + b"\x0b" * rng.choice(DEPTHS),  # groups that nobody ends
        lambda: rng.randbytes(rng.choice((1, 5, 100, 4000))),
    )  # fmt: skip
    return rng.choice(odd)()


def _flipped(rng: Random, raw: bytes) -> bytes:
    made = bytearray(raw or b"\0")
    for _ in range(rng.choice((1, 1, 3, 20))):
        made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)
    return bytes(made)
