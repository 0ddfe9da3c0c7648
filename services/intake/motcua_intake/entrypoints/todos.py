# SPDX-License-Identifier: Apache-2.0
"""The method that says what waits for the caller."""

from __future__ import annotations

from typing import Any

from motcua.intake.v1 import citizen_pb2 as pb
from motcua.intake.v1 import intake_pb2_grpc
from motcua_rpc import current_subject, next_page_token, page

from motcua_intake.app import todos
from motcua_intake.app.announcing import stamp
from motcua_intake.domain.todos import Todo
from motcua_intake.entrypoints.needs import Needs
from motcua_intake.entrypoints.wording import both


class TodoMethods(intake_pb2_grpc.IntakeServiceServicer):
    """A room of the servicer; `_` is what it needs."""

    _: Needs

    def ListTodos(self, request: pb.ListTodosRequest, context: Any) -> pb.ListTodosResponse:
        query = {"list": "todos"}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            found, cases = todos.mine(connection, self._.desk, current_subject(), wanted)
        token = ""
        if len(cases) > wanted.size:
            last = cases[wanted.size - 1].dossier
            token = next_page_token((last.submitted_at, last.id), query=query)
        return pb.ListTodosResponse(todos=[_message(one) for one in found], next_page_token=token)


def _message(one: Todo) -> pb.Todo:
    return pb.Todo(
        kind=f"TODO_KIND_{one.kind}", dossier_id=one.dossier_id, code=one.code, draft_id=one.draft_id,
        procedure_name=both(one.procedure), unit=one.unit, until=stamp(one.until),
        items=[both(item) for item in one.items],
        lines=[pb.TodoLine(label=both(label), value=both(value)) for label, value in one.lines],
        to_bring=[both(item) for item in one.to_bring],
        about=pb.TodoLine(label=both(one.about[0]), value=both(one.about[1])) if one.about else None,
    )  # fmt: skip
