# SPDX-License-Identifier: Apache-2.0
"""`motcua clock due` (no server needed) and `motcua clock advance 3d` (a running trial system)."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from motcua_calendar.cli import create_clock_app
from motcua_calendar.hours import OfficeHours

from motcua_cli.failing import fail, told

ORGANISATION = Path("infra/demo/organisation.yaml")
"""Below the working directory, else below this checkout."""
CHECKOUT = Path(__file__).parents[3]
_STEP = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
LONGEST = timedelta(days=3650)


def unit_hours(key: str) -> OfficeHours:
    """Hours of a unit of the organisation file; LookupError when there is no such unit."""
    from motcua_organisation import load_organisation
    from motcua_text import SourceError

    try:
        path = _organisation_file()
        organisation = load_organisation(path)
    except (OSError, SourceError) as error:
        raise LookupError(f"The units cannot be read: {error}") from error
    if key not in organisation.units:
        known = ", ".join(sorted(organisation.units))
        raise LookupError(f"There is no unit {key!r} in {path}; known: {known}.")
    return organisation.unit_hours(key)


def _organisation_file() -> Path:
    """What MOTCUA_ORGANISATION names, as for `motcua up`; else the demo province."""
    if named := os.environ.get("MOTCUA_ORGANISATION", ""):
        return Path(named)
    path = next((root / ORGANISATION for root in (Path(), CHECKOUT) if (root / ORGANISATION).is_file()), None)
    if path is None:
        raise LookupError(
            f"{ORGANISATION} was not found: name the file of your units by MOTCUA_ORGANISATION."
        )
    return path


clock_app = create_clock_app(unit_hours)


def parse_step(text: str) -> timedelta:
    """`3d`, `4h`, `1d12h`, `30m`; raises ValueError with a sentence."""
    parts = _STEP.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"{text!r} is no stretch of time. Write it like 3d, 4h, 30m or 1d12h.")
    step = timedelta()
    for number, unit in parts:
        if len(number) > 6:
            raise ValueError(f"{text!r} is too long; at most {LONGEST.days} days at once.")
        step += timedelta(**{_UNITS[unit]: int(number)})
    if not timedelta(0) < step <= LONGEST:
        raise ValueError(
            f"{text!r} is outside what can be moved: more than nothing, at most {LONGEST.days} days."
        )
    return step


@clock_app.command("advance")
def advance(
    by: Annotated[str, typer.Argument(help="How far, like 3d, 4h or 1d12h.")],
    var: Annotated[Path, typer.Option(envvar="MOTCUA_VAR", help="Folder of the running system.")] = Path(
        "var"
    ),
) -> None:
    """Move the business time of a running trial system forward; deadlines and timers follow."""
    from google.protobuf.duration_pb2 import Duration
    from motcua.workflow.v1 import workflow_pb2 as pb
    from motcua.workflow.v1 import workflow_pb2_grpc
    from motcua_calendar.clock import legal_time
    from motcua_calendar.text import short_moment
    from motcua_rpc import MotcuaError

    from motcua_cli.running import NotRunning, connected

    try:
        step = parse_step(by)
        duration = Duration()
        duration.FromTimedelta(step)
        with connected(var) as opened:
            stub = workflow_pb2_grpc.WorkflowServiceStub(opened)
            answer = stub.AdvanceClock(pb.AdvanceClockRequest(request_id=str(uuid4()), by=duration))
    except (ValueError, NotRunning) as error:
        raise fail(str(error)) from error
    except MotcuaError as error:
        raise fail(told(error)) from error
    from datetime import UTC

    now = legal_time(answer.now.ToDatetime(tzinfo=UTC))
    print(f"Business time is now {short_moment(now, 'en')} (Asia/Ho_Chi_Minh).")
