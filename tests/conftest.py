# SPDX-License-Identifier: Apache-2.0
"""For all tests of whole systems: systems that need not make their first start again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.forking import Forker
from support.prepared import copy, prepared
from support.system import System


@pytest.fixture(scope="session")
def forker() -> Iterator[Forker]:
    """The product, imported once for this worker; what it forks shares nothing else with the next."""
    made = Forker()
    yield made
    made.close()


@pytest.fixture(scope="session")
def new_system(forker: Forker, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., System]:
    """Call with a folder that is not there yet (and what `System` takes): a system on a copy of the prepared state, not started.

    The state is shared by all workers of a run; nobody starts on it once it is complete, so nothing can leak through it.
    """
    base = tmp_path_factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(var: Path, **chosen: object) -> System:
        copy(prepared(run / "prepared"), var)
        return System(var, forker=forker, **chosen)  # type: ignore[arg-type]

    return make
