# SPDX-License-Identifier: Apache-2.0
"""Content and the rows that name it: stored by hash, freed when the last file with it is forgotten.

Bytes are written before their row and removed after theirs, so whoever adds a row and whoever frees hold the hash meanwhile
(an advisory lock until the commit). A crash leaves the line in the queue, and freeing twice is harmless.
"""

from __future__ import annotations

from typing import IO

import sqlalchemy as sa
from motcua_storage import FileStore

from motcua_intake.adapters import files
from motcua_intake.domain.records import FileRow


def add(
    connection: sa.Connection, store: FileStore, row: FileRow, body: IO[bytes], *, loose: bool = False
) -> None:
    """Add the row of content that was just stored from `body`; stored again if it was freed meanwhile. `loose`: see
    `files.add`."""
    files.add(connection, row, loose=loose)
    if not store.exists(row.sha256):
        body.seek(0)
        store.put(body)


def free_next(connection: sa.Connection, store: FileStore) -> bool:
    """Free the content that waits longest, unless another file has it too; False when none waits."""
    sha256 = files.take_freed(connection)
    if sha256 is None:
        return False
    files.hold(connection, sha256)
    if not files.in_use(connection, sha256):
        store.remove(sha256)
    return True
