# SPDX-License-Identifier: Apache-2.0
"""Writes the audit into a file, row by row."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from motcua_calendar.clock import LEGAL_ZONE
from motcua_storage.audit import Head
from motcua_storage.audit.exported import write

from motcua_cli.auditing.sources import chains


def export_to(file: Path, var: Path, url: str, since: datetime | None) -> list[Head]:
    """The heads that it goes to. A file that is there is left alone; one that was begun and not ended is taken away.

    Raises NotReachable, OSError, psycopg.Error.
    """
    moment = since.replace(tzinfo=since.tzinfo or LEGAL_ZONE) if since else None
    with chains(var, url) as found, os.fdopen(_new(file), "w", encoding="utf-8") as target:
        try:
            return list(write(found, target, moment))
        except BaseException:
            file.unlink(missing_ok=True)
            raise


def _new(file: Path) -> int:
    """Readable by its owner alone: who did what is nobody else's business."""
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
