# SPDX-License-Identifier: Apache-2.0
"""role × method × scope: everybody calls every gRPC method about a thing that is there, and gets what the table says; who is not
to know that it is there gets the very answer that there is for nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from motcua_cli.rights import EMPTY, HIDDEN, REFUSED, SIGHT, UNFIT, Row
from support import hostile

from rights.asks import Ask, ask_of
from rights.model import MAY, NOBODY, Caller, verdict
from rights.wire import Answer, call
from rights.world import World

CODES = {
    NOBODY: "UNAUTHENTICATED",
    REFUSED: "PERMISSION_DENIED",
    HIDDEN: "NOT_FOUND",
    UNFIT: "FAILED_PRECONDITION",
    EMPTY: "OK",
}
METHODS = {
    f"{one.containing_service.full_name}/{one.name}": one
    for one in hostile.methods()
    if one.containing_service
}


@pytest.mark.parametrize("name", METHODS)
def test_everybody_gets_what_the_table_says(world: World, name: str) -> None:
    method, row = METHODS[name], world.table.methods[name]
    ask = ask_of(world.asks, method)
    told: dict[tuple[str, str], tuple[Caller, Answer]] = {}
    for caller, expected in _in_turn(world, row, ask):
        answer = call(world.channel, method, ask.message(method), world.tokens[caller.name])
        wrong = _wrong(world, row, ask, caller, expected, answer)
        assert not wrong, f"{caller.name} of {sorted(caller.roles)} at {name}: {wrong}"
        if expected in (HIDDEN, UNFIT, REFUSED):
            told.setdefault((expected, answer.reason), (caller, answer))
    nothing = ask.of_nothing()
    for (expected, _), (caller, answer) in told.items():
        if nothing is not None and not (expected == REFUSED and SIGHT in (row.outside, *row.but.values())):
            again = call(world.channel, method, nothing.message(method), world.tokens[caller.name])
            assert again == answer, f"{caller.name} learns at {name} that there is something"


def _in_turn(world: World, row: Row, ask: Ask) -> Iterator[tuple[Caller, str]]:
    """Whoever may comes last: what they are given may be gone after them."""
    expected = [(one, verdict(world.table, row, one, ask.thing)) for one in world.callers]
    yield from sorted(expected, key=lambda one: one[1] == MAY)


def _wrong(world: World, row: Row, ask: Ask, caller: Caller, expected: str, answer: Answer) -> str:
    """What is not as the table says; "" where nothing is."""
    got = f"{answer.code} {answer.reason}"
    if expected != MAY and answer.code != CODES[expected]:
        return f"{expected} was expected, not {got}"
    if expected == MAY and answer.short not in ask.passes:
        return f"they may, and are told {got}"
    shown = expected == MAY and verdict(world.table, row, caller, ask.shown or ask.thing) == MAY
    if ask.marker and (ask.marker in str(answer.message)) != shown:
        return f"{ask.marker} is {'not ' if shown else ''}in the answer"
    return ""


@pytest.mark.parametrize("name", METHODS)
def test_a_token_that_is_not_good_is_no_token(world: World, name: str) -> None:
    """Of an operator, and broken in one thing each: also where nobody has to be signed in, as whoever sends one means to be."""
    method = METHODS[name]
    request = ask_of(world.asks, method).message(method)
    answers = {kind: call(world.channel, method, request, token) for kind, token in world.bad.items()}
    codes = {kind: (one.code, one.reason) for kind, one in answers.items()}
    assert codes == {
        kind: ("UNAUTHENTICATED", "TOKEN_EXPIRED" if kind == "expired" else "TOKEN_INVALID")
        for kind in world.bad
    }


def test_the_same_token_unbroken_is_good(world: World) -> None:
    """Else the test above would pass on a system that takes nobody."""
    method = METHODS["motcua.intake.v1.IntakeService/ListFailures"]
    signing = world.signing
    token = signing.altered(world.tokens["phuc.quantri"])
    assert call(world.channel, method, ask_of(world.asks, method).message(method), token).code == "OK"
