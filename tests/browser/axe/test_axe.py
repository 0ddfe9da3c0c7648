# SPDX-License-Identifier: Apache-2.0
"""axe finds nothing on any page of the portal and of the issuer, in either language, at either width; no page is left out."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response
from support.axe import SCRIPT, findings, load_axe, sign_in
from support.browser import PATIENCE, WIDE
from support.filled import Filled
from support.visits import NO_PAGES, ROUNDS, Visit, all_visits, page_routes, route_of

pytestmark = pytest.mark.browser
OPEN_ALL = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
"""What is folded up is looked at too."""


def test_every_page_is_visited() -> None:
    """A route that gives a page and that no visit covers is named here: add a visit to tests/support/visits.py."""
    routes = page_routes()
    visited = {route_of(one.page, routes) for one in all_visits()}
    known = {route.path for route in routes}
    assert known - visited - NO_PAGES.keys() == set()
    assert NO_PAGES.keys() - known == set(), "exceptions for routes that are no more"
    assert NO_PAGES.keys() & visited == set(), "exceptions that are visited"


@pytest.mark.parametrize("who", ROUNDS)
def test_axe_finds_nothing(browser: Browser, filled: Filled, who: str) -> None:
    """In Vietnamese, then in English; a page that does not come as it should is no page looked at."""
    user, visits = ROUNDS[who]
    context = browser.new_context(
        base_url=filled.address, viewport=WIDE, locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    load_axe(context)
    page = context.new_page()
    if user:
        sign_in(page, user, filled.system.person(user)["password"])
    found: dict[str, list[str]] = {}
    for language in ("vi", "en"):
        page.goto(f"/ngon-ngu/{language}?next=/")
        for visit in visits:
            wrong = look(page, visit, filled, language)
            if wrong:
                found[f"{language} {visit.name}"] = wrong
    context.close()
    assert found == {}, "\n".join(f"{where}\n  " + "\n  ".join(said) for where, said in found.items())


def look(page: Page, visit: Visit, filled: Filled, language: str) -> list[str]:
    """What is wrong with a page: with how it came, then what axe finds."""
    answer = page.goto(filled.path(visit.path, language))
    for selector, words in visit.fill.items():
        page.fill(selector, words)
    if visit.tick:
        page.locator(visit.tick).first.check()
    if visit.send:
        with page.expect_navigation() as sent:
            page.locator(visit.send).first.click()
        answer = sent.value
    if visit.key:
        page.keyboard.press(visit.key)
    page.evaluate(OPEN_ALL)
    return [*came(page, visit, filled, answer, language), *findings(page)]


def came(page: Page, visit: Visit, filled: Filled, answer: Response | None, language: str) -> list[str]:
    """Whether it is the page that was meant."""
    status = answer.status if answer else 0
    wanted, path = urlsplit(filled.path(visit.lands or visit.path, language)).path, urlsplit(page.url).path
    said = [] if status == visit.status else [f"answered {status} instead of {visit.status}"]
    if path != wanted:
        said.append(f"came out at {path} instead of {wanted}")
    spoken = page.evaluate("document.documentElement.lang")
    if spoken != language:
        said.append(f"in {spoken} instead of {language}")
    return said


def test_axe_is_the_file_that_was_published() -> None:
    """As SHA256SUMS has it, which says what was looked over when it was taken."""
    sums = (line.split() for line in (SCRIPT.parent / "SHA256SUMS").read_text("utf-8").splitlines())
    listed = {name: digest for digest, name in sums}
    there = {one.name: sha256(one.read_bytes()).hexdigest() for one in SCRIPT.parent.glob("axe-core*")}
    assert there == listed
