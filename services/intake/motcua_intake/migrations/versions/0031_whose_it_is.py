# SPDX-License-Identifier: Apache-2.0
"""A task knows since when somebody has it, so that it follows when it changes hands; the number of a control slip stays."""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"

STATEMENTS = (
    "ALTER TABLE intake.stay ADD COLUMN held_at TIMESTAMPTZ",
    """
    CREATE FUNCTION intake.keep_control_slip() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.document_id IS NOT NULL
            OR (NEW.dossier_id, NEW.unit, NEW.year, NEW.seq, NEW.number, NEW.opened_at)
                IS DISTINCT FROM (OLD.dossier_id, OLD.unit, OLD.year, OLD.seq, OLD.number, OLD.opened_at)
        THEN
            RAISE EXCEPTION 'the number of a control slip stays, and a printed one as it is';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON intake.control_slip "
    "FOR EACH ROW EXECUTE FUNCTION intake.keep_control_slip()",
)


def upgrade() -> None:
    """No pass over the tasks: who had one before is as it was told."""
    for statement in STATEMENTS:
        op.execute(statement)
