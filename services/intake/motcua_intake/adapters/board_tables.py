# SPDX-License-Identifier: Apache-2.0
"""One line a dossier, from which the board counts and lists. Derived from the dossier, so it can be made again at any time.

An index for each day that is counted by: the cost of a number is that of its days, whatever lies before them.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Table, Text, text

from motcua_intake.adapters.law_tables import stay
from motcua_intake.adapters.return_tables import rating
from motcua_intake.adapters.tables import MOMENT, _needed, metadata

DAYS: Final = (
    "received_on", "accepted_on", "supplemented_on", "extended_on", "settled_on", "refused_on", "declined_on",
    "withdrawn_on", "stopped_on",
)  # fmt: skip
CARRIED: Final = ("unit", "lead", "procedure_key")
"""What each index carries along, so that counting reads no table."""

board_line = Table(
    "board_line",
    metadata,
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), primary_key=True),
    *[_needed(name, Text) for name in CARRIED],
    _needed("state", Text),
    _needed("due_at", MOMENT),
    _needed("received_on", Date),
    *[Column(name, Date) for name in DAYS[1:]],
    _needed("timely", Text),
    # Written by an upgrade that knew no organisation; the next start looks who answers.
    Column("lead_unsure", Boolean, nullable=False, server_default=text("false")),
    Index("board_line_unsure", "unit", "dossier_id", postgresql_where=text("lead_unsure")),
    Index(
        "board_line_state",
        "state",
        "due_at",
        "dossier_id",
        postgresql_include=list(CARRIED),
        postgresql_where=text("state <> 'ENDED'"),
    ),
    *[
        Index(
            f"board_line_{name.removesuffix('_on')}",
            name,
            "dossier_id",
            postgresql_include=[*CARRIED, "timely"],
            postgresql_where=text(f"{name} IS NOT NULL"),
        )
        for name in DAYS
    ],
)

halt = Table(
    "halt",
    metadata,
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), primary_key=True),
    Column("incident_id", Text, primary_key=True),
    _needed("raised_at", MOMENT),
)
"""Incidents of a dossier's process that nobody has mended yet."""

Index(
    "stay_opened",
    stay.c.opened_at,
    postgresql_include=["unit", "dossier_id", "came_before"],
    postgresql_where=text("due_at IS NOT NULL"),
)
Index(
    "stay_closed",
    stay.c.closed_at,
    postgresql_include=["unit", "dossier_id", "opened_at", "due_at", "done_before", "late_before"],
)
Index(
    "stay_here",
    stay.c.unit,
    postgresql_where=text("closed_at IS NULL AND cancelled_at IS NULL AND opened_at IS NOT NULL"),
)
Index("rating_day", rating.c.rated_at)
