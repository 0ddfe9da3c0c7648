# SPDX-License-Identifier: Apache-2.0
"""Folders of embedded servers whose first start was before: to initialise one anew takes longer than most tests."""

from __future__ import annotations

import json
import secrets
import subprocess
from pathlib import Path


def copy_server(folder: Path, target: Path) -> None:
    """A copy that is a server of its own: by its name, with a port that it chooses."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(folder), str(target)], check=True)  # the owner of the files stays
    identity = target / "server.json"
    own = {"cluster": f"motcua-{secrets.token_hex(6)}", "port": 0}
    identity.write_text(json.dumps(json.loads(identity.read_text()) | own))
