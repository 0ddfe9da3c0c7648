# SPDX-License-Identifier: Apache-2.0
"""The database of the embedded shape: a password for each role, made once, and the migrations of all services."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

from motcua_storage import Migration, migrate, role_url

from motcua_cli.embedded.folder import StateFolder, Unusable, write_private


def role_urls(folder: StateFolder, admin_url: str, migrations: Sequence[Migration]) -> dict[str, str]:
    """Migrate, and give each service's URL by its schema. Raises Unusable when the passwords cannot be read."""
    passwords = _passwords(folder, [m.role for m in migrations if m.role])
    migrate(admin_url, migrations, passwords)
    return {m.schema: role_url(admin_url, m.role, passwords[m.role]) for m in migrations if m.role}


def _passwords(folder: StateFolder, roles: Sequence[str]) -> dict[str, str]:
    known = _known(folder)
    missing = [role for role in roles if role not in known]
    if missing:
        known |= {role: secrets.token_urlsafe(24) for role in missing}
        write_private(folder.secrets, json.dumps(known, indent=1))
    return {role: known[role] for role in roles}


def _known(folder: StateFolder) -> dict[str, str]:
    try:
        found = json.loads(folder.secrets.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _damaged(folder, error.strerror or "unreadable") from error
    except ValueError as error:
        raise _damaged(folder, "damaged or empty") from error
    if not isinstance(found, dict) or not all(one and isinstance(one, str) for one in found.values()):
        raise _damaged(folder, "no list of roles with a password each")
    return found


def _damaged(folder: StateFolder, reason: str) -> Unusable:
    return Unusable(
        f"{folder.secrets} cannot be read ({reason}). Move it away and start again: the services then get new passwords to the "
        "database; no dossier is lost."
    )
