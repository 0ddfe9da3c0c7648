# SPDX-License-Identifier: Apache-2.0
"""Notes of the unit about a dossier, and what it did with its tasks. Where the inbox does not answer, the page goes without."""

from __future__ import annotations

from collections.abc import Sequence

from motcua.assignment.v1 import desk_pb2 as pb
from motcua_rpc import MotcuaError, Unauthenticated

from motcua_portal.web.visit import Visit

PAGE = "nhat-ky"
"""Query parameter: the token of an older page."""
PAGE_SIZE = 10


NOTES_READ = 100
NOTES_SHOWN = 3
NOTE = "note"


def newest_notes(visit: Visit, dossier_id: str) -> tuple[Sequence[pb.JournalEntry], int]:
    """The notes that whoever does a step should have read, newest first, and how many there are among what was written last."""
    entries, _ = _read(visit, pb.ListJournalRequest(dossier_id=dossier_id, page_size=NOTES_READ))
    notes = [one for one in entries if one.type == NOTE]
    return notes[:NOTES_SHOWN], len(notes)


def read_journal(visit: Visit, dossier_id: str) -> tuple[Sequence[pb.JournalEntry], str]:
    """A page of it, and the token of the next one."""
    token = visit.request.query_params.get(PAGE, "")
    return _read(visit, pb.ListJournalRequest(dossier_id=dossier_id, page_size=PAGE_SIZE, page_token=token))


def _read(visit: Visit, asked: pb.ListJournalRequest) -> tuple[Sequence[pb.JournalEntry], str]:
    try:
        with visit.acting():
            found = visit.request.app.state.services.assignment.ListJournal(asked)
    except Unauthenticated:
        raise
    except MotcuaError:
        return (), ""
    return found.entries, found.next_page_token
