# SPDX-License-Identifier: Apache-2.0
"""Which steps are signed: whoever stands in for somebody gets them only where the organisation says that they sign for them."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Of steps that were opened before, what their result says."""
    op.execute("ALTER TABLE assignment.task ADD COLUMN signs boolean NOT NULL DEFAULT false")
    op.execute(
        "UPDATE assignment.task SET signs = true WHERE result_code <> '' AND state IN ('open', 'claimed')"
    )
