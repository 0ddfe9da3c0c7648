# SPDX-License-Identifier: Apache-2.0
"""A second one, with a table that is only appended to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table("audit", sa.Column("entry", sa.Text, nullable=False), schema="intake")
