# SPDX-License-Identifier: Apache-2.0
"""The files of two folders but for the drawing: procedure.yaml, forms, scenarios, and what else lies there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from motcua_text import read_json, read_yaml

from motcua_procedure.difference.change import GROUPS, Change, Group
from motcua_procedure.difference.data import compare_data, moved, written
from motcua_procedure.difference.items import Item, compare_items
from motcua_procedure.package import PROCEDURE_FILE, PROCESS_FILE

Files = Mapping[str, bytes]
_EDITORS = frozenset(
    {"exporter", "executionPlatform", "executionPlatformVersion", "id", "schemaVersion", "$schema"}
)
"""What editors write for themselves."""


def compare_files(before: Files, after: Files) -> Iterator[Change]:
    """Changes of all files but the drawing; folders may hold errors as long as their files can be read.

    Raises:
        SourceError: a file is no YAML or JSON.
        KeyError: there is no procedure.yaml.
    """
    yield from _procedure(before[PROCEDURE_FILE], after[PROCEDURE_FILE])
    names = [*after, *(name for name in before if name not in after)]
    for name in sorted(names, key=lambda one: (_ORDER.index(_group(one)), one)):
        group = _group(name)
        if group is None or before.get(name) == after.get(name):
            continue
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            kind = "added" if old is None else "removed"
            title = _title(name, new if new is not None else old or b"")
            yield Change(
                group, "added" if kind == "added" else "removed", name, (_KINDS[group],), title, "", ""
            )
        else:
            yield from _only_wording(list(_changed(name, group, old, new)), group, name)


_KINDS: Mapping[Group, str] = {
    "forms": "form",
    "scenarios": "scenario",
    "other": "file",
    "procedure": "file",
    "drawing": "file",
}


_ORDER: tuple[Group | None, ...] = (None, *GROUPS)


def _group(name: str) -> Group | None:
    if name in (PROCEDURE_FILE, PROCESS_FILE):
        return None
    return "forms" if name.endswith(".form") else "scenarios" if name.startswith("scenarios/") else "other"


def _procedure(before: bytes, after: bytes) -> Iterator[Change]:
    if before == after:
        return
    old, new = read_yaml(before, PROCEDURE_FILE).data, read_yaml(after, PROCEDURE_FILE).data
    found = [
        Change(
            "procedure",
            leaf.kind,
            PROCEDURE_FILE,
            leaf.path,
            _called(leaf.path, old, new),
            leaf.before,
            leaf.after,
        )
        for leaf in compare_data(old, new)
    ]
    yield from _only_wording(found, "procedure", PROCEDURE_FILE)


def _called(path: tuple[str, ...], *sources: Any) -> str:
    """The name of the part, paper or the like that a path goes through."""
    for source in reversed(sources):
        entries = source.get(path[0]) if path and isinstance(source, dict) else None
        if isinstance(entries, list) and len(path) > 1:
            for one in entries:
                if isinstance(one, dict) and path[1] in (one.get("key"), one.get("code")):
                    return written(one.get("name"))
    return ""


def _only_wording(found: list[Change], group: Group, file: str) -> Iterator[Change]:
    """The changes, or that the bytes alone differ: comments, blanks, order of what has no order."""
    yield from found or [Change(group, "changed", file, ("layout",), "", "", "")]


def _changed(name: str, group: Group, old: bytes, new: bytes) -> Iterator[Change]:
    if group == "forms":
        yield from _form(name, read_json(old, name).data, read_json(new, name).data)
    elif group == "scenarios":
        yield from _scenario(name, read_yaml(old, name).data, read_yaml(new, name).data)


def _form(name: str, old: Any, new: Any) -> Iterator[Change]:
    before, after = dict(_fields(old)), dict(_fields(new))
    yield from compare_items(before, after, "forms", name)
    kept = [key for key in before if key in after]
    order = [key for key in after if key in before]
    if kept != order:
        yield Change("forms", "moved", name, ("fields",), "", "", moved(kept, order))


def _fields(form: Any, group: str = "") -> Iterator[tuple[str, Item]]:
    """The components of a form by their key, or by what they show where they have none; with the group that they stand in."""
    components = form.get("components") if isinstance(form, dict) else None
    for index, one in enumerate(components if isinstance(components, list) else ()):
        if not isinstance(one, dict):
            continue
        label = str(one.get("label") or one.get("text") or "")
        key = str(one.get("key") or one.get("path") or one.get("id") or f"{one.get('type')} {index + 1}")
        fields = {key: value for key, value in one.items() if key not in (*_EDITORS, "components", "key")}
        yield key, Item("field", label, fields | ({"group": group} if group else {}))
        yield from _fields(one, label or key)


def _scenario(name: str, old: Any, new: Any) -> Iterator[Change]:
    if not (_shaped(old) and _shaped(new)):
        yield from (
            Change("scenarios", one.kind, name, one.path, "", one.before, one.after)
            for one in compare_data(old, new)
        )
        return
    title = written(new.get("name"))
    yield from _steps(name, title, old.get("steps", []), new.get("steps", []))
    rest = [{key: value for key, value in source.items() if key != "steps"} for source in (old, new)]
    for leaf in compare_data(rest[0], rest[1]):
        yield Change("scenarios", leaf.kind, name, leaf.path, title, leaf.before, leaf.after)


def _shaped(source: Any) -> bool:
    """Whether it looks like a scenario."""
    steps = source.get("steps", []) if isinstance(source, dict) else None
    return isinstance(steps, list) and all(isinstance(one, dict) for one in steps)


def _steps(name: str, title: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    """Steps are recognised by what is done, in their order."""
    done = [[_done(one) for one in steps] for steps in (old, new)]
    for tag, a, b, c, d in difflib.SequenceMatcher(None, done[0], done[1], autojunk=False).get_opcodes():
        if tag == "equal":
            for before, after, what in zip(old[a:b], new[c:d], done[0][a:b], strict=True):
                for leaf in compare_data(before, after, ("step", what)):
                    yield Change("scenarios", leaf.kind, name, leaf.path, title, leaf.before, leaf.after)
            continue
        for step in old[a:b]:
            yield Change("scenarios", "removed", name, ("step", _done(step)), title, _with(step), "")
        for step in new[c:d]:
            yield Change("scenarios", "added", name, ("step", _done(step)), title, "", _with(step))


_VERBS = ("complete", "message", "advance")


def _done(step: Any) -> str:
    return next((f"{verb} {step[verb]}" for verb in _VERBS if verb in step), "")


def _with(step: Any) -> str:
    """What goes with a step: its moment, facts and result."""
    said = {key: value for key, value in step.items() if key not in _VERBS}
    return ", ".join(f"{key} {_told(value)}" for key, value in said.items())


def _told(value: Any) -> str:
    """As it is written in a scenario, without the signs of the file's language."""
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_told(inside)}" for key, inside in value.items())
    return written(value)


def _title(name: str, content: bytes) -> str:
    if name.startswith("scenarios/"):
        data = read_yaml(content, name).data
        return written(data.get("name")) if isinstance(data, dict) else ""
    return ""
