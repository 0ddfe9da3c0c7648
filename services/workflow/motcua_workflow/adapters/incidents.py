# SPDX-License-Identifier: Apache-2.0
"""Incidents: what failed at which element, since when, and who let it be tried again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from motcua_rpc import Page
from motcua_storage.upserts import insert as pg_insert

from motcua_workflow.adapters.tables import incident, instance
from motcua_workflow.domain.records import Instance, derived_id
from motcua_workflow.engine.step import Incident


@dataclass(frozen=True, slots=True)
class IncidentRow:
    id: str
    instance_id: str
    dossier_id: str
    key: str
    element: str
    code: str
    message: str
    attempts: int
    first_at: datetime
    last_at: datetime
    state: str
    retried_by: str | None
    element_name: str
    dossier_code: str

    @property
    def place(self) -> str:
        """The element as people know it."""
        return self.element_name or self.element


_ALL = sa.select(incident, instance.c.dossier_code).join(instance, instance.c.id == incident.c.instance_id)


def resolve(connection: sa.Connection, owner: Instance, keys: Sequence[str], now: datetime) -> list[str]:
    """Close the open incidents of these keys: the element ran, or was left. Their ids. Whoever tried before did not end them;
    a try that does is noted after its move (`mark_retried`)."""
    if not keys:
        return []
    closed = (
        sa.update(incident)
        .where(
            incident.c.instance_id == owner.id,
            incident.c.key.in_(list(keys)),
            incident.c.state != "resolved",
        )
        .values(state="resolved", last_at=now, retried_by=None)
        .returning(incident.c.id)
    )
    return list(connection.scalars(closed))


def record(
    connection: sa.Connection,
    owner: Instance,
    found: Sequence[Incident],
    names: Mapping[str, str],
    now: datetime,
) -> list[IncidentRow]:
    """Open these incidents, or count one more attempt of those that failed again; `names` are those of elements."""
    values = {}
    for one in found:
        new = {
            "id": derived_id(owner.id, "incident", one.key, one.element), "instance_id": owner.id,
            "dossier_id": owner.dossier_id, "key": one.key, "element": one.element, "code": one.code,
            "message": one.message, "attempts": 1, "first_at": now, "last_at": now, "state": "open",
            "element_name": names.get(one.element, ""),
        }  # fmt: skip
        values[new["id"]] = new
    insert = pg_insert(incident).values(list(values.values()))
    again = insert.on_conflict_do_update(
        index_elements=[incident.c.id],
        set_={
            "code": insert.excluded.code,
            "message": insert.excluded.message,
            "last_at": now,
            "state": "open",
            "attempts": incident.c.attempts + 1,
            "element_name": insert.excluded.element_name,
        },
    )
    rows = connection.execute(again.returning(incident))
    return [IncidentRow(**row._mapping, dossier_code=owner.dossier_code) for row in rows]


def find(connection: sa.Connection, incident_id: str) -> IncidentRow | None:
    if "\0" in incident_id:  # PostgreSQL cannot even compare it
        return None
    row = connection.execute(_ALL.where(incident.c.id == incident_id)).one_or_none()
    return None if row is None else IncidentRow(**row._mapping)


def mark_retried(connection: sa.Connection, incident_id: str, by: str) -> None:
    connection.execute(sa.update(incident).where(incident.c.id == incident_id).values(retried_by=by))


def page(connection: sa.Connection, page: Page, everything: bool) -> list[IncidentRow]:
    """Newest first, one more than the page holds when there is a next one."""
    query = _ALL
    if not everything:
        query = query.where(incident.c.state != "resolved")
    if page.after is not None:
        query = query.where(
            sa.tuple_(incident.c.last_at, incident.c.id) < sa.tuple_(*map(sa.literal, page.after))
        )
    rows = connection.execute(
        query.order_by(incident.c.last_at.desc(), incident.c.id.desc()).limit(page.size + 1)
    )
    return [IncidentRow(**row._mapping) for row in rows]
