# SPDX-License-Identifier: Apache-2.0
"""The command `motcua`. Each command imports what it needs when it runs, so that `--help` is quick.

Exit codes: 0 fine, 1 a finding, 2 could not run.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from motcua_cli.settings import Commands

app = typer.Typer(
    name="motcua",
    cls=Commands,
    help="MotCua runs a country's administrative procedures: one dossier, one window, every agency behind it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
procedure = typer.Typer(help="Check, try, test and publish procedures.", no_args_is_help=True)
app.add_typer(procedure, name="procedure")

VAR = typer.Option(envvar="MOTCUA_VAR", help="Folder of the embedded shape's data.", show_default=True)
Var = Annotated[Path, VAR]
AsJson = Annotated[bool, typer.Option("--json", help="One line of JSON for each file, for machines.")]


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show Vietnamese gets it escaped; that is never an error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    _mount_clock()
    _mount_incident()
    _mount_dossier()
    _mount_events()
    _mount_designing()
    _mount_keeping()
    _mount_serving()
    _mount_population()
    _mount_identity()
    _mount_demo()
    _mount_audit()
    app()


@app.command()
def up(
    var: Var = Path("var"),
    host: Annotated[
        str, typer.Option(envvar="MOTCUA_HOST", help="Loopback address to listen on.")
    ] = "127.0.0.1",
    http_port: Annotated[int, typer.Option(envvar="MOTCUA_HTTP_PORT", help="Port of the web pages.")] = 8080,
    grpc_port: Annotated[int, typer.Option(envvar="MOTCUA_GRPC_PORT", help="Port of the gRPC API.")] = 50051,
    workflows: Annotated[
        Path, typer.Option(envvar="MOTCUA_WORKFLOWS", help="Folder of the procedures to publish.")
    ] = Path("workflows"),
    organisation: Annotated[
        Path, typer.Option(envvar="MOTCUA_ORGANISATION", help="Units, roles and people.")
    ] = Path("infra/demo/organisation.yaml"),
    days: Annotated[
        Path | None, typer.Option(envvar="MOTCUA_DAYS", help="Days off over the table that ships (YAML).")
    ] = None,
    law: Annotated[
        Path | None, typer.Option(envvar="MOTCUA_LAW", help="Law of every dossier over what ships (YAML).")
    ] = None,
    fixed_time: Annotated[
        bool, typer.Option("--fixed-time", help="Business time may not be moved by `motcua clock advance`.")
    ] = False,
) -> None:
    """Start the embedded shape: PostgreSQL below var/, every service, demo people; on loopback only."""
    from motcua_cli.up import run

    raise typer.Exit(run(var, host, http_port, grpc_port, workflows, organisation, days, not fixed_time, law))


@app.command()
def migrate(
    var: Var = Path("var"),
    admin: Annotated[
        str,
        typer.Option(
            "--admin-database-url",
            envvar="MOTCUA_ADMIN_DATABASE_URL",
            help="Instead of the embedded database: one of the production shape, and its topics.",
            show_default=False,
            show_envvar=True,
        ),
    ] = "",
) -> None:
    """Bring the database (and the topics, where MOTCUA_KAFKA__SERVERS is set) to this version; starts no service."""
    if admin:
        from motcua_cli.serving.commands import migrate_parts

        raise typer.Exit(migrate_parts(admin))
    from motcua_cli.up import migrate_only

    raise typer.Exit(migrate_only(var))


@app.command()
def doctor(
    var: Var = Path("var"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
    retry: Annotated[
        list[str] | None,
        typer.Option(
            help="SERVICE/ID of a failure to try again; may stand several times.", show_default=False
        ),
    ] = None,
    user: Annotated[
        str, typer.Option("--as", help="Who tries again: a demo person who operates.", show_default=False)
    ] = "",
) -> None:
    """Look at a running system: what is not ready, what failed and why, which switches are on."""
    from motcua_cli.doctor import run

    raise typer.Exit(run(var, as_json, retry or [], user))


@app.command()
def bench(
    var: Var = Path("var"),
    seconds: Annotated[float, typer.Option(help="How long each measurement runs.")] = 5.0,
    as_json: AsJson = False,
    pages: Annotated[
        bool, typer.Option("--pages", help="Every page instead, where 10,000 dossiers are.")
    ] = False,
    dossiers: Annotated[int, typer.Option(min=1, max=100_000, help="With --pages: of how many.")] = 10_000,
    times: Annotated[int, typer.Option(min=1, help="With --pages: how often each is asked.")] = 40,
    shapes: Annotated[
        bool, typer.Option("--shapes", help="Both shapes instead, side by side; from a checkout's root.")
    ] = False,
    overload: Annotated[
        bool,
        typer.Option(
            "--overload", help="Both shapes at ten times what they can do; with --shapes in one run."
        ),
    ] = False,
    only: Annotated[
        Literal["both", "embedded", "production"],
        typer.Option(help="With --shapes, --overload: one of them."),
    ] = "both",
    rush: Annotated[float, typer.Option(min=1, help="With --overload: seconds of it.")] = 30.0,
) -> None:
    """Measure the hot paths through the public API; prints a table and writes var/bench/*.json."""
    from motcua_cli.bench import run
    from motcua_cli.bench.pages import run as run_pages

    if shapes or overload:
        from motcua_cli.bench.shapes import NAMES
        from motcua_cli.bench.shapes import run as run_shapes

        names = NAMES if only == "both" else (only,)
        rush_seconds = rush if overload else 0.0
        raise typer.Exit(
            run_shapes(
                var, names, figures=shapes, rush_seconds=rush_seconds, seconds=seconds, as_json=as_json
            )
        )
    if pages:
        raise typer.Exit(run_pages(var, dossiers, times, as_json))
    raise typer.Exit(run(var, seconds, as_json))


@procedure.command("lint")
def lint(
    paths: Annotated[list[Path], typer.Argument(help="Procedure folders, or .bpmn, .dmn and .form files.")],
    as_json: AsJson = False,
    as_executable: Annotated[
        bool, typer.Option("--as-executable", help="Check a mere diagram as if it were to run.")
    ] = False,
    lang: Annotated[str, typer.Option(help="Language of the sentences: en or vi.")] = "en",
) -> None:
    """Check folders and drawings; no server needed."""
    from motcua_cli.procedures import lint as run

    raise typer.Exit(run(paths, as_json, as_executable, lang))


@procedure.command("test")
def test(
    paths: Annotated[list[Path], typer.Argument(help="Procedure folders.")],
    as_json: AsJson = False,
) -> None:
    """Run the scenarios of procedure folders with coverage; no server needed."""
    from motcua_cli.procedures import test as run

    raise typer.Exit(run(paths, as_json))


@procedure.command("publish")
def publish(
    paths: Annotated[list[Path], typer.Argument(help="Procedure folders.")],
    var: Var = Path("var"),
    user: Annotated[
        str,
        typer.Option("--as", help="Who publishes: a demo person who designs procedures.", show_default=False),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Publish folders to the running system in a designer's name; running dossiers keep their version."""
    from motcua_cli.procedures import publish as run

    raise typer.Exit(run(paths, var, as_json, user))


@procedure.command("run")
def run_drawing(
    file: Annotated[Path, typer.Argument(help="A .bpmn file.")],
    process: Annotated[str, typer.Option(help="Id of the process to start.")] = "",
    facts: Annotated[str, typer.Option(help="JSON object of facts to start with.")] = "{}",
    complete: Annotated[
        list[str] | None,
        typer.Option(help="ELEMENT=JSON: answers the element's next open task; may stand several times."),
    ] = None,
    auto: Annotated[
        bool, typer.Option("--auto", help="Complete every user and manual task as it opens.")
    ] = False,
    as_executable: Annotated[bool, typer.Option("--as-executable", help="Run a mere diagram too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Try one bare drawing in memory; no server needed."""
    from motcua_cli.procedures import run_drawing as run

    raise typer.Exit(run(file, process, facts, complete or [], auto, as_executable, as_json))


def _mount_clock() -> None:
    from motcua_cli.clock import clock_app

    app.add_typer(clock_app, name="clock")


def _mount_incident() -> None:
    from motcua_cli.incidents import incident_app

    app.add_typer(incident_app, name="incident")


def _mount_events() -> None:
    from motcua_cli.events.commands import add_to

    add_to(app)


def _mount_dossier() -> None:
    from motcua_cli.dossiers import dossier_app

    app.add_typer(dossier_app, name="dossier")


def _mount_designing() -> None:
    from motcua_cli.designing.commands import add_to

    add_to(procedure)


def _mount_keeping() -> None:
    from motcua_cli.keeping.commands import add_to

    add_to(app)


def _mount_serving() -> None:
    from motcua_cli.serving.commands import add_to

    add_to(app)


def _mount_population() -> None:
    from motcua_cli.population import population

    app.command("population")(population)


def _mount_identity() -> None:
    from motcua_cli.identity.commands import add_to

    add_to(app)


def _mount_demo() -> None:
    from motcua_cli.demo.commands import add_to

    add_to(app)


def _mount_audit() -> None:
    from motcua_cli.auditing.commands import audit_app

    app.add_typer(audit_app, name="audit")


if __name__ == "__main__":
    main()
