# SPDX-License-Identifier: Apache-2.0
"""Words that dossiers are found by stand without their marks: a code is found by any piece of it, however it is typed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from motcua_text import search_words

revision = "0026"
down_revision = "0025"

_BATCH = 1000
_READ = sa.text(
    "SELECT dossier_id, words FROM intake.dossier_words WHERE dossier_id > :last ORDER BY dossier_id LIMIT :most"
)
_CHANGE = sa.text("UPDATE intake.dossier_words SET words = :words WHERE dossier_id = :id")


def upgrade() -> None:
    """From the words that were kept, which had their marks."""
    connection, last = op.get_bind(), ""
    while rows := connection.execute(_READ, {"last": last, "most": _BATCH}).all():
        last = rows[-1].dossier_id
        connection.execute(
            _CHANGE, [{"id": row.dossier_id, "words": search_words([row.words])} for row in rows]
        )
