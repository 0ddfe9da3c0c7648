# SPDX-License-Identifier: Apache-2.0
"""Compares JSON-like data field by field. Entries of a list are recognised by their key, code or the like, not by their place."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua_procedure.difference.change import Kind

_IDENTITIES = (("key",), ("code",), ("value",), ("id",), ("document", "article"), ("from",))
"""Fields that tell one entry of a list from the others, the better ones first."""
Path = tuple[str, ...]
_NAMES = ("name", "label", "document")
"""Fields by which people call a thing."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One difference; `before` and `after` are texts."""

    path: Path
    kind: Kind
    before: str
    after: str


def compare_data(before: Any, after: Any, path: Path = ()) -> Iterator[Leaf]:
    """Every difference, in the order of what is there now."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _mappings(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(before, after, path)
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield Leaf(path, "changed", written(before), written(after))


def written(value: Any) -> str:
    """A value as people read it: of a text in both languages the Vietnamese, of a thing with a name its name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        if set(value) <= {"vi", "en"}:
            return str(value.get("vi", ""))
        for name in _NAMES:
            if name in value:
                return " ".join(filter(None, (written(value[name]), written(value.get("article")))))
    return json.dumps(value, ensure_ascii=False)


def moved(before: Sequence[str], after: Sequence[str]) -> str:
    """Which of the same things stand elsewhere now; the others keep their order among each other."""
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = {place for block in blocks for place in range(block.b, block.b + block.size)}
    return ", ".join(one for place, one in enumerate(after) if place not in kept)


def _mappings(before: Mapping[str, Any], after: Mapping[str, Any], path: Path) -> Iterator[Leaf]:
    for name, value in after.items():
        if name in before:
            yield from compare_data(before[name], value, (*path, name))
        else:
            yield from _whole("added", value, (*path, name))
    for name, value in before.items():
        if name not in after:
            yield from _whole("removed", value, (*path, name))


def _whole(kind: Kind, value: Any, path: Path) -> Iterator[Leaf]:
    """What came or went as a whole; field by field where it has no name of its own."""
    if isinstance(value, Mapping) and value and not _named(value):
        for name, inside in value.items():
            yield from _whole(kind, inside, (*path, name))
        return
    told = written(value)
    yield Leaf(path, kind, "", told) if kind == "added" else Leaf(path, kind, told, "")


def _named(value: Mapping[str, Any]) -> bool:
    return set(value) <= {"vi", "en"} or any(name in value for name in _NAMES)


def _lists(before: list[Any], after: list[Any], path: Path) -> Iterator[Leaf]:
    keyed = _keyed(before), _keyed(after)
    if keyed[0] is not None and keyed[1] is not None:
        yield from _mappings(keyed[0], keyed[1], path)
        kept = [key for key in keyed[0] if key in keyed[1]]
        if kept != [key for key in keyed[1] if key in keyed[0]]:
            yield Leaf(path, "moved", "", moved(kept, [key for key in keyed[1] if key in keyed[0]]))
        return
    old, new = [written(one) for one in before], [written(one) for one in after]
    if old == new:
        yield from _replaced(before, after, path)
        return
    if sorted(old) == sorted(new):
        yield Leaf(path, "moved", "", moved(old, new))
        return
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _replaced(before[a:b], after[c:d], path)


def _replaced(before: Sequence[Any], after: Sequence[Any], path: Path) -> Iterator[Leaf]:
    """Entries without a key of their own that stand in place of each other."""
    if len(before) == len(after) and all(isinstance(one, Mapping) for one in (*before, *after)):
        for old, new in zip(before, after, strict=True):
            yield from compare_data(old, new, path)
        return
    if list(before) == list(after):
        return
    for one in before:
        yield Leaf(path, "removed", written(one), "")
    for one in after:
        yield Leaf(path, "added", "", written(one))


def _keyed(entries: list[Any]) -> dict[str, Any] | None:
    """The entries by what tells them apart; None where nothing does."""
    if not all(isinstance(one, Mapping) for one in entries):
        return None
    for identity in _IDENTITIES:
        if all(identity[0] in one for one in entries):
            found = {" ".join(str(one[name]) for name in identity if name in one): one for one in entries}
            if len(found) == len(entries):
                return found
    named = {written(one): one for one in entries if "name" in one}
    return named if len(named) == len(entries) else None
