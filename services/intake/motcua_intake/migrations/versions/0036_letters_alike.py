# SPDX-License-Identifier: Apache-2.0
"""Words that dossiers and procedures are found by hold the plain letter of those that look like it: Ð as Đ, Ƀ as B."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from motcua_text import fold, kept_again

revision = "0036"
down_revision = "0035"

_BATCH = 1000
_READ = sa.text(
    "SELECT dossier_id, words FROM intake.dossier_words WHERE dossier_id > :last AND octet_length(words) > char_length(words) "
    "ORDER BY dossier_id LIMIT :most"
)
_CHANGE = sa.text("UPDATE intake.dossier_words SET words = :words WHERE dossier_id = :id")
_PROCEDURES = sa.text(
    "SELECT procedure_key, version, search FROM intake.published WHERE octet_length(search) > char_length(search)"
)
_NAME = sa.text(
    "UPDATE intake.published SET search = :search WHERE procedure_key = :key AND version = :version"
)


def upgrade() -> None:
    """From the words that were kept: what is plain in them stays as it is."""
    connection, last = op.get_bind(), ""
    while rows := connection.execute(_READ, {"last": last, "most": _BATCH}).all():
        last = rows[-1].dossier_id
        connection.execute(_CHANGE, [{"id": row.dossier_id, "words": kept_again(row.words)} for row in rows])
    named = connection.execute(_PROCEDURES).all()
    for row in named:
        values = {"key": row.procedure_key, "version": row.version, "search": fold(row.search)}
        connection.execute(_NAME, values)
