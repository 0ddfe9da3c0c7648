# SPDX-License-Identifier: Apache-2.0
"""The portal with its real application, all services in memory behind one gRPC server, and officers with a session."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from motcua_organisation import load_organisation

# The doubles lie beside; test files have no package.
sys.path.insert(0, str(Path(__file__).parents[1] / "citizen"))
sys.path.insert(0, str(Path(__file__).parent))

from desk_harness import Desk
from desk_house import House, started

ORGANISATION = Path(__file__).parents[4] / "infra" / "demo" / "organisation.yaml"


@pytest.fixture(scope="session")
def organisation() -> Any:
    return load_organisation(ORGANISATION)


@pytest.fixture(scope="session")
def house(organisation: Any) -> Iterator[House]:
    """Started once: starting takes longer than most tests, and nothing in it knows of a desk (see `House.open`)."""
    with started(organisation) as made:
        yield made


@pytest.fixture
def desk(house: House) -> Iterator[Desk]:
    """Of this test alone: doubles, sessions, crashes, open inboxes and drawn papers."""
    with house.open(Desk()) as made:
        yield made
