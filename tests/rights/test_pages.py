# SPDX-License-Identifier: Apache-2.0
"""role × page × scope: everybody asks for every address of the portal, with a form's own token where one is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Final

import httpx
import pytest
from motcua_cli.actors import LAND
from motcua_cli.rights import ALIKE, EMPTY, HIDDEN, REFUSED, UNFIT, read
from support.portal import pages

from rights.asks import MADE_UP, Things
from rights.model import MAY, Thing, verdict
from rights.world import RIGHTS, World

ROWS: Final = read(RIGHTS).addresses["portal"]
STATUS: Final = {
    REFUSED: (403,),
    HIDDEN: (404,),
    UNFIT: (409,),
    EMPTY: (200, 303, 404),
    ALIKE: (200, 303, 400, 403, 404),
}
WALKERS: Final = (
    "an.congdan", "binh.congdan", "lan.motcua", "mai.motcua", "quang.chutich", "minh.datdai", "son.giamdoc", "huong.thue",
    "khanh.thietke", "phuc.quantri",
)  # fmt: skip
"""One of each role, and of each scope of those roles."""
FORGED: Final = {"motcua_session": "x" * 43}
MARKED: Final = {
    "GET /ho-so": "working", "GET /viec": "step", "GET /viec/ho-so": "working", "GET /xin-loi": "apology",
    "GET /thong-bao-da-gui": "notice", "GET /van-hanh": "incident", "GET /van-hanh/hop-thu": "mail",
}  # fmt: skip
"""Lists, and whose id is in them exactly for who has it in scope."""
QUERY: Final = {
    "GET /viec/ho-so": "tim={working_code}",
    "GET /bang-theo-doi/ho-so": "so=RECEIVED&don_vi=suoi_trong",
    "GET /bang-theo-doi": "don_vi=suoi_trong",
    "GET /bang-theo-doi.csv": "don_vi=suoi_trong",
    "GET /viec": "loc=tat-ca",
}
OUT_OF_THE_WAY: Final = {
    "POST /ban-nhap/{draft_id}/xoa": "filled",
    "POST /tiep-nhan/{draft_id}/xoa": "window_filled",
}
"""Drafts that nothing else asks for: whoever may throws them away."""
LEAVES: Final = {"POST /dang-xuat"}
"""Would end the walk of who is signed in."""


@pytest.fixture(scope="package")
def walkers(world: World) -> Iterator[Mapping[str, tuple[httpx.Client, str]]]:
    """A browser of each, with the token of its forms."""
    with ExitStack() as stack:
        made = {}
        for name in WALKERS:
            browser = stack.enter_context(pages(world.system, name))
            browser.follow_redirects = False
            found = re.search(r'name="csrf" value="([^"]+)"', browser.get("/thu-tuc").text)
            assert found, "every page of who is signed in has the form that signs out"
            made[name] = (browser, found[1])
        nobody = stack.enter_context(httpx.Client(base_url=world.system.run["http"], timeout=60))
        made[""] = (nobody, "x")
        yield made


def _thing(to: Things, name: str) -> Thing:
    path = name.split(" ")[1]
    if "{draft_id}" in path:
        return Thing(owners=frozenset({"an.congdan" if path.startswith("/ban-nhap") else "lan.motcua"}))
    if path in ("/viec/bo-loc", "/viec/lam-thay"):
        return Thing(units=None)
    if path.startswith(("/viec/thay", "/viec/nhieu")):
        return to.task
    if path.startswith("/xin-loi"):
        return to.agency
    if name == "POST /so-theo-doi" or path.startswith(
        ("/so-theo-doi", "/bao-tin", "/bang-theo-doi", "/thong-bao")
    ):
        return to.windows if path in ("/so-theo-doi", "/so-theo-doi.csv") else to.window
    if "{task_id}" in path or path == "/viec":
        return replace(to.task)
    return to.dossier


def _path(ids: Mapping[str, str], name: str) -> str:
    path = name.split(" ")[1].replace(":path}", "}")
    draft = OUT_OF_THE_WAY.get(name) or ("begun" if path.startswith("/ban-nhap") else "window_begun")
    known = {
        "draft_id": ids[draft], "dossier_id": ids["working"], "file_id": ids["working_paper"], "task_id": ids["step"],
        "extension_id": ids["apology"], "extract_id": ids["extract"], "call_id": ids["call"], "notice_id": ids["notice"],
        "failure_id": ids["incident"], "mail_id": ids["mail"], "key": LAND, "number": "1", "language": "vi",
    }  # fmt: skip
    query = QUERY.get(name, "").format(**ids)
    return path.format(**known) + (f"?{query}" if query else "")


def _ask(browser: httpx.Client, name: str, path: str, csrf: str) -> tuple[int, str, str]:
    """Status, where it leads, and the page; of what stays open only its beginning."""
    verb = name.split(" ")[0]
    if path == "/viec/thay-doi":
        with browser.stream(verb, path) as answer:
            return answer.status_code, answer.headers.get("location", ""), ""
    sent = {"csrf": csrf} if verb == "POST" else None
    answer = browser.request(verb, path, data=sent)
    return answer.status_code, answer.headers.get("location", ""), answer.text


@pytest.mark.parametrize("name", [one for one in ROWS if one != "GET /static"])
def test_everybody_gets_what_the_table_says(
    world: World, walkers: Mapping[str, tuple[httpx.Client, str]], name: str
) -> None:
    row, to = world.table.row("portal", name), Things(world.ids)
    thing, path = _thing(to, name), _path(world.ids, name)
    _signed_out(walkers[""][0], name, path, public=row.public)
    callers = [one for one in world.people if one.name in WALKERS]
    if row.public:
        callers = [] if name in LEAVES else callers[:1]
    turns = [(one, verdict(world.table, row, one, thing)) for one in callers]
    for caller, expected in sorted(turns, key=lambda one: one[1] == MAY):
        status, leads, text = _ask(walkers[caller.name][0], name, path, walkers[caller.name][1])
        got = f"{caller.name} of {sorted(caller.roles)} at {name}: {expected} was expected, not {status} {leads}"
        assert row.public or not leads.startswith("/dang-nhap?"), got
        if expected == MAY:
            assert status < 500 and status not in (401, 403, 404), got
        else:
            assert status in STATUS[expected], got
        if name in MARKED:
            assert (world.ids[MARKED[name]] in text + leads) == (expected == MAY), f"{caller.name} at {name}"
        if expected in (HIDDEN, ALIKE):
            _same_as_nothing(walkers[caller.name], name, path, (status, leads, text))


def _signed_out(nobody: httpx.Client, name: str, path: str, *, public: bool) -> None:
    """Also with a session that was made up."""
    for cookies in ({}, FORGED):
        nobody.cookies.clear()
        nobody.cookies.update(cookies)
        status, leads, _ = _ask(nobody, name, path, "x")
        if public:
            assert status < 500 and status not in (401, 403), (name, status)
        else:
            assert (status, leads.startswith("/dang-nhap?next=")) == (303, True), (name, status, leads)


def _same_as_nothing(
    walker: tuple[httpx.Client, str], name: str, path: str, told: tuple[int, str, str]
) -> None:
    """The page of a thing that is not to be known is that of a thing that is not there, letter by letter."""
    made_up = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", MADE_UP, path)
    if made_up != path:
        nothing = _ask(walker[0], name, made_up, walker[1])
        assert nothing[0] == told[0], f"{name} tells that there is something"
        assert [_plain(one, made_up) for one in nothing[1:]] == [_plain(one, path) for one in told[1:]], name


def _plain(text: str, path: str) -> str:
    """Without the id that was asked for, which links of the page repeat, and without what each page has of its own."""
    for named in re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", path):
        text = text.replace(named, "ID")
    return re.sub(r'(name="request_id" value=")[^"]*', r"\1", text)


def test_who_is_walked_has_every_role(world: World) -> None:
    held: set[str] = set().union(*(one.roles for one in world.people if one.name in WALKERS))
    assert held == {"signed_in", "citizen", "clerk", "officer", "head", "designer", "operator"}


def test_a_session_of_pages_opens_nothing_of_the_api(walkers: Mapping[str, tuple[httpx.Client, str]]) -> None:
    """Else another site could make a browser call it."""
    browser, _ = walkers["an.congdan"]
    assert browser.get("/ho-so").status_code == 200
    assert browser.get("/api/v1/dossiers").status_code == 401
