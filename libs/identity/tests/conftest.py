# SPDX-License-Identifier: Apache-2.0
"""One issuer per test module where state does not matter, one per test where it does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the harness lies beside; test files have no package

from identity_harness import Browser, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "issuer")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with Browser() as made:
        yield made
