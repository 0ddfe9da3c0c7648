# SPDX-License-Identifier: Apache-2.0
"""A service's first revision, as services write them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from motcua_storage.revision_helpers import create_request_table

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "dossier",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        schema="intake",
    )
    create_request_table("intake")
