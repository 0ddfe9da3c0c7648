# SPDX-License-Identifier: Apache-2.0
"""What one desk finds out against what the next one reads: facts and readonly fields that nothing gives, notices without
words, and a supplement whose last day is another one than the procedure's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from motcua_workflow.engine.check.context import Context
from motcua_workflow.engine.check.messages import receives, sends
from motcua_workflow.engine.check.report import Report
from motcua_workflow.engine.environment import EvaluationError, Names, check_expression, check_script
from motcua_workflow.engine.model import Drawing, Flow, Node, Process
from motcua_workflow.engine.names import motcua
from motcua_workflow.engine.normalise import condition_text, script_text

LETTER = frozenset(("liaison_no", "liaison_date"))
"""What a message between agencies is known by; liaison gives it."""
SUPPLEMENT_REQUEST, SUPPLEMENT_RECEIVED = "supplement_request", "supplement_received"
FROM_APPLICANT = {SUPPLEMENT_RECEIVED: frozenset(("papers",)), "withdrawal_requested": frozenset[str]()}
"""What the messages that intake sends for the applicant carry."""


class Handing:
    """Checks one drawing of a procedure; `running` are the processes that are to run."""

    def __init__(
        self, drawing: Drawing, running: Sequence[Process], context: Context, report: Report
    ) -> None:
        self._drawing = drawing
        self._running = running
        self._context = context
        self._report = report
        self._names = {message.id: message.name for message in drawing.messages}
        self._applicants = {
            p.id for p in drawing.participants if p.attributes.get(motcua("party")) == "applicant"
        }

    def check(self) -> None:
        for process in self._running:
            filled = None if self._context.forms is None else self._filled(process)
            if filled is not None:
                self._check_shown(process, filled)
                self._check_read(process, filled)
            for node in process.nodes:
                self._check_notice(node)
                self._check_window(process, node)

    def _check_read(self, process: Process, filled: set[str]) -> None:
        """Texts that can only fail: they read a fact that no form, message, script or start ever gives."""
        for element, line, what, names in _texts(process):
            for fact in sorted(set(names.facts) - filled):
                word = self._report.word(what)
                like = sorted(one for one in self._context.kept if one.rpartition(".")[2] == fact)
                if like:
                    self._report.at("fact-not-shared", element, line, what=word, fact=fact, field=like[0])
                else:
                    self._report.at("fact-never-given", element, line, what=word, fact=fact)

    def _check_shown(self, process: Process, filled: set[str]) -> None:
        for node in process.nodes:
            form = node.attributes.get(motcua("form"), "").strip()
            shown = {one.rpartition(".")[2] for one in self._context.shown if one.rpartition(".")[0] == form}
            for field in sorted(shown - filled) if form else ():
                self._report.at("field-never-filled", node, form=form, field=field)

    def _filled(self, process: Process) -> set[str] | None:
        """Names of the facts that may ever be in an instance of this process; None where that cannot be told."""
        filled = set(self._context.start_facts)
        for node in process.nodes:
            if node.type in ("userTask", "manualTask"):
                form = node.attributes.get(motcua("form"), "").strip()
                if form in self._context.unread:
                    return None  # what it gives is told by nobody until it can be read
                filled |= {f.rpartition(".")[2] for f in self._context.asked if f.rpartition(".")[0] == form}
            elif node.script is not None:
                filled |= _written(node)
            elif receives(node):
                taken = self._taken(node)
                if taken is None:
                    return None
                filled |= taken
        return filled

    def _taken(self, node: Node) -> set[str] | None:
        """Facts that a message brings here; None for one from outside that is taken as it comes."""
        wanted = {one.attributes.get("fact", "") for one in node.extensions if one.name == "take"}
        sent = [one for p in self._running for one in p.nodes if sends(one) and self._same(one, node)]
        if not sent and self._message(node) not in FROM_APPLICANT:
            return wanted or None
        if not sent:
            carried = FROM_APPLICANT[self._message(node)]
            return wanted & carried if wanted else set(carried)
        carried = LETTER.union(*(_payload(one) for one in sent))
        return wanted & carried if wanted else set(carried)

    def _same(self, one: Node, other: Node) -> bool:
        name = self._message(one)
        return bool(name) and name == self._message(other)

    def _message(self, node: Node) -> str:
        refs = [node.message_ref, *(d.ref for d in node.definitions if d.kind == "message")]
        return next((self._names.get(ref, "") for ref in refs if ref), "")

    def _check_notice(self, node: Node) -> None:
        targets = {flow.target for flow in self._drawing.message_flows if flow.source == node.id}
        name = self._message(node)
        if not sends(node) or not targets & self._applicants or name in ("", SUPPLEMENT_REQUEST):
            return
        if self._context.notices is None:
            return
        told = {one.partition(".")[2] for one in self._context.notices if one.partition(".")[0] == name}
        if not told:
            self._report.at("notice-without-words", node, message=name)
        for fact in sorted(told - {""} - _payload(node)):
            self._report.at("notice-fact-not-sent", node, message=name, fact=fact)

    def _check_window(self, process: Process, node: Node) -> None:
        if not self._context.window or not receives(node) or self._message(node) != SUPPLEMENT_RECEIVED:
            return
        if node.type == "boundaryEvent":
            return
        beside = [one for one in process.nodes if one.attached_to == node.id]
        timers = [(one, d) for one in beside for d in one.definitions if d.kind == "timer"]
        if not timers:
            self._report.at("supplement-without-last-day", node, limit=self._context.window)
        for boundary, timer in timers:
            if (timer.limit or timer.timer) != self._context.window:
                drawn = timer.limit or timer.timer
                self._report.at("supplement-last-day", boundary, limit=self._context.window, drawn=drawn)


def _texts(process: Process) -> Iterator[tuple[Node | Flow, int, str, Names]]:
    """Every script and condition that compiles, with its element and line."""
    for node in process.nodes:
        if node.script is not None and (names := _names(check_script, script_text(node.script))):
            yield node, node.script.line, "script", names
    for flow in process.flows:
        if flow.condition is not None and (names := _names(check_expression, condition_text(flow.condition))):
            yield flow, flow.condition.line, "condition", names


def _names(compile_text: Callable[[str], Names], text: str) -> Names | None:
    try:
        return compile_text(text)
    except EvaluationError:
        return None  # said by the check of texts


def _written(node: Node) -> set[str]:
    """Facts that a script gives, whether or not they were there: not those that it only goes on from, as `n += 1` does."""
    assert node.script is not None
    names = _names(check_script, script_text(node.script))
    return set(names.writes) - set(names.facts) if names else set()


def _payload(node: Node) -> set[str]:
    """The facts that a message carries."""
    payloads = (one for one in node.extensions if one.name == "payload")
    return {fact.attributes.get("name", "") for one in payloads for fact in one.children}
