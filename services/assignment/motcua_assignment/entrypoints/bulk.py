# SPDX-License-Identifier: Apache-2.0
"""Many tasks at once. Each is the single call with a request id of its own that follows from the caller's: so each stands for
itself, and the whole may be repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from google.protobuf.message import Message
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import desk_pb2
from motcua.common.v1 import common_pb2
from motcua_hosting.writes import derived_id
from motcua_rpc import MotcuaError

from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.task_repository import Officer, Row, who
from motcua_assignment.domain.task import Kind
from motcua_assignment.entrypoints.half_filled import officer
from motcua_assignment.entrypoints.needs import Needs
from motcua_assignment.errors import WrongAction
from motcua_assignment.errors_of_desk import BadBulk, BulkMixed

MOST: Final = 100
Answer = TypeVar("Answer", desk_pb2.BulkClaimResponse, desk_pb2.BulkCompleteResponse)


class BulkMethods:
    """Part of the servicer."""

    _: Needs
    ClaimTask: Callable[[pb.ClaimTaskRequest, Any], Message]
    CompleteTask: Callable[[pb.CompleteTaskRequest, Any], Message]

    def BulkClaim(self, request: desk_pb2.BulkClaimRequest, context: Any) -> desk_pb2.BulkClaimResponse:
        subject = officer(self._.desk.clock)

        def one(task_id: str, request_id: str) -> None:
            self.ClaimTask(pb.ClaimTaskRequest(request_id=request_id, task_id=task_id), context)

        return self._each("BulkClaim", request, desk_pb2.BulkClaimResponse, subject, one)

    def BulkComplete(
        self, request: desk_pb2.BulkCompleteRequest, context: Any
    ) -> desk_pb2.BulkCompleteResponse:
        subject = officer(self._.desk.clock)
        rows = {row[0].id: row for row in self._seen(_ids(request.task_ids), subject)}
        if request.answers.fields and len({_kind(row) for row in rows.values()}) > 1:
            raise BulkMixed()

        def one(task_id: str, request_id: str) -> None:
            known = rows.get(task_id)
            if known is not None and (known[0].kind != Kind.STEP or known[0].result_code):
                raise WrongAction(
                    message_vi="Việc này phải làm riêng: tại nơi tiếp nhận, hoặc cần kết quả đã ký.",
                    message_en="This one is done by itself: at the window, or with a signed result.",
                )
            step = pb.StepAction(answers=request.answers)
            self.CompleteTask(
                pb.CompleteTaskRequest(request_id=request_id, task_id=task_id, step=step), context
            )

        return self._each("BulkComplete", request, desk_pb2.BulkCompleteResponse, subject, one)

    def _each(
        self, method: str, request: Any, kind: type[Answer], subject: Officer, act: Callable[[str, str], None]
    ) -> Answer:
        """Act on one after the other; the answer is kept, so that the same request tells the same again."""
        task_ids = _ids(request.task_ids)
        first = self._.writes.answered(method, request, kind)
        if first is not None:
            return first
        rows = {row[0].id: row for row in self._seen(task_ids, subject)}
        outcomes = []
        for task_id in task_ids:
            request_id = derived_id(request.request_id, who(subject), task_id, method)
            outcomes.append(_outcome(task_id, rows.get(task_id), _refusal(act, task_id, request_id)))

        def work(connection: sa.Connection) -> Answer:
            return kind(outcomes=outcomes)

        return self._.writes.run_through(method, request, kind, work)

    def _seen(self, task_ids: Sequence[str], subject: Officer) -> list[Row]:
        with self._.database.read() as connection:
            return tasks.find_all(connection, [one for one in task_ids if "\0" not in one], subject)


def _ids(asked: Sequence[str]) -> list[str]:
    """Each once, in order; raises BadBulk."""
    found = list(dict.fromkeys(asked))
    if not 1 <= len(found) <= MOST:
        raise BadBulk()
    return found


def _kind(row: Row) -> tuple[str, int, str]:
    task, dossier = row
    return dossier.procedure_key, dossier.procedure_version, task.element


def _refusal(act: Callable[[str, str], None], task_id: str, request_id: str) -> MotcuaError | None:
    try:
        act(task_id, request_id)
    except MotcuaError as error:
        return error
    return None


def _outcome(task_id: str, row: Row | None, error: MotcuaError | None) -> desk_pb2.BulkOutcome:
    made = desk_pb2.BulkOutcome(task_id=task_id, done=error is None)
    if row is not None:
        task, dossier = row
        made.dossier_code = dossier.code
        made.title.CopyFrom(common_pb2.LocalizedText(vi=task.title_vi, en=task.title_en))
    if error is not None:
        field = error.field_errors[0] if getattr(error, "field_errors", None) else None
        made.code = error.code
        told = field or error
        made.message.CopyFrom(common_pb2.LocalizedText(vi=told.message_vi, en=told.message_en))
    return made
