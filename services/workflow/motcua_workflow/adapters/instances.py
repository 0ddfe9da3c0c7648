# SPDX-License-Identifier: Apache-2.0
"""Instances and their projections: one save writes the snapshot, its tasks, timers, subscriptions, trace and incidents.

Every save is fenced by the version that was read; the loser gets InstanceMoved and re-reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from motcua_events.tracing import current_traceparent
from motcua_storage.upserts import insert as pg_insert

from motcua_workflow.adapters.tables import delivery, incident, instance, subscription, task, timer, trace
from motcua_workflow.domain.records import Actor, Instance, TaskRow, derived_id
from motcua_workflow.engine.step import Step
from motcua_workflow.errors import InstanceMoved

_INSTANCE = [instance.c[name] for name in Instance.__slots__]
# Statements of every move are built once: building one costs several times what running it does.
_FIND = sa.select(*_INSTANCE).where(instance.c.id == sa.bindparam("instance_id"))
_OF_DOSSIER = (
    sa.select(*_INSTANCE)
    .where(instance.c.dossier_id == sa.bindparam("dossier_id"))
    .order_by(instance.c.started_at, instance.c.id)
)
_WITH_TASK = (
    sa.select(task, *[c.label(f"i_{c.name}") for c in _INSTANCE])
    .join(instance, instance.c.id == task.c.instance_id)
    .where(task.c.id == sa.bindparam("task_id"))
)
_DELIVERED = sa.select(delivery.c.accepted_by).where(delivery.c.message_id == sa.bindparam("message_id"))
_NOTE_DELIVERY = pg_insert(delivery).on_conflict_do_nothing().returning(delivery.c.message_id)
_ADD = pg_insert(instance).on_conflict_do_nothing().returning(instance.c.id)
_SAVE = sa.update(instance).where(
    instance.c.id == sa.bindparam("saved"), instance.c.version == sa.bindparam("read_version")
)
_KEYS = sa.any_(sa.bindparam("keys", type_=sa.ARRAY(sa.Text)))
_CLOSE = (
    sa.update(task)
    .where(task.c.instance_id == sa.bindparam("of_instance"), task.c.key == _KEYS)
    .values(closed_at=sa.bindparam("now"), how=sa.bindparam("ended"))
)
_NAME_RESULT = (
    sa.update(task).where(task.c.id == sa.bindparam("of_task")).values(result_id=sa.bindparam("named"))
)
# A step that is done again names another paper: the latest of a code counts.
_NAMED_RESULTS = (
    sa.select(task.c.part, task.c.result_id)
    .join(instance, instance.c.id == task.c.instance_id)
    .where(
        instance.c.dossier_id == sa.bindparam("dossier_id"),
        task.c.part == sa.any_(sa.bindparam("parts", type_=sa.ARRAY(sa.Text))),
        task.c.result_id != "",
        task.c.how.is_distinct_from("cancelled"),
    )
    .distinct(task.c.part, task.c.result_code)
    .order_by(task.c.part, task.c.result_code, task.c.closed_at.desc(), task.c.opened_at.desc())
)
_DROP = {
    table: sa.delete(table).where(table.c.instance_id == sa.bindparam("of_instance"), table.c.key == _KEYS)
    for table in (timer, subscription)
}
_INSERT = {table: sa.insert(table) for table in (task, timer, subscription, trace)}


def find(connection: sa.Connection, instance_id: str) -> Instance | None:
    row = connection.execute(_FIND, {"instance_id": instance_id}).one_or_none()
    return None if row is None else Instance(*row)


def of_dossier(connection: sa.Connection, dossier_id: str) -> list[Instance]:
    """Oldest first."""
    return [Instance(*row) for row in connection.execute(_OF_DOSSIER, {"dossier_id": dossier_id})]


def with_task(connection: sa.Connection, task_id: str) -> tuple[TaskRow, Instance] | None:
    """A task and its instance in one statement."""
    row = connection.execute(_WITH_TASK, {"task_id": task_id}).one_or_none()
    if row is None:
        return None
    found = Instance(*row[-len(_INSTANCE) :])
    return _task_row(row, found), found


def waiting_for(
    connection: sa.Connection, dossier_id: str, message: str, process_id: str
) -> tuple[str, Instance] | None:
    """The key of the subscription that takes a message in this dossier, and its instance; the oldest when several wait."""
    query = (
        sa.select(subscription.c.key, *[c.label(f"i_{c.name}") for c in _INSTANCE])
        .join(instance, instance.c.id == subscription.c.instance_id)
        .where(subscription.c.dossier_id == dossier_id, subscription.c.message == message)
    )
    if process_id:
        query = query.where(subscription.c.process_id == process_id)
    row = connection.execute(query.order_by(instance.c.started_at, subscription.c.id).limit(1)).one_or_none()
    if row is None:
        return None
    return row.key, Instance(**{name: row._mapping[f"i_{name}"] for name in Instance.__slots__})


def delivered_to(connection: sa.Connection, message_id: str) -> str | None:
    """The instance that took a message already."""
    return connection.scalar(_DELIVERED, {"message_id": message_id})


def note_delivery(
    connection: sa.Connection, message_id: str, dossier_id: str, name: str, accepted_by: str, at: datetime
) -> None:
    """Remember who took a message.

    Raises:
        InstanceMoved: it was taken in the meantime, by another call with the same message.
    """
    new = {
        "message_id": message_id, "dossier_id": dossier_id, "name": name, "accepted_by": accepted_by, "at": at,
    }  # fmt: skip
    done = connection.execute(_NOTE_DELIVERY, new)
    if done.first() is None:
        raise InstanceMoved()


def add(connection: sa.Connection, new: Instance) -> bool:
    """Insert an instance; False when one with this id exists."""
    values = {name: getattr(new, name) for name in Instance.__slots__}
    return connection.execute(_ADD, values).first() is not None


def save(connection: sa.Connection, old: Instance, step: Step, now: datetime) -> None:
    """Write the snapshot, fenced.

    Raises:
        InstanceMoved: somebody saved the instance since it was read.
    """
    ended = now if step.status == "completed" else None
    values = {
        "state": step.state,
        "status": step.status,
        "version": old.version + 1,
        "trace_length": old.trace_length + len(step.trace),
        "ended_at": ended,
    }
    done = connection.execute(_SAVE, {"saved": old.id, "read_version": old.version, **values})
    if done.rowcount != 1:
        raise InstanceMoved()


def project(
    connection: sa.Connection,
    owner: Instance,
    step: Step,
    timers: Sequence[tuple[str, str, datetime]],
    opened: Sequence[TaskRow],
    actor: Actor,
    now: datetime,
    act: str = "",
) -> None:
    """Write what a step changed beside the snapshot; `timers` are (key, element, due). `act` is the event of the one line that is
    the actor's own doing, the first such: what the engine did after it is nobody's."""
    _close(connection, owner, step, now)
    _insert(connection, task, [_task_values(row) for row in opened])
    _insert(connection, timer, [_timer_values(owner, *row) for row in timers])
    waiting = [sub for sub in step.opened_subscriptions if sub.key not in step.closed_subscriptions]
    _insert(connection, subscription, [_subscription_values(owner, sub) for sub in waiting])
    _insert(connection, trace, _trace_values(owner, step, actor, now, act))


def name_result(connection: sa.Connection, task_id: str, result_id: str) -> None:
    """Keep which paper a completion named, also where an incident keeps the task open. After `save`, whose fence orders moves."""
    connection.execute(_NAME_RESULT, {"of_task": task_id, "named": result_id})


def named_results(connection: sa.Connection, dossier_id: str, parts: Sequence[str]) -> dict[str, list[str]]:
    """The papers that steps of any process of a dossier named, by part."""
    named: dict[str, list[str]] = {part: [] for part in parts}
    asked = {"dossier_id": dossier_id, "parts": list(parts)}
    for part, result_id in connection.execute(_NAMED_RESULTS, asked):
        named[part].append(result_id)
    return named


def _close(connection: sa.Connection, owner: Instance, step: Step, now: datetime) -> None:
    for how in ("completed", "cancelled"):
        keys = [closed.key for closed in step.closed_tasks if closed.how == how]
        if keys:
            asked = {"of_instance": owner.id, "keys": keys, "now": now, "ended": how}
            connection.execute(_CLOSE, asked)
    for table, gone in ((timer, step.closed_timers), (subscription, step.closed_subscriptions)):
        if gone:
            connection.execute(_DROP[table], {"of_instance": owner.id, "keys": list(gone)})


def _insert(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(_INSERT[table], list(rows))


def _task_values(row: TaskRow) -> dict[str, Any]:
    names = (
        "id", "instance_id", "key", "element", "name", "name_en", "role", "agency", "form", "part", "result_code", "opened_at",
        "signs",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "working_limit": row.limit,
        "given": dict(row.given),
    }


def _timer_values(owner: Instance, key: str, element: str, due: datetime) -> dict[str, Any]:
    return {
        "id": derived_id(owner.id, "timer", key),
        "instance_id": owner.id,
        "key": key,
        "element": element,
        "due_at": due,
        "traceparent": current_traceparent(),
    }


def _subscription_values(owner: Instance, opened: Any) -> dict[str, Any]:
    return {
        "id": derived_id(owner.id, "subscription", opened.key),
        "instance_id": owner.id,
        "dossier_id": owner.dossier_id,
        "process_id": owner.process_id,
        "key": opened.key,
        "element": opened.element,
        "message": opened.message,
    }


def _trace_values(owner: Instance, step: Step, actor: Actor, now: datetime, act: str) -> list[dict[str, Any]]:
    own = next((number for number, line in enumerate(step.trace) if line.event == act), None)
    return [
        {
            "instance_id": owner.id,
            "position": owner.trace_length + number,
            "element": line.element,
            "event": line.event,
            "at": now,
            "actor_user": (number == own and actor.user) or None,
            "actor_name": (number == own and actor.name) or None,
            "actor_unit": (number == own and actor.unit) or None,
        }
        for number, line in enumerate(step.trace)
    ]


def _task_row(row: sa.Row[Any], owner: Instance) -> TaskRow:
    return TaskRow(
        id=row.id,
        instance_id=row.instance_id,
        dossier_id=owner.dossier_id,
        process_id=owner.process_id,
        territory=owner.territory,
        key=row.key,
        element=row.element,
        name=row.name,
        name_en=row.name_en,
        signs=row.signs,
        role=row.role,
        agency=row.agency,
        form=row.form,
        limit=row.working_limit,
        part=row.part,
        result_code=row.result_code,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        given=row.given,
    )


def trace_of(connection: sa.Connection, instance_ids: Sequence[str]) -> list[sa.Row[Any]]:
    """Every trace line of these instances, in order."""
    query = sa.select(trace).where(trace.c.instance_id.in_(list(instance_ids)))
    return list(connection.execute(query.order_by(trace.c.instance_id, trace.c.position)))


def standing(connection: sa.Connection, instance_ids: Sequence[str]) -> dict[str, set[str]]:
    """Where each instance stands: elements with an open task, a timer, a subscription or an open incident."""
    ids = list(instance_ids)
    parts = [
        sa.select(task.c.instance_id, task.c.element).where(
            task.c.instance_id.in_(ids), task.c.closed_at.is_(None)
        )
    ]
    parts += [
        sa.select(t.c.instance_id, t.c.element).where(t.c.instance_id.in_(ids)) for t in (timer, subscription)
    ]
    parts.append(
        sa.select(incident.c.instance_id, incident.c.element).where(
            incident.c.instance_id.in_(ids), incident.c.state != "resolved"
        )
    )
    places: dict[str, set[str]] = {i: set() for i in ids}
    for instance_id, element in connection.execute(sa.union(*parts)):
        places[instance_id].add(element)
    return places


def open_tasks(connection: sa.Connection, instance_id: str) -> list[TaskRow]:
    """The open tasks of an instance, oldest first."""
    owner = find(connection, instance_id)
    if owner is None:
        return []
    query = sa.select(task).where(task.c.instance_id == instance_id, task.c.closed_at.is_(None))
    return [_task_row(row, owner) for row in connection.execute(query.order_by(task.c.opened_at, task.c.id))]
