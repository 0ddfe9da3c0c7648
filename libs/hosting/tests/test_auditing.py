# SPDX-License-Identifier: Apache-2.0
"""What the audit keeps of calls and settings, and that rows are sealed soon."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.intake.v1 import intake_pb2
from motcua.workflow.v1 import workflow_pb2
from motcua_calendar.clock import FixedClock
from motcua_hosting.audit_calls import call_entry
from motcua_hosting.auditing import Auditing, note_changed, settings_entries
from motcua_hosting.settings import ServiceSettings
from motcua_hosting.writes import Writes
from motcua_identity import ANONYMOUS, Kind, Subject
from motcua_rpc.call import CURRENT, Call
from motcua_storage import Database, RequestLog
from motcua_storage.audit import Sealer, digest_of, reading
from motcua_storage.audit.verifying import Verification
from opentelemetry.sdk.trace import TracerProvider

LAN = Subject("id-lan", "lan", "Lan", frozenset({"leader", "clerk"}), "commune", "portal")
SERVICE = "motcua.assignment.v1.AssignmentService"
NOON = FixedClock(datetime(2026, 3, 2, 5, tzinfo=UTC))
Rows = Callable[[], list[Any]]


@pytest.fixture
def rows(database: Database) -> Rows:
    def read() -> list[Any]:
        with database.read() as connection:
            return list(connection.execute(sa.text("SELECT * FROM assignment.audit ORDER BY id")))

    return read


def write(database: Database, request: pb.ClaimTaskRequest, subject: Subject = LAN) -> None:
    def work(_connection: sa.Connection) -> pb.ClaimTaskResponse:
        return pb.ClaimTaskResponse(task=pb.Task(task_id="T-1", dossier_id="D-1"))

    token = CURRENT.set(Call(subject, method=f"{SERVICE}/ClaimTask", request=request))
    try:
        writes = Writes(database, RequestLog("assignment"), SERVICE, NOON)
        writes.run("ClaimTask", request, pb.ClaimTaskResponse, work)
    finally:
        CURRENT.reset(token)


def test_a_write_leaves_one_row_that_says_who_what_and_when_in_no_statement_of_its_own(
    database: Database, rows: Rows
) -> None:
    request = pb.ClaimTaskRequest(request_id="r-1", task_id="T-1")
    with (
        database.count_statements() as counted,
        TracerProvider().get_tracer("t").start_as_current_span("s") as span,
    ):
        write(database, request)
    assert counted.total == 2, "claim the id; keep the answer and its row"
    (row,) = rows()
    assert (row.kind, row.what, row.about, row.dossier) == ("call", f"{SERVICE}/ClaimTask", "task:T-1", "D-1")
    assert (row.actor, row.actor_kind, row.unit, row.client) == ("id-lan", "person", "commune", "portal")
    assert (row.roles, row.request_id) == ("clerk,leader", "r-1")
    assert row.trace == f"{span.get_span_context().trace_id:032x}"
    assert row.business_at == NOON.now()
    assert bytes(row.digest) == digest_of(request.SerializeToString(deterministic=True))


def test_the_same_write_again_and_one_that_fails_leave_none(database: Database, rows: Rows) -> None:
    for _ in range(2):
        write(database, pb.ClaimTaskRequest(request_id="r-1", task_id="T-1"))
    writes = Writes(database, RequestLog("assignment"), SERVICE)

    def broken(_connection: sa.Connection) -> pb.ClaimTaskResponse:
        raise ZeroDivisionError

    token = CURRENT.set(Call(LAN))
    with pytest.raises(ZeroDivisionError):
        writes.run("ClaimTask", pb.ClaimTaskRequest(request_id="r-2"), pb.ClaimTaskResponse, broken)
    CURRENT.reset(token)
    assert [row.request_id for row in rows()] == ["r-1"]


def test_programs_and_strangers_are_told_apart(database: Database, rows: Rows) -> None:
    program = Subject("id-program", kind=Kind.SERVICE, roles=frozenset({"service"}), client="program")
    write(database, pb.ClaimTaskRequest(request_id="r-1"), program)
    write(database, pb.ClaimTaskRequest(request_id="r-2"), ANONYMOUS)
    assert [(row.actor, row.actor_kind) for row in rows()] == [("id-program", "service"), ("", "anyone")]


@pytest.mark.parametrize(
    ("request_", "answer", "about", "dossier"),
    [
        (
            intake_pb2.AcceptDossierRequest(dossier_id="D-1"),
            intake_pb2.AcceptDossierResponse(),
            "dossier:D-1",
            "D-1",
        ),
        (
            intake_pb2.SubmitDraftRequest(draft_id="F-1"),
            intake_pb2.SubmitDraftResponse(dossier=intake_pb2.Dossier(dossier_id="D-2")),
            "draft:F-1",
            "D-2",
        ),
        (
            workflow_pb2.PublishProcedureRequest(),
            workflow_pb2.PublishProcedureResponse(procedure_key="birth", version=3),
            "procedure:birth@3",
            "",
        ),
        (workflow_pb2.AdvanceClockRequest(), workflow_pb2.AdvanceClockResponse(), "", ""),
    ],
)
def test_a_row_names_what_a_call_is_about(request_: Any, answer: Any, about: str, dossier: str) -> None:
    entry = call_entry("m", request_, answer, None)
    assert (entry.about, entry.dossier, entry.business_at) == (about, dossier, None)


def test_rows_are_sealed_while_the_service_runs_and_as_it_stops(database: Database, rows: Rows) -> None:
    auditing = Auditing(database)
    auditing.start()
    write(database, pb.ClaimTaskRequest(request_id="r-1"))
    deadline = time.monotonic() + 60
    while Sealer(database).head().position < 1:
        assert time.monotonic() < deadline, "nobody sealed the row"
        time.sleep(0.02)
    write(database, pb.ClaimTaskRequest(request_id="r-2"))
    auditing.stop()
    run = Verification(unsealed_after=0)
    with reading.snapshot(database.url) as connection:
        assert list(run.check(connection, ["assignment"])) == []
    assert run.rows == 2


def test_settings_are_noted_where_they_differ_from_the_start_before(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    organisation, secret = tmp_path / "organisation.yaml", "s3cr3t"
    organisation.write_text("units: []")

    def start(**more: Any) -> list[str]:
        settings = ServiceSettings(
            database_url="postgresql://u:pw@h/d", issuer="http://i", client_id="assignment",
            client_secret=secret, organisation=organisation, **more,
        )  # fmt: skip
        before = len(rows())
        with database.begin() as connection:
            note_changed(connection, "assignment", list(settings_entries(settings)))
        return sorted(row.what for row in rows()[before:])

    first = start()
    assert {"organisation", "days", "trial", "issuer"} <= set(first)
    assert not {one for one in first if "secret" in one or "url" in one} - {"discovery_url", "public_url"}
    assert start() == []
    organisation.write_text("units: [other]")
    assert start() == ["organisation"]
    assert start(trial=True) == ["trial"]
    assert start() == ["trial"], "and back again"
    assert all(secret not in str(row) and "pw" not in str(row) for row in rows())
    changed = [row for row in rows() if row.what == "organisation"][-1]
    assert (changed.kind, bytes(changed.digest)) == ("setting", digest_of(b"units: [other]"))
