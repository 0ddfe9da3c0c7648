# SPDX-License-Identifier: Apache-2.0
"""What the bench found, as a table for a person and as the JSON that is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from motcua_cli.bench.arithmetic import Summary, ratio

TITLES = {
    "complete": "CompleteTask",
    "list": "ListTasks, 50",
    "echo": "bare gRPC echo",
    "commit": "bare commit",
}
CLAIM = (
    "Clients, services and PostgreSQL share this machine. Set other products' figures beside these only with their "
    "machine, data and procedure: the work is not the same."
)


def ratios(measured: dict[str, list[Summary]]) -> list[dict[str, float | int]]:
    """For each number of clients: completions per echo and per commit, and how many times longer the median takes."""
    found: list[dict[str, float | int]] = []
    for at, ours in enumerate(measured["complete"]):
        echo, commit = measured["echo"][at], measured["commit"][at]
        found.append(
            {
                "clients": ours.clients,
                "rate_to_echo": ratio(ours.per_second, echo.per_second),
                "rate_to_commit": ratio(ours.per_second, commit.per_second),
                "p50_to_echo": ratio(ours.p50_ms, echo.p50_ms),
                "p50_to_commit": ratio(ours.p50_ms, commit.p50_ms),
            }
        )
    return found


def save(var: Path, content: dict[str, Any], now: datetime | None = None) -> Path:
    """Write `bench/<UTC time>.json` below `var`; the path."""
    moment = now or datetime.now(UTC)
    path = var / "bench" / f"{moment:%Y%m%dT%H%M%SZ}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, default=asdict) + "\n", encoding="utf-8"
    )
    return path


def keep(
    var: Path, content: dict[str, Any], show: Callable[[Console, dict[str, Any]], None], as_json: bool
) -> None:
    """Save what was measured and print it: the JSON that is kept, or a table by `show` and where it is kept."""
    path = save(var, content)
    if as_json:
        print(path.read_text("utf-8"), end="")
    else:
        show(Console(highlight=False), content)
        print(f"Kept in {path}")


def show(console: Console, content: dict[str, Any]) -> None:
    """Everything on one screen."""
    console.print(_throughput(content["measured"]))
    console.print(_ratios(content["ratios"]))
    console.print(_single("While preparing (ms)", content["preparing"]))
    starts = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in content["start_up_seconds"].items())
    console.print(f"Start-up: {starts}")
    counts = ", ".join(f"{name} {count}" for name, count in content["sql_statements"].items())
    console.print(f"SQL statements per operation, all services: {counts}")
    console.print(f"Procedure {content['procedure']}, step {content['step']}; {_pairs(content['volume'])}")
    console.print(f"Machine: {_pairs(content['machine'])}")
    before, after = content["load"]["before"], content["load"]["after"]
    if before > content["machine"]["cores"] / 2:
        console.print(
            f"[yellow]The machine was busy with other work (load {before} before, {after} after): measure again.[/]"
        )
    console.print(f"[dim]{CLAIM}[/]", soft_wrap=True)


def _throughput(measured: dict[str, list[Summary]]) -> Table:
    table = Table("", "clients", "per second", "p50 ms", "p95 ms", "p99 ms", "n", "refused", box=None)
    for kind, summaries in measured.items():
        for one in summaries:
            table.add_row(
                TITLES[kind], str(one.clients), f"{one.per_second:.1f}", f"{one.p50_ms:.2f}", f"{one.p95_ms:.2f}",
                f"{one.p99_ms:.2f}", str(one.count), str(one.errors or ""),
            )  # fmt: skip
    return _right(table)


def _ratios(rows: list[dict[str, float | int]]) -> Table:
    table = Table(
        "CompleteTask against",
        "clients",
        "rate / echo",
        "rate / commit",
        "p50 / echo",
        "p50 / commit",
        box=None,
    )
    for row in rows:
        table.add_row("to bare", *(f"{value:g}" for value in row.values()))
    return _right(table)


def _single(title: str, summaries: dict[str, Summary]) -> Table:
    table = Table(title, "clients", "p50", "p95", "p99", "n", box=None)
    for method, one in summaries.items():
        table.add_row(
            method,
            str(one.clients),
            f"{one.p50_ms:.2f}",
            f"{one.p95_ms:.2f}",
            f"{one.p99_ms:.2f}",
            str(one.count),
        )
    return _right(table)


def _right(table: Table) -> Table:
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _pairs(values: dict[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in values.items())
