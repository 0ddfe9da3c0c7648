# SPDX-License-Identifier: Apache-2.0
"""`motcua audit verify | export | list`. Exit codes: 0 fine, 1 a finding, 2 could not run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from motcua_cli.failing import fail

if TYPE_CHECKING:
    from motcua_storage.audit import Head

audit_app = typer.Typer(
    help="Who changed what and when, and whether the record of it is whole.", no_args_is_help=True
)
VAR = Path("var")
Var = Annotated[Path, typer.Option(envvar="MOTCUA_VAR", help="Folder of the running embedded system.")]
Url = Annotated[
    str,
    typer.Option(
        envvar="MOTCUA_ADMIN_DATABASE_URL", show_default=False, show_envvar=True,
        help="Instead: a database of the production shape, as a role that may read the audit.",
    ),
]  # fmt: skip
Heads = Annotated[
    list[str] | None,
    typer.Option(
        "--head", show_default=False,
        help="SCHEMA:POSITION:SEAL as an earlier run or the log told it; may stand several times. Without one, a chain that was "
        "cut off at its end or made anew as a whole looks right.",
    ),
]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")]


@audit_app.command("verify")
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="An export, instead of a database.", show_default=False)
    ] = None,
    var: Var = VAR,
    database_url: Url = "",
    head: Heads = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Begin at the newest --head of each schema instead of its first row."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find rows that were changed, removed, put in or reordered, in the database or in an export."""
    from motcua_cli.auditing.verifying import Result, of_database, of_file

    known = _heads(head or [])
    if resume and (file or not known):
        raise fail("--resume needs at least one --head, and a database.")
    with _reading():
        found: Result = of_file(file, known) if file else of_database(var, database_url, known, resume)
    found.show(as_json)
    raise typer.Exit(1 if found.findings else 0)


@audit_app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="Where to write it; it must not be there yet.")],
    since: Annotated[
        datetime | None,
        typer.Option(help="Only rows from this day on (machine time, Asia/Ho_Chi_Minh).", show_default=False),
    ] = None,
    var: Var = VAR,
    database_url: Url = "",
) -> None:
    """Write the audit into a file that `motcua audit verify FILE` checks anywhere, without the database."""
    from motcua_cli.auditing.exporting import export_to

    with _reading():
        heads = export_to(file, var, database_url, since)
    print(f"{file}: {sum(1 for _ in heads)} chains. Keep these heads elsewhere:")
    for one in heads:
        print(f"  {one}")


@audit_app.command("list")
def list_(
    dossier: Annotated[str, typer.Option(help="Code or id of the dossier.")],
    var: Var = VAR,
    database_url: Url = "",
    as_json: AsJson = False,
) -> None:
    """Who did what to a dossier, and when."""
    from motcua_cli.auditing.listing import of_dossier

    with _reading():
        shown = of_dossier(dossier, var, database_url)
    shown.show(as_json)


def _heads(texts: list[str]) -> list[Head]:
    from motcua_storage.audit import Head

    try:
        return [Head.parse(text) for text in texts]
    except ValueError as error:
        raise fail(str(error)) from error


@contextmanager
def _reading() -> Iterator[None]:
    """What keeps a command from running at all ends it with one sentence and 2."""
    import psycopg
    from motcua_storage.audit.exported import NoExport

    from motcua_cli.auditing.sources import NotReachable

    try:
        yield
    except (NotReachable, NoExport, OSError) as error:
        raise fail(str(error)) from error
    except psycopg.Error as error:
        raise fail(f"PostgreSQL refuses: {error}".strip()) from error
