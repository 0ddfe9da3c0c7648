# SPDX-License-Identifier: Apache-2.0
"""`motcua incident list | show | retry | repair | discard`: what failed, for an operator at a terminal; by the API. Looking goes
by the command line's own account, what changes something in the name of a person, whom the history keeps.

Exit codes: 0 fine, 1 it still fails (or something waits, for `list`), 2 could not run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer
from motcua_calendar.text import short_moment

from motcua_cli.failing import fail, told

incident_app = typer.Typer(
    help="See what failed, repair the facts of a process, let it go on.", no_args_is_help=True
)
Var = Annotated[Path, typer.Option(envvar="MOTCUA_VAR", help="Folder of the running system.")]
Id = Annotated[str, typer.Argument(help="Id of an incident, with or without `workflow/` before it.")]
AnyId = Annotated[
    str, typer.Argument(help="Id of an incident, SERVICE/ID of the list, or the id that a caller was shown.")
]
As = Annotated[str, typer.Option("--as", help="Who acts: a demo person who operates.", show_default=False)]
VAR = Path("var")


@incident_app.command("list")
def list_(
    var: Var = VAR,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is past, as long as it is kept.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Everything that failed in the services and the portal, oldest first."""
    from dataclasses import asdict

    from rich.console import Console

    from motcua_cli.doctor.failures import list_failures
    from motcua_cli.doctor.report import print_failure
    from motcua_cli.machine_readable import json_line
    from motcua_cli.running import read_run

    with system(var) as channel:
        failures, unread = list_failures(channel, var.absolute(), everything)
        pages = read_run(var.absolute())["http"]
    if as_json:
        found = {"failures": [asdict(one) for one in failures], "unread": unread}
        print(json_line(found))
    else:
        console = Console(highlight=False)
        for failure in failures:
            print_failure(console, failure, pages)
        for service, sentence in unread.items():
            print(f"{service} does not say what failed: {sentence}")
        if not failures and not unread:
            print("Nothing failed.")
    waits = unread or any(one.state != "resolved" for one in failures)
    raise typer.Exit(1 if waits else 0)


@incident_app.command("show")
def show(failure_id: AnyId, var: Var = VAR) -> None:
    """One incident: its texts, the facts that they read, and what was repaired before. Anything else of `incident list` as it
    stands there; what failed unexpectedly also by the id that its caller was shown."""
    from motcua.workflow.v1 import workflow_pb2 as pb
    from motcua_rpc import MotcuaError

    from motcua_cli.doctor.failures import read
    from motcua_cli.doctor.report import told_act

    with system(var) as channel:
        try:
            with _of_dossier(channel, failure_id):
                seen = _stub(channel).GetIncident(pb.GetIncidentRequest(failure_id=_own(failure_id)))
        except MotcuaError:
            if not _shown_other(channel, var, failure_id.strip()):
                raise
            return
    print(f"{seen.failure.dossier_code}  {seen.failure.headline.en}")
    print(f"{seen.failure.cause}: {seen.failure.message}\n{_standing(seen.failure)}".rstrip())
    for text in seen.texts:
        print(f"\n{text.kind}:\n{text.text}")
    print("\nfacts (* read here):")
    for fact in seen.facts:
        print(f"{'*' if fact.read else ' '} {fact.name} = {fact.json or '(not there)'}")
    for repair in seen.repairs:
        changes = ", ".join(f"{c.name}: {c.old_json or '-'} -> {c.new_json}" for c in repair.changes)
        outcome = "repaired" if repair.resolved else "repair tried in vain"
        print(f"\n{outcome} by {repair.actor.user}: {changes} ({repair.note})")
    for one in read("workflow", seen.failure).acts:
        print(f"\n{told_act(one)}")


@incident_app.command("retry")
def retry(
    failure_id: Annotated[
        str, typer.Argument(help="Id of an incident, or SERVICE/ID of anything that `incident list` shows.")
    ],
    var: Var = VAR,
    user: As = "",
) -> None:
    """Run a failed element again as it is; or let anything else that failed be tried again."""
    from motcua.workflow.v1 import workflow_pb2 as pb

    if "/" in _own(failure_id):
        raise _retry_other(failure_id, var, user)
    with system(var, user) as channel:
        request = pb.RetryFailureRequest(request_id=str(uuid4()), failure_id=_own(failure_id))
        with _of_dossier(channel, failure_id):
            failure = _stub(channel).RetryFailure(request).failure
    raise _told(failure)


@incident_app.command("discard")
def discard(
    reference: Annotated[str, typer.Argument(help="SERVICE/ID of an event, as `incident list` shows it.")],
    reason: Annotated[str, typer.Option(help="Why; kept for good with your name. No personal data.")],
    var: Var = VAR,
    user: As = "",
) -> None:
    """Give up on an event for good: its service never handles it, what waits behind it can be tried again."""
    from motcua_cli.doctor.failures import discard_failure

    with system(var, user) as channel:
        outcome = discard_failure(channel, reference, reason)
    print(f"{outcome.reference}: {outcome.sentence}")
    raise typer.Exit(0 if outcome.resolved else 2)


@incident_app.command("repair")
def repair(
    failure_id: Id,
    fact: Annotated[
        list[str],
        typer.Option(help="NAME=JSON, text in quotes: pages=5, kind='\"copy\"'; may stand several times."),
    ],
    note: Annotated[str, typer.Option(help="Why; kept in the dossier's history.")],
    var: Var = VAR,
    user: As = "",
) -> None:
    """Write facts into the process and run the failed element again, in one transaction."""
    from motcua.workflow.v1 import workflow_pb2 as pb
    from motcua_rpc.structs import to_struct

    facts = _facts(fact)
    with system(var, user) as channel:
        request = pb.RepairIncidentRequest(
            request_id=str(uuid4()), failure_id=_incident(failure_id), facts=to_struct(facts), note=note
        )
        with _of_dossier(channel, failure_id):
            failure = _stub(channel).RepairIncident(request).failure
    raise _told(failure)


def _shown_other(channel: Any, var: Path, reference: str) -> bool:
    """Whether it is something that failed, but no incident: then it is printed."""
    from rich.console import Console

    from motcua_cli.doctor.failures import find
    from motcua_cli.doctor.report import print_failure
    from motcua_cli.running import read_run

    found, unread = find(channel, var.absolute(), reference)
    if found is None:
        for service, sentence in unread.items():
            print(f"motcua: {service} does not say what failed: {sentence}", file=sys.stderr)
    else:
        print_failure(Console(highlight=False), found, read_run(var.absolute())["http"])
    return found is not None


def _retry_other(reference: str, var: Path, user: str) -> typer.Exit:
    """Try again what is no incident: an event, a delivery, a crash that somebody has now seen."""
    from motcua_cli.doctor.failures import retry_failure
    from motcua_cli.running import operator, read_run

    with system(var, user) as channel:
        outcome = retry_failure(channel, var.absolute(), reference, operator(read_run(var), user))
    print(f"{outcome.reference}: {outcome.sentence}")
    return typer.Exit(0 if outcome.resolved else 1)


def _standing(failure: Any) -> str:
    """That it is past, by whom and since when; while it is not, what can be done."""
    if failure.state != "resolved":
        return str(failure.advice.en)
    from motcua_cli.doctor.failures import read

    by = (
        f"after another try by {failure.retried_by}"
        if failure.retried_by
        else "without a try of an operator: the dossier went on, or was withdrawn"
    )
    last = read("workflow", failure).last
    at = f"{short_moment(last, 'en')}{last::%S}" if last else "?"
    return f"Resolved {at}, {by}. Nothing is left to do."


def _facts(given: Sequence[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if name in facts:
            raise fail(f"{name} is given twice; say one value for each fact.")
        try:
            facts[name] = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise fail(f"{one!r} is no NAME=JSON; write text in quotes, such as kind='\"copy\"'.") from error
        if not equals or not name:
            raise fail(f"{one!r} is no NAME=JSON.")
    return facts


def _told(failure: Any) -> typer.Exit:
    if failure.state == "resolved":
        print(f"{failure.dossier_code}: it worked, the process went on.")
        return typer.Exit(0)
    print(f"{failure.dossier_code}: it fails again: {failure.cause}: {failure.message}")
    return typer.Exit(1)


@contextmanager
def _of_dossier(channel: Any, reference: str) -> Iterator[None]:
    """Where there is no such failure, but a dossier with this id or code that has some, say so: which one is meant is for the
    operator to choose."""
    from motcua_rpc import MotcuaError, NotFound

    from motcua_cli.doctor.failures import list_of

    try:
        yield
    except NotFound as error:
        wanted = reference.strip().casefold()
        try:
            found = list_of(channel, "workflow")
        except MotcuaError:
            raise error from None
        theirs = [one for one in found if wanted in (one.dossier_id.casefold(), one.dossier_code.casefold())]
        if not theirs or not wanted:
            raise
        named = "".join(f"\n  {_own(one.reference)}  {one.headline}" for one in theirs)
        raise fail(
            f"{reference} is the dossier {theirs[0].dossier_code}; its failures are:{named}"
        ) from error


def _incident(reference: str) -> str:
    """The id of an incident; refuses what `incident list` shows of other kinds, which has no facts to show or repair."""
    own = _own(reference)
    if "/" in own:
        raise fail(
            f"{reference} is no incident of a process: it has no facts. `motcua incident list` says all of it; "
            f"motcua incident retry {reference} tries it again."
        )
    return own


def _own(reference: str) -> str:
    return reference.removeprefix("workflow/")


def _stub(channel: Any) -> Any:
    from motcua.workflow.v1 import workflow_pb2_grpc

    return workflow_pb2_grpc.WorkflowServiceStub(channel)


@contextmanager
def system(var: Path, user: str | None = None) -> Iterator[Any]:
    """A channel to the running system, in an operator's name where `user` is given ("" for the only one); what it refuses is a
    sentence."""
    from motcua_rpc import MotcuaError

    from motcua_cli.running import NoSuchPerson, NotRunning, as_operator, connected

    try:
        with connected(var) if user is None else as_operator(var, user) as channel:
            yield channel
    except (NotRunning, NoSuchPerson, PermissionError) as error:
        raise fail(str(error)) from error
    except MotcuaError as error:
        raise fail(told(error)) from error
