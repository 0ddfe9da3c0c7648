# SPDX-License-Identifier: Apache-2.0
"""People without an e-mail address are told by the window, and that is recorded: by whom, when and how."""

from __future__ import annotations

import sqlalchemy as sa
from motcua_identity import Kind, Subject
from motcua_text import Text

from motcua_intake.adapters import calls
from motcua_intake.adapters.calls import Listed
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.domain import texts, wording
from motcua_intake.domain.calls import CallWay
from motcua_intake.errors import BadFields, CallClosed, NotYourUnit, UnknownCall

MAX_NOTE = 500


def window_of(subject: Subject) -> str:
    """The window whose calls the caller makes. Raises NotYourUnit."""
    if not subject.unit:
        raise NotYourUnit()
    return subject.unit


def record(
    connection: sa.Connection, desk: Desk, subject: Subject, call_id: str, way: CallWay | None, note: str
) -> Listed:
    """Record that the person was told; the history of the dossier says so.

    Raises:
        NotYourUnit, UnknownCall, CallClosed, BadFields.
    """
    unit = window_of(subject)
    if subject.kind is not Kind.PERSON:
        raise NotYourUnit()
    if way is None:
        raise BadFields.one(
            "way", "FIELD_REQUIRED", "Hãy chọn cách đã báo.", "Please say how they were told."
        )
    clean = texts.line("note", note, MAX_NOTE)
    found = calls.find(connection, call_id, unit)
    if found is None:
        raise UnknownCall()
    loaded = desk.open_any(connection, found.call.dossier_id)
    actor, now = actor_of(subject), desk.clock.now()
    if not calls.close(connection, call_id, now, way, clean, actor.to_dict()):
        raise CallClosed()
    how, about = wording.CALLED_BY[way], Text(found.call.text_vi, found.call.text_en)
    noted = Text(f" ({clean})", f" ({clean})") if clean else Text("", "")
    loaded.case.tell(
        "dossier.told", now, actor, wording.both(wording.CALLED, how=how, about=about, note=noted)
    )
    desk.keep(connection, loaded)
    kept = calls.find(connection, call_id, unit)
    assert kept is not None, "it was just recorded"
    return kept
