# SPDX-License-Identifier: Apache-2.0
"""axe finds nothing on any page of the portal and of the issuer, in either language, at either width; no page is left out."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from support.axe import SCRIPT
from support.visits import NO_PAGES, ROUNDS, all_visits, page_routes, route_of
from support.walking import Walked

pytestmark = pytest.mark.browser


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


def test_axe_is_the_file_that_was_published() -> None:
    """As SHA256SUMS has it, which says what was looked over when it was taken."""
    sums = (line.split() for line in (SCRIPT.parent / "SHA256SUMS").read_text("utf-8").splitlines())
    listed = {name: digest for digest, name in sums}
    there = {one.name: sha256(one.read_bytes()).hexdigest() for one in SCRIPT.parent.glob("axe-core*")}
    assert there == listed
