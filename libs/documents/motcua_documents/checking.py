# SPDX-License-Identifier: Apache-2.0
"""Owns the check of a form's data: walks every field and returns the same form with text fit to print.

Rules read from the dataclasses: a field without default must be given and not be empty; ``None`` is allowed
only where it is the default; text is cleaned and limited (``metadata["limit"]``, else LINE_LIMIT); moments
are aware.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

from motcua_documents.errors import InvalidForm
from motcua_documents.text import LINE_LIMIT, clean_text
from motcua_documents.wording import LEGAL_TIME

MOST_ROWS = 500
"""Most rows of a table on one form."""
MOST_NUMBER = 10**15

Record = TypeVar("Record")


def checked(record: Record, path: str = "") -> Record:
    """Return a copy of a form (or part of one) with every text cleaned and every moment in legal time.

    Raises:
        InvalidForm: names the first field that cannot be printed.
    """
    if not is_dataclass(record) or isinstance(record, type):
        raise InvalidForm(path or "form", "không đúng kiểu", "is no form")
    hints = _hints(type(record))
    values = {
        item.name: _field(item, hints[item.name], getattr(record, item.name), path) for item in fields(record)
    }
    return replace(record, **values)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _fits(value: Any, hint: Any) -> bool:
    """Say whether a value has the declared type: a class, a union of classes, or a tuple of one class."""
    if isinstance(hint, type):
        return isinstance(value, hint)
    if isinstance(hint, UnionType):
        return any(_fits(value, choice) for choice in get_args(hint))
    return isinstance(value, list | tuple) and all(_fits(row, get_args(hint)[0]) for row in value)


def _field(item: Field[Any], hint: Any, value: Any, path: str) -> Any:
    name = f"{path}.{item.name}" if path else item.name
    if value is None and item.default is not None:
        raise InvalidForm(name, "chưa có giá trị", "has no value")
    if not _fits(value, hint):
        raise InvalidForm(name, "không đúng kiểu", f"is not {getattr(hint, '__name__', hint)}")
    clean = _value(value, name, item.metadata.get("limit", LINE_LIMIT))
    required = item.default is MISSING and item.default_factory is MISSING
    if required and clean in ("", ()):
        raise InvalidForm(name, "không được để trống", "must not be empty")
    return clean


def _value(value: Any, name: str, limit: int) -> Any:
    if isinstance(value, Enum) or value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean_text(value, name, limit)
    if isinstance(value, int):
        return _number(value, name)
    if isinstance(value, datetime):
        return _moment(value, name)
    if isinstance(value, list | tuple):
        return _rows(value, name, limit)
    return checked(value, name)


def _number(value: int, name: str) -> int:
    if not 0 <= value <= MOST_NUMBER:
        raise InvalidForm(name, f"phải từ 0 đến {MOST_NUMBER}", f"must be between 0 and {MOST_NUMBER}")
    return value


def _moment(value: datetime, name: str) -> datetime:
    if value.tzinfo is None or value.utcoffset() is None:
        raise InvalidForm(name, "thiếu múi giờ", "lacks a time zone")
    return value.astimezone(LEGAL_TIME)


def _rows(value: list[Any] | tuple[Any, ...], name: str, limit: int) -> tuple[Any, ...]:
    if len(value) > MOST_ROWS:
        raise InvalidForm(
            name, f"có {len(value)} dòng, quá {MOST_ROWS}", f"has {len(value)} rows, more than {MOST_ROWS}"
        )
    return tuple(_value(row, f"{name}[{index}]", limit) for index, row in enumerate(value))
