# SPDX-License-Identifier: Apache-2.0
"""The tables of the papers of the law: extensions (form 04), stays and control slips (06), extracts of the register (07), and who
printed what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from motcua_intake.adapters.tables import DOCUMENT, MOMENT, _needed, metadata

extension = Table(
    "extension",
    metadata,
    Column("id", Text, primary_key=True),
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), nullable=False),
    _needed("unit", Text),
    # DRAFT, SIGNED, NOT_NEEDED
    _needed("state", Text),
    _needed("drafted_at", MOMENT),
    _needed("promised_at", MOMENT),
    # The parts that are late; once signed all that it moved.
    _needed("late", DOCUMENT),
    _needed("reason", Text),
    Column("new_day", Date),
    Column("closed_at", MOMENT),
    _needed("signed_by", DOCUMENT),
    Column("document_id", Text),
    # What was promised once it was signed.
    Column("promised_after", MOMENT),
    # Of each unit that is late one draft waits at a time; how often a day may be moved the law of the day says.
    Index("extension_waiting", "dossier_id", "unit", unique=True, postgresql_where=text("state = 'DRAFT'")),
    Index("extension_dossier", "dossier_id", postgresql_where=text("state <> 'NOT_NEEDED'")),
    Index("extension_unit", "unit", "state", "drafted_at", "id"),
    Index("extension_draft", "drafted_at", postgresql_where=text("state = 'DRAFT'")),
)

# To whom it was told, and on which day (law's clock), that a draft waits for their signature.
extension_told = Table(
    "extension_told",
    metadata,
    Column("extension_id", Text, ForeignKey("intake.extension.id"), primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Index("extension_told_day", "recipient", "day"),
)

# One task in the inbox of a unit: what hand-overs are read from.


def _stay(name: str, *more: Any) -> Table:
    return Table(
        name,
        metadata,
        Column("task_id", Text, primary_key=True),
        Column("dossier_id", Text, ForeignKey("intake.dossier.id"), nullable=False),
        _needed("unit", Text),
        _needed("part", Text),
        Column("opened_at", MOMENT),
        Column("due_at", MOMENT),
        Column("closed_at", MOMENT),
        # It ended without being done.
        Column("cancelled_at", MOMENT),
        _needed("person", Text),
        # Since when this person has it, or nobody.
        Column("held_at", MOMENT),
        # What the drawing calls the step; empty for the work of a window.
        Column("step_vi", Text, nullable=False, server_default=text("''")),
        Column("step_en", Text, nullable=False, server_default=text("''")),
        # When the dossier last came to this unit before, when work with a limit was last done there before, and when late: with
        # them the board counts dossiers and not tasks without comparing them with each other.
        Column("came_before", MOMENT),
        Column("done_before", MOMENT),
        Column("late_before", MOMENT),
        *more,
    )


stay = _stay("stay", Index("stay_dossier", "dossier_id", "opened_at"))
stay_rebuilt = _stay("stay_rebuilt", Index("stay_rebuilt_dossier", "dossier_id"))
"""The same rows while they are made again from the log (`motcua_events.rebuilding`); else empty."""

control_slip = Table(
    "control_slip",
    metadata,
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), primary_key=True),
    _needed("unit", Text),
    _needed("year", Integer),
    _needed("seq", Integer),
    _needed("number", Text),
    _needed("opened_at", MOMENT),
    Column("finished_at", MOMENT),
    Column("document_id", Text, ForeignKey("intake.document.id")),
    UniqueConstraint("unit", "year", "seq", name="control_slip_number"),
    Index(
        "control_slip_due",
        "finished_at",
        postgresql_where=text("finished_at IS NOT NULL AND document_id IS NULL"),
    ),
)

register_extract = Table(
    "register_extract",
    metadata,
    Column("id", Text, primary_key=True),
    _needed("unit", Text),
    _needed("year", Integer),
    _needed("seq", Integer),
    _needed("number", Text),
    _needed("from_day", Date),
    _needed("to_day", Date),
    _needed("procedure_key", Text),
    _needed("lines", Integer),
    Column("file_id", Text, ForeignKey("intake.file.id"), nullable=False),
    _needed("issued_at", MOMENT),
    _needed("issued_by", DOCUMENT),
    UniqueConstraint("unit", "year", "seq", name="register_extract_number"),
    Index("register_extract_newest", "unit", "issued_at", "id"),
    Index("register_extract_file", "file_id"),
)

printing = Table(
    "printing",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    # A form of a dossier, or an extract of the register.
    Column("dossier_id", Text, ForeignKey("intake.dossier.id")),
    Column("document_id", Text, ForeignKey("intake.document.id")),
    _needed("at", MOMENT),
    _needed("actor", DOCUMENT),
    _needed("user_id", Text),
    Column("extract_id", Text, ForeignKey("intake.register_extract.id")),
    CheckConstraint("(document_id IS NULL) <> (extract_id IS NULL)", name="printing_of"),
    Index("printing_dossier", "dossier_id", "id"),
    Index("printing_document", "document_id", "user_id", "at"),
    Index("printing_extract", "extract_id", "id", postgresql_where=text("extract_id IS NOT NULL")),
)
