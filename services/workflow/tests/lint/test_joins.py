# SPDX-License-Identifier: Apache-2.0
"""Joins that can never fire are told, and only those; messages that two would take, or nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

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
