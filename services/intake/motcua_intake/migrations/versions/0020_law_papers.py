# SPDX-License-Identifier: Apache-2.0
"""Papers of the law: extensions (form 04), hand-overs and control slips (06), extracts of the register (07), printings."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"

_STATEMENTS = (
    "ALTER TABLE intake.dossier ADD COLUMN extension JSON",
    "ALTER TABLE intake.part ADD COLUMN apologise_at TIMESTAMPTZ",
    # Exactly it is known when the dates are computed next; a day before is never later than the law wants it.
    "UPDATE intake.part SET apologise_at = due_at - INTERVAL '1 day' "
    "WHERE due_at IS NOT NULL AND status IN ('WAITING', 'IN_PROGRESS')",
    "CREATE INDEX part_apologise ON intake.part (apologise_at) WHERE status IN ('WAITING', 'IN_PROGRESS')",
    "CREATE INDEX document_register ON intake.document (unit, issued_at, id) WHERE form = '01'",
    """
    CREATE TABLE intake.extension (
        id TEXT PRIMARY KEY,
        dossier_id TEXT NOT NULL REFERENCES intake.dossier (id),
        unit TEXT NOT NULL,
        state TEXT NOT NULL,
        drafted_at TIMESTAMPTZ NOT NULL,
        promised_at TIMESTAMPTZ NOT NULL,
        late JSON NOT NULL,
        reason TEXT NOT NULL,
        new_day DATE,
        closed_at TIMESTAMPTZ,
        signed_by JSON NOT NULL,
        document_id TEXT
    )
    """,
    "CREATE UNIQUE INDEX extension_dossier ON intake.extension (dossier_id) WHERE state <> 'NOT_NEEDED'",
    "CREATE INDEX extension_unit ON intake.extension (unit, state, drafted_at, id)",
    "CREATE INDEX extension_draft ON intake.extension (drafted_at) WHERE state = 'DRAFT'",
    """
    CREATE TABLE intake.stay (
        task_id TEXT PRIMARY KEY,
        dossier_id TEXT NOT NULL REFERENCES intake.dossier (id),
        unit TEXT NOT NULL,
        part TEXT NOT NULL,
        opened_at TIMESTAMPTZ,
        due_at TIMESTAMPTZ,
        closed_at TIMESTAMPTZ,
        cancelled_at TIMESTAMPTZ,
        person TEXT NOT NULL
    )
    """,
    "CREATE INDEX stay_dossier ON intake.stay (dossier_id, opened_at)",
    """
    CREATE TABLE intake.control_slip (
        dossier_id TEXT PRIMARY KEY REFERENCES intake.dossier (id),
        unit TEXT NOT NULL,
        year INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        number TEXT NOT NULL,
        opened_at TIMESTAMPTZ NOT NULL,
        finished_at TIMESTAMPTZ,
        document_id TEXT REFERENCES intake.document (id),
        CONSTRAINT control_slip_number UNIQUE (unit, year, seq)
    )
    """,
    "CREATE INDEX control_slip_due ON intake.control_slip (finished_at) "
    "WHERE finished_at IS NOT NULL AND document_id IS NULL",
    """
    CREATE TABLE intake.register_extract (
        id TEXT PRIMARY KEY,
        unit TEXT NOT NULL,
        year INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        number TEXT NOT NULL,
        from_day DATE NOT NULL,
        to_day DATE NOT NULL,
        procedure_key TEXT NOT NULL,
        lines INTEGER NOT NULL,
        file_id TEXT NOT NULL REFERENCES intake.file (id),
        issued_at TIMESTAMPTZ NOT NULL,
        issued_by JSON NOT NULL,
        CONSTRAINT register_extract_number UNIQUE (unit, year, seq)
    )
    """,
    "CREATE INDEX register_extract_newest ON intake.register_extract (unit, issued_at, id)",
    "CREATE INDEX register_extract_file ON intake.register_extract (file_id)",
    """
    CREATE TABLE intake.printing (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        dossier_id TEXT NOT NULL REFERENCES intake.dossier (id),
        document_id TEXT NOT NULL REFERENCES intake.document (id),
        at TIMESTAMPTZ NOT NULL,
        actor JSON NOT NULL,
        user_id TEXT NOT NULL
    )
    """,
    "CREATE INDEX printing_dossier ON intake.printing (dossier_id, id)",
    "CREATE INDEX printing_document ON intake.printing (document_id, user_id, at)",
)


def upgrade() -> None:
    """Create the tables; hand-overs and printings of before are not known."""
    for statement in _STATEMENTS:
        op.execute(statement)
