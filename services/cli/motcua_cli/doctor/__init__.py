# SPDX-License-Identifier: Apache-2.0
"""`motcua doctor`: what is not ready, what failed and why, which switches are on, and another try for what failed.

Exit codes: 0 nothing to do, 1 something needs a person, 2 no system runs on this folder.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from motcua_rpc import Channel, MotcuaError

from motcua_cli.doctor import report
from motcua_cli.doctor.check import Check, Level
from motcua_cli.doctor.checks import look_at_machine, look_at_system
from motcua_cli.doctor.failures import Failure, list_failures, retry_failure
from motcua_cli.doctor.stopped import Stopped, look_at_stopped
from motcua_cli.running import NoSuchPerson, as_operator, connected, operator, read_run


def run(var: Path, as_json: bool, retries: Sequence[str] = (), user: str = "") -> int:
    """Look at the system on `var`, or try again what `retries` names (SERVICE/ID each) in the name of an operator: `user`, or the
    only one there is."""
    var = var.absolute()
    stopped = look_at_stopped(var)
    if stopped is not None:
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
    checks = [*look_at_system(channel, var), *look_at_machine(var)]
    failures, unread = list_failures(channel, var)
    checks += [
        Check("failures", Level.ERROR, f"{service} does not say what failed: {sentence}")
        for service, sentence in unread.items()
    ]
    bad = bool(failures) or any(check.level in (Level.WARNING, Level.ERROR) for check in checks)
    report.running(checks, failures, pages=read_run(var)["http"], ok=not bad, as_json=as_json)
    return 1 if bad else 0


def _retry(var: Path, references: Sequence[str], as_json: bool, user: str) -> int:
    with as_operator(var, user) as channel:
        outcomes = [retry_failure(channel, var, reference, user) for reference in references]
    report.retried(outcomes, as_json)
    return 0 if all(outcome.resolved for outcome in outcomes) else 1


__all__ = ["Check", "Failure", "Level", "run"]
