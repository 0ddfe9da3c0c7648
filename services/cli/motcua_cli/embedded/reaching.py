# SPDX-License-Identifier: Apache-2.0
"""Where the running embedded database is for one of its services."""

from __future__ import annotations

import json
from pathlib import Path

from motcua_storage import role_url
from motcua_storage.server_process import read_pid_file

from motcua_cli.embedded.folder import StateFolder

ROLE = "motcua_workflow"


def service_url(var: Path, role: str = ROLE) -> str | None:
    """The URL of the running embedded database for one of its services, which can read no other schema; None when the
    folder does not tell."""
    folder = StateFolder(var)
    found = read_pid_file(folder.postgres / "data")
    try:
        password = json.loads(folder.secrets.read_text(encoding="utf-8"))[role]
    except (OSError, ValueError, KeyError):
        return None
    if found is None:
        return None
    return role_url(f"postgresql://postgres@127.0.0.1:{found.port}/motcua", role, password)
