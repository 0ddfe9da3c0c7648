# SPDX-License-Identifier: Apache-2.0
"""Joins that can never fire are told, and only those; messages that two would take, or nobody."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from motcua_workflow.engine import budget, core_tree
from motcua_workflow.engine.check.examples import build
from motcua_workflow.engine.lint import lint_bytes
from motcua_workflow.engine.run import run_file

CODE = "join-of-alternatives"
XOR = '<exclusiveGateway id="x"/>'
JOIN = '<parallelGateway id="j"/>'
SPLIT = '<parallelGateway id="g"/>'
BESIDE = '<startEvent id="qs"><messageEventDefinition messageRef="m"/></startEvent><endEvent id="qe"/>'
EDGE = '<messageEventDefinition messageRef="m"/></boundaryEvent>'


def given(lint: Callable[..., Any], body: str, chain: str, code: str = CODE, top: str = "") -> list[str]:
    return [found.element for found in lint(body, chain, top).findings if found.code == code]


@pytest.mark.parametrize(
    ("body", "chain"),
    [
        (XOR + JOIN, "s x a j e; x j"),
        (XOR + JOIN, "s x a c j e; x b j"),
        (XOR + JOIN + SPLIT, "s x g a j e; g b j; x c j"),
        (XOR + JOIN + '<exclusiveGateway id="y"/>', "s x y a j e; y b e; x c j"),
        (XOR + JOIN + SPLIT, "s g x a j e; x b j; g c e"),
        (
            XOR + JOIN + f'<boundaryEvent id="t" attachedToRef="a">{EDGE}',
            "s x a e; t j e; x b j",
        ),
        (
            XOR + JOIN + '<exclusiveGateway id="m0"/><exclusiveGateway id="y"/>',
            "s m0 u y m0; y x a j e; x b j",
        ),
    ],
    ids=["plain", "tasks", "split inside", "choice inside", "one branch", "boundary", "after a loop"],
)
def test_join_of_alternatives_is_told(lint: Callable[..., Any], body: str, chain: str) -> None:
    assert given(lint, body, chain, top='<message id="m" name="m"/>') == ["j"]


@pytest.mark.parametrize(
    ("body", "chain"),
    [
        (SPLIT + JOIN, "s g a j e; g b j"),
        (SPLIT + JOIN + '<exclusiveGateway id="m0"/>' + XOR, "s g m0 x a j e; g m0; x b j"),
        (XOR + JOIN + SPLIT + '<exclusiveGateway id="m0"/>', "s m0 x g a j e; g m0; x b j"),
        (XOR + JOIN + '<exclusiveGateway id="m0"/>' + SPLIT, "s g a m0 j e; g x m0; x b j"),
        (XOR + '<exclusiveGateway id="j"/>', "s x a j e; x b j"),
    ],
    ids=["split", "passed twice", "loop", "another entry", "merge"],
)
def test_joins_that_may_fire_are_not_told(lint: Callable[..., Any], body: str, chain: str) -> None:
    assert given(lint, body, chain) == []


NEXT = "<script>n = (n * 5 + 3) % 64</script>"


def scribbled(seed: int) -> tuple[str, str]:
    """A drawing of gateways and tasks with flows anywhere, most of them forward."""
    dice = random.Random(seed)
    gateways = [f"{dice.choice('xj')}{n}" for n in range(dice.randint(2, 6))]
    nodes = [*gateways, "t0", "t1", "t2"]
    dice.shuffle(nodes)
    nodes.append("e")
    ways = {("s", nodes[0])}
    for place, node in enumerate(nodes[:-1]):
        for _ in range(dice.randint(1, 3) if node in gateways else 1):
            ways.add((node, dice.choice(nodes if dice.random() < 0.1 else nodes[place + 1 :])))
    reached = {"s"}
    for _ in nodes:
        reached |= {target for source, target in ways if source in reached}
    drawn = sorted(way for way in ways if way[0] in reached)
    body = "".join(f'<scriptTask id="{task}">{NEXT}</scriptTask>' for task in ("t0", "t1") if task in reached)
    return body + _gates([one for one in gateways if one in reached], drawn), "; ".join(map(" ".join, drawn))


def _gates(gateways: list[str], drawn: list[tuple[str, str]]) -> str:
    """Each condition asks for a binary digit of the fact n, which the tasks change."""
    body = ""
    for digit, node in enumerate(gateways):
        out = [way for way in drawn if way[0] == node]
        default = f' default="{out[-1][0]}_{out[-1][1]}"' if node[0] == "x" and len(out) > 1 else ""
        body += f'<{"exclusive" if node[0] == "x" else "parallel"}Gateway id="{node}"{default}/>'
        for place, (source, target) in enumerate(out[:-1] if node[0] == "x" else ()):
            flow = f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">'
            asked = f"n // {2 ** ((digit + place) % 6)} % 2 == 0"
            body += f"{flow}<conditionExpression>{asked}</conditionExpression></sequenceFlow>"
    return body


def test_a_join_that_is_told_never_fires(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawings by chance, played from many facts: what lint calls impossible does not happen."""
    monkeypatch.setattr(budget, "MOVES", 40)
    monkeypatch.setattr(core_tree, "STEPS", 200)
    told = 0
    for seed in range(400):
        data = build(*scribbled(seed)).encode()
        joins = {one.element for one in lint_bytes(data, "x.bpmn").findings if one.code == CODE}
        told += len(joins)
        for n in range(0, 64, 5) if joins else ():
            trace = run_file(data, "x.bpmn", facts={"n": n}, auto=True).trace
            assert not joins & {event.element for event in trace}, (seed, n)
    assert told > 10


def test_a_boundary_event_that_awaits_what_its_receive_task_awaits(lint: Callable[..., Any]) -> None:
    top = '<message id="m" name="paid"/><message id="n" name="paid"/><message id="o" name="other"/>'
    body = f'<receiveTask id="a" messageRef="n"/><boundaryEvent id="b" attachedToRef="a">{EDGE}'
    assert given(lint, body, "s a e; b e", "message-awaited-twice", top) == ["b"]
    assert given(lint, body.replace('"n"', '"o"'), "s a e; b e", "message-awaited-twice", top) == []


def test_boundary_events_of_two_activities_may_await_the_same(lint: Callable[..., Any]) -> None:
    body = f'<boundaryEvent id="x" attachedToRef="a">{EDGE}<boundaryEvent id="y" attachedToRef="b">{EDGE}'
    top = '<message id="m" name="m"/>'
    assert given(lint, body, "s a b e; x e; y e", "message-awaited-twice", top) == []


def pools(source: str, target: str, executable: str, there: str = 'processRef="q"') -> tuple[str, str]:
    top = (
        '<message id="m" name="m"/><collaboration id="c"><participant id="here" processRef="p"/>'
        f'<participant id="there" {there}/><messageFlow id="f" sourceRef="{source}" targetRef="{target}"/></collaboration>'
        f'<process id="q" isExecutable="{executable}">{BESIDE}<sequenceFlow id="qf" sourceRef="qs" targetRef="qe"/></process>'
    )
    return '<sendTask id="a" messageRef="m"/>', top


@pytest.mark.parametrize(
    ("source", "target", "executable", "there", "told"),
    [
        ("a", "qs", "false", 'processRef="q"', ["f"]),
        ("a", "there", "false", 'processRef="q"', ["f"]),
        ("here", "qs", "false", 'processRef="q"', ["f"]),
        ("a", "qs", "true", 'processRef="q"', []),
        ("a", "there", "false", "", []),
        ("a", "qs", "false", 'processRef="q" motcua:party="applicant"', []),
        ("there", "a", "false", 'processRef="q"', []),
    ],
    ids=["event", "pool", "from a pool", "runs", "black box", "party", "from there"],
)
def test_message_to_what_never_runs_is_told(
    lint: Callable[..., Any], source: str, target: str, executable: str, there: str, told: list[str]
) -> None:
    body, top = pools(source, target, executable, there)
    assert given(lint, body, "s a e", "receiver-not-executable", top) == told
