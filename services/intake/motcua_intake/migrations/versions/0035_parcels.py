# SPDX-License-Identifier: Apache-2.0
"""Several parcels of one dossier may be under way, each with exactly what it holds."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"

STATEMENTS = (
    "DROP INDEX intake.delivery_under_way",
    # A parcel of before names its results; the originals beside them are what the clerk says (NULL). No page asked a clerk to put
    # a slip into it, so it holds none: what was refused or stopped is still to be handed over.
    "ALTER TABLE intake.delivery ADD COLUMN originals JSON, ADD COLUMN slips JSON",
    "UPDATE intake.delivery SET slips = '[]'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
