# SPDX-License-Identifier: Apache-2.0
"""Records of this service as protobuf messages, and back."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from motcua.common.v1 import common_pb2
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_calendar.clock import legal_time
from motcua_identity import Subject
from motcua_rpc.structs import to_struct

from motcua_workflow.adapters.incidents import IncidentRow
from motcua_workflow.adapters.packages import PublishedPackage
from motcua_workflow.app.announcing import actor_message, stamp
from motcua_workflow.app.repairing import Incident
from motcua_workflow.domain.incident_words import words
from motcua_workflow.domain.records import Actor, TaskRow
from motcua_workflow.domain.repair import Repair
from motcua_workflow.engine.model import Finding

TOO_LATE = (
    "Văn bản không còn cần: quy trình nhận đã kết thúc trước khi văn bản đến. "
    "(Not needed any more: the receiving process had ended before the message arrived.)"
)


def task(row: TaskRow) -> pb.Task:
    return pb.Task(
        task_id=row.id, instance_id=row.instance_id, process_id=row.process_id, dossier_id=row.dossier_id,
        element=row.element, name=row.name, role=row.role, agency=row.agency, form=row.form, limit=row.limit,
        part=row.part, result_code=row.result_code, opened_at=stamp(row.opened_at), territory=row.territory,
        given=to_struct(row.given), name_en=row.name_en, signs=row.signs,
    )  # fmt: skip


def carried(request: pb.DeliverMessageRequest) -> dict[str, Any]:
    """What the receiving process may know of the letter itself: its number and, as an ISO date, the day on which it was sent.
    Empty for what no liaison carried; the sender's own facts of these names do not count."""
    if not request.number:
        return {}
    sent = legal_time(request.sent_at.ToDatetime(tzinfo=UTC))
    return {"liaison_no": request.number, "liaison_date": sent.date().isoformat()}


def version(published: PublishedPackage) -> pb.Version:
    return pb.Version(
        procedure_key=published.procedure_key,
        version=published.version,
        sha256=published.sha256,
        published_at=stamp(published.published_at),
        published_by=common_pb2.Actor(
            user=published.published_by,
            name=published.publisher_name,
            unit=published.publisher_unit,
            client=published.publisher_client,
        ),
        name=common_pb2.LocalizedText(vi=published.name_vi, en=published.name_en),
    )


def finding(file: str, found: Finding) -> pb.Finding:
    return pb.Finding(
        file=file, code=found.code, severity=found.severity, line=found.line, element=found.element,
        name=found.name, message=found.message, hint=found.hint,
    )  # fmt: skip


def failure(row: IncidentRow) -> common_pb2.Failure:
    said = words(row.code)
    # What is past needs no advice.
    advice = common_pb2.LocalizedText(vi=said.advice_vi, en=said.advice_en)
    return common_pb2.Failure(
        id=row.id, service="workflow", kind="incident", dossier_id=row.dossier_id, dossier_code=row.dossier_code,
        subject=row.element, message=row.message, cause=row.code, attempts=row.attempts,
        headline=common_pb2.LocalizedText(
            vi=said.headline_vi.replace("{place}", row.place), en=said.headline_en.replace("{place}", row.place)
        ),
        advice=None if row.state == "resolved" else advice,
        repairable=said.repairable and row.state != "resolved",
        first_at=stamp(row.first_at), last_at=stamp(row.last_at), state=_state(row), retried_by=row.retried_by or "",
    )  # fmt: skip


def incident(seen: Incident) -> pb.GetIncidentResponse:
    return pb.GetIncidentResponse(
        failure=failure(seen.row),
        instance_id=seen.owner.id,
        procedure_key=seen.owner.procedure_key,
        procedure_version=seen.owner.procedure_version,
        element_name=seen.row.element_name,
        texts=[pb.DrawnText(kind=kind, text=text) for kind, text in seen.texts],
        facts=[pb.Fact(name=fact.name, json=fact.json, read=fact.read) for fact in seen.facts],
        repairs=[repair(one) for one in seen.repairs],
        waiting_messages=seen.waiting_messages,
    )


def repair(done: Repair) -> pb.Repair:
    return pb.Repair(
        repair_id=done.id, failure_id=done.incident_id, at=stamp(done.at), actor=actor_message(done.actor),
        note=done.note, resolved=done.resolved,
        changes=[pb.FactChange(name=one.name, old_json=one.old, new_json=one.new) for one in done.changes],
    )  # fmt: skip


def _state(row: IncidentRow) -> str:
    if row.state == "resolved":
        return "resolved"
    return "retried" if row.retried_by else "open"


def actor(message: common_pb2.Actor) -> Actor:
    return Actor(message.user, message.name, message.unit)


def actor_of(subject: Subject) -> Actor:
    return Actor(subject.username or subject.user_id, subject.name, subject.unit or "")
