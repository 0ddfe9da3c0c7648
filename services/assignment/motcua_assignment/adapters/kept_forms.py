# SPDX-License-Identifier: Apache-2.0
"""Half-filled forms as rows. Whoever writes holds the lock of the task's row: so a form that is saved while its task closes is
either deleted with it or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from motcua_assignment.adapters.kept_tables import kept_form

Fields = Sequence[tuple[str, Sequence[str]]]
"""Names with what was typed, in the order of the page."""

# Built once: building a statement costs several times what running it does.
_OF_TASK = kept_form.c.task_id == sa.bindparam("of_task")
_OWN = sa.and_(_OF_TASK, kept_form.c.person == sa.bindparam("of_person"))
_READ = sa.select(
    kept_form.c.fields,
    kept_form.c.saved_at,
    kept_form.c.revision,
    kept_form.c.by_user,
    kept_form.c.by_name,
).where(_OWN)
_REVISION = sa.select(kept_form.c.revision).where(_OWN)
_FORGET = sa.delete(kept_form).where(_OWN)
_HAND_OVER = (
    sa.update(kept_form)
    .where(_OWN)
    .values(person=sa.bindparam("to_person"), revision=kept_form.c.revision + 1)
)
# As text: SQLAlchemy compiles an insert with ON CONFLICT anew each time.
_KEEP = sa.text("""
INSERT INTO assignment.kept_form (task_id, person, fields, saved_at, revision, by_user, by_name)
VALUES (:task_id, :person, :fields, :saved_at, :revision, :person, :name)
ON CONFLICT ON CONSTRAINT kept_form_pkey DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at,
  revision = excluded.revision, by_user = excluded.by_user, by_name = excluded.by_name
""").bindparams(sa.bindparam("fields", type_=JSONB))


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody typed and did not send yet; `by_user` is who typed it."""

    fields: Fields
    saved_at: datetime
    revision: int
    by_user: str
    by_name: str


def read(connection: sa.Connection, task_id: str, person: str) -> Kept | None:
    """The person's own, never another's."""
    row = connection.execute(_READ, _of(task_id, person)).one_or_none()
    if row is None:
        return None
    fields, *rest = row
    return Kept([(name, values) for name, values in fields], *rest)


def revision(connection: sa.Connection, task_id: str, person: str) -> int:
    """The revision that is kept, 0 for none."""
    return connection.execute(_REVISION, _of(task_id, person)).scalar_one_or_none() or 0


def keep(
    connection: sa.Connection,
    task_id: str,
    person: str,
    name: str,
    fields: Fields,
    at: datetime,
    revision: int,
) -> None:
    """Put this in the place of what was kept."""
    new = {"task_id": task_id, "person": person, "name": name, "saved_at": at, "revision": revision}
    connection.execute(_KEEP, {**new, "fields": [[one, list(values)] for one, values in fields]})


def forget(connection: sa.Connection, task_id: str, person: str) -> None:
    """Nothing of this person is kept any more."""
    connection.execute(_FORGET, _of(task_id, person))


def hand_over(connection: sa.Connection, task_id: str, person: str, to: str) -> None:
    """What one typed becomes the other's, with the name of who typed it, in the place of what the other had from before. Where
    the one has typed nothing, the other's own stays. For a reassignment, in its transaction; the task is locked."""
    if person == to or not revision(connection, task_id, person):
        return
    forget(connection, task_id, to)
    connection.execute(_HAND_OVER, {**_of(task_id, person), "to_person": to})


def _of(task_id: str, person: str) -> Mapping[str, str]:
    return {"of_task": task_id, "of_person": person}
