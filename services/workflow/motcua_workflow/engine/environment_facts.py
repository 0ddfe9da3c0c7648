# SPDX-License-Identifier: Apache-2.0
"""What the facts of an instance may be: one JSON object of bounded size and depth.

Facts are routing facts and references; papers, forms and personal data stay with the services that own them.
"""

from __future__ import annotations

import json
import keyword
import math
from collections.abc import Mapping
from typing import Any

FACTS_BYTES = 64 * 1024
DEPTH = 16
NAME_CHARACTERS = 100
# `fact` is the one function that the environment adds; the others are words of the language.
RESERVED = frozenset(keyword.kwlist) | {"load", "fact"}


class FactsError(ValueError):
    """Facts that cannot be kept: the name, the value or the size is not allowed. The message says which."""


def clean(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as plain JSON values (tuples become lists); raises FactsError."""
    if not isinstance(facts, Mapping):
        raise FactsError(f"facts are an object with names, not {type(facts).__name__}")
    return {_name(name): _value(value, name, 1) for name, value in facts.items()}


def merged(store: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The store with the (cleaned) changes in it; raises FactsError when it would grow over FACTS_BYTES."""
    result = {**store, **changes}
    size = len(json.dumps(result, ensure_ascii=False).encode())
    if size > FACTS_BYTES:
        raise FactsError(
            f"the facts of one instance would take {size} bytes; at most {FACTS_BYTES} are allowed"
        )
    return result


def differing(store: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the changes that change something. `1`, `1.0` and `True` differ: they are different JSON
    values."""
    return {n: v for n, v in changes.items() if n not in store or _text(store[n]) != _text(v)}


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _name(name: Any) -> str:
    if not isinstance(name, str) or not 0 < len(name) <= NAME_CHARACTERS or not name.isprintable():
        raise FactsError(f"{name!r:.120} is not a fact's name: 1 to {NAME_CHARACTERS} printable characters")
    if name.startswith("_") or name in RESERVED:
        raise FactsError(f"{name!r} is not a fact's name: it starts with _ or is a word of the language")
    return name


def _value(value: Any, name: str, depth: int) -> Any:
    if depth > DEPTH:
        raise FactsError(f"fact {name!r} is nested deeper than {DEPTH} levels")
    if isinstance(value, Mapping):
        return {_key(key, name): _value(item, name, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_value(item, name, depth + 1) for item in value]
    return _scalar(value, name)


def _key(key: Any, name: str) -> str:
    if not isinstance(key, str):
        raise FactsError(f"fact {name!r} has a key {key!r:.60} that is not text")
    return str(_scalar(key, name))


def _scalar(value: Any, name: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise FactsError(f"fact {name!r} holds a whole number of more than 64 bits")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise FactsError(f"fact {name!r} holds a number that is infinite or not a number")
        return float(value)
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value) or "\0" in value:
            raise FactsError(f"fact {name!r} holds text with half a character or a NUL")
        return str(value)
    raise FactsError(f"fact {name!r} holds a {type(value).__name__}, which is not a JSON value")
