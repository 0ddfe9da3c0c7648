# SPDX-License-Identifier: Apache-2.0
"""The state between moves: bounded, of one process, read with care; and the core's refusals."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from motcua_workflow.engine import core
from motcua_workflow.engine.core_state import process_hash

Play = Callable[..., Any]
Compiled = Callable[..., Any]
NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
S, E = '<startEvent id="s"/>', '<endEvent id="e"/>'
TASK = S + '<userTask id="a"/>' + E


def body_of(state: bytes) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(zlib.decompress(state))
    return body


def test_state_does_not_grow_with_age(compiled: Compiled) -> None:
    """A supplement loop with a boundary timer: round 300 leaves what round 3 left, but for the digits of its counters."""
    timer = "<timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition>"
    body = S + '<exclusiveGateway id="m"/><userTask id="a"/><exclusiveGateway id="g" default="g-e"/>'
    body += f'<boundaryEvent id="t" attachedToRef="a">{timer}</boundaryEvent>' + E
    spec = compiled(body, "s > m > a > g\ng > m: again\ng > e\nt > e")
    state = core.start(spec, {}, NOW).state
    sizes, tokens = [], []
    for turn in range(1, 301):
        state = core.complete(spec, state, f"a#{turn}", {"again": True}, NOW).state
        sizes.append(len(zlib.decompress(state)))
        tokens.append(len(body_of(state)["tokens"]))
    assert set(tokens) == {1}
    assert sizes[-1] - sizes[2] < 20
    assert core.complete(spec, state, "a#301", {"again": False}, NOW).status == "completed"


def test_same_input_same_state(compiled: Compiled) -> None:
    spec = compiled(TASK, "s > a > e")
    assert core.start(spec, {"x": 1}, NOW) == core.start(spec, {"x": 1}, NOW)


def test_order_of_keys_in_the_state_does_not_matter(compiled: Compiled) -> None:
    spec = compiled(TASK, "s > a > e")
    state = core.start(spec, {"b": 1, "a": {"y": 1, "x": 2}}, NOW).state
    shuffled = zlib.compress(json.dumps(body_of(state), sort_keys=True).encode())
    assert core.inspect(spec, shuffled, NOW) == core.inspect(spec, state, NOW)


def test_state_names_its_process_and_no_other_takes_it(compiled: Compiled) -> None:
    spec, other = compiled(TASK, "s > a > e"), compiled(S + '<userTask id="b"/>' + E, "s > b > e")
    state = core.start(spec, {}, NOW).state
    assert process_hash(state) == spec.hash
    with pytest.raises(core.StateError, match=other.hash[:12]):
        core.complete(other, state, "a#1", {}, NOW)


@pytest.mark.parametrize(
    "damage", [b"", b"x", zlib.compress(b"[]"), zlib.compress(b'{"format": 99}'), zlib.compress(b"{")]
)
def test_damaged_state_is_refused(compiled: Compiled, damage: bytes) -> None:
    with pytest.raises(core.StateError):
        core.inspect(compiled(TASK, "s > a > e"), damage, NOW)


def test_state_with_keys_of_the_librarys_serializer_is_only_data(compiled: Compiled) -> None:
    spec = compiled(TASK, "s > a > e")
    facts = {"typename": "timedelta", "days": 1, "data": {"typename": "UUID", "value": "x"}}
    step = core.complete(spec, core.start(spec, facts, NOW).state, "a#1", {}, NOW)
    assert step.facts == facts


def test_unknown_keys_are_refused_and_nothing_changes(compiled: Compiled) -> None:
    spec = compiled(TASK, "s > a > e")
    state = core.start(spec, {}, NOW).state
    for call in (
        lambda: core.complete(spec, state, "a#2", {}, NOW),
        lambda: core.complete(spec, state, "s#1", {}, NOW),
        lambda: core.fire(spec, state, "a#1", NOW),
        lambda: core.receive(spec, state, "a#1", {}, NOW),
    ):
        with pytest.raises(core.UnknownKey):
            call()


def test_task_is_completed_once(compiled: Compiled) -> None:
    spec = compiled(S + '<userTask id="a"/><userTask id="b"/>' + E, "s > a > b > e")
    state = core.complete(spec, core.start(spec, {}, NOW).state, "a#1", {}, NOW).state
    with pytest.raises(core.UnknownKey, match="a#1"):
        core.complete(spec, state, "a#1", {}, NOW)


@pytest.mark.parametrize("facts", [{"_x": 1}, {"x": float("nan")}, {"x": "a" * 70_000}])
def test_facts_that_cannot_be_kept_are_refused(compiled: Compiled, facts: dict[str, Any]) -> None:
    spec = compiled(TASK, "s > a > e")
    state = core.start(spec, {}, NOW).state
    with pytest.raises(core.FactsError):
        core.complete(spec, state, "a#1", facts, NOW)
    with pytest.raises(core.FactsError):
        core.start(spec, facts, NOW)


def test_starts_that_are_not_there(compiled: Compiled) -> None:
    by_message = '<startEvent id="s"><messageEventDefinition messageRef="m-go"/></startEvent>' + E
    with pytest.raises(core.NotStartable):
        core.start(compiled(by_message, "s > e"), {}, NOW)
    with pytest.raises(core.NotStartable, match="stop"):
        core.start_by_message(compiled(by_message, "s > e"), "stop", {}, {}, NOW)


def test_now_needs_a_zone(compiled: Compiled) -> None:
    with pytest.raises(ValueError, match="zone"):
        core.start(compiled(TASK, "s > a > e"), {}, datetime(2026, 1, 1))


def test_long_chain_runs(compiled: Compiled) -> None:
    """The library's parser ends with a recursion error at 500 tasks in a row."""
    names = [f"g{n}" for n in range(1500)]
    body = S + "".join(f'<exclusiveGateway id="{name}"/>' for name in names) + E
    step = core.start(compiled(body, " > ".join(["s", *names, "e"])), {}, NOW)
    assert step.status == "completed" and len(step.trace) == 1502


def test_wide_split_and_join(compiled: Compiled) -> None:
    names = [f"a{n}" for n in range(200)]
    body = (
        S
        + '<parallelGateway id="g"/><parallelGateway id="j"/>'
        + "".join(f'<userTask id="{n}"/>' for n in names)
        + E
    )
    spec = compiled(body, "\n".join(["s > g", *(f"g > {n} > j" for n in names), "j > e"]))
    state = core.start(spec, {}, NOW).state
    for name in names:
        step = core.complete(spec, state, f"{name}#1", {}, NOW)
        state = step.state
    assert step.status == "completed"
