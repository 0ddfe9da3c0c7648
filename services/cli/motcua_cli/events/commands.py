# SPDX-License-Identifier: Apache-2.0
"""The commands `motcua events tail`, `motcua events dlq …`, `motcua events replay` and `motcua events resend`.

Exit codes: 0 fine, 1 something waits or failed again, 2 could not run.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from motcua_cli.failing import fail

events_app = typer.Typer(
    help="Look at the events between the services, and deal with those that could not be handled.",
    no_args_is_help=True,
)
dlq_app = typer.Typer(help="Dead letters: events that a service could not handle.", no_args_is_help=True)
events_app.add_typer(dlq_app, name="dlq")
Var = Annotated[Path, typer.Option(envvar="MOTCUA_VAR", help="Folder of the running system.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for machines.")]
As = Annotated[str, typer.Option("--as", help="Who acts: a demo person who operates.", show_default=False)]
References = Annotated[list[str], typer.Argument(help="SERVICE/ID, as the list shows it.")]
VAR = Path("var")


def add_to(app: typer.Typer) -> None:
    """Mount the commands."""
    app.add_typer(events_app, name="events")


@events_app.command("tail")
def tail(
    topics: Annotated[
        list[str] | None,
        typer.Argument(
            help="Topics, such as dossier or dossier.dlq; all but dead letters by default.",
            show_default=False,
        ),
    ] = None,
    var: Var = VAR,
    dossier: Annotated[
        str, typer.Option(help="Only of this dossier: its code or id.", show_default=False)
    ] = "",
    types: Annotated[
        list[str] | None,
        typer.Option(
            "--type", help="Only of this type, such as dossier.accepted or 'task.*'; may stand several times."
        ),
    ] = None,
    last: Annotated[int, typer.Option(min=0, max=100_000, help="How many of the newest.")] = 20,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with what comes, until Ctrl-C.")
    ] = False,
    payload: Annotated[
        bool, typer.Option("--payload", help="Whole events, with the names of people and what they wrote.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show events as they stand in the log. Moves nobody's position, and needs what the log itself asks for: the folder's
    database, or the brokers of MOTCUA_KAFKA__…."""
    from motcua_cli.events import source
    from motcua_cli.events.printing import run
    from motcua_cli.events.tail import Wanted

    source.quiet()
    # Whoever starts it in the background may have told it to ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        wanted = Wanted(source.topics(topics or []), dossier, types or [])
        with source.opened(var) as log:
            run(log, wanted, last, follow, payload, as_json)
    except source.CannotRead as error:
        raise fail(str(error)) from error
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
    except BrokenPipeError:  # whoever read has seen enough; what is still to be flushed goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@events_app.command("replay")
def replay(
    name: Annotated[
        str,
        typer.Argument(
            help="A projection, such as intake.stays; without it, what there is.", show_default=False
        ),
    ] = "",
    var: Var = VAR,
    user: As = "",
    wait: Annotated[bool, typer.Option(help="Whether to wait until it is done.")] = True,
    as_json: AsJson = False,
) -> None:
    """Make a projection again from the first event of the log. Consumers whose effects reach others are refused."""
    from dataclasses import asdict

    from motcua_cli.events.replay import awaited, check, print_all, progress, rebuild, states
    from motcua_cli.incidents import system
    from motcua_cli.machine_readable import json_line

    if name:
        check(name)
    with system(var, user if name else None) as channel:
        found = [rebuild(channel, name)] if name else states(channel)
        if name and wait:
            found = [awaited(channel, name, progress)]
    if as_json:
        print(json_line({"projections": [asdict(one) for one in found]}))
    elif name:
        print(found[0].told())
    else:
        print_all(found)
    raise typer.Exit(1 if any(one.state == "refused" for one in found) and name else 0)


@events_app.command("resend")
def resend(
    admin: Annotated[
        str,
        typer.Option(
            "--admin-database-url", envvar="MOTCUA_ADMIN_DATABASE_URL", help="Of the database's administrator.",
            show_default=False, show_envvar=True,
        ),
    ] = "",
) -> None:  # fmt: skip
    """After a restore of the database, or where brokers lost what they had: begin the log anew and send once more what the
    database sent in the last three days. Every service must be stopped; MOTCUA_KAFKA__… names the brokers."""
    from motcua_cli.doctor.given import read_given
    from motcua_cli.embedded.folder import Unusable
    from motcua_cli.events.resend import run

    try:
        kafka = read_given().kafka
        if not admin or not kafka.servers:
            raise fail(
                "MOTCUA_ADMIN_DATABASE_URL and MOTCUA_KAFKA__SERVERS must be set, as for `motcua migrate`."
            )
        for sentence in run(admin, kafka):
            typer.echo(sentence)
    except (Unusable, ValueError) as error:
        raise fail(str(error).splitlines()[0]) from error


@dlq_app.command("list")
def list_(
    var: Var = VAR,
    topic: Annotated[
        list[str] | None,
        typer.Option(help="Only of this topic; may stand several times.", show_default=False),
    ] = None,
    sort: Annotated[str, typer.Option(help="since, last, topic, service, type or attempts.")] = "since",
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that were handled after all, or given up on.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """What no service could handle: why, since when, what waits behind it."""
    from motcua_cli.events.dlq import print_letters, read_letters
    from motcua_cli.incidents import system

    with system(var) as channel:
        letters, unread = read_letters(channel, topic or [], sort, everything)
    print_letters(letters, unread, var, as_json)
    waits = unread or any(one.failure.state != "resolved" for one in letters)
    raise typer.Exit(1 if waits else 0)


@dlq_app.command("show")
def show(
    reference: Annotated[str, typer.Argument(help="SERVICE/ID.")], var: Var = VAR, as_json: AsJson = False
) -> None:
    """One dead letter, past ones too, with what was done about it."""
    from motcua_cli.events.dlq import print_letters, read_letters
    from motcua_cli.incidents import system

    with system(var) as channel:
        letters, _ = read_letters(channel, [], "since", True)
    found = [one for one in letters if one.failure.reference == reference.strip()]
    if not found:
        raise fail(
            f"There is no dead letter {reference}; `motcua events dlq list --all` says which there are."
        )
    print_letters(found, {}, var, as_json)


@dlq_app.command("retry")
def retry(references: References, var: Var = VAR, user: As = "") -> None:
    """After the repair: handle it, and what waits before it of the same dossier, in an operator's name."""
    from motcua_cli.doctor.failures import retry_failure
    from motcua_cli.events.dlq import check
    from motcua_cli.incidents import system
    from motcua_cli.running import operator, read_run

    check(references)
    with system(var, user) as channel:
        who = operator(read_run(var), user)
        outcomes = [retry_failure(channel, var.absolute(), one, who) for one in references]
    for outcome in outcomes:
        print(f"{outcome.reference}: {outcome.sentence}")
    raise typer.Exit(0 if all(outcome.resolved for outcome in outcomes) else 1)


@dlq_app.command("drop")
def drop(
    references: References,
    reason: Annotated[str, typer.Option(help="Why; kept for good with your name. No personal data.")],
    var: Var = VAR,
    user: As = "",
) -> None:
    """Give up on it for good: its service never handles it, what waits behind it can be tried again."""
    from motcua_cli.doctor.failures import discard_failure
    from motcua_cli.events.dlq import check
    from motcua_cli.incidents import system

    check(references)
    with system(var, user) as channel:
        for one in references:
            outcome = discard_failure(channel, one, reason)
            print(f"{outcome.reference}: {outcome.sentence}")
