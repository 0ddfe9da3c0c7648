# SPDX-License-Identifier: Apache-2.0
"""The audit: who changed what and when, chained by hashes. It begins with this release."""

from __future__ import annotations

from alembic import op
from motcua_storage.audit import create_audit_tables_1

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    create_audit_tables_1(op, "liaison")
