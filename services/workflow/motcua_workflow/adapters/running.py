# SPDX-License-Identifier: Apache-2.0
"""How many dossiers run on each version of a procedure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from motcua_rpc import Page

from motcua_workflow.adapters.tables import instance


def counts(connection: sa.Connection, key: str, page: Page) -> Sequence[sa.Row[Any]]:
    """Rows of procedure_key, version, dossiers by key, newest version first, one more than the page holds when there is a
    next one. A dossier with several pools counts once."""
    version = instance.c.procedure_version
    query = sa.select(
        instance.c.procedure_key,
        version.label("version"),
        sa.func.count(instance.c.dossier_id.distinct()).label("dossiers"),
    ).where(instance.c.ended_at.is_(None))
    if key:
        query = query.where(instance.c.procedure_key == key)
    if page.after is not None:
        last_key, last_version = page.after
        further = sa.and_(instance.c.procedure_key == last_key, version < last_version)
        query = query.where(sa.or_(instance.c.procedure_key > last_key, further))
    query = query.group_by(instance.c.procedure_key, version).order_by(
        instance.c.procedure_key, version.desc()
    )
    return connection.execute(query.limit(page.size + 1)).all()
