# SPDX-License-Identifier: Apache-2.0
"""What a browser that knows nothing yet has to fetch for a page, with fonts, styles and scripts, as it goes over the line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from motcua_portal.pages.inbox import PAGE_SIZE
from playwright.sync_api import Browser, CDPSession, Page
from support.axe import sign_in
from support.browser import PATIENCE, WIDE
from support.filled import Filled
from support.visits import ANYONE, CITIZEN, CLERK, HEAD, OFFICER, OPERATOR, TAX, Visit

pytestmark = pytest.mark.browser
CITIZEN_MOST = 150_000
DESK_MOST = 400_000
ROW = "() => Math.max(0, ...[...document.querySelectorAll('li.task')].map((one) => new Blob([one.outerHTML]).size))"


class Line:
    """Bytes that came over the line, headers included, since it was last reset."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = 0.0
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _finished(self, told: dict[str, float]) -> None:
        self.bytes += told["encodedDataLength"]


@contextmanager
def fresh(browser: Browser, filled: Filled, user: str) -> Iterator[tuple[Page, Line]]:
    """A page of a browser that keeps nothing, with what it fetches counted."""
    context = browser.new_context(base_url=filled.address, viewport=WIDE, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if user:
        sign_in(page, user, filled.system.person(user)["password"])
    yield page, Line(context.new_cdp_session(page))
    context.close()


def plain(visits: Sequence[Visit]) -> list[Visit]:
    """Those that are opened by their address alone and are there."""
    return [one for one in visits if one.status == 200 and not (one.send or one.key or one.lands)]


def loads(page: Page, line: Line, filled: Filled, visits: Sequence[Visit]) -> dict[str, int]:
    """Bytes of the first load of each page."""
    found = {}
    for visit in plain(visits):
        line.bytes = 0
        page.goto(filled.path(visit.path), wait_until="load")
        page.evaluate("() => document.fonts.ready.then(() => 0)")
        found[visit.path] = round(line.bytes)
    return found


def tell(found: dict[str, int], most: int) -> None:
    """The heaviest pages and what is left to the limit; shown by `pytest -s` and beside a failure."""
    for path, size in sorted(found.items(), key=lambda one: -one[1])[:8]:
        print(f"{size / 1000:7.1f} KB, {(most - size) / 1000:6.1f} KB left: {path}")


@pytest.mark.parametrize(
    ("user", "visits"), [("", ANYONE), ("an.congdan", CITIZEN)], ids=["anyone", "citizen"]
)
def test_a_citizens_page_weighs_150_kb_at_most(
    browser: Browser, filled: Filled, user: str, visits: Sequence[Visit]
) -> None:
    with fresh(browser, filled, user) as (page, line):
        found = loads(page, line, filled, visits)
    tell(found, CITIZEN_MOST)
    assert min(found.values()) > 10_000, "nothing was counted"
    assert {path: size for path, size in found.items() if size > CITIZEN_MOST} == {}


@pytest.mark.parametrize(
    ("user", "visits"),
    [
        ("lan.motcua", CLERK),
        ("minh.datdai", OFFICER),
        ("son.giamdoc", HEAD),
        ("huong.thue", TAX),
        ("phuc.quantri", OPERATOR),
    ],
    ids=["clerk", "officer", "head", "tax", "operator"],
)
def test_a_desks_page_weighs_400_kb_at_most(
    browser: Browser, filled: Filled, user: str, visits: Sequence[Visit]
) -> None:
    with fresh(browser, filled, user) as (page, line):
        found = loads(page, line, filled, visits)
    tell(found, DESK_MOST)
    assert {path: size for path, size in found.items() if size > DESK_MOST} == {}


def test_a_full_inbox_weighs_400_kb_at_most(browser: Browser, filled: Filled) -> None:
    """As if each row of a full page were as heavy as the heaviest that stands here."""
    with fresh(browser, filled, "lan.motcua") as (page, line):
        size = loads(page, line, filled, [Visit("/viec")])["/viec"]
        heaviest = page.evaluate(ROW)
    assert heaviest > 500, "no row was seen"
    full = size + PAGE_SIZE * heaviest
    tell({f"/viec with {PAGE_SIZE} rows": full}, DESK_MOST)
    assert full <= DESK_MOST
