# SPDX-License-Identifier: Apache-2.0
"""Apologies (form 04): none is drafted for a part whose limit has not begun, and whose head signed reads the dossier.

Drafts that lie there for such a part are let go by the worker. The day that was signed was kept all along: what counts by it
follows when the clock of the dossier changes next.
"""

from __future__ import annotations

from alembic import op

revision = "0037"
down_revision = "0036"

STATEMENTS = (
    # What its derivation says: it counts from a decision that is awaited.
    """
    UPDATE intake.part SET apologise_at = NULL
    WHERE status = 'WAITING' AND apologise_at IS NOT NULL
      AND derivation::text LIKE '%until then reckoned from the day on which it is due%'
    """,
    """
    INSERT INTO intake.dossier_unit (dossier_id, unit, kind, submitted_at)
    SELECT DISTINCT d.id, e.unit, 'agency', d.submitted_at
    FROM intake.extension e JOIN intake.dossier d ON d.id = e.dossier_id
    WHERE e.state = 'SIGNED'
    ON CONFLICT DO NOTHING
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
