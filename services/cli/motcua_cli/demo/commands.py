# SPDX-License-Identifier: Apache-2.0
"""The command `motcua demo`. Exit codes: 0 done, 1 something was refused or the system says otherwise, 2 could not run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from motcua_cli.failing import fail, told

Var = Annotated[
    Path, typer.Option(envvar="MOTCUA_VAR", help="Folder of the running system.", show_default=True)
]


VI = (
    "nhận {received} hồ sơ: {running} đang giải quyết, {finished} đã có kết quả và kết thúc, {refused} bị từ chối, "
    "{withdrawn} đã rút, {stopped} dừng. Trong số {received} hồ sơ đó: {accepted} được tiếp nhận, {supplemented} phải bổ sung, "
    "{refused_in_part} bị từ chối một phần."
)
EN = (
    "{received} dossiers received: {running} running, {finished} finished with a result, {refused} refused, "
    "{withdrawn} withdrawn, {stopped} stopped. Of these {received}: {accepted} accepted, {supplemented} supplemented, "
    "{refused_in_part} refused in part."
)


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
        report = _run(var, dossiers, days, seed)
    except (NotRunning, ClockFixed, RuntimeError, PermissionError) as error:
        raise fail(str(error)) from error
    except MotcuaError as error:
        raise fail(told(error)) from error
    _print(report, as_json)
    raise typer.Exit(0 if report.ok else 1)


def _run(var: Path, dossiers: int, days: int, seed: int) -> Any:
    from motcua_cli.demo.province import Demo
    from motcua_cli.demo.report import read_back
    from motcua_cli.demo.settling import Settling
    from motcua_cli.demo.simulation import Simulation
    from motcua_cli.running import read_run

    people = Demo(read_run(var))
    settling = Settling(var.absolute())
    simulation = Simulation(people, settling, seed, dossiers, days)
    try:
        with _bar() as progress, suppress(KeyboardInterrupt):  # what was done until now is told
            simulation.run(progress)
        return read_back(people, simulation.outcome)
    finally:
        settling.close()
        people.close()


def each_day() -> Callable[[date, int, int], None]:
    """Where no bar can be drawn: a line on stderr at the beginning of each simulated day, with how much is over."""
    told: set[date] = set()

    def show(day: date, done: int, total: int) -> None:
        if day not in told:
            told.add(day)
            print(f"{day:%d/%m/%Y}: {done * 100 // total} %", file=sys.stderr, flush=True)

    return show


@contextmanager
def _bar() -> Iterator[Any]:
    """How far it is, on stderr: --json leaves stdout to its one line, and whoever sits in front still sees it go on."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield each_day()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        row = progress.add_task("", total=None)

        def show(day: date, done: int, total: int) -> None:
            progress.update(row, description=f"{day:%a %d/%m}", completed=done, total=total)

        yield show


def summary(report: Any) -> list[str]:
    """What became of the dossiers, Vietnamese first: each counted once, then what is said of some of them."""
    first, last = report.days
    vi = "" if report.whole else " (bị ngắt)"
    en = "" if report.whole else " (interrupted)"
    return [
        f"Từ {first} đến {last}{vi}: " + VI.format(**report.counts),
        f"From {first} to {last}{en}: " + EN.format(**report.counts),
    ]


def _print(report: Any, as_json: bool) -> None:
    if as_json:
        from motcua_cli.machine_readable import json_line

        print(json_line(report.content()))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console()

    def both(name: str) -> str:
        return f"{name} / {report.english[name]}" if report.english.get(name) else name

    for line in summary(report):
        console.print(line, markup=False, highlight=False)
    agencies = Table("Cơ quan / Agency", "Bước đã xong / Steps done", "Trễ / Late")
    for name, (done, late) in report.late.items():
        agencies.add_row(both(name), str(done), str(late))
    steps = Table(
        "Bước / Step", "Đã xong / Done", "Một nửa trong (giờ làm việc) / Half within (working h)",
        "Chín phần mười trong / Nine of ten within",
    )  # fmt: skip
    for name, (done, half, most) in report.steps.items():
        steps.add_row(both(name), str(done), f"{half:g}", f"{most:g}")
    console.print(agencies, steps)
    for sentence in (*report.differences, *report.refusals[:20]):
        console.print(f"  ! {sentence}", markup=False, highlight=False)
    if len(report.refusals) > 20:
        console.print(f"  ! and {len(report.refusals) - 20} more; --json lists all.")
