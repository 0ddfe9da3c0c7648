# SPDX-License-Identifier: Apache-2.0
"""Which consumers may be given their events again from the start: none whose effects reach others. What can be made again is a
projection, a table that is a function of events alone. Declared in `proto/consumers.yaml`, beside the generated code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from motcua_events.catalogue import PAYLOAD_PACKAGE
from motcua_events.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class Effects:
    """A consumer group that is never played again: `why`, and what an operator does `instead`; a sentence each."""

    group: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class DeclaredProjection:
    """What a service can make anew from `topic`: `keeps` says what it is for, `group` is the consumer that keeps it current."""

    name: str
    group: str
    topic: str
    keeps: str

    @property
    def service(self) -> str:
        """Whose tables they are."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Natures:
    """The table: consumers by group, projections by name."""

    effects: Mapping[str, Effects]
    projections: Mapping[str, DeclaredProjection]


@cache
def declared_natures() -> Natures:
    """The table beside the generated code. Raises CatalogueError naming the row."""
    return read_natures(files(PAYLOAD_PACKAGE).joinpath("consumers.yaml").read_text("utf-8"))


def read_natures(text: str) -> Natures:
    """Raises CatalogueError."""
    table = yaml.safe_load(text)
    effects = [Effects(*_row(row, "group", "effects", "instead")) for row in table["consumers"]]
    made = [DeclaredProjection(*_row(row, "name", "group", "topic", "keeps")) for row in table["projections"]]
    by_group = {one.group: one for one in effects}
    for one in made:
        if one.group not in by_group or one.name in by_group or not one.name.startswith(f"{one.service}."):
            raise CatalogueError(
                f"proto/consumers.yaml: {one.name} needs a group of its service and a name of its own."
            )
    if len(by_group) != len(effects):
        raise CatalogueError("proto/consumers.yaml names a group twice.")
    return Natures(by_group, {one.name: one for one in made})


def _row(row: object, *columns: str) -> tuple[str, ...]:
    if not isinstance(row, Mapping) or row.keys() != set(columns):
        raise CatalogueError(f"proto/consumers.yaml: a row has {', '.join(columns)}; found {row!r}.")
    values = tuple(str(row[name]).strip() for name in columns)
    if not all(values):
        raise CatalogueError(f"proto/consumers.yaml: nothing may be empty in {row!r}.")
    return values
