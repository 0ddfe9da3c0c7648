# SPDX-License-Identifier: Apache-2.0
"""The commands `serve` and `certs`. Exit codes: 0 done, 2 could not run."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from motcua_cli.failing import fail

NAMES = ("workflow", "intake", "assignment", "notification", "liaison", "portal")
FOR = ("gateway", "kafka", *NAMES)


def add_to(app: typer.Typer) -> None:
    """Mount the commands."""
    app.command("serve")(serve)
    app.command("certs")(certs)


def serve(
    service: Annotated[str, typer.Argument(help=f"Which one: {', '.join(NAMES)}.", metavar="SERVICE")],
) -> None:
    """Run one service of the production shape, set by MOTCUA_* variables; SIGTERM ends it cleanly."""
    if service not in NAMES:
        raise fail(f"there is no service {service!r}. Services: {', '.join(NAMES)}.")
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    from motcua_cli.serving.running import run

    raise typer.Exit(run(service, stopping))


def certs(
    folder: Annotated[Path, typer.Argument(help="Where authority and certificates are kept.")],
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name",
            help="A service, with further hosts of its certificate: portal=dichvucong.example,10.0.0.1. May stand several "
            "times; without it every service, the gateway and the brokers, with the hosts that they have. NAME= takes "
            "those away.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make an authority and a certificate for each service, or renew what ends within 30 days; the rest stays."""
    from motcua_cli.serving.certificates import CertificatesRefused, Wanted, prepare

    try:
        wanted = [Wanted.read(one) for one in name or FOR]
        made = False
        for sentence in prepare(folder, wanted):
            typer.echo(sentence)
            made = True
    except CertificatesRefused as error:
        raise fail(str(error)) from error
    except OSError as error:
        raise fail(f"{error.filename or folder} cannot be written ({error.strerror}).") from error
    if not made:
        typer.echo("Every certificate is good for more than 30 days.")


def migrate_parts(admin_database_url: str) -> int:
    """0 when everything is at this version, 2 when something could not be brought there."""
    from motcua_cli.serving.migrating import run
    from motcua_cli.serving.settings import CannotServe

    try:
        for sentence in run(admin_database_url):
            typer.echo(sentence)
    except CannotServe as error:
        raise fail(str(error)) from error
    return 0
