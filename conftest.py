# SPDX-License-Identifier: Apache-2.0
"""For all tests: what was skipped is said at the end with its reason; in CI a skip that the README does not name fails."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is no failure: no test here measures time.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

MEMORY = Path("/dev/shm")
ROOM = 12 << 30
"""Bytes that are free where files are kept in memory: a run takes 3 GiB for files at most."""


def keep_files_in_memory() -> None:
    """Databases and folders of tests live for seconds: what a disk does for them is a twentieth of the processor time, and what
    kill -9 leaves is the same. Not where TMPDIR names a place, nor where memory is scarce."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    said = Path("/proc/meminfo").read_text("ascii")
    available = 1024 * int(said.partition("MemAvailable:")[2].split()[0])
    if min(available, shutil.disk_usage(MEMORY).free) >= ROOM:
        tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)


keep_files_in_memory()

README = Path(__file__).parent / "README.md"
LONGEST = (
    "tests/faults/test_kill.py",
    "tests/browser/axe",
    "tests/browser",
    "tests/production",
    "tests/keycloak",
    "tests/rights",
    "tests/e2e/test_bench.py",
    "tests/faults",
    "tests/e2e/test_hostile_calls.py",
    "tests/fuzz",
    "tests/e2e/test_doctor.py",
    "tests/e2e/test_own_system.py",
    "libs/events/tests/test_kafka_log.py",
    "tests/e2e/test_over_kafka.py",
)
"""What takes longest, as a share of the whole run: begun first, so that no worker is left with it at the end. A folder here is
one share, as its tests share one system; else each file is one."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Of tests of whole systems (tests/conftest.py)."""
    parser.addoption(
        "--shape", choices=["embedded", "production"], default=os.environ.get("MOTCUA_TEST_SHAPE") or "embedded",
        help="what tests of whole systems run on",
    )  # fmt: skip


def share(path: str) -> str:
    """What a test (a path from the root, or a node id) is run together with: its fixtures are costly."""
    file = path.partition("::")[0]
    return next((one for one in LONGEST if f"{file}/".startswith(f"{one}/")), file)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With several workers the longest shares come first."""
    if hasattr(config, "workerinput"):
        items.sort(
            key=lambda item: LONGEST.index(of) if (of := share(item.nodeid)) in LONGEST else len(LONGEST)
        )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of collected tests stay until the end: looking for garbage among them again and again took a fifth of collecting,
    and 8 % of the time after it. What tests leave behind is little beside what each of them makes and drops by itself, so it is
    looked for seldom."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """For `-n auto` and `-n logical`: one more than there are cores, as a worker waits for a seventh of its time, for processes
    that start, pages that load and events that arrive."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Shares go to workers whole. Marks of xdist cannot say so: pytest 9 does not read the names that it makes of them."""
    from xdist.scheduler import LoadScopeScheduling

    class Shares(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return share(nodeid)

    return Shares(config, log)


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
