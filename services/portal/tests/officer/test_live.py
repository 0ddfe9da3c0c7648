# SPDX-License-Identifier: Apache-2.0
"""The stream of an open inbox, as it goes over the wire."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from desk_harness import Desk
from motcua.assignment.v1 import assignment_pb2 as pb

STREAM = "/viec/thay-doi"


@pytest.fixture
def mai(desk: Desk) -> Any:
    desk.dossier()
    desk.step("xoa", "tham-dinh-xoa", title="Thẩm định xóa")
    desk.app.state.live.pause = 0.02
    return desk.browser("mai")


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def data(lines: Any) -> str:
    """The next version that comes."""
    return next(line.removeprefix("data: ") for line in lines if line.startswith("data: "))


def page_version(mai: Any) -> str:
    return str(mai.get("/viec").text.split('data-version="')[1].split('"')[0])


def test_a_change_is_told_as_a_version_and_nothing_else(desk: Desk, mai: Any) -> None:
    made_of = page_version(mai)
    with mai.client.stream("GET", STREAM) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"]
        lines = answer.iter_lines()
        assert data(lines) == made_of
        desk.assignment.take(desk.assignment.tasks["xoa"], "lan")
        changed = data(lines)
        assert changed != made_of and "xoa" not in changed
        assert desk.app.state.live.pages == 1
    until(lambda: desk.app.state.live.pages == 0)
    assert set(desk.assignment.versions) == {"mai"}, "asked in nobody else's name"
    assert page_version(mai) == changed


def test_the_stream_of_a_session_that_was_ended_ends(desk: Desk, mai: Any) -> None:
    desk.app.state.live.living = lambda keys: [key for key in keys if desk.find(key)]
    with mai.client.stream("GET", STREAM) as answer:
        lines = answer.iter_lines()
        data(lines)
        desk.close("key-mai")
        desk.app.state.live.judge()
        assert [line for line in lines if line.startswith("data:")] == []
    until(lambda: desk.app.state.live.pages == 0)
    assert mai.client.get(STREAM, follow_redirects=False).status_code == 303


def test_who_may_not_see_an_inbox_gets_no_stream(desk: Desk, mai: Any) -> None:
    citizen = desk.browser("an", "citizen", unit=None)
    assert citizen.get(STREAM).status_code == 403
    citizen.client.cookies.clear()
    assert citizen.client.get(STREAM, follow_redirects=False).status_code == 303
    assert desk.app.state.live.pages == 0


def test_peeking_and_switched_off_leave_nothing_open(desk: Desk, mai: Any) -> None:
    assert mai.client.head(STREAM).status_code == 204
    desk.app.state.live.most = 0
    assert mai.get(STREAM).status_code == 204
    assert "data-live=" not in mai.get("/viec").text


def test_a_page_too_many_is_told_so(desk: Desk, mai: Any) -> None:
    desk.app.state.live.most = 1
    with mai.client.stream("GET", STREAM):
        full = mai.get(STREAM)
        assert (full.status_code, full.headers["retry-after"]) == (429, "60")


def test_the_list_stands_without_the_version(desk: Desk, mai: Any) -> None:
    desk.assignment.GetInboxVersion = None  # not served: an older service
    assert "Thẩm định xóa" in mai.get("/viec").text


def test_streams_end_when_the_portal_stops(desk: Desk, mai: Any) -> None:
    with mai.client.stream("GET", STREAM) as answer:
        lines = answer.iter_lines()
        data(lines)
        desk.app.state.live.stop()
        assert [line for line in lines if line.startswith("data:")] == []
    assert desk.assignment.tasks["xoa"].state == pb.TASK_STATE_OPEN
