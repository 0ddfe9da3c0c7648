# SPDX-License-Identifier: Apache-2.0
"""A repair: facts that an operator writes at an incident, with the reason. What may be written, and which facts an element
reads."""

from __future__ import annotations

import ast
import builtins
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua_rpc import FieldError

from motcua_workflow.domain.records import Actor
from motcua_workflow.engine.compiled import CompiledNode
from motcua_workflow.engine.environment_facts import FactsError, clean, merged

NOTE_CHARACTERS = 1000
MOST_FACTS = 100
"""Facts that one repair writes; a form has a handful."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact before and after, as JSON text; `old` is "" where there was no such fact."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What one operator wrote at one incident. `position` is that of its line in the trace."""

    id: str
    incident_id: str
    instance_id: str
    position: int
    at: datetime
    actor: Actor
    note: str
    changes: tuple[FactChange, ...]
    resolved: bool


def text_of(value: Any) -> str:
    """A fact as JSON text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def changes_of(store: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[FactChange, ...]:
    """What writing these facts would change, by name."""
    return tuple(
        FactChange(name, text_of(store[name]) if name in store else "", text_of(value))
        for name, value in sorted(facts.items())
        if name not in store or text_of(store[name]) != text_of(value)
    )


def faults(store: Mapping[str, Any], facts: Mapping[str, Any], note: str, drawing: bytes) -> list[FieldError]:
    """What is wrong with a repair, field by field: `note`, `facts.NAME`, or `facts` as a whole."""
    found = [*_note_faults(note), *_count_faults(facts)]
    if found:
        return found
    for name, value in facts.items():
        try:
            clean({name: value})
        except FactsError as error:
            found.append(_invalid(f"facts.{name}", error))
        else:
            found += _unknown(store, name, drawing)
    if found:
        return found
    try:
        merged(store, clean(facts))
    except FactsError as error:
        return [_invalid("facts", error)]
    return []


def _note_faults(note: str) -> list[FieldError]:
    if 1 <= len(note.strip()) <= NOTE_CHARACTERS and "\0" not in note:
        return []
    return [
        FieldError(
            "note", "NOTE_INVALID", f"Cần ghi lý do sửa, từ 1 đến {NOTE_CHARACTERS} ký tự.",
            f"A note that says why is needed, of 1 to {NOTE_CHARACTERS} characters.",
        )
    ]  # fmt: skip


def _count_faults(facts: Mapping[str, Any]) -> list[FieldError]:
    if 1 <= len(facts) <= MOST_FACTS:
        return []
    return [
        FieldError(
            "facts", "FACTS_COUNT", f"Cần sửa từ 1 đến {MOST_FACTS} dữ kiện. Chỉ chạy lại thì dùng “Thử lại”.",
            f"1 to {MOST_FACTS} facts are needed. Merely to run it again there is RetryFailure.",
        )
    ]  # fmt: skip


def _invalid(field: str, error: FactsError) -> FieldError:
    return FieldError(
        field, "FACT_INVALID",
        "Dữ kiện này không giữ được: tên sai, quá lớn, lồng quá sâu hoặc không phải giá trị JSON.",
        f"This fact cannot be kept: {error}.",
    )  # fmt: skip


def _unknown(store: Mapping[str, Any], name: str, drawing: bytes) -> list[FieldError]:
    """A name that nothing can read is a slip of the pen; it would be written and help nobody."""
    if name in store or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", drawing.decode("utf-8", "replace")):
        return []
    return [
        FieldError(
            f"facts.{name}", "FACT_UNKNOWN", "Hồ sơ không có dữ kiện này và bản vẽ không nhắc tới: có thể gõ sai tên.",
            "The dossier has no such fact and the drawing does not name it: the name may be mistyped.",
        )
    ]  # fmt: skip


def texts(node: CompiledNode) -> list[tuple[str, str]]:
    """The texts of an element with their kind: script, condition, decision, payload."""
    meaning = node.meaning
    found = [("script", meaning.script)]
    found += [("condition", branch.condition) for branch in node.outgoing]
    said = (text for one in meaning.decides for text in (one.when, one.reason, one.reason_en))
    found += [("decision", text) for text in said]
    found += [("payload", text) for _, text in meaning.payload]
    return [(kind, text) for kind, text in found if text]


def names_read(drawn: Iterable[str]) -> set[str]:
    """The facts that texts of the expression language name: variables, and `fact("name")`. A text that cannot be parsed names
    none; its own loop variables and functions are no facts."""
    return {name for text in drawn for name in _names_of(text)}


def _names_of(text: str) -> set[str]:
    tree = _parsed(text)
    if tree is None:
        return set()
    nodes = list(ast.walk(tree))
    loads = [one for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)]
    own = _own(nodes) | set(dir(builtins))
    assigned = _assigned(nodes)
    # What a text assigns it reads only when it does so before: `n = n + 1`.
    read = {one.id for one in loads if one.lineno <= assigned.get(one.id, one.lineno)}
    return (read - own) | {name for one in nodes if (name := _named(one))}


def _parsed(text: str) -> ast.AST | None:
    for source in (text.strip(), f"(\n{text}\n)"):  # a condition may stand on several lines
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def _own(nodes: list[ast.AST]) -> set[str]:
    """Arguments, loop variables, and what is called: facts are values and cannot be called."""
    targets = [one.target for one in nodes if isinstance(one, ast.For | ast.comprehension)]
    loops = {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    called = {one.func.id for one in nodes if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}
    return loops | called | {one.arg for one in nodes if isinstance(one, ast.arg)}


def _assigned(nodes: list[ast.AST]) -> dict[str, int]:
    """The line of the first plain assignment of each name."""
    found: dict[str, int] = {}
    for one in nodes:
        if isinstance(one, ast.Assign):
            for name in (n for target in one.targets for n in ast.walk(target)):
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                    found[name.id] = min(one.lineno, found.get(name.id, one.lineno))
    return found


def _named(node: ast.AST) -> str:
    """The fact that `fact("name")` or `name += 1` reads."""
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "fact"
        and node.args
    ):
        first = node.args[0]
        return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
    return ""
