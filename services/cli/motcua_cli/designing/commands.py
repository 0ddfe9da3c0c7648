# SPDX-License-Identifier: Apache-2.0
"""The commands of this room below `motcua procedure`. Each imports what it needs when it runs, so that `--help` is quick."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from motcua_cli.failing import fail

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
    procedure.command("diff")(diff)
    procedure.command("preview")(preview)


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


def diff(
    first: Annotated[
        str, typer.Argument(metavar="PATH|KEY[@VERSION]", help="A folder or a published version.")
    ],
    second: Annotated[
        str,
        typer.Argument(
            metavar="[PATH|KEY[@VERSION]]",
            help="What to compare with; else the newest published version of PATH.",
        ),
    ] = "",
    var: Var = Path("var"),
    lang: Annotated[str, typer.Option(help="Language of the words: en or vi.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """What changed from the older to the newer one: fields, papers, the drawing, forms, scenarios. Exit 1: they differ."""
    from motcua_cli.designing.diffing import diff as run
    from motcua_cli.designing.sides import CannotCompare

    if lang not in ("en", "vi"):
        raise fail(f"There is no language {lang!r}; --lang takes en or vi.")
    try:
        raise typer.Exit(run(first, second, var, as_json, "vi" if lang == "vi" else "en"))
    except CannotCompare as error:
        raise fail(str(error)) from error


def preview(
    path: Annotated[Path, typer.Argument(help="Folder of a procedure.")],
    port: Annotated[
        int, typer.Option(help="Port on 127.0.0.1; 0 takes any that is free.", min=0, max=65535)
    ] = 8090,
) -> None:
    """Show a folder as citizens and officers will see it, with findings and coverage; renewed at every save. No server needed."""
    from motcua_cli.previewing.serve import CannotPreview, serve

    try:
        serve(path, port)
    except CannotPreview as error:
        raise fail(str(error)) from error
