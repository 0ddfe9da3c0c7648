# SPDX-License-Identifier: Apache-2.0
"""For all tests: what was skipped is said at the end with its reason; in CI a skip that the README does not name fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is no failure: no test here measures time.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

README = Path(__file__).parent / "README.md"
BROWSER = Path(__file__).parent / "tests" / "browser"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers a file's tests stay together, as its fixtures are costly; the browser's share one system."""
    for item in items:
        group = BROWSER if item.path.is_relative_to(BROWSER) else item.path
        item.add_marker(pytest.mark.xdist_group(str(group.relative_to(README.parent))))


def skip_reasons(terminal: pytest.TerminalReporter) -> dict[str, int]:
    """How often each reason was given."""
    reasons: dict[str, int] = {}
    for report in terminal.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    return reasons


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The last words of `make test`."""
    reasons = skip_reasons(terminalreporter)
    terminalreporter.section("what was skipped, and why")
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count} × {reason}")
    if not reasons:
        terminalreporter.line("nothing")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """CI has everything that a test may want; a new reason to skip must be argued in the README first."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or not os.environ.get("CI"):
        return
    named = README.read_text("utf-8") if README.exists() else ""
    unnamed = [reason for reason in skip_reasons(terminal) if reason not in named]
    if unnamed and session.exitstatus == 0:
        terminal.line(f"skipped for reasons that README.md does not name: {unnamed}")
        session.exitstatus = 1
