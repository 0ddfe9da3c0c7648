# SPDX-License-Identifier: Apache-2.0
"""A page that says what is away, or that it failed, is an answer like any other: the connection takes the next request."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

AWAY = OperationalError("SELECT 1", {}, Exception("connection refused"))


def asked(house: Any, methods: tuple[str, ...]) -> list[tuple[int, str | None, bool]]:
    """Status, Retry-After, and whether a page came, of requests on one connection that is never opened again."""
    connection = HTTPConnection(house.url.removeprefix("http://"), timeout=10)
    connection.connect()
    connection.auto_open = False
    found = []
    try:
        for method in methods:
            body = "request_id=a" if method == "POST" else None
            headers = {"Cookie": "motcua_session=key-an"} | (
                {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            )
            connection.request(method, "/ban-nhap/d/xoa" if body else "/ho-so", body, headers)
            answer = connection.getresponse()
            page = answer.read()
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            found.append((answer.status, answer.headers["Retry-After"], b"<html" in page))
    finally:
        connection.close()
    return found


@pytest.mark.parametrize(("error", "status", "again"), [(AWAY, 503, "5"), (KeyError("x"), 500, None)])
def test_the_connection_is_kept_after_a_page_that_failed(
    house: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, again: str | None
) -> None:
    house.sessions.sign_in("an")

    def away(key: str) -> None:
        raise error

    with monkeypatch.context() as patched, capture_logs():  # traces with every value take seconds to draw
        patched.setattr(house.sessions, "find", away)
        assert asked(house, ("GET", "HEAD", "POST", "GET")) == [
            (status, again, True), (status, again, False), (status, again, True), (status, again, True),
        ]  # fmt: skip
    assert [one[0] for one in asked(house, ("GET", "HEAD"))] == [200, 200]
