# SPDX-License-Identifier: Apache-2.0
"""Papers that were asked for, taken and handed in: by the applicant's own page, and by the window's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError
from starlette.responses import RedirectResponse, Response

from motcua_portal.pages import late_supplement
from motcua_portal.pages.dossiers import open_supplement
from motcua_portal.pages.draft_papers import remove_paper, too_much
from motcua_portal.web.gate import check_csrf
from motcua_portal.web.posting import Sent, kept
from motcua_portal.web.uploads import Attached, Target, attach_all, seen_papers
from motcua_portal.web.visit import Visit

_LONGEST_ROUND: Final = 6


class Page(Protocol):
    """The page with its inputs: `refused` by paper, `typed` what was sent with it."""

    def __call__(
        self,
        visit: Visit,
        dossier: pb.Dossier,
        refused: Mapping[str, Sequence[str]] | None = None,
        *,
        round: int = 0,
        note: str = "",
        typed: Sent | None = None,
    ) -> Response: ...


class Unsent(Protocol):
    """The page when the service took nothing."""

    def __call__(
        self, visit: Visit, dossier: pb.Dossier, error: MotcuaError, note: str, round: int
    ) -> Response: ...


def round_of(visit: Visit, sent: Sent | None = None) -> int:
    """The request that a page is about: what it sent, what was put aside before the session ended, or its address (`lan`); 0,
    the oldest that waits, where none of them names one."""
    typed = sent.text("round") if sent else kept(visit.fields, "round")
    typed = typed or visit.request.query_params.get("lan", "")
    return int(typed) if typed.isdecimal() and len(typed) < _LONGEST_ROUND else 0


@dataclass(frozen=True)
class Supplementing:
    """Whose page it is: how a dossier is found, which papers have an input, the page, the page when the service took nothing,
    and where it goes on."""

    find: Callable[[Visit, str], pb.Dossier]
    wanted: Callable[[pb.Dossier, int], list[pb.Component]]
    page: Page
    unsent: Unsent
    done: Callable[[str], str]

    def answer(self, visit: Visit, sent: Sent, dossier_id: str) -> Response:
        """Attach what was chosen; hand in when asked to."""
        dossier, note, round = self.find(visit, dossier_id), sent.text("note").strip(), round_of(visit, sent)
        if sent.too_large:
            return self.page(visit, dossier, {"": [too_much(visit)]}, round=round)
        check_csrf(visit, sent.text("csrf"))
        target, request_id = Target(dossier_id=dossier_id, round=round), sent.text("request_id")
        added: Attached = []
        refused = attach_all(visit, target, self.wanted(dossier, round), sent, request_id, added)
        remove_paper(visit, sent, refused)
        if refused or sent.text("action") != "send" or sent.text("remove"):
            dossier = self.find(visit, dossier_id)
            if open_supplement(dossier, round) is None:
                return late_supplement.papers_page(visit, dossier, sent)
            return self.page(visit, dossier, refused, round=round, note=note, typed=sent if refused else None)
        request = pb.AnswerSupplementRequest(
            request_id=f"{request_id}:send",
            dossier_id=dossier_id,
            note=note,
            papers_seen=seen_papers(sent, added),
            round=round,
        )
        return self._hand_in(visit, sent, request)

    def _hand_in(self, visit: Visit, sent: Sent, request: pb.AnswerSupplementRequest) -> Response:
        try:
            with visit.acting():
                visit.request.app.state.services.intake.AnswerSupplement(request)
        except (InvalidInput, Conflict, AlreadyExists) as error:
            fresh = self.find(visit, request.dossier_id)
            waits = open_supplement(fresh, request.round) is not None
            if not isinstance(error, AlreadyExists) and not waits:
                return late_supplement.papers_page(visit, fresh, sent)
            if waits:
                return self.unsent(visit, fresh, error, request.note, request.round)
            # The same page was sent twice: the first one handed in, files and all.
        return RedirectResponse(self.done(request.dossier_id), 303)
