# SPDX-License-Identifier: Apache-2.0
"""What people see of their own sessions: a name for each that opens nothing, the kind of browser and system, and when the person
last proved who they are."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns. Of a session that was begun before, or by an older portal while both run, browser and system are not
    known, and who ends another by it signs in again first."""
    op.execute(
        "ALTER TABLE portal.session ADD COLUMN handle uuid NOT NULL DEFAULT gen_random_uuid(),"
        " ADD COLUMN browser text, ADD COLUMN system text, ADD COLUMN proved_at timestamptz"
    )
