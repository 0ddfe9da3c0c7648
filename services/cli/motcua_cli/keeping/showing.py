# SPDX-License-Identifier: Apache-2.0
"""Progress of long work on a terminal (on standard error, so that standard output stays for the outcome), sizes and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from motcua_cli.keeping.archive import Moved


def size_of(count: int) -> str:
    """`512 B`, `3.4 MiB`."""
    amount = float(count)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if amount < 1024 or unit == "GiB":
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    raise AssertionError


@contextmanager
def bar(text: str, total: int, quiet: bool) -> Iterator[Moved]:
    """A bar over `total` bytes; gives what is to be told of bytes done."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        row = progress.add_task(text, total=total)
        yield lambda count: progress.advance(row, count)


@contextmanager
def step(text: str, quiet: bool) -> Iterator[None]:
    """Something of unknown length: a line that turns while it lasts."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield
        return
    with console.status(text):
        yield
