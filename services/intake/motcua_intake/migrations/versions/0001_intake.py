# SPDX-License-Identifier: Apache-2.0
"""The first tables of the intake service."""

from __future__ import annotations

from alembic import op
from motcua_events.tables import create_event_tables_1
from motcua_storage.revision_helpers import create_request_table

revision = "0001"
down_revision = None

STATEMENTS = (
    """CREATE TABLE intake.published (
        procedure_key TEXT NOT NULL,
        version INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        content BYTEA NOT NULL,
        valid_from DATE NOT NULL,
        valid_to DATE,
        name_vi TEXT NOT NULL,
        name_en TEXT NOT NULL,
        field_vi TEXT NOT NULL,
        field_en TEXT NOT NULL,
        limit_vi TEXT NOT NULL,
        limit_en TEXT NOT NULL,
        label_vi TEXT NOT NULL,
        label_en TEXT NOT NULL,
        codes JSON NOT NULL,
        search TEXT NOT NULL,
        PRIMARY KEY (procedure_key, version)
    )""",
    """CREATE TABLE intake.file (
        id TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size BIGINT NOT NULL,
        media_type TEXT NOT NULL,
        file_name TEXT NOT NULL,
        uploaded_by TEXT NOT NULL,
        uploaded_user TEXT NOT NULL,
        uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
        PRIMARY KEY (id)
    )""",
    """CREATE TABLE intake.draft (
        id TEXT NOT NULL,
        owner_id TEXT NOT NULL,
        owner_user TEXT NOT NULL,
        unit TEXT NOT NULL,
        procedure_key TEXT NOT NULL,
        procedure_version INTEGER NOT NULL,
        source TEXT NOT NULL,
        applicant JSON NOT NULL,
        answers JSON NOT NULL,
        revision BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
        dossier_id TEXT,
        PRIMARY KEY (id)
    )""",
    "CREATE INDEX draft_owner ON intake.draft (owner_id, created_at, id) WHERE dossier_id IS NULL",
    """CREATE TABLE intake.dossier (
        id TEXT NOT NULL,
        draft_id TEXT NOT NULL,
        code TEXT NOT NULL,
        procedure_key TEXT NOT NULL,
        procedure_version INTEGER NOT NULL,
        procedure_name_vi TEXT NOT NULL,
        procedure_name_en TEXT NOT NULL,
        source TEXT NOT NULL,
        status TEXT NOT NULL,
        unit TEXT NOT NULL,
        territory TEXT NOT NULL,
        applicant_id TEXT NOT NULL,
        applicant_user TEXT NOT NULL,
        applicant_name TEXT NOT NULL,
        id_number TEXT NOT NULL,
        phone TEXT NOT NULL,
        email TEXT NOT NULL,
        address TEXT NOT NULL,
        answers JSON NOT NULL,
        submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
        answer_due_at TIMESTAMP WITH TIME ZONE,
        accepted_at TIMESTAMP WITH TIME ZONE,
        started_at TIMESTAMP WITH TIME ZONE,
        promised_at TIMESTAMP WITH TIME ZONE,
        original_promised_at TIMESTAMP WITH TIME ZONE,
        finished_at TIMESTAMP WITH TIME ZONE,
        refusal_reason TEXT NOT NULL,
        withdrawal JSON,
        originals JSON NOT NULL,
        revision BIGINT NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT dossier_draft UNIQUE (draft_id),
        CONSTRAINT dossier_code UNIQUE (code)
    )""",
    "CREATE INDEX dossier_applicant ON intake.dossier (applicant_id, submitted_at, id)",
    "CREATE INDEX dossier_newest ON intake.dossier (submitted_at, id)",
    """CREATE TABLE intake.dossier_unit (
        dossier_id TEXT NOT NULL,
        unit TEXT NOT NULL,
        kind TEXT NOT NULL,
        submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
        PRIMARY KEY (dossier_id, unit, kind),
        FOREIGN KEY(dossier_id) REFERENCES intake.dossier (id)
    )""",
    "CREATE INDEX dossier_unit_newest ON intake.dossier_unit (unit, kind, submitted_at, dossier_id)",
    """CREATE TABLE intake.part (
        dossier_id TEXT NOT NULL,
        key TEXT NOT NULL,
        position INTEGER NOT NULL,
        code TEXT NOT NULL,
        name_vi TEXT NOT NULL,
        name_en TEXT NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        due_at TIMESTAMP WITH TIME ZONE,
        original_due_at TIMESTAMP WITH TIME ZONE,
        decided_at TIMESTAMP WITH TIME ZONE,
        derivation JSON NOT NULL,
        PRIMARY KEY (dossier_id, key),
        FOREIGN KEY(dossier_id) REFERENCES intake.dossier (id)
    )""",
    """CREATE TABLE intake.paper (
        id TEXT NOT NULL,
        draft_id TEXT,
        dossier_id TEXT,
        component TEXT NOT NULL,
        file_id TEXT NOT NULL,
        form TEXT NOT NULL,
        copies INTEGER NOT NULL,
        attached_at TIMESTAMP WITH TIME ZONE NOT NULL,
        attached_by TEXT NOT NULL,
        round INTEGER NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(draft_id) REFERENCES intake.draft (id),
        FOREIGN KEY(dossier_id) REFERENCES intake.dossier (id),
        FOREIGN KEY(file_id) REFERENCES intake.file (id)
    )""",
    "CREATE INDEX paper_dossier ON intake.paper (dossier_id)",
    "CREATE INDEX paper_draft ON intake.paper (draft_id)",
    "CREATE INDEX paper_file ON intake.paper (file_id)",
    """CREATE TABLE intake.result (
        dossier_id TEXT NOT NULL,
        part TEXT NOT NULL,
        code TEXT NOT NULL,
        name_vi TEXT NOT NULL,
        name_en TEXT NOT NULL,
        unit TEXT NOT NULL,
        number TEXT NOT NULL,
        signer TEXT NOT NULL,
        signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
        file_id TEXT NOT NULL,
        attached_at TIMESTAMP WITH TIME ZONE NOT NULL,
        attached_by TEXT NOT NULL,
        issued_at TIMESTAMP WITH TIME ZONE,
        returned_at TIMESTAMP WITH TIME ZONE,
        PRIMARY KEY (dossier_id, part, code),
        CONSTRAINT result_number UNIQUE (unit, code, number),
        FOREIGN KEY(dossier_id) REFERENCES intake.dossier (id),
        FOREIGN KEY(file_id) REFERENCES intake.file (id)
    )""",
    "CREATE INDEX result_file ON intake.result (file_id)",
    """CREATE TABLE intake.supplement (
        dossier_id TEXT NOT NULL,
        round INTEGER NOT NULL,
        key TEXT NOT NULL,
        stage TEXT NOT NULL,
        items JSON NOT NULL,
        reason TEXT NOT NULL,
        requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
        requested_by JSON NOT NULL,
        answer_by TIMESTAMP WITH TIME ZONE,
        answered_at TIMESTAMP WITH TIME ZONE,
        closed_at TIMESTAMP WITH TIME ZONE,
        PRIMARY KEY (dossier_id, round),
        CONSTRAINT supplement_key UNIQUE (key),
        FOREIGN KEY(dossier_id) REFERENCES intake.dossier (id)
    )""",
    """CREATE TABLE intake.stretch (
        dossier_id TEXT NOT NULL,
        key TEXT NOT NULL,
        part TEXT NOT NULL,
        ground TEXT NOT NULL,
        policy TEXT NOT NULL,
        from_at TIMESTAMP WITH TIME ZONE NOT NULL,
        to_at TIMESTAMP WITH TIME ZONE,
        PRIMARY KEY (dossier_id, key),
        FOREIGN KEY(dossier_id) REFERENCES intake.dossier (id)
    )""",
    """CREATE TABLE intake.document (
        id TEXT NOT NULL,
        dossier_id TEXT NOT NULL,
        unit TEXT NOT NULL,
        form TEXT NOT NULL,
        year INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        number TEXT NOT NULL,
        name_vi TEXT NOT NULL,
        name_en TEXT NOT NULL,
        part TEXT NOT NULL,
        file_id TEXT NOT NULL,
        issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT document_number UNIQUE (unit, form, year, seq),
        FOREIGN KEY(dossier_id) REFERENCES intake.dossier (id),
        FOREIGN KEY(file_id) REFERENCES intake.file (id)
    )""",
    "CREATE INDEX document_dossier ON intake.document (dossier_id)",
    "CREATE INDEX document_file ON intake.document (file_id)",
    """CREATE TABLE intake.history (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        dossier_id TEXT NOT NULL,
        at TIMESTAMP WITH TIME ZONE NOT NULL,
        type TEXT NOT NULL,
        actor JSON NOT NULL,
        text_vi TEXT NOT NULL,
        text_en TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(dossier_id) REFERENCES intake.dossier (id)
    )""",
    "CREATE INDEX history_dossier ON intake.history (dossier_id, id)",
    """CREATE TABLE intake.counter (
        series TEXT NOT NULL,
        last INTEGER NOT NULL,
        PRIMARY KEY (series)
    )""",
)


def upgrade() -> None:
    """Create everything."""
    for statement in STATEMENTS:
        op.execute(statement)
    create_event_tables_1(op, "intake")
    create_request_table("intake")
