# SPDX-License-Identifier: Apache-2.0
"""The commands of this room below `motcua procedure`. Each imports what it needs when it runs, so that `--help` is quick."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Var = Annotated[
    Path, typer.Option(envvar="MOTCUA_VAR", help="Folder of the embedded shape's data.", show_default=True)
]
Named = Annotated[
    str, typer.Argument(metavar="KEY[@VERSION]", help="FIELD/SLUG; without a version the newest one.")
]


def add_to(procedure: typer.Typer) -> None:
    """Mount the commands."""
    procedure.command("list")(list_published)
    procedure.command("show")(show)


def list_published(
    var: Var = Path("var"),
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for each procedure.")] = False,
) -> None:
    """What is published: the version in force, who published it and when, how many dossiers run on each."""
    from motcua_cli.designing.showing import list_published as run

    run(var, as_json)


def show(
    name: Named,
    var: Var = Path("var"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """One published version: parts, limits, fees, papers, pools, tasks, forms and scenarios; then all versions."""
    from motcua_cli.designing.showing import show as run

    run(name, var, as_json)
