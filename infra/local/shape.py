# SPDX-License-Identifier: Apache-2.0
"""The whole production shape on this machine, every part real, without containers.

    .venv/bin/python infra/local/shape.py up        starts what does not run, waits until all is ready, says where it is
    .venv/bin/python infra/local/shape.py parts     starts the parts alone, for `motcua migrate` and `motcua events resend`
    .venv/bin/python infra/local/shape.py down      ends it; everything is kept
    .venv/bin/python infra/local/shape.py status    what runs

State is kept in `var/local` (`--state` names another folder); `motcua demo --var var/local` and every other command work on it.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from parts.common import PartError
from production.layout import ROOT, Layout
from production.shape import Shape


def main() -> int:
    """0 done, 1 `status` of a shape that does not run whole, 2 it could not be done."""
    os.umask(0o077)  # what parts write is about people: events, accounts, logs
    arguments = parse()
    layout = Layout((arguments.state or ROOT / "var" / "local").absolute())
    shape = Shape(
        layout,
        trial=not arguments.fixed_time,
        collector=not arguments.no_collector,
        scanner=os.environ.get("MOTCUA_SCANNER", ""),
        settings={"MOTCUA_CALLS_A_MINUTE": str(arguments.calls_a_minute)}
        if arguments.calls_a_minute
        else None,
        say=lambda text: print(text, flush=True),
    )
    try:
        if arguments.act == "up":
            shape.up()
            print(hints(layout.folder))
        elif arguments.act == "parts":
            shape.start_parts()
        elif arguments.act == "down":
            shape.down()
        else:
            return status(shape)
    except PartError as error:
        print(f"motcua: {error}", file=sys.stderr)
        return 2
    return 0


def hints(folder: Path) -> str:
    """What somebody who sees it for the first time does next."""
    where = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    end = (
        "make down-local"
        if folder == ROOT / "var" / "local"
        else f".venv/bin/python infra/local/shape.py down --state {where}"
    )
    return f"""
People and their passwords: {where}/run.json (a trial: demo people, business time that may be moved)
  .venv/bin/motcua demo --var {where} --dossiers 20     lets simulated people work
  .venv/bin/motcua doctor --var {where}                 says how everything is
  {end}     ends it; what it keeps stays"""


def status(shape: Shape) -> int:
    """A line for each process."""
    found = shape.status()
    for name, ready in found.items():
        print(f"{name:<16} {'ready' if ready else 'does not run'}")
    return 0 if all(found.values()) else 1


def parse() -> argparse.Namespace:
    """What was asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("act", choices=["up", "parts", "down", "status"])
    parser.add_argument("--state", type=Path)
    parser.add_argument("--fixed-time", action="store_true", help="business time may not be moved")
    parser.add_argument(
        "--no-collector", action="store_true", help="without traces, metrics and logs by OTLP"
    )
    parser.add_argument(
        "--calls-a-minute",
        type=int,
        help="of one account by gRPC, where not as many as usual; for measurements",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
