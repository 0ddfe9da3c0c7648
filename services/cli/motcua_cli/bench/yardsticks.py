# SPDX-License-Identifier: Apache-2.0
"""Two yardsticks of the same machine and minute: what gRPC costs when nothing is done, and what it costs to put one row on
disk. The distance to them is what MotCua's work costs."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import psycopg
from motcua_rpc import Limits
from motcua_storage import EmbeddedPostgres

from motcua_cli.bench.clients import processes_context

WORKERS = Limits().at_once
"""Threads of the echo server: as many as a server of ours has for calls from outside (motcua_rpc.serve)."""


@contextmanager
def echo_server() -> Iterator[str]:
    """Address of a gRPC server in a process of its own that sends back what it gets: no token is checked, no database."""
    context = processes_context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve_echo, args=(theirs,), daemon=True)
    process.start()
    try:
        if not ours.poll(30.0):
            raise RuntimeError("The echo server did not start.")
        yield f"127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join(5.0)


class _Echo(grpc.GenericRpcHandler):  # type: ignore[type-arg]
    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        return grpc.unary_unary_rpc_method_handler(lambda request, _: request)


def _serve_echo(pipe: Any) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = grpc.server(ThreadPoolExecutor(WORKERS))
    server.add_generic_rpc_handlers((_Echo(),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    pipe.send(port)
    server.wait_for_termination()


@contextmanager
def commit_table(var: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """URL of the running system's PostgreSQL with a table for bare commits, and the settings that make them durable."""
    url = EmbeddedPostgres(var / "postgres").start()  # attaches to the one that runs
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CREATE SCHEMA bench")
        admin.execute("CREATE TABLE bench.yardstick (id uuid PRIMARY KEY, payload bytea NOT NULL)")
        names = ["server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method"]
        rows = admin.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names]).fetchall()
        try:
            yield url, dict(rows)
        finally:
            admin.execute("DROP SCHEMA bench CASCADE")


def volume(var: Path) -> dict[str, int]:
    """Bytes of the database, and rows of the tables that grow with dossiers."""
    url = EmbeddedPostgres(var / "postgres").start()
    with psycopg.connect(url, autocommit=True) as admin:
        size = admin.execute("SELECT pg_database_size(current_database())").fetchone()
        dossiers = admin.execute("SELECT count(*) FROM intake.dossier").fetchone()
        tasks = admin.execute("SELECT count(*) FROM assignment.task").fetchone()
    assert size and dossiers and tasks, "aggregates always give a row"
    return {"database_bytes": size[0], "dossiers": dossiers[0], "inbox_tasks": tasks[0]}
