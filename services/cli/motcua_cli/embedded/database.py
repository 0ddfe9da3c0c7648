# SPDX-License-Identifier: Apache-2.0
"""The database of the embedded shape: a password for each role, made once, and the migrations of all services."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

from motcua_storage import Migration, migrate, role_url

from motcua_cli.embedded.folder import StateFolder, write_private


def role_urls(folder: StateFolder, admin_url: str, migrations: Sequence[Migration]) -> dict[str, str]:
    """Migrate, and give each service's URL by its schema."""
    passwords = _passwords(folder, [m.role for m in migrations if m.role])
    migrate(admin_url, migrations, passwords)
    return {m.schema: role_url(admin_url, m.role, passwords[m.role]) for m in migrations if m.role}


def _passwords(folder: StateFolder, roles: Sequence[str]) -> dict[str, str]:
    known: dict[str, str] = {}
    if folder.secrets.exists():
        known = json.loads(folder.secrets.read_text(encoding="utf-8"))
    missing = [role for role in roles if role not in known]
    if missing:
        known |= {role: secrets.token_urlsafe(24) for role in missing}
        write_private(folder.secrets, json.dumps(known, indent=1))
    return {role: known[role] for role in roles}
