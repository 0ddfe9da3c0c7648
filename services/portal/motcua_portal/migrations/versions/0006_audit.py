# SPDX-License-Identifier: Apache-2.0
"""The audit: who signed in and out, what operators marked, what decides here, and who was given which rights at the identity
provider. It begins with this release."""

from __future__ import annotations

from alembic import op
from motcua_storage.audit import create_audit_tables_1

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    create_audit_tables_1(op, "portal")
