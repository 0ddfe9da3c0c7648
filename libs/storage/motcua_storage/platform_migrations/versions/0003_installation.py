# SPDX-License-Identifier: Apache-2.0
"""Which installation this is, as its bucket says too. No row until a bucket is named; an empty one where there was a system
before, whose bucket alone knows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """One row at most; filled by `motcua migrate`."""
    table = op.create_table(
        "installation",
        sa.Column(
            "only", sa.Boolean, sa.CheckConstraint('"only"'), server_default=sa.true(), primary_key=True
        ),
        sa.Column("id", sa.Text, nullable=False),
        schema="platform",
    )
    if op.get_bind().exec_driver_sql("SELECT to_regclass('intake.file')").scalar():
        op.execute(table.insert().values(id=""))
