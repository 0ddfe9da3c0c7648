# SPDX-License-Identifier: Apache-2.0
"""A consumer group that no release uses any more gives its positions back: retention waits for every group that has one."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

_LEAVE = """
CREATE FUNCTION broker.leave_group(asked text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM broker.check_group(asked);
    DELETE FROM broker.cursor WHERE consumer_group = asked;
END $$
"""


def upgrade() -> None:
    """One function more, for the roles of services as the others."""
    op.execute(_LEAVE)
    op.execute("REVOKE ALL ON FUNCTION broker.leave_group(text) FROM PUBLIC")
