# SPDX-License-Identifier: Apache-2.0
"""Guessing is slowed, and nobody is closed out by what others guess elsewhere."""

from __future__ import annotations

import threading

import pytest
from motcua_identity.issuer import throttle
from motcua_identity.issuer.throttle import ADDRESS, PAIR, USER, Throttle


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def guarded(seconds: Seconds) -> Throttle:
    return Throttle(seconds)


def tries_in(
    guarded: Throttle, seconds: Seconds, span: float, user: str = "hoa", address: str = "10.0.0.1"
) -> int:
    """How many passwords who never rests may try."""
    made, end = 0, seconds.now + span
    while seconds.now < end:
        wait = guarded.attempt(user, address)
        made += not wait
        seconds.now += wait
    return made


def test_another_address_is_not_held_up(guarded: Throttle) -> None:
    for _ in range(20):
        guarded.attempt("hoa", "10.0.0.1")
    assert guarded.attempt("hoa", "10.0.0.1") > 0
    assert guarded.attempt("hoa", "10.0.0.2") == 0
    assert guarded.attempt("lan", "10.0.0.1") == 0


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(guarded: Throttle, seconds: Seconds) -> None:
    waits = []
    for _ in range(16):
        wait = guarded.attempt("hoa", "10.0.0.1")
        if wait:
            waits.append(wait)
            seconds.now += wait
            assert guarded.attempt("hoa", "10.0.0.1") == 0
    assert waits[:4] == [5, 10, 20, 40] and waits[-1] == PAIR.longest


def test_a_day_of_guessing_from_one_address_is_a_hundred_tries(guarded: Throttle, seconds: Seconds) -> None:
    assert tries_in(guarded, seconds, 86_400) < 120


def test_a_day_of_guessing_from_ever_new_addresses_is_a_minute_each(
    guarded: Throttle, seconds: Seconds
) -> None:
    made, number, end = 0, 0, seconds.now + 86_400
    while seconds.now < end:
        number += 1
        wait = guarded.attempt("hoa", f"10.0.{number // 250}.{number % 250}")
        made += not wait
        seconds.now += wait
    assert made < USER.free + 86_400 / USER.longest + 10


def test_many_tries_at_once_are_no_way_around(guarded: Throttle) -> None:
    let_in: list[float] = []
    threads = [
        threading.Thread(target=lambda: let_in.append(guarded.attempt("hoa", "10.0.0.1"))) for _ in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert let_in.count(0) == PAIR.free


def test_many_right_passwords_from_one_address_slow_nobody(guarded: Throttle) -> None:
    """An office behind one address in the morning."""
    for number in range(3 * ADDRESS.free):
        assert guarded.attempt(f"officer-{number}", "10.0.0.1") == 0
        guarded.succeeded(f"officer-{number}", "10.0.0.1")


def test_a_right_password_forgives_the_wrong_ones_from_here_only(guarded: Throttle) -> None:
    for _ in range(PAIR.free):
        guarded.attempt("hoa", "10.0.0.1")
    guarded.attempt("hoa", "10.0.0.2")
    guarded.succeeded("hoa", "10.0.0.2")
    assert guarded.attempt("hoa", "10.0.0.1") > 0


def test_after_an_hour_of_rest_all_is_forgotten(guarded: Throttle, seconds: Seconds) -> None:
    tries_in(guarded, seconds, 3_000)
    seconds.now += throttle.FORGOTTEN
    assert [guarded.attempt("hoa", "10.0.0.1") for _ in range(PAIR.free)] == [0] * PAIR.free


def test_what_is_remembered_is_bounded(guarded: Throttle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "TRACKED", 50)
    for number in range(500):
        guarded.attempt(f"name-{number}", f"10.0.0.{number}")
    assert [len(known) for known in guarded._known.values()] == [50, 50, 50]
