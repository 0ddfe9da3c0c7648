# SPDX-License-Identifier: Apache-2.0
"""The tables of the feed: what happened to dossiers in one order, and who may be told of each."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Table, Text, func

from motcua_intake.adapters.tables import DOCUMENT, MOMENT, metadata

# Positions have no gaps and become visible in their order, as whoever appends holds the counter until the commit: reading on from
# a position never misses one.
feed = Table(
    "feed",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("dossier_id", Text, nullable=False),
    Column("data", DOCUMENT, nullable=False),
    # Of the machine's clock, not of business time: what is kept how long does not follow a clock that was moved.
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Index("feed_dossier", "dossier_id", "position"),
)

# One row for everybody who could see the dossier when its event came, so that reading on costs what is read.
feed_audience = Table(
    "feed_audience",
    metadata,
    # applicant, reception, agency
    Column("kind", Text, primary_key=True),
    # The applicant's account, or the unit.
    Column("who", Text, primary_key=True),
    Column(
        "position",
        BigInteger,
        ForeignKey("intake.feed.position", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Index("feed_audience_position", "position"),
)
