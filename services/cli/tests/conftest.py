# SPDX-License-Identifier: Apache-2.0
"""What several tests of the commands share: the child process that checks folders before they are published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from motcua_organisation import load_organisation
from motcua_workflow.app.checking import Checker

ORGANISATION = Path(__file__).parents[3] / "infra" / "demo" / "organisation.yaml"


@pytest.fixture(scope="session")
def checker() -> Iterator[Checker]:
    """One for all services that tests start: it knows no database and no caller, and says of the same files the same."""
    made = Checker(load_organisation(ORGANISATION))
    yield made
    made.close()
