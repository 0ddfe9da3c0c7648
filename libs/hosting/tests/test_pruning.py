# SPDX-License-Identifier: Apache-2.0
"""Old request ids are forgotten, young ones are kept."""

from __future__ import annotations

import time

import sqlalchemy as sa
from motcua_hosting.pruning import RequestPruner
from motcua_storage import Database, RequestLog, content_hash

ROWS = sa.text(
    "SELECT request_id FROM assignment.request WHERE request_id LIKE 'prune-%' ORDER BY request_id"
)
AGE = sa.text(
    "UPDATE assignment.request SET created_at = now() - interval '31 days' WHERE request_id = 'prune-old'"
)


def keep(database: Database, request_id: str) -> None:
    log = RequestLog("assignment")
    with database.begin() as connection:
        log.find(connection, request_id, content_hash(b"x"), caller="lan", method="m")
        log.store(connection, request_id, b"answer", caller="lan")


def test_the_worker_forgets_what_is_older_than_thirty_days(database: Database) -> None:
    """And goes on until it is stopped."""
    keep(database, "prune-old")
    keep(database, "prune-new")
    with database.begin() as connection:
        connection.execute(AGE)
    pruner = RequestPruner(database, RequestLog("assignment"), every_seconds=0.01)
    pruner.start()
    until = time.monotonic() + 10
    left = ["prune-new", "prune-old"]
    while left != ["prune-new"] and time.monotonic() < until:
        with database.read() as connection:
            left = list(connection.scalars(ROWS))
    pruner.stop()

    assert left == ["prune-new"]
