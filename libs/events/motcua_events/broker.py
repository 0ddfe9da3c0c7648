# SPDX-License-Identifier: Apache-2.0
"""The migration of the shared schema `broker`, which holds the event log in the embedded shape."""

from __future__ import annotations

from pathlib import Path

from motcua_storage import Grant, Migration

BROKER_MIGRATION = Migration(
    schema="broker",
    role=None,
    directory=Path(__file__).parent / "migrations",
    grants=(
        Grant("SELECT, INSERT", "TABLE broker.event"),
        Grant("SELECT, INSERT, UPDATE", "TABLE broker.topic_partition"),
        Grant("SELECT, INSERT, UPDATE", "TABLE broker.cursor"),
        Grant("EXECUTE", "FUNCTION broker.prune(interval, integer)"),
    ),
)
"""Pass it to `motcua_storage.migrate` beside the services' own. Every service may append and read, none may
change.
"""
