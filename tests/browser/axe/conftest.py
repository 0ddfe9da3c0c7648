# SPDX-License-Identifier: Apache-2.0
"""A system of its own, as time is moved in it, filled so that every page has something to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser
from support.filled import Filled, fill
from support.province import Province
from support.system import System
from support.walking import Walked, walk


@pytest.fixture(scope="package")
def filled(
    browser: Browser, new_system: Callable[..., System], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Filled]:
    """Asks for the browser first: without one nothing is started."""
    system = new_system(tmp_path_factory.mktemp("axe") / "var")
    system.start()
    yield Filled(system, fill(Province(system), tmp_path_factory.mktemp("procedures")))
    assert system.stop() == 0, system.log_tail()


@pytest.fixture(scope="package")
def walked(browser: Browser, filled: Filled) -> Callable[[str], Walked]:
    """What came of a round, which is walked once."""
    return cache(lambda who: walk(browser, filled, who))
