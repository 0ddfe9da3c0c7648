# SPDX-License-Identifier: Apache-2.0
"""The two sides of a comparison: folders on disk and published versions.

A folder may hold errors, as long as its files can be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from motcua_procedure import read_folder
from motcua_procedure.package import PROCEDURE_FILE, PROCESS_FILE, pack, shape
from motcua_text import SourceError, read_yaml

from motcua_cli.designing.published import CannotAsk, asking, package_of
from motcua_cli.designing.reference import Reference, parse


class CannotCompare(Exception):
    """One of the sides cannot be had or read; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Side:
    """`name` is how it was named, `version` 0 for a folder on disk, `key` what procedure.yaml says ("" where it says none)."""

    name: str
    version: int
    key: str
    files: Mapping[str, bytes]

    def as_json(self) -> dict[str, Any]:
        digest = hashlib.sha256(pack(self.files)).hexdigest()
        return {
            "name": self.name,
            "procedure_key": self.key,
            "version": self.version or None,
            "sha256": digest,
        }


def sides(first: str, second: str, var: Path) -> tuple[Side, Side]:
    """The older one, then the newer one. `second` "" is the newest published version of the folder that is given first.

    Raises:
        CannotCompare.
    """
    try:
        with ExitStack() as stack:
            return _ordered(*_both(first, second, _Published(stack, var)))
    except CannotAsk as error:
        raise CannotCompare(str(error)) from error


class _Published:
    """Versions of the running system, which is asked only when one is named."""

    def __init__(self, stack: ExitStack, var: Path) -> None:
        self._stack = stack
        self._var = var
        self._channel: Any = None

    def __call__(self, wanted: Reference) -> Side:
        if self._channel is None:
            self._channel = self._stack.enter_context(asking(self._var))
        number, package = package_of(self._channel, wanted)
        return Side(f"{wanted.key}@{number}", number, wanted.key, package.files)


def _both(first: str, second: str, published: Callable[[Reference], Side]) -> tuple[Side, Side]:
    one = _side(first, published)
    if second:
        return one, _side(second, published)
    if one.version:
        raise CannotCompare(f"{first} is published already; name what to compare it with.")
    if (wanted := parse(one.key)) is None:
        raise CannotCompare(f"{first}/{PROCEDURE_FILE} names no key; name what to compare it with.")
    return one, published(wanted)


def _side(text: str, published: Callable[[Reference], Side]) -> Side:
    """A folder where there is one of that name and no version is named, else what is published."""
    wanted, path = parse(text), Path(text)
    if wanted is not None and (wanted.version or not path.exists()):
        return published(wanted)
    try:
        files = read_folder(path)
    except OSError as error:
        raise CannotCompare(f"{path} cannot be read: {error.strerror or error}.") from error
    missing = [name for name in (PROCEDURE_FILE, PROCESS_FILE) if name not in files]
    if missing or shape(files):
        what = (
            f"has no {' and no '.join(missing)}" if missing else "holds what no procedure's folder may hold"
        )
        raise CannotCompare(f"{path} {what} (motcua procedure lint {path} says more).")
    try:
        data = read_yaml(files[PROCEDURE_FILE], str(path / PROCEDURE_FILE)).data
    except SourceError as error:
        raise CannotCompare(f"{error.problems[0]}") from error
    return Side(str(path), 0, str(data.get("key", "")) if isinstance(data, dict) else "", files)


def _ordered(first: Side, second: Side) -> tuple[Side, Side]:
    both = bool(first.version and second.version and first.key == second.key)
    older_last = first.version > second.version if both else bool(second.version and not first.version)
    return (second, first) if older_last else (first, second)
