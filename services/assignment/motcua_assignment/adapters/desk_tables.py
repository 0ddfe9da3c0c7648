# SPDX-License-Identifier: Apache-2.0
"""Tables of what a unit does with its work: substitutions, the journal, saved filters."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Identity,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from motcua_assignment.adapters.tables import MOMENT, metadata

APPEND_ONLY = ("journal",)
"""Tables that the service may read and add to, and never change; the database holds it (rights of the role)."""

substitution = Table(
    "substitution",
    metadata,
    Column("id", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("absent_user", Text, nullable=False),
    Column("absent_name", Text, nullable=False),
    Column("substitute_user", Text, nullable=False),
    Column("substitute_name", Text, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    Column("reason", Text, nullable=False),
    # What the absent may do and the substitute may not; `signs`: also where a signature is needed.
    Column("lent_roles", ARRAY(Text), nullable=False),
    Column("signs", Boolean, nullable=False),
    Column("set_by_user", Text, nullable=False),
    Column("set_by_name", Text, nullable=False),
    Column("set_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Column("ended_by_user", Text, nullable=False, server_default=""),
    Column("ended_by_name", Text, nullable=False, server_default=""),
    Index("substitution_for", "substitute_user", "to_day", postgresql_where=text("ended_at IS NULL")),
    Index("substitution_of", "absent_user", "to_day", postgresql_where=text("ended_at IS NULL")),
    Index("substitution_unit", "unit", "to_day", "id"),
)

journal = Table(
    "journal",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("dossier_id", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("task_id", Text, nullable=False, server_default=""),
    Column("title_vi", Text, nullable=False, server_default=""),
    Column("title_en", Text, nullable=False, server_default=""),
    Column("actor_user", Text, nullable=False, server_default=""),
    Column("actor_name", Text, nullable=False, server_default=""),
    Column("former_user", Text, nullable=False, server_default=""),
    Column("former_name", Text, nullable=False, server_default=""),
    Column("holder_user", Text, nullable=False, server_default=""),
    Column("holder_name", Text, nullable=False, server_default=""),
    Column("text", Text, nullable=False, server_default=""),
    Index("journal_dossier", "dossier_id", "unit", "id"),
)

saved_filter = Table(
    "saved_filter",
    metadata,
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("is_default", Boolean, nullable=False),
    PrimaryKeyConstraint("owner", "name", name="saved_filter_pkey"),
    Index("saved_filter_default", "owner", unique=True, postgresql_where=text("is_default")),
)
