# SPDX-License-Identifier: Apache-2.0
"""Comparisons with a value that nobody can ever choose: `decision == "aprove"` where the form offers "approve" and "return".

Owns which values a fact may have, as far as the folder tells: the choices of forms, texts that scripts write, and what
messages carry from there. Where one source may give anything, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motcua_workflow.engine.check.context import Context
from motcua_workflow.engine.check.handing import FROM_APPLICANT
from motcua_workflow.engine.check.messages import receives, sends
from motcua_workflow.engine.check.report import Report
from motcua_workflow.engine.model import Drawing, Flow, Node, Process
from motcua_workflow.engine.names import motcua
from motcua_workflow.engine.normalise import condition_text, script_text

_TEXT = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_TOKEN = re.compile(rf"(?P<text>{_TEXT})|#[^\n]*|(?P<word>[A-Za-z_]\w*)|(?P<sign>==|!=|\n|[^\s\w])")
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_COMPARES = ("==", "!=")
_BEFORE = frozenset(
    ("and", "or", "not", "if", "return", "else", "elif", "in", "(", "[", ",", "=", ":", "\n", "", "{")
)
"""What a comparison may follow; after anything else (a dot, a sign of arithmetic) the name is no fact by itself."""
_MOST_TOKENS = 5_000


@dataclass(frozen=True, slots=True)
class Compared:
    """A fact and a text that it is compared with; `inside`: the text is looked for in the fact, a list. `default` is what
    stands for a fact that is missing."""

    fact: str
    text: str
    inside: bool = False
    default: str = ""


def compared(text: str) -> Iterator[Compared]:
    """Comparisons of facts with texts in quotes, read from its tokens: `f == "a"`, `"a" != f`, `fact("f", "b") == "a"`,
    `f in ("a", "b")`, `"a" in f`."""
    found = [one for one in _TOKEN.finditer(text) if one.lastgroup][:_MOST_TOKENS]
    tokens = [one.group() for one in found]
    at = 0
    while at < len(tokens):
        name, default, after = _fact(tokens, at)
        if name and _before(tokens, at):
            yield from _with_fact(tokens, at, after, name, default)
        at += 1


def _before(tokens: Sequence[str], at: int) -> bool:
    return (tokens[at - 1] if at else "") in (*_BEFORE, *_COMPARES)


def _fact(tokens: Sequence[str], at: int) -> tuple[str, str, int]:
    """Name and default of the fact that begins at a token, and where it ends; "" for none."""
    if tokens[at] == "fact" and tokens[at + 1 : at + 2] == ["("] and _is_text(tokens, at + 2):
        name = tokens[at + 2][1:-1]
        if tokens[at + 3 : at + 4] == [")"]:
            return name, "", at + 4
        if tokens[at + 3 : at + 4] == [","] and tokens[at + 5 : at + 6] == [")"]:
            return name, tokens[at + 4], at + 6
        return (name, "?", at + 7) if tokens[at + 3 : at + 7] == [",", "[", "]", ")"] else ("", "", at)
    return (tokens[at], "", at + 1) if _PLAIN.fullmatch(tokens[at]) else ("", "", at)


def _with_fact(tokens: Sequence[str], at: int, after: int, name: str, default: str) -> Iterator[Compared]:
    follows = tokens[after] if after < len(tokens) else ""
    if follows in _COMPARES and _is_text(tokens, after + 1):
        yield Compared(name, tokens[after + 1][1:-1], default=default)
    if follows == "in" or tokens[after : after + 2] == ["not", "in"]:
        begin = after + (1 if follows == "in" else 2)
        for text in _listed(tokens, begin):
            yield Compared(name, text, default=default)
    if at >= 2 and _is_text(tokens, at - 2) and follows not in (".", "[", "("):
        if tokens[at - 1] in _COMPARES:
            yield Compared(name, tokens[at - 2][1:-1], default=default)
        elif tokens[at - 1] == "in":
            yield Compared(name, tokens[at - 2][1:-1], inside=True, default=default)
    if (
        at >= 3
        and tokens[at - 2 : at] == ["not", "in"]
        and _is_text(tokens, at - 3)
        and follows not in (".", "[", "(")
    ):
        yield Compared(name, tokens[at - 3][1:-1], inside=True, default=default)


def _is_text(tokens: Sequence[str], at: int) -> bool:
    return at < len(tokens) and tokens[at][0] in "\"'" and "\\" not in tokens[at]


def _listed(tokens: Sequence[str], at: int) -> Iterator[str]:
    """The texts of a list or tuple of nothing else."""
    if at >= len(tokens) or tokens[at] not in ("(", "["):
        return
    texts: list[str] = []
    for one in tokens[at + 1 :]:
        if one in (")", "]"):
            yield from texts
            return
        if one[0] in "\"'":
            texts.append(one[1:-1])
        elif one != ",":
            return


class Offered:
    """Looks at one drawing of a procedure; `running` are the processes that are to run."""

    def __init__(
        self, drawing: Drawing, running: Sequence[Process], context: Context, report: Report
    ) -> None:
        self._running = running
        self._context = context
        self._report = report
        self._names = {message.id: message.name for message in drawing.messages}
        self._choices: dict[str, set[str]] = {}
        for one in context.offered:
            place, _, value = one.partition("=")
            self._choices.setdefault(place, set()).add(value)

    def check(self) -> None:
        """Every condition, script and `when` that compares a fact with what it can never be."""
        for process in self._running:
            for element, line, what, text in _texts(process):
                for one in compared(text):
                    self._check(process, element, line, what, one)

    def _check(self, process: Process, element: Node | Flow, line: int, what: str, one: Compared) -> None:
        values = self._values(process, one.fact, frozenset(), one.inside)
        if values is None or one.text in values or one.default.strip("\"'") == one.text:
            return
        offered = ", ".join(f'"{value}"' for value in sorted(values))
        word = self._report.word(what)
        self._report.at(
            "value-never-offered", element, line, what=word, fact=one.fact, value=one.text, offered=offered
        )

    def _values(
        self, process: Process, fact: str, seen: frozenset[tuple[str, str]], several: bool
    ) -> set[str] | None:
        """All texts that the fact may be (hold, when `several`) in this process; None where it may be anything."""
        if (process.id, fact) in seen:
            return set()
        seen = seen | {(process.id, fact)}
        found: list[set[str] | None] = []
        if fact in self._context.start_facts:
            found.append(self._chosen(f".{fact}", several))
        for node in process.nodes:
            found += self._given(process, node, fact, seen, several)
        if not found or any(one is None for one in found):
            return None
        return {value for one in found for value in one or ()}

    def _given(
        self, process: Process, node: Node, fact: str, seen: frozenset[tuple[str, str]], several: bool
    ) -> Iterator[set[str] | None]:
        form = node.attributes.get(motcua("form"), "").strip()
        if node.type in ("userTask", "manualTask") and form in self._context.unread:
            yield None
        elif node.type in ("userTask", "manualTask") and f"{form}.{fact}" in self._context.asked:
            yield self._chosen(f"{form}.{fact}", several)
        elif node.script is not None:
            yield from _written(script_text(node.script), fact)
        elif receives(node):
            yield from self._brought(node, fact, seen, several)

    def _chosen(self, place: str, several: bool) -> set[str] | None:
        return self._choices.get(place) if (place in self._context.several) == several else None

    def _brought(
        self, node: Node, fact: str, seen: frozenset[tuple[str, str]], several: bool
    ) -> Iterator[set[str] | None]:
        """What a message brings: what its senders put in; anything where it comes from outside."""
        wanted = {one.attributes.get("fact", "").strip() for one in node.extensions if one.name == "take"}
        if wanted and fact not in wanted:
            return
        name = self._message(node)
        senders = [
            (p, one) for p in self._running for one in p.nodes if sends(one) and self._message(one) == name
        ]
        if not senders and fact in FROM_APPLICANT.get(name, {fact}):
            yield None  # from outside; for the applicant intake delivers a few facts only
        for process, sender in senders:
            payloads = (one for one in sender.extensions if one.name == "payload")
            for carried in (child for one in payloads for child in one.children):
                if carried.attributes.get("name", "").strip() == fact:
                    value = carried.attributes.get("value", "").strip()
                    yield self._carried(process, value, seen, several)

    def _carried(
        self, process: Process, value: str, seen: frozenset[tuple[str, str]], several: bool
    ) -> set[str] | None:
        if re.fullmatch(_TEXT, value):
            return {value[1:-1]}
        return self._values(process, value, seen, several) if _PLAIN.fullmatch(value) else None

    def _message(self, node: Node) -> str:
        refs = [node.message_ref, *(d.ref for d in node.definitions if d.kind == "message")]
        return next((self._names.get(ref, "") for ref in refs if ref), "")


def _written(script: str, fact: str) -> Iterator[set[str] | None]:
    """What a script makes of a fact: a text where it sets it to one, else anything."""
    if not re.search(rf"\b{re.escape(fact)}\b", script):
        return
    sets = re.findall(rf"^[ \t]*{re.escape(fact)}[ \t]*=[ \t]*([^=\n].*)$", script, re.MULTILINE)
    for one in sets:
        text = one.strip()
        yield {text[1:-1]} if re.fullmatch(_TEXT, text) else None
    changed = rf"\b{re.escape(fact)}\b[ \t]*(?:[-+*/%|&]=|,|\.|\[)|\bfor\b[^\n]*\b{re.escape(fact)}\b"
    if re.search(changed, script):
        yield None


def _texts(process: Process) -> Iterator[tuple[Node | Flow, int, str, str]]:
    for flow in process.flows:
        if flow.condition is not None:
            yield flow, flow.condition.line, "condition", condition_text(flow.condition)
    for node in process.nodes:
        if node.script is not None:
            yield node, node.script.line, "script", script_text(node.script)
        for one in node.extensions:
            if one.name == "decide" and one.attributes.get("when", "").strip():
                yield node, one.line, "condition", one.attributes["when"].strip()
