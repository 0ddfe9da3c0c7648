# SPDX-License-Identifier: Apache-2.0
"""Incidents in the processes of dossiers that an operator has not mended yet; a row goes with its incident."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.board_tables import halt


def begin(connection: sa.Connection, dossier_id: str, incident_id: str, at: datetime) -> None:
    """Keep it once, since it was raised first; nothing where there is no such dossier here."""
    fields = (sa.literal(dossier_id), sa.literal(incident_id), sa.literal(at))
    there = sa.select(*fields).where(sa.exists().where(t.dossier.c.id == dossier_id))
    new = pg_insert(halt).from_select(["dossier_id", "incident_id", "raised_at"], there)
    connection.execute(new.on_conflict_do_nothing())


def end(connection: sa.Connection, dossier_id: str, incident_id: str) -> None:
    gone = sa.delete(halt).where(halt.c.dossier_id == dossier_id, halt.c.incident_id == incident_id)
    connection.execute(gone)
