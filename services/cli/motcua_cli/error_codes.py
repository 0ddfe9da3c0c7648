# SPDX-License-Identifier: Apache-2.0
"""The table of reason codes in docs/integrators.md, made from the sources that raise them.

    python -m motcua_cli.error_codes docs/integrators.md

Read from the syntax tree, so that a code given in a handler counts as much as one that stands on a class.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BEGIN, END = "<!-- codes: begin -->", "<!-- codes: end -->"
SOURCES = (
    ("every service", ("libs/rpc/motcua_rpc", "libs/hosting/motcua_hosting")),
    ("every service", tuple(f"libs/identity/motcua_identity/{name}.py" for name in ("errors", "tokens", "policy"))),
    *((name, (f"services/{name}/motcua_{name}",)) for name in ("intake", "assignment", "workflow", "notification", "liaison")),
)  # fmt: skip
UNSAID = "its sentence says what"
ROOTS = {
    "InvalidInput": "INVALID_ARGUMENT", "Unauthenticated": "UNAUTHENTICATED", "PermissionDenied": "PERMISSION_DENIED",
    "NotFound": "NOT_FOUND", "AlreadyExists": "ALREADY_EXISTS", "Conflict": "FAILED_PRECONDITION", "Stale": "ABORTED",
    "TooManyRequests": "RESOURCE_EXHAUSTED", "MessageTooLarge": "RESOURCE_EXHAUSTED",
    "Cancelled": "CANCELLED", "Internal": "INTERNAL",
    "Unimplemented": "UNIMPLEMENTED", "Unavailable": "UNAVAILABLE", "DeadlineExceeded": "DEADLINE_EXCEEDED",
    "TokenRefused": "UNAUTHENTICATED", "AccessRefused": "PERMISSION_DENIED", "IssuerUnavailable": "UNAVAILABLE",
    "FieldError": "INVALID_ARGUMENT", "_refused": "INVALID_ARGUMENT",
}  # fmt: skip
_CODE = re.compile(r"[A-Z]+(?:_[A-Z0-9]+)*")


@dataclass(frozen=True, order=True)
class Code:
    """One reason code as callers see it."""

    name: str
    status: str
    service: str
    meaning: str


def read_codes(root: Path) -> list[Code]:
    """Every code below the checkout, one line for each code, status and service."""
    found: dict[tuple[str, str, str], Code] = {}
    for service, places in SOURCES:
        trees = [ast.parse(path.read_text("utf-8")) for place in places for path in _files(root / place)]
        statuses = _statuses(trees)
        for tree in trees:
            for code in _codes(tree, service, statuses):
                key = (code.name, code.status, code.service)
                if key not in found or not found[key].meaning:
                    found[key] = code
    return sorted(found.values())


def table(codes: list[Code]) -> str:
    """Markdown."""
    rows = ["| code | gRPC status | from | meaning |", "|---|---|---|---|"]
    rows += [
        f"| `{code.name}` | {code.status} | {code.service} | {code.meaning or UNSAID} |" for code in codes
    ]
    return "\n".join(rows)


def put_table(page: str, content: str) -> str:
    """The page with the table between its marks replaced."""
    head, rest = page.split(BEGIN, 1)
    _, tail = rest.split(END, 1)
    return f"{head}{BEGIN}\n{content}\n{END}{tail}"


def _files(place: Path) -> list[Path]:
    return [place] if place.suffix == ".py" else sorted(place.rglob("*.py"))


def _statuses(trees: list[ast.Module]) -> dict[str, str]:
    """Class or maker → gRPC status, following subclasses."""
    known = dict(ROOTS)
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for _ in range(4):  # no hierarchy here is deeper
        for node in classes:
            for base in node.bases:
                if isinstance(base, ast.Name) and base.id in known:
                    known.setdefault(node.name, known[base.id])
    return known


def _codes(tree: ast.Module, service: str, statuses: dict[str, str]) -> Iterator[Code]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in statuses:
            named = {target.id: item.value for item in node.body for target in _targets(item)}  # type: ignore[attr-defined]
            name = _text(named.get("code"))
            if name and _CODE.fullmatch(name):
                yield Code(name, statuses[node.name], service, _text(named.get("message_en")))
        elif isinstance(node, ast.Call):
            status = statuses.get(_maker(node.func))
            texts = [_text(argument) for argument in node.args]
            at = next((i for i, text in enumerate(texts) if _CODE.fullmatch(text) and len(text) > 3), None)
            if status and at is not None:
                meaning = next((text for text in reversed(texts[at + 1 :]) if text), "")
                yield Code(texts[at], status, service, meaning or _keyword(node, "message_en"))


def _targets(item: ast.stmt) -> list[ast.Name]:
    if isinstance(item, ast.Assign):
        return [target for target in item.targets if isinstance(target, ast.Name)]
    if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
        return [item.target]
    return []


def _maker(func: ast.expr) -> str:
    """`Conflict(...)` → Conflict; `BadFields.one(...)` → BadFields."""
    if isinstance(func, ast.Attribute):
        return _maker(func.value)
    return func.id if isinstance(func, ast.Name) else ""


def _keyword(node: ast.Call, name: str) -> str:
    return next((_text(keyword.value) for keyword in node.keywords if keyword.arg == name), "")


def _text(node: ast.expr | None) -> str:
    """The words of a literal; what a sentence fills in stands as …"""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "…" for part in node.values)
    return ""


def main() -> None:
    """Rewrite the table of the page named on the command line."""
    page = Path(sys.argv[1])
    root = Path(__file__).parents[3]
    page.write_text(put_table(page.read_text("utf-8"), table(read_codes(root))), encoding="utf-8")


if __name__ == "__main__":
    main()
