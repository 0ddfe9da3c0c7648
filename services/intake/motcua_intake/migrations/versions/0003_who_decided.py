# SPDX-License-Identifier: Apache-2.0
"""Who decided each part; and each kind of form in a numbering series of its own, so that a refusal at intake and one after
appraisal, which are the same form of the law, share no counter."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    "ALTER TABLE intake.part ADD COLUMN decided_by JSON NOT NULL DEFAULT '{}'",
    "ALTER TABLE intake.part ALTER COLUMN decided_by DROP DEFAULT",
    # The notation of a number (03/TCGQ) is its series. Forms that were issued keep their numbers.
    "ALTER TABLE intake.document ADD COLUMN series TEXT NOT NULL DEFAULT ''",
    "UPDATE intake.document SET series = split_part(number, '/', 2)",
    "ALTER TABLE intake.document DROP CONSTRAINT document_number",
    "ALTER TABLE intake.document ADD CONSTRAINT document_number UNIQUE (unit, series, year, seq)",
    "DELETE FROM intake.counter WHERE series LIKE 'form/%'",
    """INSERT INTO intake.counter (series, last)
        SELECT 'form/' || unit || '/' || series || '/' || year, max(seq) FROM intake.document GROUP BY unit, series, year""",
)


def upgrade() -> None:
    """Every series goes on after the last number that it has."""
    for statement in STATEMENTS:
        op.execute(statement)
