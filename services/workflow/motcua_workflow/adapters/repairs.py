# SPDX-License-Identifier: Apache-2.0
"""What operators wrote at incidents, and why: rows that are added and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from motcua_workflow.adapters.tables import repair, subscription
from motcua_workflow.domain.records import Actor
from motcua_workflow.domain.repair import FactChange, Repair

MOST = 50
"""Repairs of one incident that are shown."""


def add(connection: sa.Connection, new: Repair) -> None:
    connection.execute(
        sa.insert(repair).values(
            id=new.id, incident_id=new.incident_id, instance_id=new.instance_id, position=new.position, at=new.at,
            actor_user=new.actor.user, actor_name=new.actor.name, actor_unit=new.actor.unit, note=new.note,
            changes=[asdict(change) for change in new.changes], resolved=new.resolved,
        )
    )  # fmt: skip


def of_incident(connection: sa.Connection, incident_id: str) -> list[Repair]:
    """Newest first."""
    query = sa.select(repair).where(repair.c.incident_id == incident_id)
    order = (repair.c.at.desc(), repair.c.position.desc())
    return [_read(row) for row in connection.execute(query.order_by(*order).limit(MOST))]


def of_instances(connection: sa.Connection, instance_ids: Sequence[str]) -> dict[tuple[str, int], Repair]:
    """By instance and position in its trace."""
    query = sa.select(repair).where(repair.c.instance_id.in_(list(instance_ids)))
    return {(row.instance_id, row.position): _read(row) for row in connection.execute(query)}


def waiting_messages(connection: sa.Connection, dossier_id: str) -> list[str]:
    """Names of the messages that a dossier waits for, sorted."""
    query = sa.select(subscription.c.message).where(subscription.c.dossier_id == dossier_id).distinct()
    return sorted(connection.scalars(query))


def _read(row: sa.Row[Any]) -> Repair:
    return Repair(
        id=row.id,
        incident_id=row.incident_id,
        instance_id=row.instance_id,
        position=row.position,
        at=row.at,
        actor=Actor(row.actor_user, row.actor_name, row.actor_unit),
        note=row.note,
        changes=tuple(FactChange(**change) for change in row.changes),
        resolved=row.resolved,
    )
