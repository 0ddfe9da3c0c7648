# SPDX-License-Identifier: Apache-2.0
"""One running system for the whole walk. Nothing in it changes but what a row allows, so that no test depends on another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from support.system import System

from rights.world import World, build


@pytest.fixture(scope="package")
def world(new_system: Callable[..., System], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Filled, with everybody's tokens."""
    system = new_system(tmp_path_factory.mktemp("rights") / "var")
    system.start()
    made = build(system, tmp_path_factory.mktemp("folders") / "procedure")
    yield made
    made.channel.close()
    assert system.stop() == 0, system.log_tail()
