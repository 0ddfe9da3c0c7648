# SPDX-License-Identifier: Apache-2.0
"""How the doctor's findings look to a person (a table) and to a program (one JSON object)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from motcua_calendar.text import short_moment
from rich.console import Console
from rich.markup import escape

from motcua_cli.doctor.check import Check, Level
from motcua_cli.doctor.failures import Act, Failure, Outcome
from motcua_cli.doctor.stopped import Stopped
from motcua_cli.machine_readable import json_line

MARKS = {
    Level.OK: "[green]ok[/]",
    Level.NOTE: "[cyan]note[/]",
    Level.WARNING: "[yellow]warning[/]",
    Level.ERROR: "[bold red]error[/]",
}


def stopped(found: Stopped, as_json: bool) -> None:
    """No system to look at."""
    if as_json:
        _print_json(
            {
                "running": False,
                "ok": False,
                "message": found.sentence,
                "ports": found.busy,
                "notes": found.notes,
            }
        )
        return
    print(f"motcua: {found.sentence}", file=sys.stderr)
    for sentence in (*found.busy, *found.notes):
        print(f"  {sentence}", file=sys.stderr)


def running(
    checks: Sequence[Check], failures: Sequence[Failure], *, pages: str, ok: bool, as_json: bool
) -> None:
    """Everything that was seen; `pages` is where the portal is."""
    if as_json:
        _print_json(
            {
                "running": True, "ok": ok, "checks": [asdict(check) for check in checks],
                "failures": [asdict(failure) for failure in failures],
            }
        )  # fmt: skip
        return
    console = Console(highlight=False)
    _print_checks(console, checks)
    if failures:
        console.print(f"\n[bold]{len(failures)} waiting for an operator[/]")
        for failure in failures:
            print_failure(console, failure, pages)
    else:
        console.print("Nothing failed.")
    console.print("[green]All is well.[/]" if ok else "[bold red]Something needs you.[/]")


def retried(outcomes: Sequence[Outcome], as_json: bool) -> None:
    """What came of another try."""
    if as_json:
        _print_json({"retried": [asdict(outcome) for outcome in outcomes]})
        return
    console = Console(highlight=False)
    for outcome in outcomes:
        mark = MARKS[Level.OK if outcome.resolved else Level.ERROR]
        console.print(f"{mark} {escape(outcome.reference)}: {escape(outcome.sentence)}")


def _print_checks(console: Console, checks: Sequence[Check]) -> None:
    """One line each, however narrow the terminal is."""
    widest = max((len(check.area) for check in checks), default=0)
    for check in checks:
        mark = MARKS[check.level] + " " * (8 - len(check.level))
        said = escape(check.message) + (f" [dim]{escape(check.hint)}[/]" if check.hint else "")
        console.print(f"{mark} {check.area:<{widest}}  {said}", soft_wrap=True)


def print_failure(console: Console, failure: Failure, pages: str) -> None:
    """One failure: the dossier's code and a sentence, then what to do next."""
    head = failure.dossier_code or failure.reference.partition("/")[0]
    console.print(f"\n[bold]{escape(head)}[/]  {escape(failure.headline)}", soft_wrap=True)
    rows = {
        "failure": failure.reference,
        "what": f"{failure.kind} · {failure.subject}",
        "cause": ": ".join(filter(None, (failure.cause, failure.message))),
        "since": f"{_shown(failure.since)}, last {_shown(failure.last)}, {_often(failure)}",
        "state": _state(failure),
        "dossier": failure.dossier_id,
    }
    rows |= {"advice": failure.advice} | (next_steps(failure, pages) if failure.state != "resolved" else {})
    for name, text in rows.items():
        if text:
            console.print(f"  [dim]{name:<8}[/]{escape(text)}", soft_wrap=True)
    for one in failure.acts:
        console.print(f"  [dim]{'who':<8}[/]{escape(told_act(one))}", soft_wrap=True)


def _often(failure: Failure) -> str:
    if failure.kind != "crash":
        return f"{failure.attempts} attempts"
    return "once" if failure.attempts == 1 else f"{failure.attempts} times"


def _state(failure: Failure) -> str:
    if failure.discarded_by:
        return f"given up on by {failure.discarded_by}, never handled: {failure.discard_reason}"
    return failure.state + (f" by {failure.retried_by}" if failure.retried_by else "")


def told_act(one: Act) -> str:
    """When who did what about a failure, and what came of it."""
    who = (one.name or one.user) + (f" ({one.unit})" if one.unit else "")
    came = f": {one.outcome}" if one.outcome and one.act != "discard" else ""
    return f"{_shown(one.at)} {who}: {one.act}{came}" + (f": {one.note}" if one.note else "")


def next_steps(failure: Failure, pages: str) -> dict[str, str]:
    """What to type or click."""
    own_id = failure.reference.partition("/")[2]
    steps = {"page": f"{pages}/van-hanh"}
    if failure.kind == "incident":
        steps = {"page": f"{pages}/van-hanh/su-co/{own_id}"}
    if failure.repairable:
        steps["repair"] = f"motcua incident repair {own_id} --fact NAME=JSON --note 'why'"
        steps["facts"] = f"motcua incident show {own_id}"
    if failure.discardable:
        steps["give up"] = (
            f"motcua incident discard {failure.reference} --reason 'why' (for good: it is never handled)"
        )
    again = f"motcua doctor --retry {failure.reference}"
    return steps | {"seen" if failure.kind == "crash" else "again": again}


def _shown(moment: datetime | None) -> str:
    return f"{short_moment(moment, 'en')}{moment::%S}" if moment else "?"


def _print_json(content: dict[str, Any]) -> None:
    print(json_line(content))
