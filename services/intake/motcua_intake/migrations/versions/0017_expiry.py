# SPDX-License-Identifier: Apache-2.0
"""Drafts that nobody touches are removed, and what asks something of citizens is found without reading their history."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"


STATEMENTS = (
    # The last touch of which the owner was told that the draft will go.
    "ALTER TABLE intake.draft ADD COLUMN warned_for timestamptz",
    "CREATE INDEX draft_untouched ON intake.draft (saved_at) WHERE dossier_id IS NULL",
    """CREATE INDEX draft_untold ON intake.draft (saved_at)
        WHERE dossier_id IS NULL AND warned_for IS DISTINCT FROM saved_at""",
    """CREATE TABLE intake.expired_draft (
        id text PRIMARY KEY,
        owner_id text NOT NULL,
        procedure_key text NOT NULL,
        saved_at timestamptz NOT NULL,
        removed_at timestamptz NOT NULL
    )""",
    "CREATE INDEX expired_draft_oldest ON intake.expired_draft (removed_at)",
    "CREATE TABLE intake.loose_file (file_id text PRIMARY KEY, since timestamptz NOT NULL)",
    "CREATE INDEX loose_file_oldest ON intake.loose_file (since)",
    # What was uploaded before and hangs nowhere is looked at like everything else.
    """INSERT INTO intake.loose_file (file_id, since)
        SELECT id, uploaded_at FROM intake.file
        WHERE NOT EXISTS (SELECT 1 FROM intake.paper WHERE paper.file_id = file.id)
          AND NOT EXISTS (SELECT 1 FROM intake.document WHERE document.file_id = file.id)
          AND NOT EXISTS (SELECT 1 FROM intake.result WHERE result.file_id = file.id)""",
    "CREATE INDEX dossier_unfinished ON intake.dossier (applicant_id, submitted_at, id) WHERE finished_at IS NULL",
)


def upgrade() -> None:
    """Index by the last touch; a draft that became a dossier is in none of them."""
    for statement in STATEMENTS:
        op.execute(statement)
