# SPDX-License-Identifier: Apache-2.0
"""One running system for all tests of this folder; each test uses dossiers of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from support.province import Province
from support.system import System


@pytest.fixture(scope="package")
def system(new_system: Callable[..., System], tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system where nothing was filed yet, stopped by Ctrl-C after the last test here: it is never quite idle."""
    made = new_system(tmp_path_factory.mktemp("system") / "var")
    made.start()
    yield made
    if made.process is not None:
        assert made.stop() == 0, made.log_tail()


@pytest.fixture(scope="module")
def apart(new_system: Callable[..., System], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A system whose time may be moved by weeks: what others left undone would be late in the shared one."""
    made = new_system(tmp_path_factory.mktemp("apart") / "var")
    made.start()
    yield Province(made)
    assert made.stop() == 0, made.log_tail()


@pytest.fixture(scope="package")
def province(system: System) -> Province:
    return Province(system)
