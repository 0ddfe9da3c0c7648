# SPDX-License-Identifier: Apache-2.0
"""What MotCua keeps: embedded PostgreSQL, transactions, migrations, idempotent requests, files by hash, trial
time.
"""

from __future__ import annotations

from motcua_storage.database import Database, StatementCount, count_statements, on_commit, role_url
from motcua_storage.embedded import EmbeddedPostgres
from motcua_storage.errors import (
    EmbeddedPostgresError,
    FileDamaged,
    FileMissing,
    FileStoreAway,
    FileStoreRefuses,
    FileStoreUnusable,
    FileTooLarge,
    MigrationError,
    RequestInProgress,
    RequestReused,
    ScannerAway,
    ScannerRefuses,
    StorageError,
    TrialTimeRefused,
)
from motcua_storage.files import FileStore, FolderStore, StoredFile
from motcua_storage.migrations import Pending, migrate, pending
from motcua_storage.plan import ALL_SERVICES, Grant, Migration, Reference, platform_migration
from motcua_storage.requests import RequestLog, content_hash, request_table
from motcua_storage.scanning import Scanned, Scanner
from motcua_storage.trial_clock import TrialClock

__all__ = [
    "ALL_SERVICES",
    "Database",
    "EmbeddedPostgres",
    "EmbeddedPostgresError",
    "FileDamaged",
    "FileMissing",
    "FileStore",
    "FileStoreAway",
    "FileStoreRefuses",
    "FileStoreUnusable",
    "FileTooLarge",
    "FolderStore",
    "Grant",
    "Migration",
    "MigrationError",
    "Pending",
    "Reference",
    "RequestInProgress",
    "RequestLog",
    "RequestReused",
    "Scanned",
    "Scanner",
    "ScannerAway",
    "ScannerRefuses",
    "StatementCount",
    "StorageError",
    "StoredFile",
    "TrialClock",
    "TrialTimeRefused",
    "content_hash",
    "count_statements",
    "migrate",
    "on_commit",
    "pending",
    "platform_migration",
    "request_table",
    "role_url",
]
