# SPDX-License-Identifier: Apache-2.0
"""Calls by chance of every method that is served: each is answered or refused in words that say nothing of the inside, and
afterwards nothing is broken."""

from __future__ import annotations

from random import Random

import grpc
import pytest
from support import hostile
from support.fuzzing.aftermath import nothing_breaks
from support.fuzzing.calls import path_of, served
from support.fuzzing.policies import POLICIES
from support.fuzzing.prepared import Prepared
from support.fuzzing.run import Caller, Run

SHORT = 1_200
"""Calls of the short run."""
WIDE = 30
"""Methods that say OK at least once, in the short run too: most calls are refused, but not all at the door."""


@pytest.fixture(scope="module")
def run(wire: grpc.Channel, callers: dict[str, Caller], way: Prepared, seed: int) -> Run:
    made = Run(wire, served(wire), callers, POLICIES, seed)
    for path, requests in way.recorded:
        made.recorded[path].append(requests)
    for answer in way.answers:
        made.pool.learn(Random(seed), answer)
    made.pool.untouchable, made.invented = way.untouchable, way.invented
    return made


def test_reflection_names_what_the_contract_has(run: Run) -> None:
    ours = {path_of(one) for one in run.methods if path_of(one).startswith("/motcua.")}
    assert ours == {path_of(one) for one in hostile.methods()}


def test_calls_by_chance(run: Run, way: Prepared, calls: int, capsys: pytest.CaptureFixture[str]) -> None:
    with nothing_breaks(way):
        run.go(calls or SHORT)
        with capsys.disabled():
            print(
                f"\ngRPC: MOTCUA_TEST_SEED={run.seed}, {run.codes.total()} calls: {dict(run.codes.most_common())}, "
                f"{len(run.answered)} of {len(run.methods)} methods said OK"
            )
        assert not run.faults, f"{len(run.faults)} faults:\n" + "\n\n".join(run.faults[:20])
        assert len(run.answered) >= WIDE
