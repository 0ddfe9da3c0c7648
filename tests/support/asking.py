# SPDX-License-Identifier: Apache-2.0
"""Who asks whom, read from the sources of the services: which method of which neighbour is named where, and in whose name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

from support.system import ROOT

SERVICES: Final = ("workflow", "intake", "assignment", "notification", "liaison")
METHODS: Final = {
    name: {
        method.name
        for method in import_module(f"motcua.{name}.v1.{name}_pb2")
        .DESCRIPTOR.services_by_name[f"{name.title()}Service"]
        .methods
    }
    for name in SERVICES
}
OWN, CALLER, EITHER = "its own", "the caller's", "the caller's, or its own"
_NAMED: Final = re.compile(rf"\.({'|'.join(sorted(set().union(*METHODS.values())))})\b")
_STUB: Final = re.compile(r"^([A-Z][a-z]+)ServiceStub$")
_IMPORTED_BY_NAME: Final = re.compile(r"motcua\.(\w+)\.v1\.\1_pb2_grpc")


@dataclass(frozen=True, order=True, slots=True)
class Ask:
    """`asker` calls `method` of `asked` with the token of its own account, or of whoever called it."""

    asker: str
    asked: str
    method: str
    name: str


def sources(package: str) -> Iterator[tuple[Path, ast.Module]]:
    """The modules of a service; migrations ask nobody."""
    for path in sorted((ROOT / f"services/{package}/motcua_{package}").rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


@cache
def neighbours(package: str) -> frozenset[str]:
    """Services to which a package makes stubs, by their classes or by modules that it imports by a computed name."""
    calls = [node for _, tree in sources(package) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    made = {_service(node.func) for node in calls}.union(*map(imported_by_name, calls))
    return frozenset(name for name in made if name)


def imported_by_name(call: ast.Call) -> frozenset[str]:
    """Services whose stubs `import_module(...)` may give: where the service's name is computed, every one of them."""
    if _last(call.func) != "import_module" or not call.args:
        return frozenset()
    match call.args[0]:
        case ast.Constant(value=str(name)):
            names = [name]
        case ast.JoinedStr(values=parts):
            texts = [one.value if isinstance(one, ast.Constant) else None for one in parts]
            names = ["".join(who if text is None else str(text) for text in texts) for who in SERVICES]
        case _:
            return frozenset()
    return frozenset(found[1] for name in names if (found := _IMPORTED_BY_NAME.fullmatch(name)))


@cache
def asks(package: str) -> frozenset[Ask]:
    """Every call of a neighbour that the sources of a service name.

    Raises:
        AssertionError: a method of the contract is named on something that is not known as a stub.
    """
    return frozenset(
        ask
        for path, tree in sources(package)
        if _NAMED.search(path.read_text("utf-8"))
        for ask in _Module(package, path, tree).asks()
    )


def _service(expression: ast.expr | None) -> str:
    """`intake` for `intake_pb2_grpc.IntakeServiceStub`; "" for anything else."""
    found = _STUB.search(_last(expression))
    return found[1].lower() if found else ""


def _last(expression: ast.expr | None) -> str:
    """`channel` for `self.channel` and `channel`; "" for what has no name."""
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""


class _Module:
    """One source file."""

    def __init__(self, package: str, path: Path, tree: ast.Module) -> None:
        self._package, self._path, self._tree = package, path, tree
        self._around = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        self._stubs = self._bound()

    def asks(self) -> Iterator[Ask]:
        every = set().union(*METHODS.values())
        for node in ast.walk(self._tree):
            if not isinstance(node, ast.Attribute) or node.attr not in every:
                continue
            asked = self._stubs.get(_last(node.value), "")
            if asked and node.attr in METHODS[asked]:
                yield Ask(self._package, asked, node.attr, self._name(node))
                continue
            own = _last(node.value) == "self" and node.attr in METHODS[self._package]
            assert own, f"{self._path}:{node.lineno}: whose is {ast.unparse(node)}?"

    def _bound(self) -> dict[str, str]:
        """Last names of what holds a stub in this file, to the service that it calls."""
        bound: dict[str, str] = {}
        for node in ast.walk(self._tree):
            if isinstance(node, ast.arg | ast.AnnAssign) and (service := _service(node.annotation)):
                bound[node.arg if isinstance(node, ast.arg) else _last(node.target)] = service
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Assign):
                made = _service(node.value.func) if isinstance(node.value, ast.Call) else ""
                service = made or bound.get(_last(node.value), "")
                if service:
                    bound.update({_last(target): service for target in node.targets})
        return bound

    def _name(self, node: ast.AST) -> str:
        """In whose name: what a `with for_caller()` around says, here or around the calls of this method."""
        function = ""
        while node in self._around:
            node = self._around[node]
            if isinstance(node, ast.With) and (said := _said(node)):
                return said
            if isinstance(node, ast.FunctionDef) and not function:
                function = node.name
        calls = [
            one.func
            for one in ast.walk(self._tree)
            if isinstance(one, ast.Call) and ast.unparse(one.func) == f"self.{function}"
        ]
        names = {self._name(one) for one in calls} or {OWN}
        return names.pop() if len(names) == 1 else EITHER


def _said(node: ast.With) -> str:
    for item in node.items:
        text = ast.unparse(item.context_expr)
        if "for_caller()" in text:
            return CALLER if text == "for_caller()" else EITHER
    return ""
