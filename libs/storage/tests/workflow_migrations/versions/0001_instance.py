# SPDX-License-Identifier: Apache-2.0
"""Another service."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("instance", sa.Column("id", sa.Text, primary_key=True), schema="workflow")
