# SPDX-License-Identifier: Apache-2.0
"""Which reason codes the sources give out, read from their syntax trees.

A code is followed from where it is written to where an answer is made of it (an error of the tree of motcua_rpc, or a
FieldError): through functions with a parameter for it, however they are called, and through the few CARRIERS, which a
rule makes and a handler answers with. What cannot be followed is not passed over but told (`Reading.unseen`), so that a
code which callers receive cannot be missing from the table without a test that fails.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOTS: Mapping[str, str] = {
    "InvalidInput": "INVALID_ARGUMENT", "Unauthenticated": "UNAUTHENTICATED", "PermissionDenied": "PERMISSION_DENIED",
    "NotFound": "NOT_FOUND", "AlreadyExists": "ALREADY_EXISTS", "Conflict": "FAILED_PRECONDITION", "Stale": "ABORTED",
    "TooManyRequests": "RESOURCE_EXHAUSTED", "MessageTooLarge": "RESOURCE_EXHAUSTED",
    "Cancelled": "CANCELLED", "Internal": "INTERNAL",
    "Unimplemented": "UNIMPLEMENTED", "Unavailable": "UNAVAILABLE", "DeadlineExceeded": "DEADLINE_EXCEEDED",
    "TokenRefused": "UNAUTHENTICATED", "AccessRefused": "PERMISSION_DENIED", "IssuerUnavailable": "UNAVAILABLE",
    "MotcuaError": "UNKNOWN",
}  # fmt: skip
FIELD = "FieldError"
CARRIERS: Mapping[str, int] = {"FileRefused": 0, "Unfit": 1}
"""What a rule makes and a handler answers with: place of the code. Always INVALID_ARGUMENT."""
NOT_ANSWERS = ("EnvelopeRejected",)
"""Never an answer to a call: an envelope that is refused waits in the list of failures, with this as its cause."""
CODE = re.compile(r"[A-Z]+(?:_[A-Z0-9]+)*")
_NO_VALUES = ("isinstance", "issubclass")


@dataclass(frozen=True, order=True)
class Code:
    """One reason code as callers see it."""

    name: str
    status: str
    service: str
    meaning: str


@dataclass
class Reading:
    """What was found, and where a code is given that could not be followed: `file: expression`."""

    codes: list[Code] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Maker:
    """Something that makes an answer: where its code stands among the arguments; -1 takes none. `own` is the class whose own
    code is meant when none is given."""

    at: int
    status: str
    own: str = ""


@dataclass
class _Scope:
    """The sources of one service, with the libraries' that they use."""

    service: str
    trees: Mapping[str, ast.Module]
    around: Mapping[str, ast.Module]
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    functions: dict[tuple[str, str], _Maker] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for tree in (*self.around.values(), *self.trees.values()):
            self.classes |= {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}

    def line(self, name: str) -> list[str]:
        """A class and those above it."""
        found, at = [name], self.classes.get(name)
        while at is not None and at.bases:
            above = _last(at.bases[0])
            found.append(above)
            at = self.classes.get(above) if above not in found[:-1] else None
        return found

    def status(self, name: str) -> str:
        """Of the gRPC answer; "" for what is none."""
        if name in NOT_ANSWERS:
            return ""
        return next((ROOTS[one] for one in self.line(name) if one in ROOTS), "")

    def owner(self, name: str) -> str:
        """The class that the code of this class stands on."""
        return next((one for one in self.line(name) if _code_of(self.classes.get(one)) is not None), "")

    def method(self, name: str, method: str) -> tuple[ast.FunctionDef | None, str]:
        for one in self.line(name):
            for item in getattr(self.classes.get(one), "body", ()):
                if isinstance(item, ast.FunctionDef) and item.name == method:
                    return item, one
        return None, ""


def read(services: Sequence[tuple[str, Sequence[Path]]], libraries: Sequence[Path], root: Path) -> Reading:
    """Every code of those services, each with its places. `libraries`: those whose classes the services build on."""
    around = _parsed(libraries, root)
    made, scopes = Reading(), [_Scope(name, _parsed(places, root), around) for name, places in services]
    for scope in scopes:
        _learn(scope)
        for path, tree in scope.trees.items():
            for walk in _calls(tree, path):
                _read_call(scope, walk, made)
            scope.used |= _as_values(tree)
    anywhere = set().union(*(scope.used for scope in scopes)) if scopes else set()
    for scope in scopes:
        own = {
            node.name
            for tree in scope.trees.values()
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
        }
        shared = scope.trees.keys() <= around.keys()
        for name in sorted(own & (anywhere if shared else scope.used)):
            _read_class(scope, name, made)
    _calls.cache_clear()
    return made


def text(node: ast.expr | None, names: Mapping[str, ast.expr] | None = None) -> str:
    """The words of a literal; of Text(vi, en) the English; what a sentence fills in stands as …"""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\{\w+\}", "…", node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(text(part) or "…" for part in node.values)
    if isinstance(node, ast.Name) and names:
        return text(names.get(node.id))
    if isinstance(node, ast.Call) and _last(node.func) == "Text":
        return text(node.args[-1], names) if node.args else ""
    return ""


@dataclass(frozen=True)
class _At:
    """A call with what is around it."""

    call: ast.Call
    path: str
    inside: tuple[ast.ClassDef | ast.FunctionDef, ...]
    names: Mapping[str, ast.expr]

    @property
    def owner(self) -> str:
        return next((one.name for one in reversed(self.inside) if isinstance(one, ast.ClassDef)), "")

    def parameter(self, name: str) -> tuple[ast.FunctionDef, int] | None:
        """The function around whose parameter this is, and which one it is for whoever calls it."""
        for one in reversed(self.inside):
            if isinstance(one, ast.FunctionDef):
                known = [arg.arg for arg in (*one.args.posonlyargs, *one.args.args)]
                known = known[1:] if known[:1] in (["self"], ["cls"]) else known
                if name in known:
                    return one, known.index(name)
        return None


def _learn(scope: _Scope) -> None:
    """Functions that pass a parameter on as the code; a few rounds, as they may call each other."""
    for _ in range(4):
        for path, tree in (*scope.around.items(), *scope.trees.items()):
            for at in _calls(tree, path):
                maker = _maker(scope, at)
                given = _given(at.call, maker) if maker else None
                passed = at.parameter(given.id) if isinstance(given, ast.Name) else None
                if maker and passed and _answers(passed[0]):
                    function, place = passed
                    name = f"{at.owner}.{function.name}" if at.owner else function.name
                    status = (
                        _returned(scope, function)
                        or (scope.status(at.owner) if at.owner else "")
                        or maker.status
                    )
                    scope.functions.setdefault((path, name), _Maker(place, status))


def _maker(scope: _Scope, at: _At) -> _Maker | None:
    """What a call makes, when it makes an answer."""
    func = at.call.func
    if isinstance(func, ast.Name):
        return _class(scope, at.owner if func.id == "cls" else func.id) or _function(scope, at.path, func.id)
    if not isinstance(func, ast.Attribute):
        return None
    if isinstance(func.value, ast.Call) and _last(func.value.func) == "super" and scope.status(at.owner):
        return _Maker(0, scope.status(at.owner)) if func.attr == "__init__" else None
    holder = at.owner if isinstance(func.value, ast.Name) and func.value.id == "cls" else _last(func.value)
    if not scope.status(holder):
        return _function(scope, "", func.attr) or _class(scope, func.attr)
    method, home = scope.method(holder, func.attr)
    if method is None:
        return None
    known = next((one for (_, name), one in scope.functions.items() if name == f"{home}.{func.attr}"), None)
    return _Maker(known.at, scope.status(holder)) if known else _Maker(-1, scope.status(holder), holder)


def _class(scope: _Scope, name: str) -> _Maker | None:
    if name == FIELD:
        return _Maker(1, "INVALID_ARGUMENT")
    if name in CARRIERS and scope.service != "every service" and "intake" in scope.service:
        return _Maker(CARRIERS[name], "INVALID_ARGUMENT")
    return _Maker(0, scope.status(name), name) if scope.status(name) else None


def _function(scope: _Scope, path: str, name: str) -> _Maker | None:
    if (path, name) in scope.functions:
        return scope.functions[(path, name)]
    if name.startswith("_"):
        return None
    return next((one for (_, known), one in scope.functions.items() if known == name), None)


def _given(call: ast.Call, maker: _Maker) -> ast.expr | None:
    """The expression of the code; None when none is given."""
    if maker.at < 0:
        return None
    named = next((one.value for one in call.keywords if one.arg == "code"), None)
    return named or (call.args[maker.at] if len(call.args) > maker.at else None)


def _read_call(scope: _Scope, at: _At, made: Reading) -> None:
    maker = _maker(scope, at)
    if maker is None:
        return
    given = _given(at.call, maker)
    if given is None or (isinstance(given, ast.Constant) and given.value is None):
        scope.used.add(scope.owner(maker.own))
        return
    found = list(_literals(given, at.names))
    if found:
        meaning = _meaning(at, maker)
        made.codes += [Code(one, maker.status, scope.service, meaning) for one in found]
    elif (name := _class_of_code(scope, at, given)) is not None:
        scope.used.add(scope.owner(name))
    elif not (isinstance(given, ast.Name) and at.parameter(given.id)):
        made.unseen.append(f"{at.path}: {ast.unparse(given)}")


def _literals(node: ast.expr, names: Mapping[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body, names)
        yield from _literals(node.orelse, names)
    elif isinstance(node, ast.Name) and node.id in names:
        yield from _literals(names[node.id], {})
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
        yield node.value


def _class_of_code(scope: _Scope, at: _At, node: ast.expr) -> str | None:
    """`TaskClosed.code`, `cls.code`."""
    if isinstance(node, ast.Attribute) and node.attr == "code" and isinstance(node.value, ast.Name):
        name = at.owner if node.value.id == "cls" else node.value.id
        return name if scope.status(name) else None
    return None


def _meaning(at: _At, maker: _Maker) -> str:
    after = [text(one, at.names) for one in at.call.args[maker.at + 1 :]]
    named = next((text(one.value, at.names) for one in at.call.keywords if one.arg == "message_en"), "")
    return named or next((one for one in reversed(after) if one and not CODE.fullmatch(one)), "")


def _read_class(scope: _Scope, name: str, made: Reading) -> None:
    code, status = _code_of(scope.classes[name]), scope.status(name)
    if code is None or not status:
        return
    if not (isinstance(code, ast.Constant) and CODE.fullmatch(str(code.value))):
        made.unseen.append(f"class {name}: {ast.unparse(code)}")
        return
    words = _assigned(scope.classes[name]).get("message_en")
    made.codes.append(Code(str(code.value), status, scope.service, text(words)))


def _as_values(tree: ast.Module) -> set[str]:
    """Classes that are raised as they are, or handed on."""
    found: set[str] = set()
    for node in ast.walk(tree):
        inside: Sequence[ast.expr | None] = ()
        if isinstance(node, ast.Raise):
            inside = [node.exc]
        elif isinstance(node, ast.Return):
            inside = [node.value]
        elif isinstance(node, ast.Call) and _last(node.func) not in _NO_VALUES:
            inside = [*node.args, *(one.value for one in node.keywords)]
        elif isinstance(node, ast.Dict):
            inside = node.values
        elif isinstance(node, ast.comprehension) and isinstance(node.iter, ast.Tuple):
            inside = node.iter.elts
        elif isinstance(node, ast.Attribute) and node.attr == "code":
            inside = [node.value]
        found |= {one.id for one in inside if isinstance(one, ast.Name)}
    return found


@cache
def _calls(tree: ast.Module, path: str) -> Sequence[_At]:
    """Every call of a file, found once: each round and each service asks for those of the libraries again."""
    names, found = _assigned(tree), []

    def walk(node: ast.AST, inside: tuple[ast.ClassDef | ast.FunctionDef, ...]) -> None:
        if isinstance(node, ast.Call):
            found.append(_At(node, path, inside, names))
        deeper = (*inside, node) if isinstance(node, ast.ClassDef | ast.FunctionDef) else inside
        for child in ast.iter_child_nodes(node):
            walk(child, deeper)

    walk(tree, ())
    return found


def _assigned(node: ast.Module | ast.ClassDef) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for item in node.body:
        targets = (
            item.targets
            if isinstance(item, ast.Assign)
            else [item.target]
            if isinstance(item, ast.AnnAssign)
            else []
        )
        value = getattr(item, "value", None)
        found |= {one.id: value for one in targets if isinstance(one, ast.Name) and value is not None}
    return found


def _code_of(node: ast.ClassDef | None) -> ast.expr | None:
    return None if node is None else _assigned(node).get("code")


def _returned(scope: _Scope, function: ast.FunctionDef) -> str:
    """The status of the class that a function says to return."""
    said = function.returns
    return scope.status(_last(said)) if said is not None else ""


def _answers(function: ast.FunctionDef) -> bool:
    return function.returns is None or _last(function.returns) not in NOT_ANSWERS


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _parsed(places: Sequence[Path], root: Path) -> dict[str, ast.Module]:
    files = [
        one for place in places for one in ([place] if place.suffix == ".py" else sorted(place.rglob("*.py")))
    ]
    return {str(one.relative_to(root)): ast.parse(one.read_text("utf-8")) for one in files}
