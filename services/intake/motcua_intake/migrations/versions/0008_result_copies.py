# SPDX-License-Identifier: Apache-2.0
"""How many copies of a result were made, as the return slip says."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


STATEMENTS = (
    "ALTER TABLE intake.result ADD COLUMN copies INTEGER NOT NULL DEFAULT 1 CHECK (copies BETWEEN 1 AND 1000)",
    "ALTER TABLE intake.result ALTER COLUMN copies DROP DEFAULT",
)


def upgrade() -> None:
    """Results of before count as one."""
    for statement in STATEMENTS:
        op.execute(statement)
