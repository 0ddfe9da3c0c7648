# SPDX-License-Identifier: Apache-2.0
"""Short drawings for the tests of lint."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from motcua_workflow.engine.check.examples import build
from motcua_workflow.engine.lint import FileReport, lint_bytes

Lint = Callable[..., FileReport]


@pytest.fixture
def lint() -> Lint:
    """Lint the inside of a process with its chain of elements, or whole bytes."""

    def run(body: str | bytes = "", chain: str = "s e", top: str = "") -> FileReport:
        data = body if isinstance(body, bytes) else build(body, chain, top).encode()
        return lint_bytes(data, "process.bpmn")

    return run
