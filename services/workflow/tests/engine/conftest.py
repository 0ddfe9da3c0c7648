# SPDX-License-Identifier: Apache-2.0
"""Short drawings for the engine's tests, and a player that runs one drawing in two ways and compares."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from motcua_workflow.engine import core
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.compiled import CompiledProcess
from motcua_workflow.engine.core_record import Record
from motcua_workflow.engine.core_tree import TokenWorkflow
from motcua_workflow.engine.read import read
from motcua_workflow.engine.step import Step

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:motcua="urn:motcua:bpmn:1" '
    'targetNamespace="urn:test">'
)


def flows(text: str) -> str:
    """Sequence flows from lines such as `s > a > e` and `g > a: x > 1`; a flow's id is `s-a`."""
    rows = []
    for line in filter(None, (x.strip() for x in text.splitlines())):
        path, _, condition = line.partition(":")
        for source, target in itertools.pairwise(x.strip() for x in path.split(">")):
            ends = f"sourceRef={quoteattr(source)} targetRef={quoteattr(target)}"
            head = f"<sequenceFlow id={quoteattr(f'{source}-{target}')} {ends}"
            inside = (
                f"<conditionExpression><![CDATA[{condition}]]></conditionExpression>" if condition else ""
            )
            rows.append(f"{head}>{inside}</sequenceFlow>")
    return "".join(rows)


def process(body: str, ways: str, name: str = "P") -> str:
    return f'<process id="{name}" isExecutable="true">{body}{flows(ways)}</process>'


def definitions(*parts: str, messages: Iterable[str] = ()) -> bytes:
    named = "".join(f'<message id="m-{m}" name="{m}"/>' for m in messages)
    return (_HEAD + named + "".join(parts) + "</definitions>").encode()


def drawing(body: str, ways: str, messages: Iterable[str] = ()) -> CompiledProcess:
    """One compiled process `P`. The messages that the body mentions as `m-<name>` are declared by
    themselves."""
    mentioned = dict.fromkeys([*messages, *re.findall(r'messageRef="m-([\w ]+)"', body)])
    result = read(definitions(process(body, ways), messages=mentioned), "test.bpmn")
    assert result.drawing is not None, result.findings
    return compile_process(result.drawing, "P")


@dataclass
class Player:
    """Plays one instance; between moves only the state's bytes are kept."""

    spec: CompiledProcess
    facts: dict[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def start(self) -> Player:
        return self._add(core.start(self.spec, self.facts, NOW))

    def start_by(self, message: str, **payload: Any) -> Player:
        return self._add(core.start_by_message(self.spec, message, payload, self.facts, NOW))

    def complete(self, element: str, **facts: Any) -> Player:
        key = next(t.key for t in self.open().tasks if t.element == element)
        return self._add(core.complete(self.spec, self.state, key, facts, NOW))

    def fire(self, element: str) -> Player:
        key = next(t.key for t in self.open().timers if t.element == element)
        return self._add(core.fire(self.spec, self.state, key, NOW))

    def receive(self, message: str, **payload: Any) -> Player:
        key = next(s.key for s in self.open().subscriptions if s.message == message)
        return self._add(core.receive(self.spec, self.state, key, payload, NOW))

    def retry(self, **facts: Any) -> Player:
        return self._add(core.retry(self.spec, self.state, NOW, facts=facts))

    def _add(self, step: Step) -> Player:
        self.steps.append(step)
        return self

    @property
    def state(self) -> bytes:
        return self.steps[-1].state

    @property
    def status(self) -> str:
        return self.steps[-1].status

    def open(self) -> core.Open:
        return core.inspect(self.spec, self.state, NOW)

    def trace(self) -> list[str]:
        """`element event` of every line, and ` {facts}` where it changed some."""
        lines = [event for step in self.steps for event in step.trace]
        return [f"{e.element} {e.event}" + (f" {dict(e.facts)}" if e.facts else "") for e in lines]


@pytest.fixture(params=["restored", "straight"])
def play(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Player]:
    """`play(body, ways, **facts)`: a player on a fresh process, not started.

    Every test that uses it runs twice: with save and restore before each move, and straight through, that is
    on one workflow that is never written or read.
    """
    if request.param == "straight":
        _keep_alive(monkeypatch)

    def make(body: str, ways: str, /, **facts: Any) -> Player:
        return Player(drawing(body, ways), facts)

    return make


def _keep_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    alive: dict[bytes, TokenWorkflow] = {}

    def keep(spec: CompiledProcess, workflow: TokenWorkflow) -> bytes:
        alive.clear()
        alive[b"alive"] = workflow
        return b"alive"

    def again(spec: CompiledProcess, state: bytes, now: datetime) -> TokenWorkflow:
        workflow = alive[state]
        workflow.record, workflow.now = Record(), now
        return workflow

    monkeypatch.setattr(core, "dump", keep)
    monkeypatch.setattr(core, "restore", again)


@pytest.fixture
def compiled() -> Callable[..., CompiledProcess]:
    """`compiled(body, ways)`: the process `P` of a one-process file."""
    return drawing


@dataclass(frozen=True)
class Files:
    """Writes BPMN files: `file(file.process(body, ways, name), …, messages=…)`."""

    def __call__(self, *parts: str, messages: Iterable[str] = ()) -> bytes:
        return definitions(*parts, messages=messages)

    def process(self, body: str, ways: str, name: str = "P") -> str:
        return process(body, ways, name)

    def flows(self, ways: str) -> str:
        return flows(ways)


@pytest.fixture
def file() -> Files:
    return Files()
