# SPDX-License-Identifier: Apache-2.0
"""Words that the inbox is narrowed by stand without their marks: a code is found by any piece of it, however it is typed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from motcua_text import search_words

revision = "0012"
down_revision = "0011"

_BATCH = 1000
_READ = sa.text("SELECT id, words FROM assignment.dossier WHERE id > :last ORDER BY id LIMIT :most")
_CHANGE = sa.text("UPDATE assignment.dossier SET words = :words WHERE id = :id")


def upgrade() -> None:
    """From the words that were kept, which had their marks."""
    connection, last = op.get_bind(), ""
    while rows := connection.execute(_READ, {"last": last, "most": _BATCH}).all():
        last = rows[-1].id
        connection.execute(_CHANGE, [{"id": row.id, "words": search_words([row.words])} for row in rows])
