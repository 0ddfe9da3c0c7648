# SPDX-License-Identifier: Apache-2.0
"""Versions are fetched once, and memory is bounded by those that are asked for most recently."""

from __future__ import annotations

import threading

import pytest
from motcua_procedure.published import Kept


def test_each_version_is_fetched_once() -> None:
    asked: list[tuple[str, int, str]] = []

    def fetch(key: str, version: int, by: str) -> str:
        asked.append((key, version, by))
        return f"{key}/{version}"

    kept = Kept(fetch)
    assert [kept.get("land", one, by=f"{one}") for one in (1, 2, 1, 1)] == [
        "land/1",
        "land/2",
        "land/1",
        "land/1",
    ]
    assert kept.get("copy", 1, "x") == "copy/1"
    assert asked == [("land", 1, "1"), ("land", 2, "2"), ("copy", 1, "x")]


def test_what_was_fetched_otherwise_is_not_fetched_again() -> None:
    asked: list[int] = []

    def fetch(key: str, version: int) -> str:
        asked.append(version)
        return f"{key}/{version}"

    kept = Kept(fetch, most=1)
    kept.keep("land", 7, "newest")
    assert kept.get("land", 7) == "newest" and not asked
    kept.keep("land", 8, "newer")
    assert kept.get("land", 7) == "land/7" and asked == [7]


def test_what_was_longest_not_asked_for_goes() -> None:
    asked: list[int] = []

    def fetch(key: str, version: int) -> int:
        asked.append(version)
        return version

    kept = Kept(fetch, most=2)
    for version in (1, 2, 1, 3, 1):  # 2 is older in use than 1, though it came later
        kept.get("k", version)
    assert asked == [1, 2, 3]
    assert (kept.known("k", 1), kept.known("k", 2), kept.known("k", 3)) == (1, None, 3)


def test_what_is_not_there_or_failed_is_asked_for_again() -> None:
    answers: list[str | Exception | None] = [None, ValueError("away"), "there"]

    def fetch(key: str, version: int) -> str | None:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    kept = Kept(fetch)
    assert kept.known("k", 1) is None
    assert kept.get("k", 1) is None
    with pytest.raises(ValueError, match="away"):
        kept.get("k", 1)
    assert [kept.get("k", 1), kept.get("k", 1)] == ["there", "there"]


def test_a_slow_fetch_holds_up_nobody_and_what_is_empty_is_kept() -> None:
    slow, done = threading.Event(), threading.Event()
    asked: list[int] = []

    def fetch(key: str, version: int) -> dict[str, str]:
        asked.append(version)
        if version == 1:
            slow.set()
            assert done.wait(10)
        return {}

    kept = Kept(fetch)
    waiting = threading.Thread(target=kept.get, args=("k", 1))
    waiting.start()
    assert slow.wait(10)
    assert kept.get("k", 2) == {} == kept.get("k", 2)
    done.set()
    waiting.join(10)
    assert kept.get("k", 1) == {}
    assert asked == [1, 2]


def test_threads_share_it_without_losing_its_bound() -> None:
    kept = Kept(lambda key, version: version, most=8)

    def use(first: int) -> None:
        for turn in range(500):
            number = (first + turn) % 40 + 1
            assert kept.get("k", number) == number

    threads = [threading.Thread(target=use, args=(one * 7,)) for one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert sum(kept.known("k", number) is not None for number in range(1, 41)) <= 8
