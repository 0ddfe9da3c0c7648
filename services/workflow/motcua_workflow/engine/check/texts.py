# SPDX-License-Identifier: Apache-2.0
"""Scripts, conditions and the expressions of our extensions: the language, and that each one compiles,
with its line in the file."""

from __future__ import annotations

from collections.abc import Callable

from motcua_workflow.engine.check.index import Checked
from motcua_workflow.engine.environment import EvaluationError, Names, check_expression, check_script
from motcua_workflow.engine.model import Expression, Flow, Node
from motcua_workflow.engine.normalise import condition_text, script_text

STARLARK = frozenset(
    {"", "starlark", "text/starlark", "text/x-starlark", "application/starlark", "application/x-starlark"}
)
_UNKNOWN = {"private": "private-name", "function": "unknown-function"}
_LITERALS = ("true", "false", "null", "undefined", "nil")


def check_texts(checked: Checked) -> None:
    """The scripts and conditions of one process."""
    for node in checked.process.nodes:
        if node.type == "scriptTask":
            _check_script_task(checked, node)
    for flow in checked.process.flows:
        if flow.condition is not None:
            _check_condition(checked, flow, flow.condition)


def _check_script_task(checked: Checked, node: Node) -> None:
    if node.script is None or not node.script.text.strip():
        checked.add("script-missing", node)
    elif node.script.language.lower() not in STARLARK:
        checked.add("language", node, what=_what(checked, "script"), language=node.script.language)
    else:
        _compile(checked, node, node.script, script_text(node.script), check_script, "script")


def _check_condition(checked: Checked, flow: Flow, condition: Expression) -> None:
    if not condition.text.strip():
        checked.add("condition-empty", flow)
    elif condition.language.lower() not in STARLARK:
        checked.add("language", flow, what=_what(checked, "condition"), language=condition.language)
    else:
        _compile(checked, flow, condition, condition_text(condition), check_expression, "condition")


def check_value(checked: Checked, at: Node, line: int, attribute: str, text: str) -> None:
    """An expression in an attribute of ours, such as motcua:decide when="…"."""
    _report(checked, at, line, text, check_expression, f"motcua:{attribute}")


def _compile(
    checked: Checked,
    at: Node | Flow,
    drawn: Expression,
    text: str,
    compile_text: Callable[[str], Names],
    what: str,
) -> None:
    blank = drawn.text[: len(drawn.text) - len(drawn.text.lstrip())].count("\n")
    _report(checked, at, drawn.line + blank, text, compile_text, _what(checked, what))


def _report(
    checked: Checked, at: Node | Flow, line: int, text: str, compile_text: Callable[[str], Names], what: str
) -> None:
    if text.startswith(("${", "#{", "=")):
        checked.add("foreign-expression", at, line, what=what, text=text)
        return
    try:
        names = compile_text(text)
    except EvaluationError as error:
        checked.add("expression-syntax", at, line + max(error.line - 1, 0), what=what, detail=error.message)
        return
    for kind, name, at_line in names.unknown:
        checked.add(_UNKNOWN[kind], at, line + max(at_line - 1, 0), what=what, word=name)
    for word in _LITERALS:
        if word in names.reads and word not in names.writes:
            checked.add("foreign-literal", at, line, what=what, word=word)


def _what(checked: Checked, kind: str) -> str:
    return checked.report.word(kind)
