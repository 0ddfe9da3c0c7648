# SPDX-License-Identifier: Apache-2.0
"""The commands `backup`, `restore` and `reset`. Exit codes: 0 done, 1 done with a finding, 2 not done."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from motcua_cli.failing import fail

Var = Annotated[
    Path, typer.Option(envvar="MOTCUA_VAR", help="Folder of the embedded shape's data.", show_default=True)
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")]


def add_to(app: typer.Typer) -> None:
    """Mount the commands."""
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("reset")(reset)


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to write it; by default named by the time.", show_default=False),
    ] = None,
    var: Var = Path("var"),
    as_json: AsJson = False,
) -> None:
    """Write the whole embedded system into one file, while it runs or not."""
    from motcua_cli.keeping.backing_up import CannotBackUp, back_up
    from motcua_cli.keeping.showing import size_of
    from motcua_cli.machine_readable import json_line

    try:
        made = back_up(var, file, as_json)
    except CannotBackUp as error:
        raise fail(str(error)) from error
    if as_json:
        print(json_line({"file": str(made.file), "bytes": made.bytes, **made.counts, "absent": made.absent}))
    else:
        counts = ", ".join(f"{count} {name}" for name, count in made.counts.items())
        print(
            f"{made.file}: {size_of(made.bytes)}, {counts}. It holds personal data and keys: keep it as safe as the system."
        )
    for one in made.absent:
        print(
            f"motcua: the file {one} is gone or damaged on disk and is not in it; look for it in an older backup.",
            file=sys.stderr,
        )
    raise typer.Exit(1 if made.absent else 0)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `motcua backup` made.")],
    into: Annotated[
        Path,
        typer.Option(
            "--into", "--var", envvar="MOTCUA_VAR", help="Folder to restore into; it must be empty or new."
        ),
    ] = Path("var"),
    as_json: AsJson = False,
) -> None:
    """Build the system of a backup in a new folder; `motcua up` then starts it."""
    from motcua_cli.keeping.restoring import BadBackup, CannotRestore
    from motcua_cli.keeping.restoring import restore as run
    from motcua_cli.machine_readable import json_line

    try:
        done = run(file, into, as_json)
    except (BadBackup, CannotRestore) as error:
        raise fail(str(error)) from error
    manifest = done.manifest
    if as_json:
        said = {
            "folder": str(done.folder),
            "made_at": manifest.made_at,
            **manifest.counts,
            "absent": manifest.absent,
        }
        print(json_line(said))
    else:
        counts = ", ".join(f"{count} {name}" for name, count in manifest.counts.items())
        print(
            f"{done.folder} is as it was on {manifest.made_at}: {counts}. Start it with `motcua up --var {done.folder}`."
        )
        print("Everybody signs in anew. What happened after that moment is not in it.")
    for one in manifest.absent:
        print(f"motcua: the file {one} was gone or damaged when the backup was made.", file=sys.stderr)
    raise typer.Exit(1 if manifest.absent else 0)


def reset(
    var: Var = Path("var"),
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for machines.")] = False,
) -> None:
    """Remove everything of a stopped embedded system: dossiers, files, accounts. There is no way back."""
    from motcua_cli.keeping.resetting import CannotReset, look, remove

    try:
        found = look(var)
        print(_loss(found))
        if not yes:
            _ask(found.folder)
        remove(var)
    except CannotReset as error:
        raise fail(str(error)) from error
    print(_emptied(found.folder, found.left))


def _emptied(folder: Path, left: list[str]) -> str:
    """What is in the folder now: the lock is never removed, as somebody may be waiting with it in hand."""
    others = f" What is not MotCua's was left: {', '.join(left)}." if left else ""
    return (
        f"Nothing of the system is in {folder} any more; only the empty file `lock` stays, which keeps two programs from using "
        f"the folder at once. The next start is a first one.{others}"
    )


def _loss(found: object) -> str:
    from motcua_cli.keeping.resetting import Content
    from motcua_cli.keeping.showing import size_of

    assert isinstance(found, Content)
    counted = (
        f"{found.dossiers} dossiers and {found.drafts} drafts"
        if found.dossiers is not None
        else "a database that does not start"
    )
    return f"In {found.folder}: {counted}, {size_of(found.bytes)}. They will be gone for good; `motcua backup` keeps them."


def _ask(folder: Path) -> None:
    """Only who types the folder's name meant this folder."""
    if not sys.stdin.isatty():
        raise fail("Nothing was removed: nobody can be asked here. Give --yes when you mean it.")
    typed = input(f"Type {folder.name} to remove it: ")
    if typed.strip() != folder.name:
        raise fail("Nothing was removed: that was another name.")
