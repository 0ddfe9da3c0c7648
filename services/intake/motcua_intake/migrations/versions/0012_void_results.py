# SPDX-License-Identifier: Apache-2.0
"""A result that was attached, but whose part ended without issuing it: it stays on record and its number is free."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"


STATEMENTS = (
    "ALTER TABLE intake.result ADD COLUMN voided_at TIMESTAMP WITH TIME ZONE",
    """UPDATE intake.result r SET voided_at = coalesce(p.decided_at, now()) FROM intake.part p
        WHERE p.dossier_id = r.dossier_id AND p.key = r.part AND r.issued_at IS NULL
            AND p.status IN ('REFUSED', 'WITHDRAWN', 'STOPPED')""",
    "ALTER TABLE intake.result DROP CONSTRAINT result_number",
    "CREATE UNIQUE INDEX result_number ON intake.result (unit, code, number) WHERE voided_at IS NULL",
)


def upgrade() -> None:
    """Numbers that were lost before are free from now on."""
    for statement in STATEMENTS:
        op.execute(statement)
