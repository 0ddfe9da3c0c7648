# SPDX-License-Identifier: Apache-2.0
"""The worker that frees the bytes of files that were forgotten, one content a transaction; a crash loses nothing."""

from __future__ import annotations

import threading

from motcua_hosting.queue_worker import QueueWorker
from motcua_storage import Database, FileStore

from motcua_intake.app import file_contents


class FreeingWorker(QueueWorker):
    """A `Background` of the service."""

    def __init__(self, database: Database, store: FileStore) -> None:
        super().__init__("intake-freeing", self.free_one, threading.Event())
        self._database = database
        self._store = store

    def free_one(self) -> bool:
        """False when nothing waits."""
        with self._database.begin() as connection:
            return file_contents.free_next(connection, self._store)
