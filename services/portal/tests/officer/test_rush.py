# SPDX-License-Identifier: Apache-2.0
"""A portal that has its fill says so at once, in words and with what was typed; inboxes are shown all the same;
it is back by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from asgi_browser import AsgiBrowser
from desk_harness import Desk
from grpc_status import rpc_status
from motcua_portal.settings import Settings
from motcua_portal.web.rush import Door, Fill, Lanes
from motcua_rpc import Overloaded, TooManyRequests, to_status
from starlette.responses import PlainTextResponse

OWN = {"Sec-Fetch-Site": "same-origin"}
NONE = Fill(at_once=0, waiting=0, inbox_at_once=2)
"""Takes on nothing but inboxes."""


class House:
    """An application whose every request waits for `go_on`, behind a door."""

    def __init__(self, fill: Fill) -> None:
        self.go_on = asyncio.Event()
        self.begun = 0
        lanes = Lanes(fill)
        self.door = Door(self.answer, lambda: lanes, self.refuse)

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        self.begun += 1
        await self.go_on.wait()
        if scope["path"] == "/breaks":
            raise KeyError("x")
        await PlainTextResponse("done")(scope, receive, send)

    async def refuse(self, request: Any, error: Overloaded) -> PlainTextResponse:
        return PlainTextResponse("full", error.http_status)

    async def ask(self, path: str, method: str = "GET") -> int:
        told = []

        async def send(message: Any) -> None:
            told.append(message)

        scope = {"type": "http", "path": path, "method": method, "headers": []}
        await self.door(scope, None, send)  # type: ignore[arg-type]
        return int(told[0]["status"])

    async def begin(self, count: int, path: str, method: str = "GET") -> list[asyncio.Task[int]]:
        tasks = [asyncio.create_task(self.ask(path, method)) for _ in range(count)]
        for _ in range(3):
            await asyncio.sleep(0)
        return tasks


def test_the_door_counts_lanes_and_lets_in_again() -> None:
    async def story() -> None:
        house = House(Fill(at_once=2, waiting=1, inbox_at_once=1))
        taken = await house.begin(3, "/ho-so", "POST")
        assert house.begun == 2, "the third waits for its turn"
        assert [await house.ask("/ho-so"), await house.ask("/api/v1/tasks/t/complete", "POST")] == [429, 429]
        inboxes = await house.begin(2, "/viec") + await house.begin(1, "/healthz")
        open_streams = await house.begin(9, "/viec/thay-doi") + await house.begin(
            9, "/api/v1/dossiers/d/events"
        )
        assert house.begun == 2 + 1 + 1 + 18, "of inboxes one waits"
        assert await house.ask("/api/v1/tasks") == 429, "inboxes have their fill too"
        house.go_on.set()
        assert set(await asyncio.gather(*taken, *inboxes, *open_streams)) == {200}
        assert await house.ask("/ho-so") == 200

    asyncio.run(story())


def test_a_request_that_breaks_or_is_given_up_gives_its_turn_back() -> None:
    async def story() -> None:
        house = House(Fill(at_once=1, waiting=0))
        (given_up,) = await house.begin(1, "/ho-so")
        assert await house.ask("/ho-so") == 429
        given_up.cancel()
        await asyncio.wait([given_up])
        house.go_on.set()
        with pytest.raises(KeyError):
            await house.ask("/breaks")
        assert await house.ask("/ho-so") == 200

    asyncio.run(story())


@pytest.fixture
def full(desk: Desk) -> Iterator[AsgiBrowser]:
    """A visitor of a portal that takes on nothing but inboxes."""
    desk.app.state.lanes = Lanes(NONE)
    yield AsgiBrowser(desk.app, "http://testserver")
    desk.app.state.lanes = Lanes(Fill())


@pytest.mark.parametrize(("language", "word"), [("vi", "quá tải"), ("en", "can be worked off")])
def test_a_page_says_so_and_when_to_come_again(full: AsgiBrowser, language: str, word: str) -> None:
    full.cookies.set("motcua_language", language)
    answer = full.get("/thu-tuc")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(TooManyRequests.retry_after))
    assert word in answer.text and 'href=""' in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert full.head("/thu-tuc").status_code == 429


def test_a_refused_form_can_be_sent_again_as_it_was(full: AsgiBrowser) -> None:
    typed = {"csrf": "csrf-lan", "request_id": "r-1", "note": 'Đã gọi "lần 1" <b>', "way": ["1", "2"]}
    answer = full.post("/bao-tin/c", data=typed, headers=OWN)
    assert answer.status_code == 429
    assert '<form method="post" action="">' in answer.text
    for name, value in (
        ("csrf", "csrf-lan"), ("request_id", "r-1"), ("way", "1"), ("way", "2"), ("note", "Đã gọi &#34;lần 1&#34; &lt;b&gt;"),
    ):  # fmt: skip
        assert f'<input type="hidden" name="{name}" value="{value}">' in answer.text


def test_what_another_site_sent_is_not_written_into_our_page(full: AsgiBrowser) -> None:
    answer = full.post("/bao-tin/c", data={"note": "theirs"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 429 and "theirs" not in answer.text and "<form" not in answer.text


@pytest.mark.parametrize("large", [False, True])
def test_files_are_sent_again_by_the_browser(full: AsgiBrowser, large: bool) -> None:
    files = {"paper": ("a.pdf", b"%PDF" * (200_000 if large else 1))}
    answer = full.post("/ban-nhap/d", data={"note": "kept"}, files=files, headers=OWN)
    assert answer.status_code == 429 and "tải lại trang này" in answer.text and "<form" not in answer.text


def test_a_part_of_a_page_leaves_the_form_where_it_is(full: AsgiBrowser) -> None:
    answer = full.post("/ban-nhap/d", data={"a": "1"}, headers=OWN | {"HX-Request": "true"})
    assert answer.status_code == 429 and "<html" not in answer.text and "quá tải" in answer.text


def test_the_api_says_so_as_a_problem(full: AsgiBrowser) -> None:
    answer = full.post("/api/v1/drafts", json={})
    assert (answer.status_code, answer.headers["Content-Type"]) == (429, "application/problem+json")
    assert answer.json()["reason"] == "OVERLOADED" and int(answer.headers["Retry-After"]) > 0


def test_health_and_inboxes_are_answered(full: AsgiBrowser, desk: Desk) -> None:
    full.cookies.set(
        "motcua_session", desk.sign_in("lan", "window_clerk"), domain="testserver.local", path="/"
    )
    assert full.get("/healthz").status_code in (200, 503)
    assert full.get("/viec").status_code == 200
    assert full.get("/static/css/motcua.css").status_code == 200


def test_a_service_that_had_its_fill_loses_nothing_that_was_typed(desk: Desk) -> None:
    """Refused in the midst: the portal let the form in, and a service did not."""
    browser = AsgiBrowser(desk.app, "http://testserver")
    browser.cookies.set(
        "motcua_session", desk.sign_in("lan", "window_clerk"), domain="testserver.local", path="/"
    )

    def busy(request: Any, context: Any) -> Any:
        context.abort_with_status(rpc_status.to_status(to_status(Overloaded())))

    desk.intake.RecordCall = busy
    typed = {"csrf": "csrf-lan", "request_id": "r-1", "way": "1", "note": "Gặp con trai"}
    answer = browser.post("/bao-tin/c", data=typed, headers=OWN)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(TooManyRequests.retry_after))
    assert 'value="Gặp con trai"' in answer.text and 'name="request_id" value="r-1"' in answer.text


def test_more_pages_at_once_than_there_are_threads_cannot_be_set() -> None:
    fields = Settings.model_fields
    most = [
        next(one.le for one in fields[name].metadata if hasattr(one, "le"))
        for name in ("pages_at_once", "inbox_pages_at_once")
    ]
    assert sum(most) <= 40  # of anyio, in which Starlette runs what is not async
