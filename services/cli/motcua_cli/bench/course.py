# SPDX-License-Identifier: Apache-2.0
"""The course of a measurement: what is done in which order on a throwaway system, and everything that is known afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from motcua.assignment.v1 import assignment_pb2 as work
from motcua_rpc import MotcuaError

from motcua_cli.bench import report
from motcua_cli.bench.arithmetic import Summary, summarise, tasks_needed
from motcua_cli.bench.clients import Lane, Measured, measure
from motcua_cli.bench.machine import cpu_seconds, describe_machine, load
from motcua_cli.bench.throwaway import Throwaway
from motcua_cli.bench.workload import AT_ONCE, PROCEDURE, Samples, Windows
from motcua_cli.bench.yardsticks import commit_table, echo_server, volume
from motcua_cli.doctor.checks import versions

WARM_UP = 8
GROWTH = {1: 1.4}
"""How much faster than the warm-up a number of clients may be before it runs out of tasks."""
MOST_GROWTH = 2.5
QUIET_CORES = 0.15
QUIET_WITHIN = 30.0
"""Seconds that events of what was prepared may take to be worked off before a measurement begins."""
Say = Callable[[str], None]


@dataclass
class Course:
    """What is known so far."""

    system: Throwaway
    seconds: float
    clients: Sequence[int]
    say: Say
    measured: dict[str, list[Summary]] = field(default_factory=dict)
    cores: dict[str, dict[str, float]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    samples: Samples = field(default_factory=Samples)
    unsettled: int = 0
    listed: int = 0

    def measure(self, kind: str, lanes: Sequence[Lane]) -> Summary:
        """Run the lanes and keep what came of it."""
        self.settle()
        self.say(f"measuring {report.TITLES[kind]}, {len(lanes)} clients")
        before = self._cpu()
        found = measure(lanes, self.seconds)
        used = [after - was for after, was in zip(self._cpu(), before, strict=True)]
        for reason, count in found.refused.items():
            self.refused[f"{kind}: {reason}"] = self.refused.get(f"{kind}: {reason}", 0) + count
        if not found.latencies:
            raise RuntimeError(f"Every {kind} was refused: {found.refused or 'nothing was done'}.")
        self.cores[f"{kind}, {len(lanes)} clients"] = _cores(found, used)
        return summarise(len(lanes), found.latencies, found.seconds, sum(found.refused.values()))

    def _cpu(self) -> list[float]:
        """Of the services without PostgreSQL, which is their child, and of PostgreSQL."""
        services, database = self.system.pids()
        return [cpu_seconds([services], without=database), cpu_seconds([database])]

    def settle(self) -> None:
        """Wait until the services have worked off the events of what was prepared."""
        self.say("waiting for quiet")
        services, _ = self.system.pids()
        until = time.monotonic() + QUIET_WITHIN
        while time.monotonic() < until:
            before = cpu_seconds([services])
            time.sleep(0.5)
            if cpu_seconds([services]) - before < QUIET_CORES * 0.5:
                return
        self.unsettled += 1


def take(system: Throwaway, seconds: float, clients: Sequence[int], say: Say) -> dict[str, Any]:
    """The whole course; what `report` shows and keeps.

    Raises:
        NotStarted, RuntimeError, TimeoutError: it could not be measured.
    """
    course = Course(system, seconds, clients, say)
    began, machine, busy = datetime.now(UTC), describe_machine(system.folder), load()
    starts = {"cold": _start(course, "cold start: initdb, migrations, procedures")}
    try:
        _completions(course)
        _inbox(course)
        durable = _yardsticks(course)
        held = volume(system.var)
    except MotcuaError as error:
        raise RuntimeError(f"The system refused while preparing: {error}") from error
    system.stop()
    starts["warm"] = _start(course, "warm start")
    system.stop()
    say("counting SQL statements")
    return {
        "measured_at": began.isoformat(timespec="seconds"),
        "procedure": str(PROCEDURE),
        "step": "check_original",
        "seconds_each": seconds,
        "measured": course.measured,
        "ratios": report.ratios(course.measured),
        "preparing": _preparing(course.samples),
        "start_up_seconds": {name: round(took, 3) for name, took in starts.items()},
        "sql_statements": count_statements(system),
        "cores_used": course.cores,
        "refused": course.refused,
        "volume": held | {"tasks_in_listed_inbox": course.listed},
        "machine": machine,
        "load": {"before": busy, "after": load()},
        "measurements_begun_before_quiet": course.unsettled,
        "versions": versions(),
        "postgresql": durable,
        "clients": "up to 4 processes of their own on the same machine, one connection for each client",
        "note": report.CLAIM,
    }


def count_statements(system: Throwaway) -> dict[str, int]:
    """Statements per operation, counted in a process that runs all services (`statements.py`)."""
    command = [sys.executable, "-m", "motcua_cli.bench.statements"]
    arguments = [str(system.var), str(system.http_port), str(system.grpc_port)]
    process = subprocess.Popen(
        [*command, *arguments],
        env=system.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with _waited_for(process):
        out, err = process.communicate(timeout=180)
    if process.returncode != 0:
        raise RuntimeError(f"Counting SQL statements failed: {err.strip()[-2000:]}")
    counts: dict[str, int] = json.loads(out.strip().splitlines()[-1])
    return counts


@contextmanager
def _waited_for(process: subprocess.Popen[str]) -> Iterator[None]:
    """Whatever happens here, the child is told to stop, and its PostgreSQL with it, which takes a moment."""
    try:
        yield
    except BaseException:
        process.terminate()
        process.wait(30)
        raise


def _start(course: Course, what: str) -> float:
    course.say(what)
    return course.system.start()


def _completions(course: Course) -> None:
    windows = Windows(course.system.run)
    course.say("warming up")
    rate = _complete(course, windows, 1, WARM_UP).per_second
    course.samples.by_method.clear()
    course.refused.clear()
    course.measured["complete"] = []
    for clients in course.clients:
        needed = tasks_needed(rate, course.seconds, GROWTH.get(clients, MOST_GROWTH), clients * 2)
        course.measured["complete"].append(_complete(course, windows, clients, needed))


def _complete(course: Course, windows: Windows, clients: int, count: int) -> Summary:
    """`clients` complete `count` prepared tasks: one client those of one commune, more are dealt over the communes."""
    course.say(f"receiving {count} dossiers for {clients} clients")
    by_unit = windows.prepare(count, course.samples, clients)
    units = list(by_unit)
    lanes = []
    for number in range(clients):
        unit, turn = units[number % len(units)], number // len(units)
        sharers = len(range(number % len(units), clients, len(units)))
        token = windows.token(windows.user(unit, "justice_officer"))()
        lanes.append(Lane("complete", course.system.run["grpc"], token, tuple(by_unit[unit][turn::sharers])))
    return course.measure("complete", lanes)


def _inbox(course: Course) -> None:
    """Leaders read their inbox, in which every completed check has left a copy to be signed."""
    windows = Windows(course.system.run)
    tokens = [windows.token(windows.user(commune.unit, "commune_leader"))() for commune in windows.communes]
    course.listed = max(
        commune.leader.inbox.CountTasks(work.CountTasksRequest()).open for commune in windows.communes
    )
    course.measured["list"] = []
    for clients in course.clients:
        lanes = [
            Lane("list", course.system.run["grpc"], tokens[number % len(tokens)]) for number in range(clients)
        ]
        course.measured["list"].append(course.measure("list", lanes))


def _yardsticks(course: Course) -> dict[str, str]:
    """Echo and commit; the settings under which the commits were durable."""
    windows = Windows(course.system.run)
    token = windows.token(windows.user(windows.communes[0].unit, "justice_officer"))()
    with echo_server() as address:
        course.measured["echo"] = [
            course.measure("echo", [Lane("echo", address, token)] * clients) for clients in course.clients
        ]
    with commit_table(course.system.var) as (url, settings):
        course.measured["commit"] = [
            course.measure("commit", [Lane("commit", url)] * clients) for clients in course.clients
        ]
    return settings


def _preparing(samples: Samples) -> dict[str, Summary]:
    """Latencies of the calls that prepared, made by a few clients of the bench's own process."""
    return {
        method: summarise(AT_ONCE * 3, latencies, sum(latencies) / (AT_ONCE * 3))
        for method, latencies in sorted(samples.by_method.items())
    }


def _cores(found: Measured, used: Sequence[float]) -> dict[str, float]:
    """How many cores were busy on average with each side."""
    services, database = (round(seconds / found.seconds, 2) for seconds in used)
    return {
        "services": services, "postgresql": database, "clients": round(found.client_cpu / found.seconds, 2),
        "client_processes": found.processes,
    }  # fmt: skip
