# SPDX-License-Identifier: Apache-2.0
"""`motcua population up | slow | down`: how the SIMULATOR of the population database behaves, for trials.

Written to a file of the system's folder, so that it holds over restarts and needs no running server.

Exit codes: 0 fine, 2 could not run.
"""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from motcua_cli.failing import fail

FILE = "population.json"
VAR = Path("var")


class Mode(StrEnum):
    """What the simulator does when it is asked."""

    UP = "up"
    SLOW = "slow"
    DOWN = "down"


def population(
    mode: Annotated[
        Mode | None, typer.Argument(help="up, slow (4 seconds) or down; none: say how it is.")
    ] = None,
    unknown: Annotated[
        list[str] | None,
        typer.Option("--unknown", help="Number of a parent that it does not know; may be given again."),
    ] = None,
    knows_all: Annotated[
        bool,
        typer.Option("--knows-all", help="It finds every parent again, whom it was told not to know too."),
    ] = False,
    var: Annotated[Path, typer.Option(envvar="MOTCUA_VAR", help="Folder of the system.")] = VAR,
) -> None:
    """Let the simulator of the population database answer, be slow or be down."""
    from motcua_liaison.adapters.population_simulator import behaviour

    path = var / FILE
    if not var.is_dir():
        raise fail(f"There is no folder {var}: start the system first, or name its folder by --var.")
    before = behaviour(path)
    if knows_all and unknown:
        raise fail("--unknown and --knows-all contradict each other: give one of them.")
    if mode is not None or unknown is not None or knows_all:
        missing = [] if knows_all else list(before.unknown if unknown is None else unknown)
        wanted = {"mode": str(mode or before.mode), "unknown": missing}
        try:
            _write(path, json.dumps(wanted))
        except OSError as error:
            raise fail(f"{path} cannot be written ({error.strerror}).") from error
    now = behaviour(path)
    print(
        f"simulator of the population database: {now.mode}; it does not know {', '.join(now.unknown) or 'nobody'}"
    )


def _write(path: Path, text: str) -> None:
    """At once or not at all: the service may read at any moment."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)
