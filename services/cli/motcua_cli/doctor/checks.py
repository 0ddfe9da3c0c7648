# SPDX-License-Identifier: Apache-2.0
"""The checks of a running system, each independent of the others: one that fails is a finding, never an end."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped]
from grpc_health.v1 import health_pb2, health_pb2_grpc
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_calendar import ClockError, put_in_force, read_days
from motcua_calendar.clock import legal_time
from motcua_calendar.national import announced_until
from motcua_calendar.text import short_moment
from motcua_intake.domain.law import read_law
from motcua_rpc import Channel, MotcuaError
from motcua_text import SourceError

from motcua_cli.doctor.check import Check, Level
from motcua_cli.doctor.processes import look_at_process
from motcua_cli.doctor.together import Look

SERVICES = ("workflow", "intake", "assignment", "notification", "liaison")
LITTLE_DISK = 2 * 2**30
OLD_BACKUP = timedelta(days=7)
NO_DISK = 256 * 2**20


def full_name(service: str) -> str:
    """The gRPC name of a service, such as motcua.intake.v1.IntakeService."""
    return f"motcua.{service}.v1.{service.capitalize()}Service"


def look_at_system(channel: Channel, run: dict[str, Any]) -> Iterator[Look]:
    """What the running system itself says."""
    if "processes" in run:
        yield from (
            Look(name, partial(look_at_process, name, said)) for name, said in run["processes"].items()
        )
    else:
        yield Look("process", lambda: [_process(run)])
        yield from (Look(service, partial(_health, channel, service)) for service in SERVICES)
    yield Look("pages", lambda: [_pages(run["http"])])
    yield Look("procedures", partial(_procedures, run))
    yield Look("organisation", partial(look_at_rules, run))
    yield Look("clock", partial(_clock, channel))


def look_at_backup(var: Path, now: datetime | None = None) -> Check:
    """When the last backup was made; a system older than `OLD_BACKUP` without a newer one is warned of.

    By the machine's clock, as it is about the machine's disk.
    """
    now = now or datetime.now(UTC)
    hint = "Run `motcua backup FILE`, FILE on another disk."
    try:
        found = json.loads((var / "backup.json").read_text(encoding="utf-8"))
        at = datetime.fromisoformat(found["at"])
        message = _last_backup(found, at)
    except (OSError, ValueError, KeyError, TypeError):
        at, message = _first_start(var), "No backup was made yet."
    late = now - at > OLD_BACKUP
    return Check("backup", Level.WARNING if late else Level.OK, message, hint if late else "")


def _last_backup(found: dict[str, Any], at: datetime) -> str:
    """The note that the last backup left, or the restore that built this system."""
    when = short_moment(legal_time(at), "en")
    if "restored_of" not in found:
        return f"The last backup is of {when}: {found['file']}."
    made = short_moment(legal_time(datetime.fromisoformat(found["restored_of"])), "en")
    return f"Restored {when} from the backup of {made}: {found['file']}. No backup was made since."


def _first_start(var: Path) -> datetime:
    return datetime.fromtimestamp((var / "postgres" / "data" / "PG_VERSION").stat().st_mtime, UTC)


def look_at_machine(var: Path, own_backup: bool = True) -> Iterator[Check]:
    """Disk, versions, and the last backup where `motcua backup` makes it."""
    free = shutil.disk_usage(var).free
    message = f"{free / 2**30:.1f} GiB are free where {var} lies."
    hint = "Make room: PostgreSQL stops taking dossiers when the disk is full."
    if free < LITTLE_DISK:
        yield Check("disk", Level.ERROR if free < NO_DISK else Level.WARNING, message, hint)
    else:
        yield Check("disk", Level.OK, message)
    if own_backup:
        yield look_at_backup(var)
    yield versions_shown()


def versions_shown() -> Check:
    """In one line."""
    return Check("versions", Level.OK, ", ".join(f"{name} {number}" for name, number in versions().items()))


def versions() -> dict[str, str]:
    """The program and what it stands on."""
    found = {"motcua": _version("motcua-cli"), "Python": platform.python_version()}
    return found | {name: _version(name) for name in ("grpcio", "SpiffWorkflow", "SQLAlchemy", "psycopg")}


def version() -> str:
    """Of this program."""
    return _version("motcua-cli")


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "?"


def _process(run: dict[str, Any]) -> Check:
    try:
        process = psutil.Process(run["pid"])
        memory = process.memory_info().rss / 2**20
        since = legal_time(_moment(process.create_time()))
    except psutil.NoSuchProcess:
        return Check(
            "process", Level.ERROR, f"Process {run['pid']} of run.json is gone.", "Start it again: make run."
        )
    own = "" if process.uids().real == os.getuid() else ", of another user"
    return Check(
        "process", Level.OK,
        f"Process {run['pid']}{own} since {short_moment(since, 'en')}, {memory:.0f} MiB, {process.num_threads()} threads.",
    )  # fmt: skip


def _pages(http: str) -> Check:
    try:
        answer = httpx.get(f"{http}/healthz", timeout=5.0, trust_env=False)
    except httpx.HTTPError as error:
        return Check(
            "pages",
            Level.ERROR,
            f"{http} does not answer ({type(error).__name__}).",
            "Stop it and start it again.",
        )
    if answer.status_code != 200:
        return Check(
            "pages",
            Level.ERROR,
            f"{http}/healthz says {answer.status_code}: not ready.",
            "Ask again in a minute.",
        )
    return Check("pages", Level.OK, f"{http} is ready.")


def _health(channel: Channel, service: str) -> Iterator[Check]:
    request = health_pb2.HealthCheckRequest(service=full_name(service))
    try:
        status = health_pb2_grpc.HealthStub(channel).Check(request, timeout=5.0).status
    except MotcuaError as error:
        yield Check(
            service, Level.ERROR, f"does not answer: {error.message_en}", "Stop it and start it again."
        )
        return
    name = health_pb2.HealthCheckResponse.ServingStatus.Name(status)
    if status != health_pb2.HealthCheckResponse.SERVING:
        yield Check(service, Level.ERROR, f"says {name}.", "Its failures, below, or its log say why.")
        return
    yield Check(service, Level.OK, "serves.")


def _procedures(run: dict[str, Any]) -> Iterator[Check]:
    """Folders that the start could not publish: what runs is an older version of them, or none."""
    for sentence in run.get("refused", ()):
        yield Check(
            "procedures",
            Level.WARNING,
            f"Not published at the start: {sentence}",
            "Correct the folder, then: motcua procedure publish.",
        )


def look_at_rules(run: dict[str, Any]) -> Iterator[Check]:
    """Which data the running system counts and assigns with: organisation, law of every dossier, days off."""
    if "organisation" in run:
        yield Check("organisation", Level.OK, f"Units, roles and people are those of {run['organisation']}.")
    if "law" in run:
        yield _law(run["law"])
    used = run.get("days", {})
    file = Path(used["file"]) if used.get("file") else None
    try:
        days = read_days(file)
    except ClockError as error:
        yield Check(
            "days", Level.ERROR, f"{error.message_en} The running system still counts with what it read when it started.",
            "Correct the file before the next start, which refuses it.",
        )  # fmt: skip
        return
    put_in_force(days)
    source = (
        f"{file} ({used['rows']} rows) over the table that ships" if file else "the table that ships alone"
    )
    said = f"Days off and swapped days: {source}; known until the end of {announced_until()}."
    if days.sha256 != used.get("sha256", ""):
        hint = "Stop the system and start it again to count with the file as it is now."
        yield Check("days", Level.WARNING, f"{said} The file has changed since the start.", hint)
    else:
        yield Check("days", Level.OK, said)


def _law(used: dict[str, Any]) -> Check:
    """The law of every dossier (form 04), as `motcua up` read it and as its file is now."""
    file = Path(used["file"]) if used.get("file") else None
    try:
        law = read_law(file)
    except (OSError, SourceError) as error:
        return Check(
            "law", Level.ERROR, f"{error} The running system still follows what it read when it started.",
            "Correct the file before the next start, which refuses it.",
        )  # fmt: skip
    source = f"{file} ({law.rows} rows) over what ships" if file else "what ships alone"
    if law.sha256 != used.get("sha256", ""):
        hint = "Stop the system and start it again to follow the file as it is now."
        return Check(
            "law",
            Level.WARNING,
            f"Law of every dossier: {source}. The file has changed since the start.",
            hint,
        )
    return Check("law", Level.OK, f"Law of every dossier: {source}.")


def _clock(channel: Channel) -> Iterator[Check]:
    try:
        clock = workflow_pb2_grpc.WorkflowServiceStub(channel).GetClock(workflow_pb2.GetClockRequest())
    except MotcuaError as error:
        yield Check("clock", Level.ERROR, f"Business time cannot be read: {error.message_en}")
        return
    now = legal_time(clock.now.ToDatetime(tzinfo=UTC))
    ahead = clock.ahead.ToTimedelta()
    said = f"Business time is {short_moment(now, 'en')} (Asia/Ho_Chi_Minh)"
    if ahead > timedelta(seconds=1):
        said += f", {_stretch(ahead)} ahead of the machine"
    yield Check("clock", Level.NOTE if ahead > timedelta(seconds=1) else Level.OK, f"{said}.")
    yield from _days_off(now)
    if clock.may_be_advanced:
        yield Check(
            "trial", Level.NOTE, "The trial switch is on: operators may move business time forward.",
            "Right for a demo. Where real dossiers are, start with --fixed-time.",
        )  # fmt: skip


def _days_off(now: datetime) -> Iterator[Check]:
    """From December on, dossiers are promised into the next year: its swapped days must be known by then."""
    wanted = now.year + (now.month == 12)
    if announced_until() < wanted:
        yield Check(
            "calendar", Level.NOTE, f"The days off and swapped working days of {wanted} are not known here yet.",
            "Once they are announced, enter them in the file of MOTCUA_DAYS and start again; dates that they move follow.",
        )  # fmt: skip


def _stretch(ahead: timedelta) -> str:
    hours, minutes = divmod(ahead.seconds // 60, 60)
    parts = [(ahead.days, "d"), (hours, "h"), (minutes, "min")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "less than a minute"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
