# SPDX-License-Identifier: Apache-2.0
"""One running system for all tests of this folder; each test uses dossiers of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from support.province import Province
from support.system import Driver


@pytest.fixture(scope="package")
def system(running: Callable[..., AbstractContextManager[Driver]]) -> Iterator[Driver]:
    """A system where nothing was filed yet, stopped by Ctrl-C after the last test here: it is never quite idle."""
    with running() as made:
        yield made


@pytest.fixture(scope="module")
def apart(running: Callable[..., AbstractContextManager[Driver]]) -> Iterator[Province]:
    """A system whose time may be moved by weeks: what others left undone would be late in the shared one. Where there is only the
    shared one, tests that ask for this come last."""
    with running() as made:
        yield Province(made)


@pytest.fixture(scope="package")
def province(system: Driver) -> Province:
    return Province(system)
