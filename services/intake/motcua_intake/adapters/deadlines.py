# SPDX-License-Identifier: Apache-2.0
"""Finds the supplement that is overdue longest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from motcua_calendar import legal_time

from motcua_intake.adapters.tables import supplement

# The stage stands in the statement as a literal, so that PostgreSQL takes the partial index.
_OVERDUE = (
    sa.select(supplement.c.dossier_id)
    .where(
        supplement.c.stage == sa.literal_column("'before_acceptance'"),
        supplement.c.answered_at.is_(None),
        supplement.c.closed_at.is_(None),
        supplement.c.answer_by <= sa.bindparam("today"),
        supplement.c.dossier_id != sa.all_(sa.bindparam("but", type_=sa.ARRAY(sa.Text))),
    )
    .order_by(supplement.c.answer_by)
    .limit(1)
)


def overdue_dossier(connection: sa.Connection, now: datetime, but: Collection[str]) -> str | None:
    """Its dossier; a last day is over at midnight (Civil Code 2015, art. 148.6)."""
    today = legal_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return connection.scalar(_OVERDUE, {"today": today, "but": list(but)})
