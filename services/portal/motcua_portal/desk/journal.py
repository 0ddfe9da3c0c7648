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


def read_journal(visit: Visit, dossier_id: str) -> tuple[Sequence[pb.JournalEntry], str]:
    """A page of it, and the token of the next one."""
    asked = pb.ListJournalRequest(
        dossier_id=dossier_id, page_size=PAGE_SIZE, page_token=visit.request.query_params.get(PAGE, "")
    )
    try:
        with visit.acting():
            found = visit.request.app.state.services.assignment.ListJournal(asked)
    except Unauthenticated:
        raise
    except MotcuaError:
        return (), ""
    return found.entries, found.next_page_token
