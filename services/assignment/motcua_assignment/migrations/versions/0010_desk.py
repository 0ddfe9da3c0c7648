# SPDX-License-Identifier: Apache-2.0
"""What a unit does with its work: substitutions, escalation, a journal, saved filters, words to narrow the inbox by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from motcua_text import search_words

revision = "0010"
down_revision = "0009"

_BATCH = 1000
STATEMENTS = (
    "ALTER TABLE assignment.task ADD COLUMN escalated_at TIMESTAMPTZ, ADD COLUMN on_behalf_of TEXT NOT NULL DEFAULT ''",
    """CREATE INDEX task_late ON assignment.task (due_at)
        WHERE state IN ('open', 'claimed') AND kind <> 'return' AND escalated_at IS NULL""",
    "ALTER TABLE assignment.dossier ADD COLUMN words TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE assignment.substitution (
        id TEXT PRIMARY KEY, unit TEXT NOT NULL, absent_user TEXT NOT NULL, absent_name TEXT NOT NULL,
        substitute_user TEXT NOT NULL, substitute_name TEXT NOT NULL, from_day DATE NOT NULL, to_day DATE NOT NULL,
        reason TEXT NOT NULL, lent_roles TEXT[] NOT NULL, signs BOOLEAN NOT NULL, set_by_user TEXT NOT NULL,
        set_by_name TEXT NOT NULL, set_at TIMESTAMPTZ NOT NULL, ended_at TIMESTAMPTZ,
        ended_by_user TEXT NOT NULL DEFAULT '', ended_by_name TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX substitution_for ON assignment.substitution (substitute_user, to_day) WHERE ended_at IS NULL",
    "CREATE INDEX substitution_of ON assignment.substitution (absent_user, to_day) WHERE ended_at IS NULL",
    "CREATE INDEX substitution_unit ON assignment.substitution (unit, to_day, id)",
    """CREATE TABLE assignment.journal (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, dossier_id TEXT NOT NULL, unit TEXT NOT NULL,
        type TEXT NOT NULL, at TIMESTAMPTZ NOT NULL, task_id TEXT NOT NULL DEFAULT '',
        title_vi TEXT NOT NULL DEFAULT '', title_en TEXT NOT NULL DEFAULT '', actor_user TEXT NOT NULL DEFAULT '',
        actor_name TEXT NOT NULL DEFAULT '', former_user TEXT NOT NULL DEFAULT '', former_name TEXT NOT NULL DEFAULT '',
        holder_user TEXT NOT NULL DEFAULT '', holder_name TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX journal_dossier ON assignment.journal (dossier_id, unit, id)",
    """CREATE TABLE assignment.saved_filter (
        owner TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, is_default BOOLEAN NOT NULL,
        CONSTRAINT saved_filter_pkey PRIMARY KEY (owner, name))""",
    "CREATE UNIQUE INDEX saved_filter_default ON assignment.saved_filter (owner) WHERE is_default",
)


def upgrade() -> None:
    """What was late before is not told again: it counts as escalated when it fell due."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(
        "UPDATE assignment.task SET escalated_at = due_at "
        "WHERE state IN ('open', 'claimed') AND kind <> 'return' AND due_at < pg_catalog.now()"
    )
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    select = sa.text(
        "SELECT id, code, applicant_name FROM assignment.dossier WHERE id > :last ORDER BY id LIMIT :most"
    )
    change = sa.text("UPDATE assignment.dossier SET words = :words WHERE id = :id")
    last = ""
    while rows := connection.execute(select, {"last": last, "most": _BATCH}).all():
        last = rows[-1].id
        connection.execute(
            change, [{"id": row.id, "words": search_words([row.code, row.applicant_name])} for row in rows]
        )
