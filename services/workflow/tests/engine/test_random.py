# SPDX-License-Identifier: Apache-2.0
"""Random well-formed drawings, played at random: what was opened is closed, and the lists agree with the state."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from motcua_workflow.engine import core
from motcua_workflow.engine.step import Step

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
ACTIVITIES = ("user", "script", "send", "receive", "sub")


class Maker:
    """Draws one process out of nested blocks; ids count up."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def scope(self, depth: int) -> str:
        start, end = self.id("start"), self.id("end")
        first, last, body = self.block(depth)
        return (
            f'<startEvent id="{start}"/><endEvent id="{end}"/>' + body + flow(start, first) + flow(last, end)
        )

    def block(self, depth: int) -> tuple[str, str, str]:
        if depth <= 0:
            return self.leaf(depth)
        return self.random.choice([self.sequence, self.parallel, self.choice, self.loop, self.leaf])(depth)

    def sequence(self, depth: int) -> tuple[str, str, str]:
        first, middle, one = self.block(depth - 1)
        second, last, two = self.block(depth - 1)
        return first, last, one + two + flow(middle, second)

    def parallel(self, depth: int) -> tuple[str, str, str]:
        split, join = self.id("split"), self.id("join")
        body = f'<parallelGateway id="{split}"/><parallelGateway id="{join}"/>'
        for _ in range(self.random.randint(1, 3)):
            first, last, inside = self.block(depth - 1)
            body += inside + flow(split, first) + flow(last, join)
        return split, join, body

    def choice(self, depth: int) -> tuple[str, str, str]:
        split, join, bound = self.id("x"), self.id("m"), self.random.randint(0, 9)
        yes, no = self.block(depth - 1), self.block(depth - 1)
        body = f'<exclusiveGateway id="{split}" default="{split}-{no[0]}"/><exclusiveGateway id="{join}"/>'
        body += yes[2] + no[2] + flow(split, yes[0], f"n % 10 > {bound}") + flow(split, no[0])
        return split, join, body + flow(yes[1], join) + flow(no[1], join)

    def loop(self, depth: int) -> tuple[str, str, str]:
        merge, split, out = self.id("m"), self.id("x"), self.id("m")
        first, last, inside = self.block(depth - 1)
        body = f'<exclusiveGateway id="{merge}"/><exclusiveGateway id="{split}" default="{split}-{out}"/>'
        turns = f'{split} = fact("{split}", 0) + 1'
        count = f'<scriptTask id="{split}s" scriptFormat="starlark"><script>{turns}</script></scriptTask>'
        body += (
            count + f'<exclusiveGateway id="{out}"/>' + inside + flow(merge, first) + flow(last, f"{split}s")
        )
        body += flow(f"{split}s", split) + flow(split, merge, f"{split} % 3 != 0") + flow(split, out)
        return merge, out, body

    def leaf(self, depth: int) -> tuple[str, str, str]:
        kind = self.random.choice(ACTIVITIES if depth > 0 else ACTIVITIES[:-1])
        element = self.id(kind)
        body = {
            "user": f'<userTask id="{element}"/>',
            "script": f'<scriptTask id="{element}" scriptFormat="starlark"><script>n = n + 1</script></scriptTask>',
            "send": f'<sendTask id="{element}" messageRef="m-out"/>',
            "receive": f'<receiveTask id="{element}" messageRef="m-in"/>',
            "sub": "",
        }[kind]
        if kind == "sub":
            body = f'<subProcess id="{element}">{self.scope(depth - 1)}</subProcess>'
        if self.random.random() < 0.4:
            merge, edge = self.id("m"), self.id("edge")
            timer = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
            what = self.random.choice([timer, '<messageEventDefinition messageRef="m-stop"/>'])
            body += f'<boundaryEvent id="{edge}" attachedToRef="{element}">{what}</boundaryEvent>'
            body += f'<exclusiveGateway id="{merge}"/>' + flow(edge, merge) + flow(element, merge)
            return element, merge, body
        return element, element, body


def flow(source: str, target: str, condition: str = "") -> str:
    inside = (
        f"<conditionExpression>{condition.replace('>', '&gt;')}</conditionExpression>" if condition else ""
    )
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def moves(spec: Any, seen: core.Open, state: bytes) -> list[Callable[[], Step]]:
    tasks = [lambda k=t.key: core.complete(spec, state, k, {"n": 1}, NOW) for t in seen.tasks]
    timers = [lambda k=t.key: core.fire(spec, state, k, NOW) for t in seen.timers]
    messages = [lambda k=s.key: core.receive(spec, state, k, {}, NOW) for s in seen.subscriptions]
    return [*tasks, *timers, *messages]


def play(spec: Any, seed: int) -> list[Step]:
    chance = random.Random(seed)
    steps = [core.start(spec, {"n": 0}, NOW)]
    while len(steps) < 60 and (
        possible := moves(spec, core.inspect(spec, steps[-1].state, NOW), steps[-1].state)
    ):
        steps.append(chance.choice(possible)())
    return steps


@pytest.mark.parametrize("seed", range(80))
def test_what_opens_closes_and_the_lists_agree_with_the_state(
    compiled: Callable[..., Any], seed: int
) -> None:
    spec = compiled(Maker(seed).scope(4), "", messages=["in", "out", "stop"])
    steps = play(spec, seed)
    seen = core.inspect(spec, steps[-1].state, NOW)
    assert steps[-1].status in (
        ("completed",) if not (seen.tasks or seen.timers or seen.subscriptions) else ("running",)
    )
    assert left(steps, "opened_tasks", "closed_tasks") == {t.key for t in seen.tasks}
    assert left(steps, "opened_timers", "closed_timers") == {t.key for t in seen.timers}
    assert left(steps, "opened_subscriptions", "closed_subscriptions") == {s.key for s in seen.subscriptions}
    trace = Counter((e.element, e.event) for step in steps for e in step.trace)
    for element in spec.nodes:
        gone = trace[element, "completed"] + trace[element, "cancelled"]
        if trace[element, "entered"]:
            assert trace[element, "entered"] >= gone
            assert trace[element, "entered"] == gone or steps[-1].status == "running"


def left(steps: list[Step], opened: str, closed: str) -> set[str]:
    ups = Counter(item.key for step in steps for item in getattr(step, opened))
    downs = Counter(getattr(item, "key", item) for step in steps for item in getattr(step, closed))
    assert set(ups.values()) <= {1} and set(downs.values()) <= {1} and set(downs) <= set(ups)
    return set(ups) - set(downs)


def test_threads_may_share_a_compiled_process(compiled: Callable[..., Any]) -> None:
    spec = compiled(Maker(7).scope(4), "", messages=["in", "out", "stop"])
    expected = [step.trace for step in play(spec, 3)]
    results: list[Any] = []
    threads = [
        threading.Thread(target=lambda: results.append([s.trace for s in play(spec, 3)])) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 6
