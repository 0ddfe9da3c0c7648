# SPDX-License-Identifier: Apache-2.0
"""The mail log: whose window a notice belongs to, when somebody let it be tried again, and indexes to narrow by."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_STATEMENTS = (
    "ALTER TABLE notification.notice ADD COLUMN unit TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE notification.notice ADD COLUMN retried_at TIMESTAMPTZ",
    "UPDATE notification.notice SET unit = coalesce(facts -> 'dossier' ->> 'unit', '')",
    "CREATE INDEX notice_state ON notification.notice (state, created_at, id)",
    "CREATE INDEX notice_unit ON notification.notice (unit, created_at, id)",
    "CREATE INDEX notice_unit_state ON notification.notice (unit, state, created_at, id)",
    "CREATE INDEX notice_code ON notification.notice (dossier_code, created_at, id)",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
