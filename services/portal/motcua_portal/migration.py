# SPDX-License-Identifier: Apache-2.0
"""What this service needs of the database: its schema, its role, its revisions. Apart from the wiring, so that who only asks
whether a database is current imports no service."""

from __future__ import annotations

from pathlib import Path

from motcua_storage import Migration
from motcua_storage.audit import APPEND_ONLY as AUDIT

from motcua_portal.adapters.tables import SCHEMA

MIGRATION = Migration(SCHEMA, "motcua_portal", Path(__file__).parent / "migrations", append_only=AUDIT)
