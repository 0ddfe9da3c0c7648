# SPDX-License-Identifier: Apache-2.0
"""kill -9 between a change, its row in the audit, and the seal of that row."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from audit_harness import MIGRATION, Audited
from motcua_storage.testing import ServiceDatabases

PROGRAM = Path(__file__).parent / "audit_dying.py"


@pytest.mark.faults
@pytest.mark.parametrize(("moment", "rows"), [("written", 2), ("taken", 3), ("sealed", 3)])
def test_who_dies_leaves_every_committed_row_to_the_next_sealer(
    fresh_databases: Callable[..., ServiceDatabases], moment: str, rows: int
) -> None:
    databases = fresh_databases(MIGRATION)
    audited = Audited(databases["intake"], databases.admin_url)
    audited.write(1)
    before = audited.seal()
    done = subprocess.run([sys.executable, str(PROGRAM), audited.database.url, moment], check=False)
    assert done.returncode == -signal.SIGKILL
    assert audited.count("audit_seal") == 1
    deadline = time.monotonic() + 60  # until the server has noticed, the dead one's lock is held
    while (head := audited.seal()).position < 1 + rows:
        assert time.monotonic() < deadline, f"only {head.position} rows are sealed"
        time.sleep(0.02)
    assert audited.count("audit") == head.position == 1 + rows
    assert audited.check(before, head, unsealed_after=0) == []
