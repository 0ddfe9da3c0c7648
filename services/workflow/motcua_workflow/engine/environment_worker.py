# SPDX-License-Identifier: Apache-2.0
"""The child process in which Starlark runs: memory, time and files can be taken away from it without harm to
the service.

Owns the evaluation of one text over one set of facts. It is started by path, knows nothing of the package,
and talks length-prefixed JSON over its standard streams: `{"op": "evaluate|execute|check", "text", "facts"}`
in, the answer or `{"error": {"code", "message", "line"}}` out. A hostile text may kill it (deep nesting,
memory); the parent reports that.
"""

from __future__ import annotations

import ast
import functools
import json
import resource
import signal
import struct
import sys
import time
from typing import Any, BinaryIO

import starlark

MEMORY = 512 * 1024 * 1024
SOFT_SECONDS = 0.2
HARD_SECONDS = 1.0
ANSWER_BYTES = 1024 * 1024
STACK = 200
UNKNOWN = 20
"""Told of one text: whoever calls twenty functions that do not exist has understood."""
FREE = 200
"""Names that one text reads and does not give itself: so many are looked at."""

_FINITE = """
def _motcua_finite(value):
    if type(value) == "float":
        return value == value and value - value == 0.0
    if type(value) == "dict":
        return all([_motcua_finite(item) for item in value.values()])
    if type(value) in ("list", "tuple"):
        return all([_motcua_finite(item) for item in value])
    return True
"""


class Refusal(Exception):
    """An answer with a code instead of a value."""

    def __init__(self, code: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.code, self.line = code, line


def _dialect() -> starlark.Dialect:
    dialect = starlark.Dialect.extended()
    dialect.enable_load = False
    dialect.enable_types = starlark.DialectTypes.DISABLE
    return dialect


DIALECT = _dialect()
GLOBALS = starlark.Globals.standard()


def _explain(error: starlark.StarlarkError, shift: int) -> tuple[str, int]:
    """The sentence and the line (1-based, within the text) out of the library's multi-line report."""
    lines = str(error).splitlines()
    sentence = next(
        (x.removeprefix("error:").strip() for x in lines if x.startswith("error:")), lines[0] if lines else ""
    )
    spots = [x.rpartition("text:")[2] for x in lines if "--> text:" in x]
    line = int(spots[-1].split(":")[0]) - shift if spots else 0
    return sentence, max(line, 0)


def _parse(text: str, shift: int) -> starlark.AstModule:
    try:
        return starlark.parse("text", text, DIALECT)
    except starlark.StarlarkError as error:
        raise Refusal("EXPRESSION_INVALID", *_explain(error, shift)) from error


def _python_tree(text: str, mode: str, shift: int) -> ast.AST:
    # Starlark's grammar is a part of Python's; the tree is only looked at, to know what a text is and which
    # names it binds.
    try:
        return ast.parse(text, mode=mode)
    except SyntaxError as error:
        raise Refusal("EXPRESSION_INVALID", error.msg, max((error.lineno or 0) - shift, 0)) from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise Refusal(
            "EXPRESSION_INVALID", "the text is nested too deeply or holds a NUL character"
        ) from error


def _bound(statements: list[ast.stmt]) -> set[str]:
    """Names that the top level assigns. Loop variables, functions and names that start with `_` are local."""
    names: set[str] = set()
    for statement in statements:
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AugAssign):
            targets = [statement.target]
        names |= {
            n.id
            for t in targets
            for n in ast.walk(t)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        if isinstance(statement, ast.If | ast.For):
            names |= _bound(statement.body) | _bound(statement.orelse)
    return {n for n in names if not n.startswith("_")}


def _read(tree: ast.AST) -> set[str]:
    """Names whose value is wanted; `n += 1` wants that of n before it gives it one."""
    read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return read | {
        n.target.id for n in ast.walk(tree) if isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name)
    }


def _read_first(statements: list[ast.stmt], given: set[str]) -> set[str]:
    """Names whose value the top level wants before it gives them one in any branch; `given` is added to. What functions
    want is wanted when they are called, and is left out."""
    wanted: set[str] = set()
    for statement in statements:
        if isinstance(statement, ast.FunctionDef):
            continue
        if isinstance(statement, ast.If | ast.For):
            wanted |= _free(statement.iter if isinstance(statement, ast.For) else statement.test) - given
            given |= _stored(statement.target) if isinstance(statement, ast.For) else set()
            wanted |= _read_first(statement.body, given) | _read_first(statement.orelse, given)
        else:
            wanted |= _free(statement) - given
            given |= _stored(statement)
    return wanted


def _free(tree: ast.AST) -> set[str]:
    """Names that a statement or an expression reads and does not bind within itself."""
    local = {name for n in ast.walk(tree) if isinstance(n, ast.comprehension) for name in _stored(n.target)}
    return _read(tree) - local - {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}


def _stored(tree: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _asked(tree: ast.AST) -> set[str]:
    """Names of the facts that the text asks for by `fact("name")`: it minds that they may be absent."""
    calls = (
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "fact"
    )
    return {str(a.value) for call in calls for a in call.args[:1] if isinstance(a, ast.Constant)}


def _given(tree: ast.AST) -> set[str]:
    """Every name that the text gives itself, in whatever scope: variables, loops, functions and their arguments."""
    functions = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    return _stored(tree) | functions | {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}


@functools.lru_cache(maxsize=512)
def _is_function(name: str) -> bool:
    """Whether the language, or we, give a function of this name."""
    return name == "fact" or _type(name) == "function"


def _is_known(name: str) -> bool:
    """Whether the language, or we, give a value of this name."""
    return name == "fact" or _type(name) != ""


@functools.lru_cache(maxsize=512)
def _type(name: str) -> str:
    """The type of what the language calls so; "" for nothing."""
    try:
        kind = starlark.eval(starlark.Module(), starlark.parse("text", f"type({name})", DIALECT), GLOBALS)
    except starlark.StarlarkError:
        return ""
    return str(kind)


def _unknown(tree: ast.AST) -> list[tuple[str, str, int]]:
    """What can only fail when it runs: ("private" | "function", name, line) for a name or attribute with `_` that
    nobody gives, and for a call of a name that is no function. Facts are values and cannot be called."""
    given = _given(tree)
    found: dict[tuple[str, str], int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            found.setdefault(("private", node.attr), node.lineno)
        elif isinstance(node, ast.Name) and node.id.startswith("_") and node.id not in given:
            found.setdefault(("private", node.id), node.lineno)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if not name.startswith("_") and name not in given and not _is_function(name):
                found.setdefault(("function", name), node.lineno)
        if len(found) >= UNKNOWN:
            break
    return [(kind, name, line) for (kind, name), line in found.items()]


@functools.lru_cache(maxsize=512)
def compiled(kind: str, text: str) -> tuple[starlark.AstModule, frozenset[str], frozenset[str], int]:
    """The parsed text, the names it writes, the names it reads, and how many lines were put before it."""
    if not text.strip():
        raise Refusal("EXPRESSION_INVALID", "the text is empty")
    shift = 1 if kind == "expression" else 0
    # Brackets around an expression: it may then stand on several lines, and can be nothing but an expression.
    source = f"(\n{text}\n)" if kind == "expression" else text + "\n"
    tree = _python_tree(source, "eval" if kind == "expression" else "exec", shift)
    bound = _bound(tree.body) if isinstance(tree, ast.Module) else set()
    return _parse(source, shift), frozenset(bound), frozenset(_read(tree)), shift


@functools.lru_cache(maxsize=1)
def _finite() -> starlark.AstModule:
    return starlark.parse("text", _FINITE, DIALECT)


def _evaluate(module: starlark.Module, tree: starlark.AstModule, shift: int) -> Any:
    deadline = time.process_time() + SOFT_SECONDS
    stopped = []

    def check_cancelled() -> bool:
        if time.process_time() > deadline:
            stopped.append(True)
        return bool(stopped)

    options = starlark.EvalOptions(check_cancelled=check_cancelled, max_callstack_size=STACK)
    try:
        return starlark.eval_with(options, module, tree, GLOBALS).value
    except starlark.StarlarkError as error:
        if stopped:
            raise Refusal("TIME_LIMIT", f"stopped after {SOFT_SECONDS} s of computing") from error
        raise Refusal("EXPRESSION_FAILED", *_explain(error, shift)) from error


def _module(facts: dict[str, Any]) -> starlark.Module:
    module = starlark.Module()
    for name, value in facts.items():
        if name.isidentifier():
            module[name] = value
    module.add_callable("fact", lambda name, default=None: facts.get(name, default))
    return module


def _has_none(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_none(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(_has_none(item) for item in value)
    return value is None


def _require_text_keys(value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise Refusal(
                    "VALUE_INVALID", f"the key {key!r:.60} of a dict is not text; write it in quotes"
                )
            _require_text_keys(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _require_text_keys(item)


def _require_finite(value: Any, expression: str, module: starlark.Module) -> None:
    # The library turns NaN and infinity into None without a word; only a None can hide one.
    if _has_none(value):
        _evaluate(module, _finite(), 0)
        if not _evaluate(module, starlark.parse("text", f"_motcua_finite({expression})", DIALECT), 0):
            raise Refusal("VALUE_INVALID", "a number is infinite or not a number")


def evaluate(text: str, facts: dict[str, Any]) -> dict[str, Any]:
    tree, _, _, shift = compiled("expression", text)
    module = _module(facts)
    value = _evaluate(module, tree, shift)
    _require_text_keys(value)
    _require_finite(value, f"(\n{text}\n)", module)
    return {"value": value}


def execute(text: str, facts: dict[str, Any]) -> dict[str, Any]:
    tree, bound, _, shift = compiled("script", text)
    before = {name: json.dumps(value, sort_keys=True) for name, value in facts.items()}
    module = _module(facts)
    _evaluate(module, tree, shift)
    changed: dict[str, Any] = {}
    for name in sorted(bound | {n for n in facts if n.isidentifier()}):
        value = _variable(module, name)
        if value is not _UNSET and json.dumps(value, sort_keys=True) != before.get(name):
            changed[name] = value
    return {"changed": changed}


_UNSET = object()


def _variable(module: starlark.Module, name: str) -> Any:
    try:
        value = module[name]
    except (starlark.StarlarkError, ValueError, TypeError) as error:
        raise Refusal("VALUE_INVALID", f"{name} is not a JSON value: {_explain_value(error)}") from error
    if value is None:
        # None is also what the library gives for a name that was never assigned.
        try:
            starlark.eval(module, starlark.parse("text", name, DIALECT), GLOBALS)
        except starlark.StarlarkError:
            return _UNSET
    _require_text_keys(value)
    _require_finite(value, name, module)
    return value


def _explain_value(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def check(kind: str, text: str) -> dict[str, Any]:
    _, bound, read, shift = compiled(kind, text)
    source = f"(\n{text}\n)" if kind == "expression" else text + "\n"
    tree = _python_tree(source, "eval" if kind == "expression" else "exec", shift)
    unknown = [(found, name, max(line - shift, 1)) for found, name, line in _unknown(tree)]
    given = _given(tree)
    first = (
        _read_first(tree.body, given - _stored(tree)) - _asked(tree)
        if isinstance(tree, ast.Module)
        else set()
    )
    free = sorted(name for name in (read - given) | first if not name.startswith("_"))[:FREE]
    facts = [name for name in free if not _is_known(name)]
    return {"writes": sorted(bound), "reads": sorted(read), "unknown": unknown, "facts": facts}


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to one request; everything that can go wrong in a text becomes an error with a code."""
    try:
        if request["op"] == "check":
            return check(request["kind"], request["text"])
        work = evaluate if request["op"] == "evaluate" else execute
        return work(request["text"], request["facts"])
    except Refusal as refusal:
        return {"error": {"code": refusal.code, "message": str(refusal), "line": refusal.line}}
    except starlark.StarlarkError as error:
        return {
            "error": {
                "code": "VALUE_INVALID",
                "message": f"not a JSON value: {_explain_value(error)}",
                "line": 0,
            }
        }
    except (MemoryError, RecursionError):
        return {"error": {"code": "MEMORY_LIMIT", "message": "needs too much memory", "line": 0}}


def _encoded(reply: dict[str, Any]) -> bytes:
    try:
        body = json.dumps(reply, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        message = f"not a JSON value: {_explain_value(error)}"
        return json.dumps({"error": {"code": "VALUE_INVALID", "message": message, "line": 0}}).encode()
    if len(body) > ANSWER_BYTES:
        message = f"the result is larger than {ANSWER_BYTES} bytes"
        return json.dumps({"error": {"code": "VALUE_INVALID", "message": message, "line": 0}}).encode()
    return body


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The default action of SIGPROF ends the process: what no longer asks whether it is cancelled is ended by
    # the kernel.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer until the parent closes the stream."""
    while len(head := incoming.read(4)) == 4:
        request = json.loads(incoming.read(struct.unpack("!I", head)[0]))
        signal.setitimer(signal.ITIMER_PROF, HARD_SECONDS)
        body = _encoded(answer(request))
        signal.setitimer(signal.ITIMER_PROF, 0)
        outgoing.write(struct.pack("!I", len(body)) + body)
        outgoing.flush()


if __name__ == "__main__":
    _limit()
    serve(sys.stdin.buffer, sys.stdout.buffer)
