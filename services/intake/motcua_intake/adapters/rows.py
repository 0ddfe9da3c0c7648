# SPDX-License-Identifier: Apache-2.0
"""Rows as dataclasses and back: the fields of a record are the columns of its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from motcua_calendar import legal_time

T = TypeVar("T")


def values(table: sa.Table, record: Any) -> dict[str, Any]:
    """The columns of `table` that the record has."""
    return {item.name: getattr(record, item.name) for item in fields(record) if item.name in table.c}


def record(kind: type[T], row: Mapping[Any, Any]) -> T:
    """A record from a row with (at least) its columns; moments come in legal time."""
    names = _names(kind)  # type: ignore[arg-type]
    return kind(**{name: _local(value) for name, value in row.items() if name in names})


@cache
def _names(kind: type[Any]) -> frozenset[str]:
    return frozenset(item.name for item in fields(kind))


def columns(table: sa.Table, kind: type[Any]) -> list[sa.Column[Any]]:
    """The columns that a record takes, so that large ones of others are not read."""
    return [table.c[item.name] for item in fields(kind) if item.name in table.c]


def _local(value: Any) -> Any:
    return legal_time(value) if isinstance(value, datetime) else value
