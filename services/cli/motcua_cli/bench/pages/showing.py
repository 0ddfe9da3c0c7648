# SPDX-License-Identifier: Apache-2.0
"""The table of the pages, for a person."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

COLUMNS = ("page", "p50 ms", "p95 ms", "p99 ms", "× bare", "SQL", "CPU ms", "DB ms", "KB")
LEGEND = "× bare: median against a page that asks no service. SQL: statements. CPU, DB: processor time of services, PostgreSQL."


def show(console: Console, content: dict[str, Any]) -> None:
    """Everything on one screen."""
    console.print(_table(content))
    console.print(f"[dim]{LEGEND}[/]")
    over, limit = content["over_limit"], content["limit_ms"]
    said = f"p95 over {limit:.0f} ms: {', '.join(over)}" if over else f"every p95 is at most {limit:.0f} ms"
    filled = ", ".join(f"{name} in {seconds:.0f} s" for name, seconds in content["filled_in_seconds"].items())
    volume, load = content["volume"], content["load"]
    console.print(f"{said}; {volume['dossiers']} dossiers ({filled}), {volume['database_bytes'] >> 20} MiB")
    console.print(", ".join(f"{name} {value}" for name, value in content["machine"].items()))
    console.print(
        f"Load {load['before']} before, {load['asking']} when asking began, {load['after']} after. {content['clients']}."
    )
    if load["asking"] > content["machine"]["cores"] / 2:
        console.print("[yellow]The machine was busy: read the processor time, or measure again.[/]")


def _table(content: dict[str, Any]) -> Table:
    table = Table(*COLUMNS, box=None, padding=(0, 1, 0, 0))
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.justify = "right"
    for row in content["pages"]:
        late = "red" if row["p95_ms"] > content["limit_ms"] else ""
        table.add_row(
            row["title"], f"{row['p50_ms']:.1f}", f"{row['p95_ms']:.1f}",
            f"{row['p99_ms']:.1f}", f"{row['to_bare']:g}", str(row["statements"]), f"{row['services_ms']:.1f}",
            f"{row['postgresql_ms']:.1f}", f"{row['bytes'] / 1024:.0f}", style=late,
        )  # fmt: skip
    return table
