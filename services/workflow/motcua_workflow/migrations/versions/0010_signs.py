# SPDX-License-Identifier: Apache-2.0
"""Whether whoever completes a task signs."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Of tasks that are open already what their result says; a refusal is read from the drawing when a task opens."""
    op.execute("ALTER TABLE workflow.task ADD COLUMN signs boolean NOT NULL DEFAULT false")
    op.execute("UPDATE workflow.task SET signs = true WHERE result_code <> '' AND closed_at IS NULL")
