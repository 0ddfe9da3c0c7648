# SPDX-License-Identifier: Apache-2.0
"""Clients that measure: each with a connection of its own, spread over processes of their own, so that what they cost is
neither hidden in the server's process nor serialised by one interpreter."""

from __future__ import annotations

import multiprocessing
import queue
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import grpc

MOST_PROCESSES = 4
CONNECT_SECONDS = 30.0
Call = Callable[[Any], None]


@dataclass(frozen=True)
class Lane:
    """What one client does: `items` are consumed one by one; empty, it repeats itself until time is up."""

    kind: str
    target: str
    token: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """Latencies of the calls that succeeded (seconds), refusals by reason, the window, and the clients' processor time."""

    latencies: list[float]
    refused: dict[str, int]
    seconds: float
    client_cpu: float
    processes: int


@dataclass
class _Tally:
    latencies: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    began: float = 0.0
    ended: float = 0.0


def processes_context() -> Any:
    """Where processes of clients come from: each is forked from one that has imported what they need and done nothing else, so
    a measurement does not begin with twenty interpreters that read the same modules."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "motcua_cli.bench.clients", "motcua_cli.bench.calls"])
    return context


def measure(lanes: Sequence[Lane], seconds: float) -> Measured:
    """Run all lanes at once for `seconds`, or until their items are used up.

    Raises:
        RuntimeError: a client process died.
    """
    context = processes_context()
    groups = [list(lanes[start::MOST_PROCESSES]) for start in range(min(len(lanes), MOST_PROCESSES))]
    answers, ready = context.Queue(), context.Barrier(len(groups))
    processes = [
        context.Process(target=_run_process, args=(group, seconds, ready, answers), daemon=True)
        for group in groups
    ]
    try:
        for process in processes:
            process.start()
        told = [_answer(answers, processes, seconds) for _ in processes]
    finally:
        for process in processes:
            process.join(5.0)
            if process.is_alive():
                process.terminate()
    return _merge(told, len(groups))


def _answer(answers: Any, processes: Sequence[Any], seconds: float) -> tuple[list[_Tally], float]:
    until = time.monotonic() + CONNECT_SECONDS * 2 + seconds
    while time.monotonic() < until:
        try:
            told: tuple[list[_Tally], float] = answers.get(timeout=0.2)
        except queue.Empty:
            if any(process.exitcode not in (None, 0) for process in processes):
                break
            continue
        return told
    raise RuntimeError("A client process ended before it could answer; its message is above.")


def _merge(told: Sequence[tuple[list[_Tally], float]], processes: int) -> Measured:
    tallies = [tally for part, _ in told for tally in part]
    refused: Counter[str] = Counter()
    for tally in tallies:
        refused.update(tally.refused)
    window = max(tally.ended for tally in tallies) - min(tally.began for tally in tallies)
    latencies = [latency for tally in tallies for latency in tally.latencies]
    return Measured(latencies, dict(refused), window, sum(cpu for _, cpu in told), processes)


def _run_process(lanes: list[Lane], seconds: float, ready: Any, answers: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the bench ends its clients itself
    opened = [open_lane(lane) for lane in lanes]
    shared = [deque(lane.items) for lane in lanes]
    tallies = [_Tally() for _ in lanes]
    go = threading.Event()
    threads = [
        threading.Thread(target=_run_client, args=(call, lane, items, tally, seconds, go))
        for call, lane, items, tally in zip(opened, lanes, shared, tallies, strict=True)
    ]
    for thread in threads:
        thread.start()
    ready.wait(CONNECT_SECONDS)
    used = time.process_time()
    go.set()
    for thread in threads:
        thread.join()
    answers.put((tallies, time.process_time() - used))


def _run_client(
    call: Call, lane: Lane, items: deque[str], tally: _Tally, seconds: float, go: threading.Event
) -> None:
    go.wait()
    tally.began = tally.ended = time.monotonic()
    while tally.ended - tally.began < seconds:
        if lane.items and not items:
            return
        item = items.popleft() if lane.items else ""
        before = time.perf_counter()
        try:
            call(item)
        except grpc.RpcError as error:
            tally.refused[reason_of(error)] += 1
        else:
            tally.latencies.append(time.perf_counter() - before)
        tally.ended = time.monotonic()


def reason_of(error: Any) -> str:
    """The reason code of a refusal, or gRPC's."""
    from motcua_rpc import from_rpc_error

    return from_rpc_error(error).code


def open_lane(lane: Lane) -> Call:
    """The call of a lane, connected."""
    from motcua_cli.bench import calls

    return calls.KINDS[lane.kind](lane.target, lane.token)
