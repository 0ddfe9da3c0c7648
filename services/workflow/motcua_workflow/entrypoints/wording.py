# SPDX-License-Identifier: Apache-2.0
"""Records of this service as protobuf messages, and back."""

from __future__ import annotations

from motcua.common.v1 import common_pb2
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_identity import Subject

from motcua_workflow.adapters.incidents import IncidentRow
from motcua_workflow.adapters.packages import PublishedPackage
from motcua_workflow.app.announcing import stamp
from motcua_workflow.domain.records import Actor, TaskRow
from motcua_workflow.engine.model import Finding


def task(row: TaskRow) -> pb.Task:
    return pb.Task(
        task_id=row.id, instance_id=row.instance_id, process_id=row.process_id, dossier_id=row.dossier_id,
        element=row.element, name=row.name, role=row.role, agency=row.agency, form=row.form, limit=row.limit,
        part=row.part, result_code=row.result_code, opened_at=stamp(row.opened_at), territory=row.territory,
    )  # fmt: skip


def version(published: PublishedPackage) -> pb.Version:
    return pb.Version(
        procedure_key=published.procedure_key,
        version=published.version,
        sha256=published.sha256,
        published_at=stamp(published.published_at),
        published_by=common_pb2.Actor(user=published.published_by),
        name=common_pb2.LocalizedText(vi=published.name_vi, en=published.name_en),
    )


def finding(file: str, found: Finding) -> pb.Finding:
    return pb.Finding(
        file=file, code=found.code, severity=found.severity, line=found.line, element=found.element,
        name=found.name, message=found.message, hint=found.hint,
    )  # fmt: skip


def failure(row: IncidentRow) -> common_pb2.Failure:
    return common_pb2.Failure(
        id=row.id, service="workflow", kind="incident", dossier_id=row.dossier_id, subject=row.element,
        message=row.message, cause=row.code, attempts=row.attempts, first_at=stamp(row.first_at),
        last_at=stamp(row.last_at), state=_state(row), retried_by=row.retried_by or "",
    )  # fmt: skip


def _state(row: IncidentRow) -> str:
    if row.state == "resolved":
        return "resolved"
    return "retried" if row.retried_by else "open"


def actor(message: common_pb2.Actor) -> Actor:
    return Actor(message.user, message.name, message.unit)


def actor_of(subject: Subject) -> Actor:
    return Actor(subject.username or subject.user_id, subject.name, subject.unit or "")
