# SPDX-License-Identifier: Apache-2.0
"""Starlark without a host, within limits, with JSON values only."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest
from motcua_workflow.engine import environment
from motcua_workflow.engine.core_tree import StarlarkEngine
from motcua_workflow.engine.environment import (
    EvaluationError,
    check_expression,
    check_script,
    evaluate,
    execute,
)


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("n > 1 and name == 'hồ sơ'", {"n": 2, "name": "hồ sơ"}, True),
        ("n >\n   1", {"n": 2}, True),
        ("len(rows) + rows[0]['x']", {"rows": [{"x": 4}]}, 5),
        ("fact('absent', 3) + fact('n')", {"n": 1}, 4),
        ("fact('tên đầy đủ')", {"tên đầy đủ": "A"}, "A"),
        ("[None, 1.5, True, {'k': (1, 2)}]", {}, [None, 1.5, True, {"k": [1, 2]}]),
        ("x == None", {"x": None}, True),
        ("type == 'A'", {"type": "A"}, True),
    ],
)
def test_expressions(text: str, facts: dict[str, Any], value: Any) -> None:
    assert evaluate(text, facts) == value


@pytest.mark.parametrize(
    ("text", "facts", "changed"),
    [
        ("n = n + 1", {"n": 1}, {"n": 2}),
        ("n = 1", {"n": 1}, {}),
        ("n = 1.0", {"n": 1}, {"n": 1.0}),
        ("n = True", {"n": 1}, {"n": True}),
        ("rows.append(2)", {"rows": [1]}, {"rows": [1, 2]}),
        ("x = None", {}, {"x": None}),
        ("if False:\n    x = 1", {}, {}),
        ("for i in range(3):\n    total += i", {"total": 0}, {"total": 3}),
        ("_x = 4\ndef double(v):\n    return v * 2\ny = double(_x)", {}, {"y": 8}),
        ("a, b = 1, [2]", {}, {"a": 1, "b": [2]}),
        ("x['k'] = 1", {"x": {}}, {"x": {"k": 1}}),
        ("y = [v for v in range(3)]", {}, {"y": [0, 1, 2]}),
    ],
)
def test_scripts_give_what_they_changed(text: str, facts: dict[str, Any], changed: dict[str, Any]) -> None:
    result = execute(text, facts)
    assert result == changed
    assert {name: type(value) for name, value in result.items()} == {n: type(v) for n, v in changed.items()}


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "open('/etc/passwd')",
        "().__class__.__base__.__subclasses__()",
        "getattr('', '__class__')",
        "eval('1')",
        "exec('1')",
        "globals()",
        "load",
        "print.__self__",
        "fact.__globals__",
        "getattr(fact, '__globals__')",
    ],
)
def test_no_way_to_the_host(text: str) -> None:
    with pytest.raises(EvaluationError):
        evaluate(text, {})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0), ("x = 1", 1), ("x >", 1), ("${x}", 1), ("x &&\n y", 1), ("a\nb", 2), ("import os", 1),
        ("x;y", 1),
        ("(x", 1), ("'a", 1), ("1 if", 1), ("\0", 0), ("[" * 5000 + "]" * 5000, 1), ("-" * 30000 + "1", 0),
        ("x" * 70000, 0), ("1" + "+1" * 30000, 0),
    ],
)  # fmt: skip
def test_texts_that_are_no_expression(text: str, line: int) -> None:
    with pytest.raises(EvaluationError) as caught:
        check_expression(text)
    assert caught.value.code == "EXPRESSION_INVALID" and caught.value.line in (line, line - 1, line + 1)


@pytest.mark.parametrize(
    "text",
    ["", "import os", "a = 1\n b = 2", "load('x', 'y')", "while True:\n  pass", "class A:\n  pass"],
)
def test_texts_that_are_no_script(text: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        check_script(text)
    assert caught.value.code == "EXPRESSION_INVALID"


def test_failure_names_its_line_within_the_text() -> None:
    with pytest.raises(EvaluationError) as caught:
        execute("a = 1\nb = 2\nc = a + missing", {})
    assert (caught.value.code, caught.value.line) == (
        "EXPRESSION_FAILED",
        3,
    ) and "missing" in caught.value.message


@pytest.mark.parametrize(
    "text", ["z = len", "z = lambda: 1", "z = [float('nan')]", "z = {'a': float('inf')}", "z = 1e308 * 10"]
)
def test_values_that_are_not_json_are_refused(text: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        execute(text, {})
    assert caught.value.code == "VALUE_INVALID"


def test_endless_work_is_stopped() -> None:
    with pytest.raises(EvaluationError) as caught:
        execute("n = 0\nfor i in range(1000000000):\n    n = i", {})
    assert caught.value.code == "TIME_LIMIT"


def test_what_cannot_be_asked_to_stop_is_ended() -> None:
    with pytest.raises(EvaluationError) as caught:
        execute("x = 7\nfor i in range(100000):\n    x = x * x", {})
    assert caught.value.code in ("MEMORY_LIMIT", "TIME_LIMIT")
    assert evaluate("1 + 1", {}) == 2


def test_memory_is_bounded() -> None:
    with pytest.raises(EvaluationError) as caught:
        execute("s = 'a'\nfor i in range(60):\n    s = s + s", {})
    assert caught.value.code in ("MEMORY_LIMIT", "TIME_LIMIT", "VALUE_INVALID")
    assert evaluate("1 + 1", {}) == 2


def test_result_is_bounded() -> None:
    with pytest.raises(EvaluationError) as caught:
        evaluate("'a' * 2000000", {})
    assert caught.value.code == "VALUE_INVALID"


def test_recursion_is_bounded() -> None:
    with pytest.raises(EvaluationError):
        execute("def f(n):\n    return f(n + 1)\nx = f(0)", {})


def test_nothing_is_left_from_one_evaluation_to_the_next() -> None:
    execute("x = 1\ndef f():\n    return 1", {})
    for name in ("x", "f"):
        with pytest.raises(EvaluationError):
            evaluate(name, {})


def test_names_of_a_text() -> None:
    assert check_expression("n > limit and fact('x')").reads == ("fact", "limit", "n")
    names = check_script("a = b\nif a:\n    c = 1\nfor i in d:\n    _e = i\ndef f():\n    g = 1")
    assert names.writes == ("a", "c") and {"b", "d"} <= set(names.reads)


def test_threads_share_the_processes() -> None:
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: results.append(evaluate("n * 2", {"n": n}))) for n in range(24)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [n * 2 for n in range(24)]


def test_child_has_no_environment_and_cannot_write_files() -> None:
    evaluate("1", {})
    child = next(iter(environment._children._all))
    status = f"/proc/{child._process.pid}"
    if not os.path.exists(status):
        pytest.skip("no /proc here")
    with open(f"{status}/environ", "rb") as stream:
        assert b"PATH" not in stream.read()
    with open(f"{status}/limits") as stream:
        limits = {line[:26].strip(): line[26:].split()[0] for line in stream}
    assert limits["Max file size"] == "0" and limits["Max core file size"] == "0"
    assert int(limits["Max address space"]) == 512 * 1024 * 1024


def test_library_evaluates_through_starlark_only() -> None:
    """The library's own entry points: the engine and the environment under it."""
    engine = StarlarkEngine()
    assert engine.environment.evaluate("n + 1", {"n": 1}) == 2
    for call in (
        lambda: engine.environment.evaluate("__import__('os').getpid()", {}),
        lambda: engine.environment.execute("import os", {}),
        lambda: engine.environment.call_service({}, operation_name="x"),
        lambda: engine.validate("__import__('os') and ("),
    ):
        with pytest.raises(EvaluationError):
            call()


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("__import__('os')", [("private", "__import__", 1)]),
        ("n > 1 and\n_secret", [("private", "_secret", 2)]),
        ("().__class__.__base__", [("private", "__base__", 1), ("private", "__class__", 1)]),
        ("eval('1')", [("function", "eval", 1)]),
        ("amount()", [("function", "amount", 1)]),
        ("len(papers) > 1 and fact('x') and sorted(papers) and 'a'.upper()", []),
        ("[_p for _p in papers]", []),
        ("(lambda f: f(1))(abs)", []),
    ],
)
def test_names_that_nobody_gives(text: str, unknown: list[tuple[str, str, int]]) -> None:
    assert sorted(check_expression(text).unknown) == unknown


def test_names_that_a_script_gives_itself() -> None:
    text = "def _twice(n):\n    return n * 2\n_a = _twice(2)\nb = _twice(_a)\nfor _i in [1]:\n    b += _i\n"
    assert check_script(text).unknown == ()
    assert check_script("a = 1\nb = opened(a)").unknown == (("function", "opened", 2),)


@pytest.mark.parametrize("value", ["{1: 2}", "{'a': {True: 1}}", "[{None: 1}]", "{1.5: 'x', 'y': 1}"])
def test_keys_that_are_not_text(value: str) -> None:
    for run in (lambda: execute(f"a = {value}", {}), lambda: evaluate(value, {})):
        with pytest.raises(EvaluationError, match="not text") as caught:
            run()
        assert caught.value.code == "VALUE_INVALID"
