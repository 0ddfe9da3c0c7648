# SPDX-License-Identifier: Apache-2.0
"""Opening and closing inbox tasks from what intake and workflow say; every function is idempotent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua.events.v1 import desk_pb2, process_pb2
from motcua.workflow.v1 import workflow_pb2
from motcua_calendar.clock import Clock, legal_time
from motcua_events import EventCatalogue, Outbox
from motcua_identity import Subject

from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.app.working_time import WorkingTime
from motcua_assignment.domain.task import WINDOW_ROLE, Dossier, Kind, State, Task, window_task_id

WINDOW_TITLES = {
    Kind.ACCEPTANCE: ("Tiếp nhận hồ sơ nộp trực tuyến", "Accept what came online"),
    Kind.RETURN: ("Trả kết quả", "Return results"),
}


@dataclass(frozen=True)
class Desk:
    """What opening and closing need."""

    outbox: Outbox
    catalogue: EventCatalogue
    clock: Clock
    working_time: WorkingTime


def open_step(
    connection: sa.Connection,
    desk: Desk,
    opened: process_pb2.TaskOpened | workflow_pb2.Task,
    dossier: Dossier,
    territory: str,
) -> str:
    """A task of a drawing becomes inbox work of the competent unit; gives its id."""
    at = moment(opened.opened_at)
    unit = desk.working_time.unit(opened.agency, territory, at)
    known = tasks.introduce(connection, dossier)
    due = desk.working_time.due(unit, opened.limit, at)
    new = Task(
        id=opened.task_id, kind=Kind.STEP, state=State.OPEN, dossier_id=dossier.id, element=opened.element,
        title_vi=opened.name, title_en=opened.name, form=opened.form, role=opened.role, unit=unit.key,
        part=opened.part, result_code=opened.result_code, opened_at=at, due_at=due,
        legal_due_at=known.legal_due(opened.part, due), revision=1,
    )  # fmt: skip
    if tasks.add(connection, new):
        tell(connection, desk, "inbox.opened", new, None)
    return new.id


def open_window_task(
    connection: sa.Connection,
    desk: Desk,
    kind: Kind,
    dossier: Dossier,
    occasion: str,
    due: datetime,
    legal: datetime,
) -> None:
    """An item for the window clerks of the dossier's unit."""
    title_vi, title_en = WINDOW_TITLES[kind]
    new = Task(
        id=window_task_id(dossier.id, kind, occasion), kind=kind, state=State.OPEN, dossier_id=dossier.id, element="",
        title_vi=title_vi, title_en=title_en, form="", role=WINDOW_ROLE, unit=dossier.unit, part="", result_code="",
        opened_at=desk.clock.now(), due_at=due, legal_due_at=legal, revision=1,
    )  # fmt: skip
    if tasks.add(connection, new):
        tell(connection, desk, "inbox.opened", new, None)


def close(connection: sa.Connection, desk: Desk, old: Task, state: State, by: Subject | None) -> None:
    """Close a live task; done or cancelled."""
    values: dict[str, object] = {"state": state, "closed_at": desk.clock.now()}
    if by is not None:
        values |= {"assignee_user": by.username or by.user_id, "assignee_name": by.name or by.username}
    tasks.change(connection, old.id, **values)
    tell(connection, desk, "inbox.completed" if state is State.DONE else "inbox.cancelled", old, by)


def tell(connection: sa.Connection, desk: Desk, kind: str, task: Task, by: Subject | None) -> None:
    """Write the inbox event."""
    now = desk.clock.now()
    message = desk_pb2.InboxChanged(
        task_id=task.id, dossier_id=task.dossier_id, unit=task.unit, role=task.role, actor=actor(by),
        due_at=stamp(task.due_at), at=stamp(now),
    )  # fmt: skip
    desk.outbox.add(
        connection, desk.catalogue.event(kind, message, time=now, dossierid=task.dossier_id)
    )


def actor(by: Subject | None) -> common_pb2.Actor:
    if by is None:
        return common_pb2.Actor()
    return common_pb2.Actor(
        user=by.username or by.user_id, name=by.name, unit=by.unit or "", client=by.client or ""
    )


def moment(stamped: Timestamp) -> datetime:
    return legal_time(stamped.ToDatetime(tzinfo=UTC))


def stamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made
