# SPDX-License-Identifier: Apache-2.0
"""Several signed papers may be attached to one part, each with an id; the completed step names the one that is issued."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


STATEMENTS = (
    # "" is the id of what was attached before: at most one of a part and code.
    "ALTER TABLE intake.result ADD COLUMN id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE intake.result ALTER COLUMN id DROP DEFAULT",
    "ALTER TABLE intake.result ADD COLUMN holds_number BOOLEAN NOT NULL DEFAULT TRUE",
    "ALTER TABLE intake.result ALTER COLUMN holds_number DROP DEFAULT",
    "ALTER TABLE intake.result DROP CONSTRAINT result_pkey",
    "ALTER TABLE intake.result ADD CONSTRAINT result_pkey PRIMARY KEY (dossier_id, part, code, id)",
    "DROP INDEX intake.result_number",
    "CREATE UNIQUE INDEX result_number ON intake.result (unit, code, number) WHERE voided_at IS NULL AND holds_number",
)


def upgrade() -> None:
    """What is attached stays the one that is issued when no completion names another."""
    for statement in STATEMENTS:
        op.execute(statement)
