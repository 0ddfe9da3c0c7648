# SPDX-License-Identifier: Apache-2.0
"""Owns what may not reach a log: personal data (Law 91/2025/QH15, art. 2) and secrets.

Code should not log them at all; this is the net below. It knows keys that hold such data, and values that
look like it wherever they turn up: e-mail addresses, telephone and identity numbers, bearer tokens, passwords
in URLs, and the DETAIL lines of PostgreSQL, which quote rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

MASK = "[…]"

_WORDS = frozenset(
    {"password", "secret", "token", "authorization", "cookie", "phone", "email", "cccd", "cmnd"}
)
"""A key with one of these among its words is masked: `applicant_phone`, `client.secret`."""

_KEYS = frozenset(
    {"name", "full_name", "display_name", "applicant", "person", "address", "birth_date", "date_of_birth"}
    | {"citizen_id", "identity_number", "tax_code", "answers", "form", "body", "payload", "content"}
)
"""A key that is one of these is masked; as a part it is harmless: `service_name`, `grpc_address`."""

_VALUES = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<![\w.-])\d{12}(?![\w-])"),  # identity number; the last group of a UUID is no such number
    re.compile(r"(?<![\w.-])(?:0\d{9,10}|\+[1-9]\d{7,14})(?![\w-])"),
    re.compile(r"(?<=[Bb]earer )\S+"),
    re.compile(r"(?<=://)[^\s/@]*:[^\s/@]*(?=@)"),
    re.compile(r"(?<=DETAIL:).*"),
)
_WORD = re.compile(r"[a-z]+")


def masked(value: Any) -> Any:
    """`value` with personal data and secrets masked, also within mappings and sequences."""
    if isinstance(value, str):
        for pattern in _VALUES:
            value = pattern.sub(MASK, value)
        return value
    if isinstance(value, Mapping):
        return {key: MASK if _is_personal(str(key)) else masked(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [masked(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return masked(str(value))


def mask_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The structlog processor; what structlog itself needs (keys beginning with `_`) passes."""
    for key, value in event.items():
        if not key.startswith("_"):
            event[key] = MASK if _is_personal(key) else masked(value)
    return event


def _is_personal(key: str) -> bool:
    key = key.lower()
    return key in _KEYS or not _WORDS.isdisjoint(_WORD.findall(key))
