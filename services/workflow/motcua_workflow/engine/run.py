# SPDX-License-Identifier: Apache-2.0
"""Tries one bare drawing in memory: read, check, compile, run. No server, no store, no clock.

Owns the result that `motcua procedure run` prints: the trace with ids as drawn, what is open, what is waited
for. It is the same for the same input. All executable pools of the file run; a message reaches the pool that
its flow names.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from motcua_workflow.engine import core
from motcua_workflow.engine.budget import ENDLESS, Budget
from motcua_workflow.engine.check import Lang, check, has_errors, running
from motcua_workflow.engine.check.report import Report
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.compiled import CompiledProcess
from motcua_workflow.engine.incident_hints import hint
from motcua_workflow.engine.model import Drawing, Finding
from motcua_workflow.engine.normalise import CannotCompile
from motcua_workflow.engine.normalise_time import LEGAL_ZONE
from motcua_workflow.engine.read import read
from motcua_workflow.engine.step import Facts, Incident, OpenedTask, Step, ThrownMessage, TraceEvent

RunStatus = Literal["completed", "waiting", "refused", "incident"]
# Any moment will do: nothing that is printed depends on it.
_NOW = datetime(2026, 1, 1, tzinfo=LEGAL_ZONE)


class CouldNotRun(ValueError):
    """What was asked for makes no sense for this file; the message says why."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run came to. `findings` are what refused it or failed in it (what lint only warns of is lint's to tell);
    `unused` are elements of completions that no open task ever asked for."""

    status: RunStatus
    trace: tuple[TraceEvent, ...] = ()
    open: tuple[str, ...] = ()
    waiting: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    unused: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        return 0 if self.status in ("completed", "waiting") and not self.unused else 1

    def as_json(self) -> dict[str, Any]:
        """The object that `procedure run --json` prints; `unused` is there only when something was."""
        body: dict[str, Any] = {
            "status": self.status,
            "trace": [{"element": e.element, "event": e.event, "facts": dict(e.facts)} for e in self.trace],
            "open": list(self.open),
            "waiting": [{"element": element, "for": what} for element, what in self.waiting],
            "findings": [asdict(finding) for finding in self.findings],
        }
        return {**body, "unused": list(self.unused)} if self.unused else body


def run_file(
    data: bytes,
    file: str,
    process: str | None = None,
    facts: Facts | None = None,
    complete: Sequence[tuple[str, Facts]] = (),
    auto: bool = False,
    as_executable: bool = False,
    lang: Lang = "en",
) -> RunResult:
    """Run the bytes of a BPMN file (`file` only names it).

    `complete` answers the next open task of an element, in the order given; `auto` then completes every user
    and manual task. Raises CouldNotRun for an unknown `process` and FactsError for facts that cannot be kept.
    """
    result = read(data, file, lang=lang)
    if result.drawing is None:
        return RunResult("refused", findings=result.findings)
    drawing = result.drawing
    processes = running(drawing, as_executable)
    findings = (
        check(drawing, as_executable=as_executable, lang=lang) if processes else _nothing(drawing, lang)
    )
    if has_errors(findings):
        return RunResult("refused", findings=tuple(findings))
    try:
        specs = {p.id: compile_process(drawing, p.id) for p in processes}
    except CannotCompile as error:
        return RunResult("refused", findings=(error.finding(lang),))
    return _Run(specs, complete, auto, lang).play(process, facts or {})


def _nothing(drawing: Drawing, lang: Lang) -> list[Finding]:
    report = Report(lang)
    report.add("no-executable-process" if drawing.processes else "no-process", line=1)
    return list(report.findings())


@dataclass(slots=True)
class _Instance:
    spec: CompiledProcess
    state: bytes
    open: core.Open


@dataclass(slots=True)
class _Run:
    """All instances of one run, and the messages under way between them."""

    specs: Mapping[str, CompiledProcess]
    answers: Sequence[tuple[str, Facts]]
    auto: bool
    lang: Lang
    instances: list[_Instance] = field(default_factory=list)
    messages: deque[tuple[str, ThrownMessage]] = field(default_factory=deque)
    trace: list[TraceEvent] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)

    def play(self, process: str | None, facts: Facts) -> RunResult:
        self.answers = list(self.answers)
        self._begin(self._chosen(process), facts)
        while not self.budget.spent and (self._deliver() or self._answer() or self._complete_any()):
            pass
        return self._result()

    def _chosen(self, process: str | None) -> CompiledProcess:
        if process is not None:
            if process not in self.specs:
                known = ", ".join(self.specs)
                raise CouldNotRun(f"there is no executable process {process!r}; the file has: {known}")
            return self.specs[process]
        plain = [spec for spec in self.specs.values() if "" in spec.starts]
        return plain[0] if plain else next(iter(self.specs.values()))

    def _begin(self, spec: CompiledProcess, facts: Facts) -> None:
        if "" in spec.starts:
            self._take(None, spec, core.start(spec, facts, _NOW))
        else:
            message = next(iter(spec.message_starts))
            self._take(None, spec, core.start_by_message(spec, message, {}, facts, _NOW))

    def _take(self, instance: _Instance | None, spec: CompiledProcess, step: Step, element: str = "") -> None:
        """What a move that began at this element changed becomes visible; the messages that it threw are under way."""
        self.budget.spend(step, element)
        self.trace.extend(step.trace)
        opened = core.inspect(spec, step.state, _NOW)
        if instance is None:
            self.instances.append(_Instance(spec, step.state, opened))
        else:
            instance.state, instance.open = step.state, opened
        for message in step.messages:
            pool = spec.participants.get(message.target)
            if pool is not None and pool.process in self.specs:
                self.messages.append((pool.process, message))

    def _deliver(self) -> bool:
        """Hand over the first message that somebody waits for, or that starts a process. The others are
        kept."""
        unwanted: set[tuple[str, str]] = set()
        for position, (process, message) in enumerate(self.messages):
            if (process, message.message) in unwanted:
                continue
            if self._hand_over(process, message):
                del self.messages[position]
                return True
            unwanted.add((process, message.message))
        return False

    def _hand_over(self, process: str, message: ThrownMessage) -> bool:
        spec, payload = self.specs[process], message.payload
        for instance in self.instances:
            for wanted in instance.open.subscriptions if instance.spec is spec else ():
                if wanted.message == message.message:
                    step = core.receive(spec, instance.state, wanted.key, payload, _NOW)
                    self._take(instance, spec, step, wanted.element)
                    return True
        if message.message in spec.message_starts:
            step = core.start_by_message(spec, message.message, payload, {}, _NOW)
            self._take(None, spec, step, spec.message_starts[message.message])
            return True
        return False

    def _answer(self) -> bool:
        for position, (element, facts) in enumerate(self.answers):
            for instance in self.instances:
                for task in instance.open.tasks:
                    if task.element == element:
                        self.answers = [*self.answers[:position], *self.answers[position + 1 :]]
                        self._complete(instance, task, facts)
                        return True
        return False

    def _complete_any(self) -> bool:
        for instance, task in self._automatic():
            self._complete(instance, task, {})
            return True
        return False

    def _automatic(self) -> Iterator[tuple[_Instance, OpenedTask]]:
        """The tasks that `--auto` completes. Where a split fed itself there are thousands, and to complete them shows
        nothing that its incident does not say."""
        for instance in self.instances if self.auto else ():
            if not any(incident.code == "TOKEN_LIMIT" for incident in instance.open.incidents):
                yield from ((instance, task) for task in instance.open.tasks)

    def _could_go_on(self) -> bool:
        """Whether the limit cut the run off, or it ended (or waits for what nobody sends) with its last move."""
        tasks = {task.element for instance in self.instances for task in instance.open.tasks}
        answered = any(element in tasks for element, _ in self.answers)
        automatic = next(self._automatic(), None) is not None
        return automatic or answered or any(self._is_awaited(*one) for one in self.messages)

    def _is_awaited(self, process: str, message: ThrownMessage) -> bool:
        spec = self.specs[process]
        return message.message in spec.message_starts or any(
            wanted.message == message.message
            for instance in self.instances
            if instance.spec is spec
            for wanted in instance.open.subscriptions
        )

    def _complete(self, instance: _Instance, task: OpenedTask, facts: Facts) -> None:
        spec = instance.spec
        step = core.complete(spec, instance.state, task.key, facts, _NOW)
        self._take(instance, spec, step, task.element)

    def _result(self) -> RunResult:
        incidents = [(i.spec, x) for i in self.instances for x in i.open.incidents]
        failures = [self._incident(spec, incident) for spec, incident in incidents]
        if self.budget.spent and self._could_go_on():
            failures.append(self._endless())
        return RunResult(
            status=self._status(bool(failures)),
            trace=tuple(self.trace),
            open=tuple(task.element for i in self.instances for task in i.open.tasks),
            waiting=tuple(row for i in self.instances for row in _waiting(i)),
            findings=tuple(failures),
            unused=tuple(element for element, _ in self.answers),
        )

    def _status(self, failed: bool) -> RunStatus:
        if failed:
            return "incident"
        done = all(instance.open.status == "completed" for instance in self.instances)
        return "completed" if done else "waiting"

    def _incident(self, spec: CompiledProcess, incident: Incident) -> Finding:
        node = spec.nodes[incident.element]
        advice = hint(incident.code, self.lang)
        return Finding(incident.code, "error", node.line, node.id, node.name, incident.message, advice)

    def _endless(self) -> Finding:
        moves, (element, most) = self.budget.moves, self.budget.busiest
        node = next(spec.nodes[element] for spec in self.specs.values() if element in spec.nodes)
        words = {
            "en": f"Stopped after {moves} moves, {most} of them at this element, and it is not at its end.",
            "vi": f"Đã dừng sau {moves} lần chuyển, {most} lần ở phần tử này, mà vẫn chưa kết thúc.",
        }
        advice = hint(ENDLESS, self.lang)
        return Finding(ENDLESS, "error", node.line, node.id, node.name, words[self.lang], advice)


def _waiting(instance: _Instance) -> list[tuple[str, str]]:
    """Every element that waits for a message or a time, in the drawing's order, with what it waits for."""
    rows = [(s.element, s.message) for s in instance.open.subscriptions]
    for opened in instance.open.timers:
        timer = instance.spec.nodes[opened.element].meaning.timer
        rows.append((opened.element, timer.text if timer else ""))
    order = {element: position for position, element in enumerate(instance.spec.nodes)}
    return sorted(rows, key=lambda row: order[row[0]])
