# SPDX-License-Identifier: Apache-2.0
"""The migration of the shared schema `broker`, which holds the event log in the embedded shape.

Rights are by topic, as in a broker of its own: services read everything, append through a function that knows
the writer of each topic (proto/events.yaml), and move the positions of their own consumer groups only.
"""

from __future__ import annotations

from pathlib import Path

from motcua_storage import Grant, Migration, Reference

from motcua_events.catalogue import declared_types


def _topics() -> tuple[Reference, ...]:
    """Which service writes each topic."""
    rows = sorted({(row.topic, row.writer) for row in declared_types()})
    return (Reference("topic", ("name", "writer"), tuple(rows)),)


BROKER_MIGRATION = Migration(
    schema="broker",
    role=None,
    directory=Path(__file__).parent / "migrations",
    grants=(
        Grant("SELECT", "TABLE broker.topic"),
        Grant("SELECT", "TABLE broker.event"),
        Grant("SELECT", "TABLE broker.topic_partition"),
        Grant("SELECT", "TABLE broker.cursor"),
        Grant("EXECUTE", "FUNCTION broker.append(text, integer, json)"),
        Grant("EXECUTE", "FUNCTION broker.join_group(text, text[], integer[])"),
        Grant("EXECUTE", "FUNCTION broker.commit_group(text, text[], integer[], bigint[])"),
        Grant("EXECUTE", "FUNCTION broker.leave_group(text)"),
        Grant("EXECUTE", "FUNCTION broker.prune(interval, integer)"),
    ),
    reference=_topics,
)
"""Pass it to `motcua_storage.migrate` beside the services' own."""
