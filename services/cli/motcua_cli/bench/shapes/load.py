# SPDX-License-Identifier: Apache-2.0
"""Load at a rate of its own choosing: calls begin when they are due, whether or not earlier ones have been answered, as from
people who know nothing of each other. Each stream is a process of its own."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

import grpc

from motcua_cli.bench.clients import processes_context

DEADLINE = 30.0
CONNECTIONS = 96
"""Most requests by HTTP that one stream has under way."""
Note = Callable[[str, float], None]
SAVE, LIST = "SaveDraft", "ListTasks"


@dataclass(frozen=True)
class Stream:
    """`what`: SAVE or LIST by gRPC at host:port, or the path of a page at an http address. `tokens` are used in turn, and
    `units`, where drafts are saved, along with them."""

    what: str
    target: str
    rate: float
    tokens: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass
class Heard:
    """Answers by status, and the latencies of those that were let in (seconds)."""

    statuses: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    def __add__(self, other: Heard) -> Heard:
        return Heard(self.statuses + other.statuses, self.latencies + other.latencies)


def pour(
    streams: Sequence[Stream], seconds: float, meanwhile: Callable[[], None] = lambda: None
) -> list[Heard]:
    """All at once for so long; what each heard. Raises RuntimeError where a process died."""
    context = processes_context()
    pipes, processes = [], []
    for stream in streams:
        ours, theirs = context.Pipe()
        process = context.Process(target=_run, args=(stream, seconds, theirs), daemon=True)
        process.start()
        pipes.append(ours)
        processes.append(process)
    try:
        for pipe in pipes:  # connected
            _told(pipe, DEADLINE)
        for pipe in pipes:
            pipe.send("go")
        meanwhile()
        return [_told(pipe, seconds + 3 * DEADLINE) for pipe in pipes]
    finally:
        for process in processes:
            process.join(5.0)
            if process.is_alive():
                process.terminate()


def _told(pipe: Any, patience: float) -> Any:
    if not pipe.poll(patience):
        raise RuntimeError("A process that makes load does not answer.")
    return pipe.recv()


def _run(stream: Stream, seconds: float, pipe: Any) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    heard, lock = Heard(), threading.Lock()

    def note(status: str, latency: float) -> None:
        with lock:
            heard.statuses[status] += 1
            if status in ("OK", "200"):
                heard.latencies.append(latency)

    begin = _by_http if "://" in stream.target else _by_grpc
    work = begin(stream, int(stream.rate * seconds), note)
    pipe.send("ready")
    pipe.recv()
    work()
    pipe.send(heard)


def _by_grpc(stream: Stream, count: int, note: Note) -> Callable[[], None]:
    channel = grpc.insecure_channel(stream.target, options=[("grpc.use_local_subchannel_pool", 1)])
    grpc.channel_ready_future(channel).result(timeout=DEADLINE)
    ask = _asking(channel, stream)
    carried = [(("authorization", f"Bearer {token}"),) for token in stream.tokens]
    left = threading.Semaphore(0)

    def one(number: int) -> None:
        began = time.perf_counter()
        future = ask(number, carried[number % len(carried)])

        def done(answer: Any) -> None:
            note(_status(answer), time.perf_counter() - began)
            left.release()

        future.add_done_callback(done)

    def work() -> None:
        _paced(stream.rate, count, one)
        for _ in range(count):
            left.acquire(timeout=2 * DEADLINE)
        channel.close()

    return work


def _asking(channel: grpc.Channel, stream: Stream) -> Callable[..., Any]:
    if stream.what == LIST:
        from motcua.assignment.v1 import assignment_pb2 as work
        from motcua.assignment.v1.assignment_pb2_grpc import AssignmentServiceStub

        listing = AssignmentServiceStub(channel).ListTasks
        return lambda _, metadata: listing.future(
            work.ListTasksRequest(page_size=50), timeout=DEADLINE, metadata=metadata
        )
    from motcua.intake.v1 import intake_pb2 as intake
    from motcua.intake.v1.intake_pb2_grpc import IntakeServiceStub

    from motcua_cli.actors import COPY, new_id
    from motcua_cli.bench.workload import ANSWERS

    saving = IntakeServiceStub(channel).SaveDraft
    typed = intake.SaveDraftRequest(procedure_key=COPY)
    typed.answers.update(ANSWERS)

    def save(number: int, metadata: Any) -> Any:
        unit = stream.units[number % len(stream.units)]
        request = intake.SaveDraftRequest(request_id=new_id(), unit=unit)
        request.MergeFrom(typed)
        return saving.future(request, timeout=DEADLINE, metadata=metadata)

    return save


def _status(answer: Any) -> str:
    error = answer.exception()
    if error is None:
        return "OK"
    from motcua_rpc import from_rpc_error

    return f"{answer.code().name} {from_rpc_error(error).code}"


def _by_http(stream: Stream, count: int, note: Note) -> Callable[[], None]:
    place = urlsplit(stream.target)
    host, port = place.hostname or "", place.port or 80
    turns, began = iter(range(count)), [0.0]
    taking = threading.Lock()

    def client() -> None:
        connection = HTTPConnection(host, port, timeout=DEADLINE)
        while True:
            with taking:
                number = next(turns, -1)
            if number < 0:
                connection.close()
                return
            time.sleep(max(0.0, began[0] + number / stream.rate - time.monotonic()))
            start = time.perf_counter()
            note(_asked(connection, stream, number), time.perf_counter() - start)

    def work() -> None:
        began[0] = time.monotonic()
        threads = [threading.Thread(target=client) for _ in range(min(CONNECTIONS, count))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return work


def _asked(connection: HTTPConnection, stream: Stream, number: int) -> str:
    headers = (
        {"Authorization": f"Bearer {stream.tokens[number % len(stream.tokens)]}"} if stream.tokens else {}
    )
    try:
        connection.request("GET", stream.what, headers=headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException) as error:
        connection.close()
        return type(error).__name__
    if answer.status == 429:
        return "429" if answer.headers["Retry-After"] else "429 without Retry-After"
    return str(answer.status)


def _paced(rate: float, count: int, one: Callable[[int], None]) -> None:
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        one(number)
