# SPDX-License-Identifier: Apache-2.0
"""Dossiers are found by words. Needs the extension pg_trgm, which belongs to PostgreSQL's own "contrib" modules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from motcua_text import search_words

revision = "0018"
down_revision = "0017"

_BATCH = 1000
_AVAILABLE = "SELECT count(*) FROM pg_catalog.pg_available_extensions WHERE name = 'pg_trgm'"
_SCHEMA = (
    "SELECT n.nspname FROM pg_catalog.pg_extension e "
    "JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'"
)
_ADD = sa.text(
    "INSERT INTO intake.dossier_words (dossier_id, submitted_at, words) VALUES (:dossier_id, :submitted_at, :words)"
)


def upgrade() -> None:
    """What is there already is found by code, name and phone: the versions of then declare nothing more."""
    connection = op.get_bind()
    if not connection.exec_driver_sql(_AVAILABLE).scalar_one():
        raise RuntimeError(
            "PostgreSQL has no extension pg_trgm, which the search of dossiers needs. "
            'Install its "contrib" modules (Debian: part of postgresql; Red Hat: postgresql-contrib) and start again.'
        )
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA intake")
    place = connection.exec_driver_sql(_SCHEMA).scalar_one()
    op.execute(
        "CREATE TABLE intake.dossier_words ("
        "dossier_id TEXT PRIMARY KEY REFERENCES intake.dossier (id), "
        "submitted_at TIMESTAMPTZ NOT NULL, words TEXT NOT NULL)"
    )
    _fill(connection)
    op.execute("CREATE INDEX dossier_words_newest ON intake.dossier_words (submitted_at, dossier_id)")
    quoted = '"' + place.replace('"', '""') + '"'
    op.execute(
        f"CREATE INDEX dossier_words_parts ON intake.dossier_words USING gin (words {quoted}.gin_trgm_ops)"
    )


def _fill(connection: sa.Connection) -> None:
    last = ""
    while True:
        rows = connection.execute(
            sa.text(
                "SELECT id, code, applicant_name, phone, submitted_at FROM intake.dossier WHERE id > :last "
                "ORDER BY id LIMIT :most"
            ),
            {"last": last, "most": _BATCH},
        ).all()
        if not rows:
            return
        last = rows[-1].id
        found = [
            {
                "dossier_id": row.id,
                "submitted_at": row.submitted_at,
                "words": search_words([row.code, row.applicant_name, row.phone]),
            }
            for row in rows
        ]
        connection.execute(_ADD, found)
