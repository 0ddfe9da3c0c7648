# SPDX-License-Identifier: Apache-2.0
"""Completions on their way: what was asked of another service, by which request, and with which answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from motcua_assignment.adapters.tables import completion, task
from motcua_assignment.domain.task import Actor, Kind

MOST_RECORDS = 50
# Built once: building a statement costs several times what running it does.
_MINE = sa.and_(
    completion.c.task_id == sa.bindparam("of_task"),
    completion.c.caller == sa.bindparam("by"),
    completion.c.request_id == sa.bindparam("asked"),
)
# As text: SQLAlchemy compiles an insert with ON CONFLICT anew each time. Sets what is there already, so that the row comes back
# in one statement.
_BEGIN = sa.text("""
INSERT INTO assignment.completion (task_id, caller, request_id, content_hash, answers, actor_user, actor_name, actor_unit, at)
VALUES (:task_id, :caller, :request_id, :content_hash, :answers, :actor_user, :actor_name, :actor_unit, :at)
ON CONFLICT ON CONSTRAINT completion_pkey DO UPDATE SET task_id = excluded.task_id
RETURNING content_hash
""").bindparams(sa.bindparam("answers", type_=JSONB))
_KNOWN = sa.select(sa.exists().where(_MINE))
_ABANDON = sa.delete(completion).where(_MINE, sa.not_(completion.c.settled))
_OTHERS = (
    sa.delete(completion)
    .where(completion.c.task_id == sa.bindparam("of_task"), sa.not_(_MINE))
    .returning(completion.c.task_id)
    .cte("others")
)
_SETTLE = (
    sa.update(completion)
    # Looks at them, so that they are gone before: of a task, one attempt is settled at a time.
    .where(_MINE, sa.select(sa.func.count()).select_from(_OTHERS).scalar_subquery() >= 0)
    .values(settled=sa.true())
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request to complete one task. `content_hash` tells the same content from another."""

    task_id: str
    caller: str
    request_id: str
    content_hash: bytes
    actor: Actor


def begin(connection: sa.Connection, attempt: Attempt, answers: dict[str, Any], at: datetime) -> bool:
    """Write the attempt down, once; False when this request came before with another content."""
    new = {
        "task_id": attempt.task_id, "caller": attempt.caller, "request_id": attempt.request_id,
        "content_hash": attempt.content_hash, "answers": answers, "actor_user": attempt.actor.user,
        "actor_name": attempt.actor.name, "actor_unit": attempt.actor.unit, "at": at,
    }  # fmt: skip
    kept = connection.execute(_BEGIN, new).scalar_one()
    return bytes(kept) == attempt.content_hash


def known(connection: sa.Connection, attempt: Attempt) -> bool:
    """Whether this request was begun before, whatever its content."""
    return bool(connection.execute(_KNOWN, _which(attempt)).scalar_one())


def abandon(connection: sa.Connection, attempt: Attempt) -> None:
    """Forget an attempt that was refused: it had no effect."""
    connection.execute(_ABANDON, _which(attempt))


def settle(connection: sa.Connection, attempt: Attempt) -> None:
    """This attempt did it; the others of the task did not."""
    connection.execute(_SETTLE, _which(attempt))


def settle_only(connection: sa.Connection, task_id: str) -> Actor | None:
    """The task is done: when there is one attempt, that one did it. Who made it; None when there is none, or more than one, of
    which each will be told by its own repetition."""
    others = completion.alias("others")
    alone = sa.select(sa.func.count()).where(others.c.task_id == task_id).scalar_subquery() == 1
    row = connection.execute(
        sa.update(completion)
        .where(completion.c.task_id == task_id, alone)
        .values(settled=True)
        .returning(completion.c.actor_user, completion.c.actor_name, completion.c.actor_unit)
    ).one_or_none()
    return None if row is None else Actor(row.actor_user, row.actor_name, row.actor_unit)


@dataclass(frozen=True, slots=True)
class Record:
    """A step that was done, with what was filled in."""

    task_id: str
    title_vi: str
    title_en: str
    element: str
    form: str
    answers: dict[str, Any]
    actor: Actor
    at: datetime


def records(connection: sa.Connection, dossier_id: str, unit: str) -> list[Record]:
    """What this unit has filled in in the steps of a dossier: the latest, oldest first."""
    about = [task.c.title_vi, task.c.title_en, task.c.element, task.c.form]
    query = (
        sa.select(completion, *about)
        .join(task, task.c.id == completion.c.task_id)
        .where(
            task.c.dossier_id == dossier_id,
            task.c.unit == unit,
            task.c.kind == Kind.STEP,
            completion.c.settled,
        )
        .order_by(completion.c.at.desc(), completion.c.task_id)
        .limit(MOST_RECORDS)
    )
    return [
        Record(
            row.task_id, row.title_vi, row.title_en, row.element, row.form, row.answers,
            Actor(row.actor_user, row.actor_name, row.actor_unit), row.at,
        )
        for row in reversed(connection.execute(query).all())
    ]  # fmt: skip


def _which(attempt: Attempt) -> dict[str, Any]:
    return {"of_task": attempt.task_id, "by": attempt.caller, "asked": attempt.request_id}
