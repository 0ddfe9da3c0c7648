# SPDX-License-Identifier: Apache-2.0
"""What a browser that knows nothing yet has to fetch for a page, with fonts, styles and scripts, as it goes over the line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from motcua_portal.pages.inbox import PAGE_SIZE
from support.visits import CITIZENS_ROUNDS, ROUNDS
from support.walking import Walked

pytestmark = pytest.mark.browser
CITIZEN_MOST = 150_000
DESK_MOST = 400_000
DRAWING_MOST = 550_000
"""A dossier at a desk, which brings the viewer of drawings along."""


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
    allowed = {path: DRAWING_MOST if path in seen.drawn and most == DESK_MOST else most for path in weights}
    assert {path: size for path, size in weights.items() if size > allowed[path]} == {}


def test_a_full_inbox_weighs_400_kb_at_most(walked: Callable[[str], Walked]) -> None:
    """As if a full page of rows, each as heavy as the heaviest that stands there, came on top."""
    seen = walked("clerk")
    assert seen.row > 500, "no row was seen"
    full = seen.weights["/viec"] + PAGE_SIZE * seen.row
    tell({f"/viec with {PAGE_SIZE} rows more": full}, DESK_MOST)
    assert full <= DESK_MOST
