# SPDX-License-Identifier: Apache-2.0
"""axe finds nothing on any page of the portal and of the issuer, in Vietnamese at either width, in English at the narrow one; no
page is left out."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from motcua_portal.web.rendering import PACKAGE
from playwright.sync_api import Browser
from support.axe import SCRIPT
from support.filled import Filled
from support.visits import NO_PAGES, ROUNDS, WITHOUT_SCRIPTS, all_visits, page_routes, route_of
from support.walking import Walked, walk_without_scripts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.embedded("every page by itself, which is the same in both shapes"),
]


def test_every_page_is_visited() -> None:
    """A route that gives a page and that no visit covers is named here: add a visit to tests/support/visits.py."""
    routes = page_routes()
    visited = {route_of(one.page, routes) for one in all_visits()}
    known = {route.path for route in routes}
    assert known - visited - NO_PAGES.keys() == set()
    assert NO_PAGES.keys() - known == set(), "exceptions for routes that are no more"
    assert NO_PAGES.keys() & {route_of(one.page, routes) for one in all_visits() if not one.lands} == set()


@pytest.mark.parametrize("who", ROUNDS)
def test_axe_finds_nothing(walked: Callable[[str], Walked], who: str) -> None:
    """In Vietnamese, then in English; a page that does not come as it should is no page looked at."""
    found = walked(who).found
    assert found == {}, "\n".join(f"{where}\n  " + "\n  ".join(said) for where, said in found.items())


def test_every_template_that_differs_without_scripts_is_looked_at() -> None:
    """Add the page of a new one to WITHOUT_SCRIPTS in tests/support/visits.py."""
    templates = PACKAGE / "templates"
    known = {
        str(one.relative_to(templates))
        for one in templates.rglob("*.html")
        if "<noscript>" in one.read_text("utf-8")
    }
    assert known == set(WITHOUT_SCRIPTS)


@pytest.mark.parametrize("who", sorted({who for who, _ in WITHOUT_SCRIPTS.values()}))
def test_axe_finds_nothing_where_scripts_do_not_run(browser: Browser, filled: Filled, who: str) -> None:
    found = walk_without_scripts(browser, filled, who)
    assert found == {}, "\n".join(f"{where}\n  " + "\n  ".join(said) for where, said in found.items())


def test_axe_is_the_file_that_was_published() -> None:
    """As SHA256SUMS has it, which says what was looked over when it was taken."""
    sums = (line.split() for line in (SCRIPT.parent / "SHA256SUMS").read_text("utf-8").splitlines())
    listed = {name: digest for digest, name in sums}
    there = {one.name: sha256(one.read_bytes()).hexdigest() for one in SCRIPT.parent.glob("axe-core*")}
    assert there == listed
