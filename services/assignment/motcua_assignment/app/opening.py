# SPDX-License-Identifier: Apache-2.0
"""Opening and closing inbox tasks from what intake and workflow say; every function may be repeated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua.events.v1 import inbox_pb2, process_pb2
from motcua.workflow.v1 import workflow_pb2
from motcua_calendar.clock import Clock, legal_time
from motcua_events import EventCatalogue, Outbox
from motcua_events.envelope import About
from motcua_identity import Subject
from motcua_rpc.structs import to_dict

from motcua_assignment.adapters import completions, dossiers
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.app.working_time import WorkingTime
from motcua_assignment.domain.task import (
    WINDOW_ROLE,
    Actor,
    Cause,
    Dossier,
    Kind,
    State,
    Task,
    tombstone,
    window_task_id,
)

Title = tuple[str, str]
WINDOW_TITLES: Mapping[Kind, Title] = {
    Kind.ACCEPTANCE: ("Tiếp nhận hồ sơ nộp trực tuyến", "Accept what came online"),
    Kind.RETURN: ("Trả kết quả", "Return results"),
}
ANSWERED_TITLE: Title = ("Tiếp nhận hồ sơ đã bổ sung", "Accept what was supplemented")
ORIGINALS_TITLE: Title = ("Trả lại bản chính đã thu", "Hand collected originals back")
SLIPS_TITLE: Title = ("Giao phiếu từ chối", "Hand refusal slips over")
POSTED_TITLE: Title = ("Giao phiếu, thông báo", "Hand slips and notices over")
OVERDUE_TITLE: Title = (
    "Tiếp nhận hoặc từ chối: hết hạn bổ sung, chưa nhận được",
    "Accept or refuse: the last day of the supplement has passed, nothing came",
)
NEVER_DUE = datetime(9999, 1, 1, tzinfo=UTC)
"""Sorts what has no due time behind everything that has one; never told to anybody."""


MAILED = ("inbox.reassigned", "inbox.escalated")
"""Events of which officers are told by mail."""
TITLED = ("inbox.opened", *MAILED)
"""Events that say what the task is called."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400


@dataclass(frozen=True)
class Desk:
    """What opening and closing need."""

    outbox: Outbox
    catalogue: EventCatalogue
    clock: Clock
    working_time: WorkingTime


def step(
    desk: Desk, opened: process_pb2.TaskOpened | workflow_pb2.Task, dossier: Dossier, territory: str
) -> Task:
    """A task of a drawing as inbox work of the competent unit.

    Raises:
        NobodyCompetent: no unit, or a role or limit that is unknown here.
    """
    at = moment(opened.opened_at)
    desk.working_time.check_role(opened.role)
    unit = desk.working_time.unit(opened.agency, territory, at)
    due = desk.working_time.due(unit, opened.limit, at)
    return Task(
        id=opened.task_id, kind=Kind.STEP, state=State.OPEN, dossier_id=dossier.id, element=opened.element,
        title_vi=opened.name, title_en=opened.name_en, form=opened.form, role=opened.role, unit=unit.key,
        part=opened.part, result_code=opened.result_code, opened_at=at, due_at=due,
        legal_due_at=dossier.legal_due(opened.part, due), revision=1, given=to_dict(opened.given),
        still=dossier.standstill(opened.part) is not None, signs=opened.signs or bool(opened.result_code),
    )  # fmt: skip


def window_task(
    desk: Desk, kind: Kind, dossier: Dossier, occasion: str, due: datetime, title: Title | None = None
) -> Task:
    """An item for the window clerks of the dossier's unit; `due` is the step's and the law's. Handing over has no time of its
    own: then `due` is since when something waits, and the list puts it after all that is counted.

    Raises:
        NobodyCompetent: the unit is unknown here.
    """
    title_vi, title_en = title or WINDOW_TITLES[kind]
    desk.working_time.check_window(dossier.unit)
    return Task(
        id=window_task_id(dossier.id, kind, occasion), kind=kind, state=State.OPEN, dossier_id=dossier.id, element="",
        title_vi=title_vi, title_en=title_en, form="", role=WINDOW_ROLE, unit=dossier.unit, part="", result_code="",
        opened_at=desk.clock.now(), due_at=due, legal_due_at=NEVER_DUE if kind is Kind.RETURN else due, revision=1,
    )  # fmt: skip


def open_tasks(connection: sa.Connection, desk: Desk, new: Sequence[Task]) -> None:
    """Put tasks into the inbox; those that are there already, or closed before they were opened, stay as they are."""
    tell(connection, desk, "inbox.opened", tasks.add(connection, new), None)


def renew(connection: sa.Connection, new: Task) -> bool:
    """Give the live item of that kind the title and the time of `new`; False when there is none."""
    live = tasks.live_of_kind(connection, new.dossier_id, new.kind)
    values = {name: getattr(new, name) for name in ("title_vi", "title_en", "due_at", "legal_due_at")}
    for old in live:
        if any(getattr(old, name) != value for name, value in values.items()):
            later = {"escalated_at": None} if new.due_at > old.due_at else {}
            tasks.change(connection, old.id, **values, **later)
    return bool(live)


def close(
    connection: sa.Connection,
    desk: Desk,
    old: Task,
    state: State,
    by: Actor | None,
    cause: Cause | None = None,
) -> None:
    """Close a live task that the transaction has locked; done or cancelled, which has a `cause` where it is known."""
    values: dict[str, object] = {"state": state, "closed_at": desk.clock.now(), **_why(cause)}
    tasks.close(connection, old.id, **values, **_by(by))
    tell(connection, desk, "inbox.completed" if state is State.DONE else "inbox.cancelled", [old], by)


def close_as(
    connection: sa.Connection,
    desk: Desk,
    old: Task,
    state: State,
    by: Actor | None,
    cause: Cause | None = None,
) -> None:
    """The state that a locked task has by now; corrects what was guessed when it was closed."""
    if old.live:
        close(connection, desk, old, state, by, cause)
    elif old.state != state or (cause is not None and not old.closed_why):
        tasks.change(connection, old.id, state=state, **_by(by), **_why(cause))


def _by(actor: Actor | None) -> dict[str, str]:
    return {} if actor is None else {"assignee_user": actor.user, "assignee_name": actor.name or actor.user}


def _why(cause: Cause | None) -> dict[str, str]:
    return {} if cause is None else {"closed_why": cause.why, "closed_by": cause.by}


def close_told(
    connection: sa.Connection,
    desk: Desk,
    old: Task,
    state: State,
    by: Actor | None,
    cause: Cause | None = None,
) -> None:
    """What an event says; keeps what was filled in, should the answer to our own call have been lost."""
    actor = (
        completions.settle_only(connection, old.id) if state is State.DONE and old.state != state else None
    )
    close_as(connection, desk, old, state, by or actor, cause)


def close_step(
    connection: sa.Connection,
    desk: Desk,
    task_id: str,
    dossier_id: str,
    state: State,
    by: Actor | None,
    cause: Cause | None = None,
) -> None:
    """Close a step by its id, also one whose opening was not read yet. Workflow's word corrects an earlier guess."""
    old = tasks.by_id(connection, task_id)
    if old is None:
        if tasks.bury(connection, tombstone(task_id, dossier_id, state, desk.clock.now(), by, cause)):
            return
        old = tasks.by_id(connection, task_id)
        assert old is not None, "it was there a moment ago, and tasks are never deleted"
    close_told(connection, desk, old, state, by, cause)


@dataclass(frozen=True, slots=True)
class Handed:
    """Who had a task and who has it now, and why."""

    former: Actor | None
    holder: Actor | None
    reason: str = ""


def tell(
    connection: sa.Connection,
    desk: Desk,
    kind: str,
    about: Sequence[Task],
    by: Actor | None,
    handed: Handed | None = None,
    stand_ins: Mapping[str, Sequence[inbox_pb2.StandIn]] | None = None,
) -> None:
    """Write the inbox events of these tasks. `stand_ins`: who stands in for a head, by unit."""
    now = desk.clock.now()
    more = [_mailed(connection, kind, about, handed)] if about and kind in MAILED else []
    events = [
        desk.catalogue.event(
            kind,
            inbox_pb2.InboxChanged(
                task_id=task.id, dossier_id=task.dossier_id, unit=task.unit, role=task.role,
                actor=actor_message(by), due_at=None if task.kind == Kind.RETURN else stamp(task.due_at), at=stamp(now),
                part=task.part, kind=task.kind, title=_title(task) if kind in TITLED else None,
                stand_ins=(stand_ins or {}).get(task.unit, ()),
                **(more[0](task) if more else {}),
            ),
            time=now,
            dossierid=task.dossier_id,
            about=About(element=task.element or task.kind, name=task.title_vi),
        )
        for task in about
    ]  # fmt: skip
    desk.outbox.add(connection, *events)


def _mailed(
    connection: sa.Connection, kind: str, about: Sequence[Task], handed: Handed | None
) -> Callable[[Task], dict[str, Any]]:
    """What a mail about an event says, task by task."""
    codes = dossiers.codes(connection, [task.dossier_id for task in about])

    def said(task: Task) -> dict[str, Any]:
        holder = Actor(task.assignee_user or "", task.taken_by, task.unit) if task.assignee_user else None
        given = handed or Handed(None, holder)
        return {
            "dossier_code": codes.get(task.dossier_id, ""), "reason": given.reason,
            "former": actor_message(given.former), "holder": actor_message(given.holder),
        }  # fmt: skip

    return said


def _title(task: Task) -> common_pb2.LocalizedText:
    return common_pb2.LocalizedText(vi=task.title_vi, en=task.title_en)


def actor_of(subject: Subject) -> Actor:
    """The caller as who did it."""
    return Actor(tasks.who(subject), subject.name, subject.unit or "", subject.client or "")


def actor_in(message: common_pb2.Actor) -> Actor | None:
    """The actor of an event; None when nobody did it."""
    user = message.user or message.client
    return Actor(user, message.name, message.unit, message.client) if user else None


def actor_message(by: Actor | None) -> common_pb2.Actor:
    """Who did it, for a message."""
    if by is None:
        return common_pb2.Actor()
    return common_pb2.Actor(user=by.user, name=by.name, unit=by.unit, client=by.client)


def moment(stamped: Timestamp) -> datetime:
    """A protobuf moment in the legal time zone."""
    return legal_time(stamped.ToDatetime(tzinfo=UTC))


def stamp(at: datetime) -> Timestamp:
    """A moment as protobuf; without `FromDatetime`, which takes twice as long, as a list makes hundreds."""
    since = at - _EPOCH
    return Timestamp(seconds=since.days * _DAY + since.seconds, nanos=since.microseconds * 1000)
