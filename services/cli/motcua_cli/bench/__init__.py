# SPDX-License-Identifier: Apache-2.0
"""`motcua bench`: what the hot paths cost, through the public gRPC API of a throwaway system.

The system runs in processes of its own; the clients in up to four processes more, each client with its own connection. All of
them, PostgreSQL too, share this machine's cores, and the processor time of each is told. What is measured:

- CompleteTask of the step `check_original` of the copy certification, claimed beforehand: the form is checked, the process
  moves on, the next task opens in the leader's inbox, all durable before the answer comes; at 1 and at 16 clients;
- two yardsticks in the same run: a gRPC call that does nothing, and one durable row in the same PostgreSQL;
- the first page of the leaders' inbox, which by then holds what was completed;
- a first start with everything to be made, and a second one;
- SQL statements per operation (`statements.py`).
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from rich.console import Console

from motcua_cli.bench import report
from motcua_cli.bench.throwaway import NotStarted, throwaway

CLIENTS = (1, 16)


def run(var: Path, seconds: float, as_json: bool) -> int:
    """Measure for `seconds` each; exit code 0, 1 when the system refused calls, 2 when it could not be measured."""
    console = Console(stderr=True, highlight=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C: in order
    try:
        with console.status("starting") as status, throwaway(var.absolute() / "bench") as system:
            from motcua_cli.bench.course import take

            content = take(system, seconds, CLIENTS, status.update if console.is_terminal else console.print)
    except KeyboardInterrupt:
        print("motcua: stopped; nothing was kept.", file=sys.stderr)
        return 2
    except (NotStarted, RuntimeError, TimeoutError, OSError) as error:
        print(f"motcua: {error}", file=sys.stderr)
        return 2
    report.keep(var, content, report.show, as_json)
    return 1 if content["refused"] else 0


__all__ = ["CLIENTS", "run"]
