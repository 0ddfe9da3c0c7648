# SPDX-License-Identifier: Apache-2.0
"""`motcua doctor`: what is not ready, what failed and why, which switches are on, and another try for what failed.

Exit codes: 0 nothing to do, 1 something needs a person, 2 no system runs on this folder.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from motcua_rpc import Channel, MotcuaError

from motcua_cli.doctor import report
from motcua_cli.doctor.check import Check, Level, needs_somebody
from motcua_cli.doctor.checks import look_at_machine, look_at_system, versions_shown
from motcua_cli.doctor.failures import Failure, list_failures, retry_failure
from motcua_cli.doctor.given import Given, read_given
from motcua_cli.doctor.looks import around, of_folder, unset
from motcua_cli.doctor.stopped import Stopped, look_at_stopped
from motcua_cli.doctor.together import Look, together
from motcua_cli.running import NoSuchPerson, as_operator, connected, operator, read_run


def run(var: Path, as_json: bool, retries: Sequence[str] = (), user: str = "") -> int:
    """Look at the system on `var`, or try again what `retries` names (SERVICE/ID each) in the name of an operator: `user`, or the
    only one there is."""
    var = var.absolute()
    stopped = look_at_stopped(var)
    if stopped is not None:
        if not retries and (given := _given(None)) and given.remote:
            return _around(given, as_json)
        report.stopped(stopped, as_json)
        return 2
    try:
        if retries:
            return _retry(var, retries, as_json, operator(read_run(var), user))
        with connected(var) as channel:
            return _look(channel, var, as_json)
    except (NoSuchPerson, PermissionError) as error:
        print(f"motcua: {error}", file=sys.stderr)
        return 2
    except MotcuaError as error:
        report.stopped(Stopped(f"The system does not answer: {error.message_en}", [], ()), as_json)
        return 2


def _look(channel: Channel, var: Path, as_json: bool) -> int:
    run = read_run(var)
    given = _given(run)
    failed: list[tuple[list[Failure], dict[str, str]]] = []

    def look_at_failures() -> Iterator[Check]:
        failed.append(list_failures(channel, var))
        for service, sentence in failed[0][1].items():
            hint = "Look whether it serves, above; what failed is kept."
            yield Check("failures", Level.ERROR, f"{service} does not say what failed: {sentence}", hint)

    looks = [*look_at_system(channel, run), *(of_folder(var, run, given) if given else ())]
    checks = together(
        [
            *looks,
            Look("machine", lambda: look_at_machine(var, "processes" not in run)),
            Look("failures", look_at_failures),
        ]
    )
    failures = failed[0][0] if failed else []
    bad = bool(failures) or needs_somebody(checks)
    report.running(checks, failures, pages=run["http"], ok=not bad, as_json=as_json)
    return 1 if bad else 0


def _around(given: Given, as_json: bool) -> int:
    """A system of which this machine has no folder: what waits for a person is counted, and told by the pages."""
    checks = [*together(list(around(given))), *unset(given), versions_shown()]
    bad = needs_somebody(checks)
    report.running(checks, [], pages=given.public_url, ok=not bad, as_json=as_json)
    return 1 if bad else 0


def _given(run: dict[str, Any] | None) -> Given | None:
    """None where a variable cannot work, which was said."""
    try:
        return read_given(run)
    except ValueError as error:
        sentence = str(error).strip().splitlines()
        print(f"motcua: {' '.join(one.strip() for one in sentence[1:3]) or sentence[0]}", file=sys.stderr)
        return None


def _retry(var: Path, references: Sequence[str], as_json: bool, user: str) -> int:
    with as_operator(var, user) as channel:
        outcomes = [retry_failure(channel, var, reference, user) for reference in references]
    report.retried(outcomes, as_json)
    return 0 if all(outcome.resolved for outcome in outcomes) else 1


__all__ = ["Check", "Failure", "Level", "run"]
