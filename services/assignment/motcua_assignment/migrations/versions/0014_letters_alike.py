# SPDX-License-Identifier: Apache-2.0
"""Words that the inbox is narrowed by hold the plain letter of those that look like it (Ð as Đ) or have a stroke (Ƀ as B)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from motcua_text import kept_again

revision = "0014"
down_revision = "0013"

_BATCH = 1000
_READ = sa.text(
    "SELECT id, words FROM assignment.dossier WHERE id > :last AND octet_length(words) > char_length(words) "
    "ORDER BY id LIMIT :most"
)
_CHANGE = sa.text("UPDATE assignment.dossier SET words = :words WHERE id = :id")


def upgrade() -> None:
    """From the words that were kept: what is plain in them stays as it is."""
    connection, last = op.get_bind(), ""
    while rows := connection.execute(_READ, {"last": last, "most": _BATCH}).all():
        last = rows[-1].id
        connection.execute(_CHANGE, [{"id": row.id, "words": kept_again(row.words)} for row in rows])
