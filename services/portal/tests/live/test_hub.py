# SPDX-License-Identifier: Apache-2.0
"""Who looks at an inbox: asked for while they look, each in their own name, never more than are served."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator

import pytest
from motcua_portal.live import hub as hubs
from motcua_portal.live.hub import Hub, TooManyWatching
from motcua_rpc import MotcuaError, Unauthenticated, Unavailable


class Inboxes:
    """Versions by token, and who was asked for."""

    def __init__(self) -> None:
        self.versions: dict[str, str | MotcuaError | Exception] = {}
        self.asked: list[str] = []

    def __call__(self, token: str) -> str:
        self.asked.append(token)
        answer = self.versions.get(token, "1")
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def inboxes() -> Inboxes:
    return Inboxes()


@pytest.fixture
def hub(inboxes: Inboxes) -> Iterator[Hub]:
    made = Hub(inboxes, most=8, pause=0.01)
    yield made
    made.stop()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


def threads() -> int:
    return sum(one.name == "live" for one in threading.enumerate())


def test_each_is_asked_in_their_own_name_and_nobody_when_nobody_looks(hub: Hub, inboxes: Inboxes) -> None:
    inboxes.versions = {"mai": "m", "lan": "l"}
    mai, lan = hub.open("mai", "mai"), hub.open("lan", "lan")
    until(lambda: (mai.version, lan.version) == ("m", "l"))
    inboxes.versions["lan"] = "l2"
    until(lambda: lan.version == "l2")
    assert mai.version == "m"
    hub.close("mai", mai)
    hub.close("lan", lan)
    until(lambda: threads() == 0)
    asked = len(inboxes.asked)
    time.sleep(0.05)
    assert len(inboxes.asked) == asked and hub.pages == 0
    again = hub.open("mai", "mai")
    until(lambda: again.version == "m")


def test_pages_of_one_person_are_one_question(hub: Hub, inboxes: Inboxes) -> None:
    hub.pause = 30.0
    first = hub.open("mai", "old")
    second = hub.open("mai", "new")
    assert first is second and first.token == "new"
    until(lambda: first.version == "1")
    assert len(inboxes.asked) == 1
    lan = hub.open("lan", "lan")
    until(lambda: lan.version == "1")
    assert inboxes.asked.count("lan") == 1 and len(inboxes.asked) == 2, (
        "who comes makes nobody else be asked again"
    )
    hub.close("mai", first)
    assert hub.pages == 2


def test_no_more_than_are_served(hub: Hub) -> None:
    for _ in range(hubs.MOST_OF_PERSON):
        hub.open("mai", "t")
    with pytest.raises(TooManyWatching):
        hub.open("mai", "t")
    lan = hub.open("lan", "t")
    hub.open("hung", "t")
    with pytest.raises(TooManyWatching):
        hub.open("an", "t")
    hub.close("lan", lan)
    hub.open("an", "t")


def test_a_token_that_ended_ends_its_pages_and_a_fresh_one_begins_anew(hub: Hub, inboxes: Inboxes) -> None:
    inboxes.versions["old"] = Unauthenticated()
    old = hub.open("mai", "old")
    until(lambda: old.ended)
    new = hub.open("mai", "new")
    until(lambda: new.version == "1")
    assert new is not old and not new.ended
    hub.close("mai", old)
    assert hub.pages == 1


def test_pages_of_a_session_that_ended_end_and_no_others(hub: Hub) -> None:
    asked: list[set[str]] = []
    ended: set[str] = set()

    def living(keys: Collection[str]) -> set[str]:
        asked.append(set(keys))
        if "surprise" in ended:
            raise ValueError("the database is away")
        return set(keys) - ended

    hub.living = living
    here, there = hub.open("mai", "t", "here"), hub.open("mai", "t", "there")
    lan = hub.open("lan", "t", "other")
    until(lambda: {"here", "there", "other"} in asked)
    ended.add("surprise")
    count = len(asked)
    until(lambda: len(asked) > count + 2)
    assert not here.over and not lan.over, "what nobody could ask about goes on"
    ended.symmetric_difference_update({"surprise", "there"})
    until(lambda: there.over == {"there"})
    assert here is there and not here.ended and not lan.over
    hub.close("mai", there, "there")
    until(lambda: asked[-1] == {"here", "other"})
    assert not here.over and hub.pages == 2


def test_what_ended_here_is_asked_at_once_and_else_once_in_a_pause(hub: Hub) -> None:
    hub.pause = 600.0
    asked: list[int] = []

    def living(keys: Collection[str]) -> Collection[str]:
        asked.append(len(keys))
        return ()

    mai = hub.open("mai", "t", "here")
    until(lambda: mai.version == "1")
    hub.living = living
    lan = hub.open("lan", "t", "other")
    until(lambda: lan.version == "1")
    assert not asked, "who comes costs no question"
    hub.judge()
    until(lambda: mai.over == {"here"} and lan.over == {"other"})
    assert asked == [2], "one for all"


@pytest.mark.parametrize("error", [Unavailable(), ValueError("surprise")])
def test_a_service_that_is_away_changes_nothing(hub: Hub, inboxes: Inboxes, error: Exception) -> None:
    mai = hub.open("mai", "mai")
    until(lambda: mai.version == "1")
    inboxes.versions["mai"] = error
    asked = len(inboxes.asked)
    until(lambda: len(inboxes.asked) > asked + 2)
    assert mai.version == "1" and not mai.ended
    inboxes.versions["mai"] = "2"
    until(lambda: mai.version == "2")


def test_many_persons_are_asked_less_often_each(inboxes: Inboxes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "PER_SECOND", 40.0)
    hub = Hub(inboxes, pause=0.001)
    for number in range(20):
        hub.open(f"p{number}", f"p{number}")
    until(lambda: len(inboxes.asked) >= 20)
    began, asked = time.monotonic(), len(inboxes.asked)
    until(lambda: len(inboxes.asked) >= asked + 20)
    assert time.monotonic() - began >= 0.3
    hub.stop()


def test_switched_off_or_stopped() -> None:
    assert not Hub(lambda token: "", most=0).on
    hub = Hub(lambda token: "")
    hub.stop()
    assert not hub.on and hub.stopped
