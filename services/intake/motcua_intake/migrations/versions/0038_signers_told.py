# SPDX-License-Identifier: Apache-2.0
"""To whom it was told that an apology (form 04) waits for their signature; of what waits already nobody was."""

from __future__ import annotations

from alembic import op

revision = "0038"
down_revision = "0037"

STATEMENTS = (
    """
    CREATE TABLE intake.extension_told (
        extension_id TEXT NOT NULL REFERENCES intake.extension (id),
        recipient TEXT NOT NULL,
        day DATE NOT NULL,
        PRIMARY KEY (extension_id, recipient)
    )
    """,
    "CREATE INDEX extension_told_day ON intake.extension_told (recipient, day)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
