# SPDX-License-Identifier: Apache-2.0
"""Hashes of files that were forgotten, until their bytes are freed."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


STATEMENTS = (
    "CREATE TABLE intake.freed_file (id TEXT PRIMARY KEY, sha256 TEXT NOT NULL)",
    "CREATE INDEX file_content ON intake.file (sha256)",
)


def upgrade() -> None:
    """Not unique by hash: whoever forgets the same content at the same moment adds a line of their own."""
    for statement in STATEMENTS:
        op.execute(statement)
