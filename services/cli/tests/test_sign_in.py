# SPDX-License-Identifier: Apache-2.0
"""A person who works in several threads signs in once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from motcua_cli import sign_in
from motcua_cli.sign_in import LASTS, PersonToken

RUN = {"people": [{"user": "lan", "password": "p"}]}


def test_threads_share_one_sign_in_until_it_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    at_once, busy = 8, threading.Lock()

    def access_token(_: Any, user: str, password: str) -> str:
        assert busy.acquire(blocking=False), "two sign-ins of one person at once"
        asked.append(f"{user}:{password}")
        busy.release()
        return f"token-{len(asked)}"

    monkeypatch.setattr(sign_in, "access_token", access_token)
    now = [0.0]
    token = PersonToken(RUN, "lan", lambda: now[0])
    with ThreadPoolExecutor(at_once) as pool:
        assert set(pool.map(lambda _: token(), range(50))) == {"token-1"}
    now[0] = LASTS
    assert token() == "token-2"
    token.invalidate()
    assert token() == "token-3" and asked == ["lan:p"] * 3
