# SPDX-License-Identifier: Apache-2.0
"""What a browser that knows nothing yet has to fetch for a page, with fonts, styles and scripts, as it goes over the line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from motcua_portal.pages.inbox import PAGE_SIZE
from support.visits import CITIZENS_ROUNDS, NO_PAGES, ROUNDS, is_desk, page_routes, route_of
from support.walking import Walked

pytestmark = [
    pytest.mark.browser,
    pytest.mark.embedded("every page by itself, which is the same in both shapes"),
]
CITIZEN_MOST = 150_000
DESK_MOST = 400_000
FULL = max(50, PAGE_SIZE)
"""Rows of a full inbox."""


def tell(weights: Mapping[str, int], most: int) -> None:
    """The heaviest pages and what is left to the limit; shown by `pytest -s` and beside a failure."""
    print()
    for path, size in sorted(weights.items(), key=lambda one: -one[1])[:5]:
        print(f"{size / 1000:7.1f} KB, {(most - size) / 1000:6.1f} KB left: {path}")


@pytest.mark.parametrize("who", ROUNDS)
def test_a_citizens_page_weighs_150_kb_at_most_a_desks_400(walked: Callable[[str], Walked], who: str) -> None:
    seen = walked(who)
    weights = seen.weights
    most = CITIZEN_MOST if who in CITIZENS_ROUNDS else DESK_MOST
    tell(weights, most)
    assert min(weights.values()) > (1_000 if who == "issuer" else 50_000), "fonts and styles were not counted"
    assert weights.keys() == {one.name for one in ROUNDS[who][1] if not one.key}, "every page is weighed"
    assert {path: size for path, size in weights.items() if size > most} == {}


def test_no_page_that_is_open_to_citizens_is_left_out() -> None:
    """Every route that asks for no office is walked in a round of a citizen or of nobody."""
    routes = page_routes()
    weighed = {route_of(one.page, routes) for who in CITIZENS_ROUNDS for one in ROUNDS[who][1]}
    asked = {route.path for route in routes if not is_desk(route)}
    assert asked - weighed - NO_PAGES.keys() == set()


def test_a_full_inbox_weighs_400_kb_at_most(walked: Callable[[str], Walked]) -> None:
    """As if 50 rows, twice what a page has, each as heavy as the heaviest that stands there, came on top."""
    seen = walked("clerk")
    assert seen.row > 500, "no row was seen"
    full = seen.weights["/viec"] + FULL * seen.row
    tell({f"/viec with {FULL} rows more": full}, DESK_MOST)
    assert full <= DESK_MOST
