# SPDX-License-Identifier: Apache-2.0
"""What is published, from the running system: versions with who made them, which one is in force, how many dossiers run on each.

Workflow knows versions and running dossiers, intake which version takes new dossiers today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from motcua.intake.v1 import intake_pb2, intake_pb2_grpc
from motcua.workflow.v1 import procedures_pb2, workflow_pb2, workflow_pb2_grpc
from motcua_calendar.clock import legal_time
from motcua_identity import IdentityError
from motcua_procedure import ProcedurePackage
from motcua_rpc import MotcuaError, NotFound
from motcua_text import Text

from motcua_cli import running
from motcua_cli.designing.reference import Reference
from motcua_cli.failing import told

PAGE = 200


class CannotAsk(Exception):
    """The running system cannot be asked, or does not know it; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Version:
    """One published version. `running` counts the dossiers with a process on it that has not ended."""

    number: int
    sha256: str
    at: datetime
    by: Mapping[str, str]
    name: Text
    in_force: bool
    running: int

    @property
    def who(self) -> str:
        """The person's name, and the account where the name is not known."""
        return self.by["name"] or self.by["user"]

    def as_json(self) -> dict[str, Any]:
        return {
            "version": self.number, "sha256": self.sha256, "published_at": self.at, "published_by": dict(self.by),
            "in_force": self.in_force, "running_dossiers": self.running,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """A procedure with all its versions, newest first. `in_force` is None when none takes new dossiers today."""

    key: str
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        return self.versions[0]

    @property
    def in_force(self) -> Version | None:
        return next((one for one in self.versions if one.in_force), None)

    @property
    def running(self) -> int:
        return sum(one.running for one in self.versions)

    def as_json(self) -> dict[str, Any]:
        in_force = self.in_force
        return {
            "procedure_key": self.key,
            "name": {"vi": self.newest.name.vi, "en": self.newest.name.en},
            "newest": self.newest.number,
            "in_force": in_force.number if in_force else None,
            "running_dossiers": self.running,
            "versions": [one.as_json() for one in self.versions],
        }


@contextmanager
def asking(var: Path) -> Iterator[Any]:
    """A channel of the command line's own account; what goes wrong on it is CannotAsk."""
    try:
        with running.connected(var) as opened:
            yield opened
    except running.NotRunning as error:
        raise CannotAsk(str(error)) from error
    except (MotcuaError, IdentityError) as error:
        raise CannotAsk(told(error)) from error


def published(channel: Any, key: str = "") -> list[Published]:
    """Every published procedure by key, or the one that is named; raises MotcuaError."""
    in_force, counts = _in_force(channel), _running(channel, key)
    found: dict[str, list[Version]] = {}
    for row in _versions(channel, key):
        name = row.procedure_key
        version = _version(row, in_force.get(name) == row.version, counts.get((name, row.version), 0))
        found.setdefault(name, []).append(version)
    return [Published(name, tuple(versions)) for name, versions in sorted(found.items())]


def package_of(channel: Any, wanted: Reference) -> tuple[int, ProcedurePackage]:
    """A published version and its files.

    Raises:
        CannotAsk: there is none.
        MotcuaError: it cannot be fetched.
    """
    stub = workflow_pb2_grpc.WorkflowServiceStub(channel)
    request = workflow_pb2.GetPackageRequest(procedure_key=wanted.key, version=wanted.version)
    try:
        answer = stub.GetPackage(request)
    except NotFound as error:
        keys = ", ".join(one.key for one in published(channel)) or "none"
        what = (
            f"{wanted.key} has no version {wanted.version}"
            if wanted.version
            else f"{wanted.key} is not published"
        )
        raise CannotAsk(f"{what}. Published: {keys} (`motcua procedure list` shows the versions).") from error
    return answer.version.version, ProcedurePackage.from_files(dict(answer.files))


def _versions(channel: Any, key: str) -> Iterator[workflow_pb2.Version]:
    stub = workflow_pb2_grpc.WorkflowServiceStub(channel)
    token = ""
    while True:
        request = workflow_pb2.ListVersionsRequest(procedure_key=key, page_size=PAGE, page_token=token)
        answer = stub.ListVersions(request)
        yield from answer.versions
        token = answer.next_page_token
        if not token:
            return


def _running(channel: Any, key: str) -> dict[tuple[str, int], int]:
    stub = workflow_pb2_grpc.WorkflowServiceStub(channel)
    found: dict[tuple[str, int], int] = {}
    token = ""
    while True:
        request = procedures_pb2.CountRunningRequest(procedure_key=key, page_size=PAGE, page_token=token)
        answer = stub.CountRunning(request)
        found |= {(one.procedure_key, one.version): one.dossiers for one in answer.counts}
        token = answer.next_page_token
        if not token:
            return found


def _in_force(channel: Any) -> dict[str, int]:
    stub = intake_pb2_grpc.IntakeServiceStub(channel)
    found: dict[str, int] = {}
    token = ""
    while True:
        answer = stub.ListProcedures(intake_pb2.ListProceduresRequest(page_size=PAGE, page_token=token))
        found |= {one.key: one.version for one in answer.procedures}
        token = answer.next_page_token
        if not token:
            return found


def _version(row: workflow_pb2.Version, in_force: bool, count: int) -> Version:
    by = {name: getattr(row.published_by, name) for name in ("user", "name", "unit", "client")}
    at = legal_time(row.published_at.ToDatetime(tzinfo=UTC))
    return Version(row.version, row.sha256, at, by, Text(row.name.vi, row.name.en), in_force, count)
