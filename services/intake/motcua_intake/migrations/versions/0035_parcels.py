# SPDX-License-Identifier: Apache-2.0
"""Several parcels of one dossier may be under way, each with exactly what it holds."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"

STATEMENTS = (
    "DROP INDEX intake.delivery_under_way",
    # A parcel of before names its results; the originals and slips beside them were whatever waited, and stay so (NULL).
    "ALTER TABLE intake.delivery ADD COLUMN originals JSON, ADD COLUMN slips JSON",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
