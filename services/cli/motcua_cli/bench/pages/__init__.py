# SPDX-License-Identifier: Apache-2.0
"""`motcua bench --pages`: what each page costs where 10,000 dossiers are, asked by whom it is for.

How the dossiers come about: citizens and officers of `motcua demo` file and work some dozens of all procedures through the
public API over simulated days, until some are over and others stand at every stage. Then their rows are multiplied, in the
tables of every service, with other ids, codes, people and days, four of five being over and spread over a year, and PostgreSQL
takes its statistics. Not multiplied is what no page reads: events, kept answers of calls, what others follow.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from rich.console import Console

from motcua_cli.bench import report
from motcua_cli.bench.throwaway import NotStarted, throwaway


def run(var: Path, dossiers: int, times: int, as_json: bool) -> int:
    """Ask each page `times` times where `dossiers` are; exit code 0, 2 when it could not be measured."""
    console = Console(stderr=True, highlight=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C: in order
    from motcua_rpc import MotcuaError

    from motcua_cli.bench.pages.showing import show
    from motcua_cli.bench.pages.taking import take_pages

    try:
        with console.status("starting") as status, throwaway(var.absolute() / "bench") as system:
            say = status.update if console.is_terminal else lambda _: None
            content = take_pages(system, dossiers, times, say)
    except KeyboardInterrupt:
        print("motcua: stopped; nothing was kept.", file=sys.stderr)
        return 2
    except (NotStarted, RuntimeError, TimeoutError, OSError, MotcuaError) as error:
        print(f"motcua: {error}", file=sys.stderr)
        return 2
    report.keep(var, content, show, as_json)
    return 0


__all__ = ["run"]
