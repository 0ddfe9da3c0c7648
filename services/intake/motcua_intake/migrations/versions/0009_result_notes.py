# SPDX-License-Identifier: Apache-2.0
"""Pages of one copy of a result as counted, and what its maker tells the applicant."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


STATEMENTS = (
    "ALTER TABLE intake.result ADD COLUMN pages INTEGER NOT NULL DEFAULT 0 CHECK (pages BETWEEN 0 AND 10000)",
    "ALTER TABLE intake.result ALTER COLUMN pages DROP DEFAULT",
    "ALTER TABLE intake.result ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE intake.result ALTER COLUMN note DROP DEFAULT",
)


def upgrade() -> None:
    """Nobody counted the pages of results of before."""
    for statement in STATEMENTS:
        op.execute(statement)
