# SPDX-License-Identifier: Apache-2.0
"""Whose session it is at the issuer, which says when it has ended."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; a session that was begun before is found by the person, or ends when it cannot be refreshed."""
    op.execute("ALTER TABLE portal.session ADD COLUMN issuer_session text, ADD COLUMN user_id text")
    op.execute("UPDATE portal.session SET user_id = tokens #>> '{subject,user_id}'")
    op.execute("CREATE INDEX session_issuer_session ON portal.session (issuer_session)")
    op.execute("CREATE INDEX session_user_id ON portal.session (user_id)")
