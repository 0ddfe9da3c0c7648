# SPDX-License-Identifier: Apache-2.0
"""Printed forms as a case holds them."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.return_tables import delivery
from motcua_intake.adapters.rows import columns
from motcua_intake.domain.records import Document
from motcua_intake.domain.slips import REFUSAL, STOP

_NOT_DELIVERED = (
    sa.select(sa.func.bool_and(delivery.c.delivered_at.is_(None)))
    .where(
        delivery.c.dossier_id == t.document.c.dossier_id,
        sa.cast(delivery.c.slips, JSONB).has_key(t.document.c.id),
    )
    .correlate(t.document)
    .scalar_subquery()
)
"""Of the parcels that a slip was ever in; NULL where it was in none."""

COLUMNS: Final[list[sa.ColumnElement[Any]]] = [
    *columns(t.document, Document),
    sa.and_(t.document.c.series.in_((REFUSAL, STOP)), sa.func.coalesce(_NOT_DELIVERED, sa.false())).label(
        "posted"
    ),
]
"""In the same statement, so that whoever reads a case knows what of it the post has without asking again."""
ORDER: Final = (t.document.c.issued_at, t.document.c.id)
