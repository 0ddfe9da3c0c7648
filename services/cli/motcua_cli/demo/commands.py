# SPDX-License-Identifier: Apache-2.0
"""The command `motcua demo`. Exit codes: 0 done, 1 something was refused or the system says otherwise, 2 could not run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from motcua_cli.failing import fail, told

Var = Annotated[
    Path, typer.Option(envvar="MOTCUA_VAR", help="Folder of the running system.", show_default=True)
]


def add_to(app: typer.Typer) -> None:
    """Mount the command."""
    app.command("demo")(demo)


def demo(
    dossiers: Annotated[int, typer.Option(min=1, max=5000, help="How many dossiers come in.")] = 200,
    days: Annotated[int, typer.Option(min=1, max=250, help="Over how many days, days off included.")] = 20,
    seed: Annotated[int, typer.Option(help="The same seed on a fresh system: the same story.")] = 1,
    var: Var = Path("var"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Let simulated citizens and officers work on a running trial system, and say what became of their dossiers."""
    from motcua_rpc import MotcuaError

    from motcua_cli.demo.province import ClockFixed
    from motcua_cli.running import NotRunning

    try:
        report = _run(var, dossiers, days, seed, as_json)
    except (NotRunning, ClockFixed, RuntimeError, PermissionError) as error:
        raise fail(str(error)) from error
    except MotcuaError as error:
        raise fail(told(error)) from error
    _print(report, as_json)
    raise typer.Exit(0 if report.ok else 1)


def _run(var: Path, dossiers: int, days: int, seed: int, quiet: bool) -> Any:
    from motcua_cli.demo.province import Demo
    from motcua_cli.demo.report import read_back
    from motcua_cli.demo.settling import Settling
    from motcua_cli.demo.simulation import Simulation
    from motcua_cli.running import read_run

    people = Demo(read_run(var))
    settling = Settling(var.absolute())
    simulation = Simulation(people, settling, seed, dossiers, days)
    try:
        with _bar(quiet) as progress, suppress(KeyboardInterrupt):  # what was done until now is told
            simulation.run(progress)
        return read_back(people, simulation.outcome)
    finally:
        settling.close()
        people.close()


@contextmanager
def _bar(quiet: bool) -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda day, done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        row = progress.add_task("", total=None)

        def show(day: date, done: int, total: int) -> None:
            progress.update(row, description=f"{day:%a %d/%m}", completed=done, total=total)

        yield show


def _print(report: Any, as_json: bool) -> None:
    if as_json:
        from motcua_cli.machine_readable import json_line

        print(json_line(report.content()))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console()
    whole = "" if report.whole else " (interrupted)"
    console.print(f"From {report.days[0]} to {report.days[1]}{whole}:")
    console.print("  " + ", ".join(f"{count} {name}" for name, count in report.counts.items()))
    agencies = Table("Agency", "Steps done", "Late")
    for name, (done, late) in report.late.items():
        agencies.add_row(name, str(done), str(late))
    steps = Table("Step", "Done", "Half within (working h)", "Nine of ten within")
    for name, (done, half, most) in report.steps.items():
        steps.add_row(name, str(done), f"{half:g}", f"{most:g}")
    console.print(agencies, steps)
    for sentence in (*report.differences, *report.refusals[:20]):
        console.print(f"  ! {sentence}", markup=False, highlight=False)
    if len(report.refusals) > 20:
        console.print(f"  ! and {len(report.refusals) - 20} more; --json lists all.")
