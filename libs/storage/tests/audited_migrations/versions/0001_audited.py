# SPDX-License-Identifier: Apache-2.0
"""A service with an audit."""

from __future__ import annotations

from alembic import op
from motcua_storage.audit import create_audit_tables_1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_audit_tables_1(op, "intake")
