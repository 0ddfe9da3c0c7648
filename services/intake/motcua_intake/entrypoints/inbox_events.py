# SPDX-License-Identifier: Apache-2.0
"""What the units' inboxes say: it fills control slips, and lets a unit that got a task read the dossier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.events.v1 import inbox_pb2, process_pb2
from motcua_events import Event, EventCatalogue, Handler
from motcua_events.projection import TableProjection

from motcua_intake.adapters import stays
from motcua_intake.adapters.law_tables import stay, stay_rebuilt
from motcua_intake.app import concern, controlling
from motcua_intake.app.desk import Desk

GROUP: Final = "intake.inbox"
TOPIC: Final = "motcua.inbox"
PROJECTION: Final = "intake.stays"
Known = Callable[[inbox_pb2.InboxChanged], dict[str, Any]]
FORMER: Final = "intake.slips"
"""The group of before that read the same topic: `GROUP` goes on where it stood."""
STEP: Final = "step"
"""The kind of a task of the drawing; others are the work of the window that received the dossier."""
WINDOW_ROLE: Final = "window_clerk"


def handlers(desk: Desk) -> Mapping[str, Handler]:
    """When a unit received the dossier, for which step, until when it has time, who works on it, when it was done."""

    def read(known: Known) -> Handler:
        def handle(connection: sa.Connection, event: Event) -> None:
            said = desk.events.message(event, inbox_pb2.InboxChanged)
            controlling.note(connection, desk, said.task_id, said.dossier_id, unit=said.unit, **known(said))

        return handle

    noting = {kind: read(known) for kind, known in KNOWN.items()}

    def opened(connection: sa.Connection, event: Event) -> None:
        noting["inbox.opened"](connection, event)
        said = desk.events.message(event, inbox_pb2.InboxChanged)
        if _is_step(said):
            concern.begin_with(connection, desk, said.dossier_id, said.unit)

    return {**noting, "inbox.opened": opened}


def projection(events: EventCatalogue) -> TableProjection:
    """What the same events leave in `stay`, and nothing else of what they do: no slip is opened, nobody may read more."""

    def read(known: Known) -> Handler:
        def handle(connection: sa.Connection, event: Event) -> None:
            said = events.message(event, inbox_pb2.InboxChanged)
            if said.task_id:
                task = said.task_id, said.dossier_id
                stays.note(connection, *task, into=stay_rebuilt, unit=said.unit, **known(said))

        return handle

    handlers = {kind: read(known) for kind, known in KNOWN.items()}
    proof = ("opened_at", "part", "step_vi")
    return TableProjection(PROJECTION, stay, stay_rebuilt, key="task_id", proof=proof, handlers=handlers)


def retired(desk: Desk) -> Mapping[str, tuple[str, Mapping[str, Handler]]]:
    """Groups of the release before: topic and handlers. Its `inbox.opened` said neither part nor step, which came by
    `task.opened` then, as did the unit that may read; they are needed as long as such a system may be upgraded."""

    def step(connection: sa.Connection, event: Event) -> None:
        said = desk.events.message(event, process_pb2.TaskOpened)
        known = {"part": said.part, "step_vi": said.name, "step_en": said.name_en}
        controlling.note(connection, desk, said.task_id, said.process.dossier_id, **known)

    def concerned(connection: sa.Connection, event: Event) -> None:
        said = desk.events.message(event, process_pb2.TaskOpened)
        at = said.opened_at.ToDatetime(tzinfo=UTC)
        concern.begin(connection, desk, said.process.dossier_id, said.agency, at)

    return {
        FORMER: (TOPIC, handlers(desk)),
        "intake.slips.tasks": ("motcua.task", {"task.opened": step}),
        "intake.concern": ("motcua.task", {"task.opened": concerned}),
    }


def _opened(said: inbox_pb2.InboxChanged) -> dict[str, Any]:
    known: dict[str, Any] = {"opened_at": _moment(said.at), "due_at": _moment(said.due_at)}
    if said.kind == STEP:
        known |= {"part": said.part, "step_vi": said.title.vi, "step_en": said.title.en}
    return known


def _held(said: inbox_pb2.InboxChanged, person: str) -> dict[str, Any]:
    """Whose it is from then on; "" is nobody's. A stand-in is named with whom they stand in for."""
    return {"person": person, "held_at": _moment(said.at)}


def _completed(said: inbox_pb2.InboxChanged) -> dict[str, Any]:
    done = {"closed_at": _moment(said.at)}
    return done | _held(said, said.actor.name) if said.actor.name else done


def _is_step(said: inbox_pb2.InboxChanged) -> bool:
    """By the role where an earlier release did not say the kind: a clerk's step counts as the window's there, and is told by
    `task.opened`."""
    return said.kind == STEP if said.kind else said.role != WINDOW_ROLE


def _moment(stamped: Timestamp) -> datetime | None:
    """None when it was not set."""
    return stamped.ToDatetime(tzinfo=UTC) if stamped.seconds else None


KNOWN: Final[Mapping[str, Known]] = {
    "inbox.opened": _opened,
    "inbox.claimed": lambda said: _held(said, said.actor.name),
    "inbox.reassigned": lambda said: _held(said, said.holder.name),
    "inbox.released": lambda said: _held(said, ""),
    "inbox.completed": _completed,
    "inbox.cancelled": lambda said: {"cancelled_at": _moment(said.at)},
}
"""What each event says of a task."""
