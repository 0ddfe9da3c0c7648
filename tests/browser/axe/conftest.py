# SPDX-License-Identifier: Apache-2.0
"""A system of its own, as time is moved in it, filled so that every page has something to show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from support.filled import Filled, fill
from support.province import Province
from support.system import System


@pytest.fixture(scope="package")
def filled(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Asks for the browser first: without one nothing is started."""
    system = System(tmp_path_factory.mktemp("axe") / "var")
    system.start()
    yield Filled(system, fill(Province(system), tmp_path_factory.mktemp("procedures")))
    assert system.stop() == 0, system.log_tail()
