# SPDX-License-Identifier: Apache-2.0
"""The course of `motcua bench --pages`: a system of its own, a province that works on it for some days, its dossiers multiplied,
then every page asked, and its SQL statements counted."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

import psycopg
from motcua_storage import EmbeddedPostgres

from motcua_cli.actors import LAND, LAND_ANSWERS, LAND_PAPERS
from motcua_cli.bench.machine import cpu_seconds, describe_machine, load
from motcua_cli.bench.pages.asking import LIMIT_MS, Asked, Browser, ask
from motcua_cli.bench.pages.multiplying import multiply
from motcua_cli.bench.pages.page import Page
from motcua_cli.bench.pages.which import Cast, cast_of, pages_of
from motcua_cli.bench.throwaway import Throwaway
from motcua_cli.bench.yardsticks import volume

SEED_DOSSIERS = 48
SEED_DAYS = 7
SEED = 4
Say = Callable[[str], None]


def take_pages(system: Throwaway, dossiers: int, times: int, say: Say) -> dict[str, Any]:
    """The whole course; what `shown` shows and the bench keeps.

    Raises:
        NotStarted, RuntimeError, TimeoutError: it could not be measured.
    """
    began, machine, busy = datetime.now(UTC), describe_machine(system.folder), load()
    say("starting")
    system.start()
    seconds = {"worked": _timed(lambda: _work(system, min(SEED_DOSSIERS, dossiers), say))}
    url = EmbeddedPostgres(system.var / "postgres").start()  # attaches to the one that runs
    say(f"multiplying to {dossiers} dossiers")
    seconds["multiplied"] = _timed(lambda: multiply(url, dossiers))
    asking = load()
    asked, pages = measure_pages(system.run, url, system.pids(), times, say)
    held = volume(system.var)
    system.stop()
    say("counting SQL statements")
    counts = count_page_statements(system, pages)
    rows = [replace(one, statements=counts.get(one.key, 0)) for one in asked]
    return {
        "measured_at": began.isoformat(timespec="seconds"),
        "pages": [asdict(one) for one in rows],
        "limit_ms": LIMIT_MS,
        "over_limit": [one.key for one in rows if one.p95_ms > LIMIT_MS],
        "filled_in_seconds": seconds,
        "volume": held,
        "machine": machine,
        "load": {"before": busy, "asking": asking, "after": load()},
        "clients": "one, in another process on the same machine, over one kept connection per person",
    }


def measure_pages(
    run: Mapping[str, Any], url: str, pids: tuple[int, int], times: int, say: Say
) -> tuple[list[Asked], list[Page]]:
    """Ask every page of a filled system `times` times. `pids`: of the services and of PostgreSQL."""
    cast = cast_of(run["people"])
    with ExitStack() as open_ones:
        browsers = {}
        for user in dict.fromkeys(cast.users):
            browsers[user] = Browser(run, user)
            open_ones.callback(browsers[user].close)
        draft, today = _draft(run, cast)
        pages = pages_of(cast, browsers, _codes(url), draft, today)
        say(f"asking {len(pages)} pages")
        return ask(browsers, pages, times, lambda: _cpu(pids)), pages


def count_page_statements(system: Throwaway, pages: Sequence[Page]) -> dict[str, int]:
    """Statements by page, counted in a process that runs all services (`statements.py`).

    Raises:
        RuntimeError: it failed; with its last words.
    """
    command = [sys.executable, "-m", "motcua_cli.bench.pages.statements"]
    asked = json.dumps([asdict(one) for one in pages])
    done = subprocess.run(
        [*command, str(system.var), str(system.http_port), str(system.grpc_port)], env=system.environment(),
        input=asked, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"Counting SQL statements failed: {done.stderr.strip()[-2000:]}")
    counts: dict[str, int] = json.loads(done.stdout.strip().splitlines()[-1])
    return counts


def _work(system: Throwaway, dossiers: int, say: Say) -> None:
    """Citizens and officers of `motcua demo` file and work dossiers of all procedures over some days."""
    from motcua_cli.demo.province import Demo
    from motcua_cli.demo.settling import Settling
    from motcua_cli.demo.simulation import Simulation

    people, settling = Demo(system.run), Settling(system.var)
    try:
        simulation = Simulation(people, settling, SEED, dossiers, SEED_DAYS)
        simulation.run(lambda day, done, total: say(f"{dossiers} dossiers are worked, {done} of {total}"))
        settling.wait()
    finally:
        settling.close()
        people.close()


def _draft(run: Mapping[str, Any], cast: Cast) -> tuple[str, date]:
    """A draft of the citizen with all its papers, not submitted; and the day that it is there."""
    from motcua_cli.demo.province import Demo

    people = Demo(run)
    try:
        unit = people.unit_of(cast.clerk)
        answers = LAND_ANSWERS | {"land_commune": unit}
        draft = people.citizen(cast.citizen).draft(LAND, unit, answers, LAND_PAPERS)
        return draft.draft_id, people.now().date()
    finally:
        people.close()


def _codes(url: str) -> list[str]:
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute("SELECT code FROM intake.dossier ORDER BY md5(id) LIMIT 20").fetchall()
    return [str(code) for (code,) in rows]


def _cpu(pids: tuple[int, int]) -> tuple[float, float]:
    services, database = pids
    return cpu_seconds([services], without=database), cpu_seconds([database])


def _timed(do: Callable[[], Any]) -> float:
    began = time.monotonic()
    do()
    return round(time.monotonic() - began, 1)


__all__ = ["count_page_statements", "measure_pages", "take_pages"]
