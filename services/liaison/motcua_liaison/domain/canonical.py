# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON (RFC 8785): one sequence of bytes for one value, whatever program writes it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def canonical(value: Any) -> bytes:
    """The bytes of a JSON value of dicts with text keys, lists, text, numbers, booleans and None.

    Raises:
        ValueError: a number that JSON cannot hold, or another kind of value.
    """
    return _text(value).encode("utf-8")


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        # RFC 8785, 3.2.3: sorted by UTF-16 code units.
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{_text(key)}:{_text(value[key])}" for key in keys) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_text, value)) + "]"
    raise ValueError(f"JSON has no {type(value).__name__}")


def _number(value: float) -> str:
    """As ECMAScript writes a double (ECMA-262, Number::toString), which RFC 8785, 3.2.2.3 asks for."""
    if not math.isfinite(value):
        raise ValueError("JSON has no infinite number")
    if value == 0:
        return "0"
    # repr gives the shortest digits that read back to the same double, as ECMAScript asks.
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits))
    point = len(text) + exponent
    return ("-" if sign else "") + _placed(text, point)


def _placed(digits: str, point: int) -> str:
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    mantissa = digits if count == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+d}"
