# SPDX-License-Identifier: Apache-2.0
"""The embedded shape answers by this machine's own name only."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from motcua_cli.embedded.hosts import HEALTH, OwnNameOnly, host_of


@pytest.fixture
def guarded() -> OwnNameOnly:
    app = FastAPI()

    @app.get("/")
    def page() -> str:
        return "page"

    @app.get(HEALTH)
    def health() -> str:
        return "ready"

    return OwnNameOnly(app, "127.0.0.5")


def ask(app: OwnNameOnly, host: str, path: str = "/") -> httpx.Response:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1"
        ) as client:
            return await client.get(path, headers={"host": host})

    return asyncio.run(send())


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LocalHost:8080",
        "localhost.",
        "127.0.0.1",
        "127.0.0.1:18080",
        "127.0.0.5:80",
        "[::1]",
        "[::1]:8080",
    ],
)
def test_its_own_names_are_answered(guarded: OwnNameOnly, host: str) -> None:
    assert ask(guarded, host).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.com", "evil.com:8080", "localhost.evil.com", "127.0.0.1.evil.com", "evil.com#localhost", "evil@127.0.0.1",
     "10.0.0.8", "[::2]:80", "[evil.com]", "", ":8080", "localhost@evil.com"],
)  # fmt: skip
def test_any_other_name_is_refused_in_a_sentence(guarded: OwnNameOnly, host: str) -> None:
    answer = ask(guarded, host)
    assert answer.status_code == 421
    assert "tên của chính máy này" in answer.text and "http://127.0.0.5" in answer.text
    assert "evil" not in answer.text


def test_a_probe_may_ask_for_health_by_any_address_and_no_name(guarded: OwnNameOnly) -> None:
    assert ask(guarded, "10.0.0.8:8080", HEALTH).status_code == 200
    assert ask(guarded, "[fd00::8]:8080", HEALTH).status_code == 200
    assert ask(guarded, "evil.com", HEALTH).status_code == 421


def test_one_good_name_beside_a_bad_one_is_refused(guarded: OwnNameOnly) -> None:
    headers = [(b"host", b"localhost"), (b"host", b"evil.com")]
    assert not guarded._is_ours({"path": "/", "headers": headers})


def test_what_host_of_reads() -> None:
    assert [host_of(one) for one in ("A:1", "[::1]:2", "[::1", " b. ")] == ["a", "::1", "::1", "b"]
