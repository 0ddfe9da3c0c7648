# SPDX-License-Identifier: Apache-2.0
"""For all tests of whole systems: the shape that they run on, and systems that need not make their first start again.

`--shape production` (or MOTCUA_TEST_SHAPE=production) drives one production shape, shared by all tests of the run. Tests about
one shape alone are marked `embedded(reason)` or `production(reason)`; where they are left out the last words say why.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from statistics import median

import pytest
from motcua_cli.actors import Officer
from support.forking import Forker
from support.prepared import copy, prepared
from support.production import Production, need_parts
from support.system import Driver, System
from support.waiting import PATIENCE

LEFT_OUT = pytest.StashKey[Counter[str]]()
TALKATIVE = {"MOTCUA_LOG_LEVEL": "DEBUG", "MOTCUA_LOG_FORMAT": "json"}
"""Settings of the production shape's services, so that nobody needs others to read what they log."""
RECOVERIES = pytest.StashKey[dict[str, list[float]]]()
SHAPES = ("embedded", "production")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is not of this shape. Where all share one system, whoever moves its time by weeks comes last."""
    shape = config.getoption("shape")
    reasons = {item: reason for item in items if (reason := why_not(item, shape))}
    config.stash[LEFT_OUT] = Counter(reasons.values())
    if reasons:
        config.hook.pytest_deselected(items=list(reasons))
    items[:] = [item for item in items if item not in reasons]
    if shape == "production":
        items.sort(key=lambda item: "apart" in getattr(item, "fixturenames", ()))


def how_long(recoveries: dict[str, list[float]]) -> list[str]:
    """A line for each kind of part: what was measured, in seconds."""
    kinds: dict[str, list[float]] = {}
    for name, took in recoveries.items():
        kinds.setdefault(name.rpartition("-")[0] or name, []).extend(took)
    return [
        f"{kind}: p50 {median(took):.1f} s, longest {max(took):.1f} s, of {len(took)}"
        for kind, took in sorted(kinds.items())
    ]


def why_not(item: pytest.Item, shape: str) -> str:
    """Why a test is not run on this shape; empty where it is."""
    if mark := item.get_closest_marker(SHAPES[1 - SHAPES.index(shape)]):
        return str(mark.args[0])
    drives = {"running", "production", "new_system"} & set(getattr(item, "fixturenames", ()))
    return "" if shape == "embedded" or drives else "it drives no whole system"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What was not run, and why; how soon all worked again after a kill."""
    for line in how_long(config.stash.get(RECOVERIES, {})):
        terminalreporter.line(f"all works again after the return of {line}")
    for reason, count in sorted(config.stash.get(LEFT_OUT, Counter()).items()):
        terminalreporter.line(f"not of this shape: {count} × {reason}")


@pytest.fixture(scope="session")
def shape(pytestconfig: pytest.Config) -> str:
    """`embedded` or `production`."""
    return str(pytestconfig.getoption("shape"))


@pytest.fixture
def recoveries(pytestconfig: pytest.Config) -> dict[str, list[float]]:
    """By what was killed: seconds from its return until all works again; told at the end of the run."""
    return pytestconfig.stash.setdefault(RECOVERIES, {})


@pytest.fixture(scope="session")
def forker() -> Iterator[Forker]:
    """The product, imported once for this worker; what it forks shares nothing else with the next."""
    made = Forker()
    yield made
    made.close()


@pytest.fixture(scope="session")
def new_system(shape: str, forker: Forker, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., System]:
    """Call with a folder that is not there yet (and what `System` takes): a system on a copy of the prepared state, not started.

    The state is shared by all workers of a run; nobody starts on it once it is complete, so nothing can leak through it.
    """
    base = tmp_path_factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(var: Path, **chosen: object) -> System:
        assert shape == "embedded", "such a test says by a mark why it is of the embedded shape alone"
        copy(prepared(run / "prepared"), var)
        return System(var, forker=forker, **chosen)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def production(forker: Forker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """The one production shape of this run. MOTCUA_TEST_AT names a folder whose shape is taken, and left running, instead."""
    need_parts()
    there = os.environ.get("MOTCUA_TEST_AT")
    made = Production(
        Path(there) if there else tmp_path_factory.mktemp("production"), forker=forker, settings=TALKATIVE
    )
    try:
        made.start()
        yield made
    finally:
        made.hang_up()
        if not there:
            made.kill()


@pytest.fixture(scope="session")
def running(
    shape: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., AbstractContextManager[Driver]]:
    """A running system for as long as a block lasts, given settings of its own (MOTCUA_…) or none: on the embedded shape one
    where nothing was filed yet, stopped by Ctrl-C at the end; on the production shape the shared one."""

    @contextmanager
    def embedded(**settings: str) -> Iterator[Driver]:
        make = request.getfixturevalue("new_system")
        made: System = make(tmp_path_factory.mktemp("system") / "var", settings=settings)
        made.start()
        yield made
        if made.is_running:
            assert made.stop() == 0, made.log_tail()

    @contextmanager
    def shared(**settings: str) -> Iterator[Driver]:
        made: Production = request.getfixturevalue("production")
        made.set(TALKATIVE | settings)
        yield made
        made.set(TALKATIVE)

    return shared if shape == "production" else embedded


@pytest.fixture(autouse=True, scope="session")
def patience(shape: str) -> Iterator[None]:
    """Processors are shared by twelve processes of the production shape."""
    with pytest.MonkeyPatch.context() as patched:
        if shape == "production":
            patched.setattr(Officer, "patience", 60.0)
            patched.setitem(PATIENCE, "factor", 3.0)
        yield
