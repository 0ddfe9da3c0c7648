# SPDX-License-Identifier: Apache-2.0
"""Table of what people without an e-mail address are to be told by the window."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text, text

from motcua_intake.adapters.tables import DOCUMENT, MOMENT, _needed, metadata

phone_call = Table(
    "phone_call",
    metadata,
    Column("id", Text, primary_key=True),
    Column("dossier_id", Text, ForeignKey("intake.dossier.id"), nullable=False),
    # The window that received the dossier.
    _needed("unit", Text),
    # What it is about: the type of the line of the history.
    _needed("moment", Text),
    _needed("at", MOMENT),
    _needed("text_vi", Text),
    _needed("text_en", Text),
    # WAITING, TOLD, NOT_NEEDED
    _needed("state", Text),
    Column("closed_at", MOMENT),
    # PHONE, PAPER, IN_PERSON; empty while it waits.
    _needed("way", Text),
    _needed("note", Text),
    _needed("told_by", DOCUMENT),
    Index("phone_call_waiting", "unit", "at", "id", postgresql_where=text("state = 'WAITING'")),
    Index("phone_call_told", "unit", "closed_at", "id", postgresql_where=text("state = 'TOLD'")),
    Index("phone_call_dossier", "dossier_id", postgresql_where=text("state = 'WAITING'")),
)
