# SPDX-License-Identifier: Apache-2.0
"""Owns reading the order of alembic revision files without importing them or alembic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from motcua_storage.errors import MigrationError

_ASSIGNMENT = re.compile(r"^(revision|down_revision)\b[^=\n]*=\s*(None|[\"'][^\"']+[\"'])", re.MULTILINE)


@dataclass(frozen=True)
class Revision:
    """One alembic file: its id, and the id of the one before it (None for the first)."""

    id: str
    before: str | None
    file: Path


@lru_cache
def read_revisions(directory: Path) -> tuple[Revision, ...]:
    """The revisions of `directory`/versions from first to last. Raises MigrationError unless they are one
    line.
    """
    found = [
        _read(file) for file in sorted((directory / "versions").glob("*.py")) if file.name != "__init__.py"
    ]
    after = {revision.before: revision for revision in found}
    ordered: list[Revision] = []
    key: str | None = None
    while key in after and len(ordered) < len(found):
        ordered.append(after[key])
        key = ordered[-1].id
    if not found or len(ordered) != len(found):
        names = ", ".join(revision.file.name for revision in found) or "-"
        raise MigrationError(
            f"Các tệp di trú trong {directory / 'versions'} không nối thành một chuỗi: {names}.",
            f"The migration files in {directory / 'versions'} do not form one line: {names}.",
        )
    return tuple(ordered)


def head(revisions: Sequence[Revision]) -> str:
    """Id of the last revision."""
    return revisions[-1].id


def _read(file: Path) -> Revision:
    values = {name: text.strip("\"'") for name, text in _ASSIGNMENT.findall(file.read_text(encoding="utf-8"))}
    if "revision" not in values or "down_revision" not in values:
        raise MigrationError(
            f"Tệp di trú {file} thiếu revision hoặc down_revision.",
            f"The migration file {file} lacks revision or down_revision.",
        )
    before = values["down_revision"]
    return Revision(values["revision"], None if before == "None" else before, file)
