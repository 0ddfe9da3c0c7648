# SPDX-License-Identifier: Apache-2.0
"""Half-filled forms of tasks, for each person."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the table."""
    op.execute(
        "CREATE TABLE assignment.kept_form (task_id text NOT NULL, person text NOT NULL, fields jsonb NOT NULL, "
        "saved_at timestamptz NOT NULL, revision bigint NOT NULL, by_user text NOT NULL, by_name text NOT NULL, "
        "CONSTRAINT kept_form_pkey PRIMARY KEY (task_id, person))"
    )
