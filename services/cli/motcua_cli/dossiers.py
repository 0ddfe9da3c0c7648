# SPDX-License-Identifier: Apache-2.0
"""`motcua dossier trace CODE`: what happened to a dossier, step by step. Exit codes: 0 fine, 1 there is no such dossier, 2 could
not run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from motcua_cli.failing import fail, told

if TYPE_CHECKING:
    from motcua_cli.dossier_story import Step, Story

dossier_app = typer.Typer(help="Look at one dossier.", no_args_is_help=True)
_WHEN = "%Y-%m-%d %H:%M:%S"


@dossier_app.callback()
def _group() -> None:
    """Look at one dossier."""


@dossier_app.command("trace")
def trace(
    code: Annotated[str, typer.Argument(help="The dossier's code.")],
    var: Annotated[Path, typer.Option(envvar="MOTCUA_VAR", help="Folder of the running system.")] = Path(
        "var"
    ),
    user: Annotated[
        str,
        typer.Option("--as", help="Who looks: an operator or an officer who sees it.", show_default=False),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """What happened to a dossier in every service, oldest first, and the trace that it is. Names nobody."""
    from dataclasses import asdict

    from motcua_rpc import NotFound

    from motcua_cli.dossier_story import story_of
    from motcua_cli.machine_readable import json_line

    wanted = code.strip().upper()
    with _system(var, user) as channel:
        try:
            story = story_of(channel, wanted)
        except NotFound as error:
            print(f"motcua: {told(error)}", file=sys.stderr)
            raise typer.Exit(1) from error
    if as_json:
        print(json_line(asdict(story)))
    else:
        _show(story)


def _show(story: Story) -> None:
    """A timeline for people: as wide as its widest words, nothing cut."""
    print(f"{story.code}  dossier {story.dossier_id}  trace {story.trace_id or '-'}")
    if not story.steps:
        print("Nothing is kept of it: it is older than stories are.")
        return
    head = ("time", "business time", "service", "step", "who", "ms", "span")
    rows = [head, *map(_row, story.steps)]
    wide = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip())


def _row(step: Step) -> tuple[str, ...]:
    what = " ".join(filter(None, (step.type, step.element, f"({step.name})" if step.name else "")))
    return (
        f"{step.time:{_WHEN}}", f"{step.business_time:{_WHEN}}", step.service, what, step.role or "system",
        str(step.milliseconds), step.span_id or "-",
    )  # fmt: skip


@contextmanager
def _system(var: Path, user: str) -> Iterator[Any]:
    from motcua_rpc import MotcuaError

    from motcua_cli.running import NoSuchPerson, NotRunning, as_person, connected

    try:
        with as_person(var, user) if user else connected(var) as channel:
            yield channel
    except (NotRunning, NoSuchPerson, PermissionError) as error:
        raise fail(str(error)) from error
    except MotcuaError as error:
        raise fail(told(error)) from error
