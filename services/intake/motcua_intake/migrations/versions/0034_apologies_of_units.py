# SPDX-License-Identifier: Apache-2.0
"""Apologies (form 04): each unit that is late has a draft of its own, for its own parts."""

from __future__ import annotations

from alembic import op

revision = "0034"
down_revision = "0033"

STATEMENTS = (
    "ALTER TABLE intake.extension ADD COLUMN promised_after TIMESTAMPTZ",
    "DROP INDEX intake.extension_waiting",
    "CREATE UNIQUE INDEX extension_waiting ON intake.extension (dossier_id, unit) WHERE state = 'DRAFT'",
    # Drafts were for all that was late in a dossier, whoever it lay with: the worker looks at each once more and says for what
    # of its unit it is, or lets it go.
    "UPDATE intake.extension SET late = '[]' WHERE state = 'DRAFT'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
