# SPDX-License-Identifier: Apache-2.0
"""The stories of dossiers over gRPC: `ListSteps` of every service, and who is said to be at work while a call is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import step_pb2
from motcua_events import story
from motcua_events.story import Doing, Line
from motcua_events.tracing import trace_id_of
from motcua_identity import CITIZEN, OPERATOR, SERVICE, Subject
from motcua_rpc import NotFound, PermissionDenied, current_subject, next_page_token, page
from motcua_rpc.call import CURRENT
from motcua_storage import Database

M = TypeVar("M", bound=Message)
SeesWhole = Callable[[str], bool]
"""Whether the caller sees a whole dossier and not some parts of it only; raises NotFound for who sees nothing of it. Intake owns
that rule: other services ask it, in the caller's name."""


def who_works() -> Doing:
    """The caller by their roles, never by name; the system itself outside of calls."""
    call = CURRENT.get()
    return Doing() if call is None else Doing(role_of(call.subject), call.began)


def role_of(subject: Subject) -> str:
    """The roles of a person, or the name of a program's account."""
    if not subject.authenticated:
        return "anyone"
    if subject.is_service():
        return next((one for one in sorted(subject.roles) if one.startswith(f"{SERVICE}:")), SERVICE)
    return ", ".join(sorted(subject.roles)) or subject.kind.value


class Stories:
    """The method, for any service."""

    def __init__(self, database: Database, sees_whole: SeesWhole) -> None:
        self._database = database
        self._sees_whole = sees_whole

    def list(self, request: Any, kind: type[M]) -> M:
        """A page of the steps of one dossier, oldest first.

        Raises:
            PermissionDenied: citizens, and officers who see some parts of the dossier only.
            NotFound: no such dossier for this caller.
        """
        _officers_only(current_subject())
        query = {"list": "steps", "dossier": request.dossier_id}
        wanted = page(request.page_size, request.page_token, query=query, default=200, maximum=500)
        if not request.dossier_id:
            raise NotFound("DOSSIER_UNKNOWN", "Không tìm thấy hồ sơ.", "There is no such dossier.")
        if not self._sees_whole(request.dossier_id):
            raise PermissionDenied()
        after: Any = wanted.after[0] if wanted.after else 0
        with self._database.read() as connection:
            schema = self._database.schema
            rows = story.read(connection, schema, request.dossier_id, after, wanted.size + 1)
        shown = rows[: wanted.size]
        token = next_page_token((shown[-1][0],), query=query) if len(rows) > wanted.size else ""
        return kind(steps=[_step(schema, line) for _, line in shown], next_page_token=token)


def _officers_only(subject: Subject) -> None:
    """Operators, officers and programs of agencies; a citizen follows a dossier by its history."""
    if subject.has(OPERATOR) or subject.is_service():
        return
    if not subject.unit or not subject.roles - {CITIZEN}:
        raise PermissionDenied("ROLE_REQUIRED")


def _step(service: str, line: Line) -> step_pb2.Step:
    return step_pb2.Step(
        service=service, type=line.type, element=line.element, name=line.name, role=line.role,
        at=_stamp(line.at), business_at=_stamp(line.business_at), milliseconds=line.milliseconds,
        trace_id=trace_id_of(line.dossier_id), span_id=line.span,
    )  # fmt: skip


def _stamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made
