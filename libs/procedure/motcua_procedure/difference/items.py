# SPDX-License-Identifier: Apache-2.0
"""Compares named things with each other: what came, what went, and which of its fields changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from motcua_procedure.difference.change import Change, Group
from motcua_procedure.difference.data import compare_data


@dataclass(frozen=True, slots=True)
class Item:
    """A thing with an id: what kind of thing (a word of `words`), what people call it, and its fields as JSON-like data."""

    kind: str
    name: str
    fields: Mapping[str, object]


Items = Mapping[str, Item]


def compare_items(before: Items, after: Items, group: Group, file: str) -> Iterator[Change]:
    """Changes in the order of what is there now; what went comes last."""
    for key, item in after.items():
        if key not in before:
            yield Change(group, "added", file, (item.kind, key), item.name, "", "")
            continue
        old = before[key]
        if old.kind != item.kind:
            yield Change(group, "changed", file, (item.kind, key, "kind"), item.name, old.kind, item.kind)
        for leaf in compare_data(dict(old.fields), dict(item.fields)):
            path = (item.kind, key, *leaf.path)
            yield Change(group, leaf.kind, file, path, item.name or old.name, leaf.before, leaf.after)
    for key, item in before.items():
        if key not in after:
            yield Change(group, "removed", file, (item.kind, key), item.name, "", "")
