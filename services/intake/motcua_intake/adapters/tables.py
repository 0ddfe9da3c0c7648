# SPDX-License-Identifier: Apache-2.0
"""The tables of schema `intake`. Columns are named as the fields of `domain.records`."""

from __future__ import annotations

from motcua_events.rebuild_table import rebuild_table
from motcua_events.tables import event_tables
from motcua_hosting.act_table import act_table
from motcua_hosting.crash_table import crash_table
from motcua_storage.audit import audit_tables
from motcua_storage.requests import request_table
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA = "intake"
APPEND_ONLY = ("history", "document", "printing", "register_extract", "fee_line", "fee_entry", "lookup")
"""Tables that the service may read and add to, and never change; the database holds it (rights of the role)."""
metadata = MetaData(schema=SCHEMA)
MOMENT = DateTime(timezone=True)
# json, not jsonb: it keeps what people typed as it is, whatever the characters.
DOCUMENT = JSON(none_as_null=True)


def _needed(name: str, kind: object) -> Column[object]:
    return Column(name, kind, nullable=False)  # type: ignore[arg-type]


published = Table(
    "published",
    metadata,
    Column("procedure_key", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    _needed("sha256", Text),
    _needed("content", LargeBinary),
    _needed("valid_from", Date),
    Column("valid_to", Date),
    *[
        _needed(f"{name}_{lang}", Text)
        for name in ("name", "field", "limit", "label")
        for lang in ("vi", "en")
    ],
    _needed("codes", DOCUMENT),
    _needed("search", Text),
)

file = Table(
    "file",
    metadata,
    Column("id", Text, primary_key=True),
    _needed("sha256", Text),
    _needed("size", BigInteger),
    _needed("media_type", Text),
    _needed("file_name", Text),
    _needed("uploaded_by", Text),
    _needed("uploaded_user", Text),
    _needed("uploaded_at", MOMENT),
    Index("file_content", "sha256"),
)

# Hashes of files that were forgotten, until their bytes are freed.
freed_file = Table(
    "freed_file",
    metadata,
    Column("id", Text, primary_key=True),
    _needed("sha256", Text),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),
    _needed("owner_id", Text),
    _needed("owner_user", Text),
    _needed("unit", Text),
    _needed("procedure_key", Text),
    _needed("procedure_version", Integer),
    _needed("source", Text),
    _needed("applicant", DOCUMENT),
    _needed("answers", DOCUMENT),
    _needed("revision", BigInteger),
    _needed("created_at", MOMENT),
    _needed("saved_at", MOMENT),
    Column("dossier_id", Text),
    # The last touch of which the owner was told that the draft will go.
    Column("warned_for", MOMENT),
    Index("draft_owner", "owner_id", "created_at", "id", postgresql_where=text("dossier_id IS NULL")),
    Index("draft_untouched", "saved_at", postgresql_where=text("dossier_id IS NULL")),
    Index(
        "draft_untold",
        "saved_at",
        postgresql_where=text("dossier_id IS NULL AND warned_for IS DISTINCT FROM saved_at"),
    ),
)

dossier = Table(
    "dossier",
    metadata,
    Column("id", Text, primary_key=True),
    _needed("draft_id", Text),
    _needed("code", Text),
    _needed("procedure_key", Text),
    _needed("procedure_version", Integer),
    _needed("procedure_name_vi", Text),
    _needed("procedure_name_en", Text),
    _needed("source", Text),
    _needed("status", Text),
    _needed("unit", Text),
    _needed("territory", Text),
    _needed("applicant_id", Text),
    _needed("applicant_user", Text),
    _needed("applicant_name", Text),
    _needed("id_number", Text),
    _needed("phone", Text),
    _needed("email", Text),
    _needed("address", Text),
    _needed("answers", DOCUMENT),
    _needed("submitted_at", MOMENT),
    Column("answer_due_at", MOMENT),
    Column("accepted_at", MOMENT),
    Column("started_at", MOMENT),
    Column("promised_at", MOMENT),
    Column("original_promised_at", MOMENT),
    Column("finished_at", MOMENT),
    _needed("refusal_reason", Text),
    Column("withdrawal", DOCUMENT),
    # The one re-appointment (form 04), once it is signed.
    Column("extension", DOCUMENT),
    _needed("originals", DOCUMENT),
    # By component: the parts that its original was collected for, and when it went back.
    _needed("custody", DOCUMENT),
    # What the process told the applicant, in words, oldest first.
    _needed("notices", DOCUMENT),
    _needed("handovers", DOCUMENT),
    _needed("revision", BigInteger),
    # A draft becomes one dossier, however often its submission is sent.
    UniqueConstraint("draft_id", name="dossier_draft"),
    UniqueConstraint("code", name="dossier_code"),
    Index("dossier_newest", "submitted_at", "id"),
    Index("dossier_applicant", "applicant_id", "submitted_at", "id"),
    Index(
        "dossier_unfinished",
        "applicant_id",
        "submitted_at",
        "id",
        postgresql_where=text("finished_at IS NULL"),
    ),
)

dossier_unit = Table(
    "dossier_unit",
    metadata,
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), primary_key=True),
    Column("unit", Text, primary_key=True),
    # reception: the window's unit; agency: one that acts.
    Column("kind", Text, primary_key=True),
    _needed("submitted_at", MOMENT),
    Index("dossier_unit_newest", "unit", "kind", "submitted_at", "dossier_id"),
)

part = Table(
    "part",
    metadata,
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    _needed("position", Integer),
    _needed("code", Text),
    _needed("name_vi", Text),
    _needed("name_en", Text),
    _needed("status", Text),
    _needed("reason", Text),
    Column("due_at", MOMENT),
    Column("original_due_at", MOMENT),
    Column("decided_at", MOMENT),
    _needed("decided_by", DOCUMENT),
    _needed("derivation", DOCUMENT),
    Column("reason_en", Text, nullable=False, server_default=""),
    Column("stood_at", JSONB, nullable=False, server_default="[]"),
    # From when on an apology is drafted for it.
    Column("apologise_at", MOMENT),
    Index("part_apologise", "apologise_at", postgresql_where=text("status IN ('WAITING', 'IN_PROGRESS')")),
)

paper = Table(
    "paper",
    metadata,
    Column("id", Text, primary_key=True),
    Column("draft_id", Text, ForeignKey("intake.draft.id")),
    Column("dossier_id", Text, ForeignKey("intake.dossier.id")),
    _needed("component", Text),
    # None: shown at the window, not scanned.
    Column("file_id", Text, ForeignKey("intake.file.id")),
    _needed("form", Text),
    _needed("copies", Integer),
    _needed("attached_at", MOMENT),
    _needed("attached_by", Text),
    _needed("round", Integer),
    Column("not_scanned", Text, nullable=False, server_default=text("''")),
    Index("paper_draft", "draft_id"),
    Index("paper_dossier", "dossier_id"),
    Index("paper_file", "file_id"),
)

result = Table(
    "result",
    metadata,
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), primary_key=True),
    Column("part", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    # "" for what was attached before papers had ids.
    Column("id", Text, primary_key=True),
    _needed("name_vi", Text),
    _needed("name_en", Text),
    _needed("unit", Text),
    _needed("number", Text),
    _needed("signer", Text),
    _needed("signed_at", MOMENT),
    Column("file_id", Text, ForeignKey("intake.file.id"), nullable=False),
    _needed("attached_at", MOMENT),
    _needed("attached_by", Text),
    Column("issued_at", MOMENT),
    Column("returned_at", MOMENT),
    _needed("copies", Integer),
    _needed("pages", Integer),
    _needed("note", Text),
    # Its part ended without issuing it: kept, but its number is free.
    Column("voided_at", MOMENT),
    # Of several papers of one part with the same number, one holds it.
    _needed("holds_number", Boolean),
    # It collided with another spelling when spellings began to count as one.
    Column("number_as_typed", Boolean, nullable=False, server_default=text("false")),
    Column(
        "number_key",
        Text,
        Computed(
            r"CASE WHEN number_as_typed THEN number ELSE lower(regexp_replace(number, '\s', '', 'g')) END"
        ),
        nullable=False,
    ),
    Index(
        "result_number",
        "unit",
        "code",
        "number_key",
        unique=True,
        postgresql_where=text("voided_at IS NULL AND holds_number"),
    ),
    Index("result_file", "file_id"),
)

supplement = Table(
    "supplement",
    metadata,
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), primary_key=True),
    Column("round", Integer, primary_key=True),
    _needed("key", Text),
    _needed("stage", Text),
    _needed("items", DOCUMENT),
    _needed("reason", Text),
    _needed("requested_at", MOMENT),
    _needed("requested_by", DOCUMENT),
    Column("answer_by", MOMENT),
    Column("answered_at", MOMENT),
    Column("closed_at", MOMENT),
    Column("part", Text, nullable=False, server_default=text("''")),
    UniqueConstraint("key", name="supplement_key"),
    Index(
        "supplement_waiting",
        "answer_by",
        postgresql_where=text("stage = 'before_acceptance' AND answered_at IS NULL AND closed_at IS NULL"),
    ),
)

stretch = Table(
    "stretch",
    metadata,
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    _needed("part", Text),
    _needed("ground", Text),
    _needed("policy", Text),
    _needed("from_at", MOMENT),
    Column("to_at", MOMENT),
)

document = Table(
    "document",
    metadata,
    Column("id", Text, primary_key=True),
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), nullable=False),
    _needed("unit", Text),
    _needed("form", Text),
    _needed("year", Integer),
    Column("series", Text, nullable=False, server_default=text("''")),
    _needed("seq", Integer),
    _needed("number", Text),
    _needed("name_vi", Text),
    _needed("name_en", Text),
    _needed("part", Text),
    Column("file_id", Text, ForeignKey("intake.file.id"), nullable=False),
    _needed("issued_at", MOMENT),
    UniqueConstraint("unit", "series", "year", "seq", name="document_number"),
    Index("document_dossier", "dossier_id"),
    Index("document_file", "file_id"),
    Index("document_register", "unit", "issued_at", "id", postgresql_where=text("form = '01'")),
)

history = Table(
    "history",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), nullable=False),
    _needed("at", MOMENT),
    _needed("type", Text),
    _needed("actor", DOCUMENT),
    _needed("text_vi", Text),
    _needed("text_en", Text),
    Index("history_dossier", "dossier_id", "id"),
)

# One row for each series of numbers; whoever takes the next one holds the row until the commit, so there are neither gaps
# nor doubles.
counter = Table(
    "counter",
    metadata,
    Column("series", Text, primary_key=True),
    _needed("last", Integer),
)

events = event_tables(metadata)
request = request_table(metadata)
audit, audit_seal, audit_queue = audit_tables(metadata)
crash = crash_table(metadata)
rebuild = rebuild_table(metadata)
failure_act = act_table(metadata)
