# SPDX-License-Identifier: Apache-2.0
"""Which lines of the board a start must still look at: once after this upgrade, and no line again."""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"

STATEMENTS = (
    "ALTER TABLE intake.board_line ADD COLUMN lead_unsure BOOLEAN NOT NULL DEFAULT false",
    # What an upgrade to 0023 wrote names the window's own unit; what was kept since may truly have it.
    "UPDATE intake.board_line SET lead_unsure = true WHERE lead = unit",
    "CREATE INDEX board_line_unsure ON intake.board_line (unit, dossier_id) WHERE lead_unsure",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
